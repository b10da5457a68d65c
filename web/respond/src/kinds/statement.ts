import { h, kind } from '../core';

kind('statement', () => h('div'));
