import { kind } from '../core';
import { line } from '../parts/words';

kind('date', {
  single: true,
  render: (ask) => line(ask, ask.id + 'c', (ask.value as string) || '', { type: ask.paper ? 'text' : 'date', min: ask.q.earliest, max: ask.q.latest, placeholder: 'YYYY-MM-DD', 'aria-required': ask.q.required ? 'true' : null }, (s) => ask.set(s || undefined)),
  check: (q, v) => (!/^\d{4}-\d\d-\d\d$/.test(String(v)) || (q.earliest && String(v) < q.earliest) || (q.latest && String(v) > q.latest) ? ['date'] : undefined),
});
