import { describe, expect, it } from 'vitest';
import type { Estimate } from '@shared/api';
import type { Units } from '@shared/survey';
import { both, reach, ticks, unitWords } from './units';

const t = ((key: string, o: object = {}) => `${key} ${Object.values(o).join(' | ')}`) as never;
const e = (value?: number): Estimate => ({ value, lo: value === undefined ? undefined : value - 1, hi: value === undefined ? undefined : value + 1, n: 9, unit: 'points', basis: 'measured', method: 't', flags: [] });
const page = (together: Units['together'], units: Units['units'] = []): Units => ({ key: 'pulse', as_of: '', as_of_seq: 1, field: 'unit', attribute: 'unit', metric: 'nps', need: 5, staff: { question: 'enps', metric: 'nps', all: e(1), without_unit: 0 }, units, more: 0, truncated: false, together });

describe('employees beside customers, in words', () => {
  it('claims that the two go together only where the interval does', () => {
    const say = (value: number, lo: number, hi: number) => unitWords(page({ need: 8, n: 12, value, lo, hi, no_spread: false }), t);
    expect(say(0.7, 0.2, 0.9)).toBe('survey.units.say.up +0.70 | [+0.20, +0.90] | 12');
    expect(say(-0.7, -0.9, -0.2)).toMatch(/^survey.units.say.down/);
    expect(say(0.7, -0.1, 0.9)).toMatch(/^survey.units.say.open/);
    expect(unitWords(page({ need: 8, n: 7, no_spread: false }), t)).toBe('survey.units.say.few 7 | 8');
    expect(unitWords(page({ need: 8, n: 9, no_spread: true }), t)).toBe('survey.units.say.flat ');
  });
  it('plots only units with both numbers, intervals inside', () => {
    const units = [{ unit: 'a', staff: e(10), customers: e(20) }, { unit: 'b', staff: e(), customers: e(1) }];
    expect(both(page({ need: 8, n: 1, no_spread: false }, units)).map((u) => u.unit)).toEqual(['a']);
    const [lo, hi] = reach([e(10), e(20)]);
    expect(lo).toBeLessThan(9);
    expect(hi).toBeGreaterThan(21);
  });
  it('marks axes with round numbers', () => {
    expect(ticks(-88, 104)).toEqual([-50, 0, 50, 100]);
    expect(ticks(-0.3, 1)).toEqual([0, 0.5, 1]);
    expect(ticks(3.1, 3.9)).toEqual([3.2, 3.4, 3.6, 3.8]);
  });
});
