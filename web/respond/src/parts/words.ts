// Places to write.
import { h } from '../core';
import type { Answer, Ask, Fail } from '../core';

/** Characters as the server counts them. */
export const size = (s: string): number => Array.from(s).length;
export const area = (ask: Ask, value: string, write: (s: string | undefined) => void, most: number, label?: string): HTMLElement => {
  const left = h('small', { class: 'left', 'aria-hidden': 'true' });
  const box = h('textarea', {
    id: ask.id + 'c', rows: 4, 'data-field': true, 'aria-label': label, 'aria-describedby': ask.id + 'e', 'aria-required': ask.q.required ? 'true' : null,
    input: () => {
      const n = size(box.value);
      left.textContent = n > most - 100 ? String(most - n) : '';
      write(box.value.trim() || undefined);
    },
  }, value);
  return h('div', { class: 'area' }, box, left);
};
export const line = (ask: Ask, id: string, value: string, props: Record<string, unknown>, write: (s: string) => void): HTMLInputElement => {
  const box: HTMLInputElement = h('input', Object.assign({ type: 'text', id, value, 'data-field': true, 'aria-describedby': ask.id + 'e', input: () => write(box.value.trim()) }, props));
  return box;
};
export const lengths = (q: Ask['q'], v: Answer, most: number): Fail | undefined => {
  const n = size(String(v)), max = q.max_length || most;
  return n > max ? ['long', max] : q.min_length && n < q.min_length ? ['short', q.min_length] : undefined;
};
