import { ends, kind } from '../core';
import { numbers } from '../parts/tiles';

kind('nps', (ask) => numbers(ask, { value: ask.value, low: ends(ask.q.low, 'nps_low'), high: ends(ask.q.high, 'nps_high') }, (v) => ask.set(v, true)));
