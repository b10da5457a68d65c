// What was expected, what came: the same scale twice.
import { ends, h, kind, t } from '../core';
import { numbers } from '../parts/tiles';

type Both = { expected?: number; got?: number };
kind('pair', (ask) => {
  const value: Both = Object.assign({}, ask.value as Both), q = ask.q;
  const half = (key: 'expected' | 'got', words: string) => h('div', { class: 'half ' + key },
    h('p', { 'aria-hidden': 'true' }, words),
    numbers(ask, { label: words, value: value[key], low: ends(q.low, 'low'), high: ends(q.high, 'high') }, (v) => {
      const first = value.expected == null || value.got == null;
      value[key] = v;
      ask.set(Object.assign({}, value) as Record<string, number>, first && value.expected != null && value.got != null);
    }, ask.id + key));
  return h('div', { class: 'pair' }, half('expected', q.expected_text || t('expected')), half('got', q.got_text || t('got')));
}, undefined, (_, v) => ((v as Both).expected == null || (v as Both).got == null ? ['both'] : undefined));
