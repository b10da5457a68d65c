// What was expected, what came: the same scale twice.
import { ends, h, kind, t } from '../core';
import { numbers } from '../parts/tiles';

type Both = { expected?: number; got?: number };
/** Asked before the experience there is only the expected half. */
const whole = (q: { expected_only?: true }, v: Both) => v.expected != null && (q.expected_only || v.got != null);
kind('pair', (ask) => {
  const value: Both = Object.assign({}, ask.value as Both), q = ask.q;
  const half = (key: 'expected' | 'got', words: string) => h('div', { class: 'half ' + key },
    h('p', { 'aria-hidden': 'true' }, words),
    numbers(ask, { label: words, value: value[key], low: ends(q.low, 'low'), high: ends(q.high, 'high') }, (v) => {
      const before = whole(q, value);
      value[key] = v;
      ask.set(Object.assign({}, value) as Record<string, number>, !before && whole(q, value));
    }, ask.id + key));
  const expected = half('expected', q.expected_text || t('expected'));
  return q.expected_only ? expected : h('div', { class: 'pair' }, expected, half('got', q.got_text || t('got')));
}, undefined, (q, v) => (whole(q, v as Both) ? undefined : ['both']));
