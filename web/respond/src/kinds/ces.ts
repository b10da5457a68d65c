import { ends, kind } from '../core';
import { numbers } from '../parts/tiles';

kind('ces', (ask) => numbers(ask, { value: ask.value, low: ends(ask.q.low, 'ces_low'), high: ends(ask.q.high, 'ces_high') }, (v) => ask.set(v, true)));
