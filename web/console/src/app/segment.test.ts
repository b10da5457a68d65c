import { describe, expect, it } from 'vitest';
import { parseSegment, segmentText } from './segment';

describe('segment', () => {
  it('survives the address with commas and backslashes inside', () => {
    for (const s of [{ field: 'city', values: ['上海'] }, { field: 'city', values: ['a,b', 'c\\d'] }, { field: 'plan', values: [''] }]) expect(parseSegment(segmentText(s))).toEqual(s);
  });
  it('is none when there is no field', () => {
    for (const text of [null, '', ':x', 'city']) expect(parseSegment(text)).toBeUndefined();
  });
});
