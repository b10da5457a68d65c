// Satisfaction as stars, faces or numbers.
import { ends, icon, kind } from '../core';
import { face, mood } from '../parts/faces';
import { points, tiles } from '../parts/tiles';

const star = () => icon('<path d="m12 3.200 2.700 5.600 6.100.8-4.500 4.200 1.100 6.100L12 17l-5.400 2.900 1.100-6.100L3.200 9.600l6.100-.8z"/>');
/** Stars are filled up to the chosen one. */
const fill = (row: Element | null, v: unknown) =>
  row && Array.from(row.querySelectorAll('input')).forEach((b) => (b.parentNode as HTMLElement).classList.toggle('on', v != null && Number(b.value) <= Number(v)));

kind('csat', (ask) => {
  const scale = points(ask.q.scale || { min: 1, max: 5 }), look = ask.paper ? 'numbers' : ask.q.look;
  const el = tiles(ask.id + 'c', scale.map((v, i) => ({ v, say: look === 'numbers' ? undefined : v + ' / ' + scale[scale.length - 1], face: look === 'stars' ? star() : look === 'faces' ? face(mood(i, scale.length)) : String(v) })),
    { cls: look, value: ask.value, low: ends(ask.q.low, 'csat_low'), high: ends(ask.q.high, 'csat_high') }, (v, row) => {
      if (look === 'stars') fill(row, v);
      ask.set(v, true);
    });
  if (look === 'stars') fill(el, ask.value);
  return el;
});
