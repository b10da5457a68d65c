import { expect, it } from 'vitest';
import { arrowTarget, moved } from './arrange';

it('moves one tile and keeps the others in order', () => {
  const list = ['a', 'b', 'c', 'd'];
  expect(moved(list, 0, 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(moved(list, 3, 0)).toEqual(['d', 'a', 'b', 'c']);
  expect(moved(list, 1, 99)).toEqual(['a', 'c', 'd', 'b']);
  expect(moved(list, 9, 0)).toEqual(list);
  expect(list).toEqual(['a', 'b', 'c', 'd']);
});
it('follows the arrow keys', () => {
  expect(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'x'].map((k) => arrowTarget(k, 0, 3))).toEqual([0, 1, 0, 1, 0, 2, undefined]);
  expect(arrowTarget('ArrowDown', 2, 3)).toBe(2);
});
