import { kind } from '../core';
import { choices } from '../parts/choices';

kind('single', (ask) => choices(ask, { many: false }));
