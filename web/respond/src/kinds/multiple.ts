import { kind } from '../core';
import { choices, counted, someChoice } from '../parts/choices';

kind('multiple', (ask) => choices(ask, { many: true }), counted, someChoice);
