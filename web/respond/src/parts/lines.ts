// Tiles with words beside a mark, below each other.
import { add, h, icon } from '../core';

export const marked = (mark: string, words: string): HTMLElement => {
  const el = h('span');
  add(el, [icon(mark), words]);
  return el;
};
