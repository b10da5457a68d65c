// Several things on one scale: a row of tiles each.
import { ends, h } from '../core';
import type { Ask } from '../core';
import { numbers } from './tiles';

export const grid = (ask: Ask): HTMLElement => {
  const value = Object.assign({}, ask.value as Record<string, number>);
  const rows = ask.q.rows || [], low = ends(ask.q.low, 'low'), high = ends(ask.q.high, 'high');
  return h('div', { class: 'grid' }, ask.order.map((i) => {
    const r = rows[i];
    return h('div', { class: 'row' }, h('p', { 'aria-hidden': 'true' }, r.text),
      numbers(ask, { cls: 'slim', label: r.text, value: value[r.key], low, high }, (v) => { value[r.key] = v; ask.set(Object.assign({}, value)); }, ask.id + r.key));
  }));
};
export const missingRow = (q: Ask['q'], v: unknown): [string] | undefined =>
  (q.rows || []).some((r) => (v as Record<string, number>)[r.key] == null) ? ['rows'] : undefined;
