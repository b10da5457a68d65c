// Much worse than expected (-2) to much better (2).
import { kind, t } from '../core';
import { marked } from '../parts/lines';
import { tiles } from '../parts/tiles';

const MARKS = ['<path d="M6 6l6 6 6-6M6 13l6 6 6-6"/>', '<path d="M6 9l6 6 6-6"/>', '<path d="M5 9.500h14M5 14.500h14"/>', '<path d="M6 15l6-6 6 6"/>', '<path d="M6 18l6-6 6 6M6 11l6-6 6 6"/>'];
kind('better_worse', (ask) => tiles(ask.id + 'c', MARKS.map((m, i) => {
  const say = (i === 0 && ask.q.low) || (i === 4 && ask.q.high) || t('bw' + i);
  return { v: i - 2, face: marked(m, say), say };
}), { cls: 'lines', value: ask.value }, (v) => ask.set(v, true)));
