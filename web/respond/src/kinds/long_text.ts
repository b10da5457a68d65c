import { kind } from '../core';
import { area, lengths } from '../parts/words';

kind('long_text', { single: true, render: (ask) => area(ask, (ask.value as string) || '', ask.set, ask.q.max_length || 5000), check: (q, v) => lengths(q, v, 5000) });
