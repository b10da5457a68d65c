import { describe, expect, it } from 'vitest';
import type { Estimate, MemoryPage } from '@shared/api';
import { memoryWords, repairs, shown, slopeWords } from './memory';

const t = ((key: string, o: object = {}) => `${key} ${Object.values(o).join(' | ')}`) as never;
const id = (x: string) => x;
const e = (value?: number, half = 0.05, unit = 'share'): Estimate => ({ value, lo: value === undefined ? undefined : value - half, hi: value === undefined ? undefined : value + half, n: 100, unit, basis: 'measured', method: 't', flags: [] });
const moment = (touchpoint: string, share?: number, gain = 0) => ({ touchpoint, passes: 100, share: e(share), peak: e(0.1), valley: e(0.2), end: e(0.3), gain: e(gain, 0.01, 'valence'), mean_gain: 0.02 });
const page = (recall: Partial<MemoryPage['recall']> = {}, over: Partial<MemoryPage> = {}): MemoryPage => ({
  journey: 'shop', as_of: '', as_of_seq: 1, remembered: e(0.1), mean: e(0.2), episodes: { closed: 100, open: 3 }, peak: 'a/b', valley: 'c/d', end: 'e/f', moments: [moment('a/b', 0.5, 0.1), moment('c/d', 0.3, 0.25), moment('e/f', 0.2), moment('x/y')], leverage_target: 0.4, contest: {} as never,
  recall: { surveys: 0, answers: 0, unmatched: 0, truncated: false, all: e(), places: [], forgotten: { under: 0.1, need: 35 }, delays: [], curve: { need: 4, have: 0, no_forgetting: false }, effective: { positive: e(), positive_remembered: e() }, unaided: { nothing: e(), named: 0 }, ...recall }, ...over,
});

describe('memory in words', () => {
  it('names peak, valley and end, or what there is of them', () => {
    expect(memoryWords.head(page(), id, t)).toBe('memory.say_both a/b | c/d | e/f');
    expect(memoryWords.head(page({}, { valley: null }), id, t)).toBe('memory.say_peak a/b |  | e/f');
    expect(memoryWords.head(page({}, { peak: null, valley: null }), id, t)).toBe('memory.say_none ');
  });
  it('ranks shares and repairs, leaving out what may not be shown', () => {
    expect(shown(page()).map((m) => m.touchpoint)).toEqual(['a/b', 'c/d', 'e/f']);
    expect(memoryWords.map(page(), id, t)).toMatch(/a\/b \| 50\s% \| 100\s%/);
    expect(repairs(page()).map((m) => m.touchpoint)).toEqual(['c/d', 'a/b']);
    expect(memoryWords.gain(page(), id, t)).toBe('memory.gain_say c/d | +0.25 | +0.02');
  });
  it('says nothing about recall that was not asked', () => {
    expect(memoryWords.recall(page(), id, t)).toBe('');
    expect(memoryWords.curve(page(), t)).toBe('memory.curve_few 0');
    expect(memoryWords.effective(page(), t)).toBe('memory.effective_few ');
    expect(slopeWords(page())).toBe('–');
  });
  it('says the effective rate and what is experienced for nothing, never of too few', () => {
    const place = (touchpoint: string, kept: MemoryPage['recall']['places'][number]['kept'], n = 60) => ({ touchpoint, recalled: { ...e(0), n, n_eff: n }, kept });
    const few = { touchpoint: 'c/d', recalled: { ...e(), n: 3, insufficient: { have: 3, need: 5 } }, kept: 'not_enough_data' as const };
    const d = page({ all: { ...e(0.3), lo: 0.2189, hi: 0.3958 }, places: [place('b/c', 'remembered'), place('a/b', 'forgotten'), place('u/v', 'undecided', 80), few] });
    expect(memoryWords.rate(d, t)).toMatch(/memory.rate_say 100 \| 30 \| 30\.0\s% \| \[21\.9, 39\.6\]/);
    expect(memoryWords.wasted(d, id, t)).toBe('memory.wasted_say 1 | 1 | a/b');
    expect(memoryWords.listed(d, 'not_enough_data', id, t)).toMatch(/memory.wasted_few 35 \| c\/d \(n\s3\)/);
    expect(memoryWords.listed(d, 'undecided', id, t)).toMatch(/memory.wasted_open 35 \| u\/v \(n\s80\)/);
    expect(memoryWords.wasted(page({ places: [few] }), id, t)).toBe('memory.wasted_unknown ');
    expect(memoryWords.wasted(page({ places: [few, place('b/c', 'remembered')] }), id, t)).toBe('memory.wasted_none ');
    expect(memoryWords.rate(page(), t)).toBe('');
  });
  it('reads the curve and the effective part, and only a real difference as one', () => {
    const d = (all: number, kept: number) => page({ effective: { positive: e(all), positive_remembered: e(kept) }, curve: { need: 4, have: 5, b: 0.7, b_lo: 0.5, b_hi: 0.9, half_life: 10.6, half_lo: 6.26, half_hi: 19.67, points: [{ days: 7, p: 0.46 }] } });
    expect(memoryWords.curve(d(0.5, 0.5), t)).toMatch(/memory.curve_say .*10\.6.* \| 6\.3, 19\.7 \| 46\s%/);
    expect(memoryWords.effective(d(0.7, 0.5), t)).toMatch(/^memory.effective_less/);
    expect(memoryWords.effective(d(0.5, 0.7), t)).toMatch(/^memory.effective_more/);
    expect(memoryWords.effective(d(0.5, 0.52), t)).toMatch(/^memory.effective_same/);
    expect(slopeWords(d(0.5, 0.5))).toBe('0.70 [0.50, 0.90]');
  });
});
