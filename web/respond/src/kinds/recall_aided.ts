import { kind, t } from '../core';
import { choices } from '../parts/choices';

kind('recall_aided', (ask) => choices(ask, { many: true, none: t('none') }));
