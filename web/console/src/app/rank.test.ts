import { describe, expect, it } from 'vitest';
import { rank } from './rank';

const list = ['Online mall × Delivery', 'Journey', 'App × Delivery', '网上商城 × 物流', 'Feedback'];
const find = (typed: string) => rank(list, typed, (x) => x);

describe('palette order', () => {
  it('keeps everything when nothing is typed', () => expect(find(' ')).toEqual(list));
  it('needs every word, in any order', () => {
    expect(find('deli mall')).toEqual(['Online mall × Delivery']);
    expect(find('deli zebra')).toEqual([]);
  });
  it('puts the start of a word first, then the shorter text', () => {
    expect(find('del')).toEqual(['App × Delivery', 'Online mall × Delivery']);
    expect(find('jour')[0]).toBe('Journey');
  });
  it('finds Chinese inside a text', () => expect(find('物流')).toEqual(['网上商城 × 物流']));
});
