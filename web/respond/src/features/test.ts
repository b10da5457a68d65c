// A test run says that it is one.
import { feature, h, t } from '../core';

feature((page) => { page.app.insertBefore(h('p', { class: 'test' }, t('test')), page.main); });
