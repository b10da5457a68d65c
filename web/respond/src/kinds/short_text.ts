import { kind } from '../core';
import { lengths, line } from '../parts/words';

kind('short_text', { single: true, render: (ask) => line(ask, ask.id + 'c', (ask.value as string) || '', { maxlength: ask.q.max_length || 500, 'aria-required': ask.q.required ? 'true' : null }, (s) => ask.set(s || undefined)), check: (q, v) => lengths(q, v, 500) });
