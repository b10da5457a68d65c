import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Estimate, Moved, Shift, Today } from '@shared/api';
import type { T } from '@/i18n';
import { en } from '@/i18n/en';
import { zh } from '@/i18n/zh';
import { byTouchpoint, changeOf, findingsOf, findingWords, leadWords, periodOf, whyWords } from './today';

const est = (v?: number, unit = 'valence'): Estimate => ({ value: v, n: 100, unit, basis: 'measured', method: 't', flags: [] });
const move = (verdict: Moved['verdict'], v = 0.1): Moved => ({ before: est(0.2), now: est(0.3), verdict, change: verdict === 'not_enough_data' ? null : { value: v, lo: v - 0.05, hi: v + 0.05, p: 0.01, p_adjusted: 0.02, smallest: 0.07, method: 'random_groups' } });
const shift = (touchpoint: string, measure: Shift['measure'], more: Partial<Shift> = {}): Shift => ({ touchpoint, measure, shape: 'step', since: '2026-07-13', until: '2026-11-22', lasts: true, before: 0.9, after: 0.2, p: 1e-6, direction: 'worse', ...more });
const day = { from: '2026-10-24', to: '2026-11-22' };
const today = (more: Partial<Today>): Today => ({ as_of: '', as_of_seq: 0, journey: 'j', period: { days: 30, now: day, before: day, weeks: day }, numbers: [], moves: [], moves_tested: 0, shifts: [], promises: { open: 0, overdue: 0, by_touchpoint: [] }, floors: [], polarised: [], memory: { peak: null, valley: null }, ...more });
const floor = (touchpoint: string, alarm: boolean) => ({ touchpoint, n: 1204, k: 96, e: alarm ? 16874 : 0.1, alarm, floor: -0.8, rate: 0.03, worst: est(-1) });
const t = () => i18next.getFixedT('en') as unknown as T;
const plain = (s: string) => s.replace(/\u202f/g, ' ');
const place = { stage: 'Delivery', scene: 'Online mall' };
const say = (f: ReturnType<typeof findingsOf>[number]) => plain(findingWords(f, place, t(), 'en', 'UTC').sentence);

beforeAll(async () => {
  await i18next.init({ lng: 'en', ns: ['text'], defaultNS: 'text', resources: { zh: { text: zh }, en: { text: en } }, interpolation: { escapeValue: false } });
});

describe('findings', () => {
  it('say the broken promise once, not also what follows from it', () => {
    const found = findingsOf(today({ shifts: [shift('delivery/mall', 'promise_kept'), shift('delivery/mall', 'mean_experience', { since: '2026-07-20' }), shift('delivery/mall', 'satisfaction_ratio', { cause: 'experience_fell' })] }));
    expect(found.map((f) => f.kind)).toEqual(['promise']);
    expect(say(found[0]!)).toContain('kept 90 % of its promises before and 20 % since');
  });
  it('use promised and actual time where they are known', () => {
    const found = findingsOf(today({ shifts: [shift('delivery/mall', 'promise_kept')] }), { touchpoint: 'delivery/mall', stage: { zh: '', en: '' }, scene: { zh: '', en: '' }, expected: 3, actual: 4.63, unit: 'day' });
    expect(say(found[0]!)).toContain('promised in 3 days and takes 4.6 days');
  });
  it('put floors and promises before memory, worse before better, what lasts before what has passed', () => {
    const found = findingsOf(today({ floors: [floor('a/x', true), floor('b/x', false)], shifts: [shift('c/x', 'mean_experience', { direction: 'better', cause: undefined }), shift('d/x', 'satisfaction_ratio', { cause: 'expectation_rose' }), shift('e/x', 'promise_kept', { lasts: false })], memory: { peak: { touchpoint: 'p/x', share: est(0.14, 'share'), experience: est(0.5) }, valley: null }, polarised: [{ touchpoint: 's/x', index: 0.8, low_camp: 0.4, high_camp: 0.45, experience: est(0.03) }] }));
    expect(found.map((f) => f.kind)).toEqual(['floor', 'expectation_rose', 'polarised', 'peak', 'promise', 'experience_rose']);
    expect(found.filter((f) => f.kind === 'floor')).toHaveLength(1);
  });
  it('stand together by touchpoint; what follows says "it"', () => {
    const told = byTouchpoint(findingsOf(today({ floors: [floor('a/x', true)], shifts: [shift('a/x', 'promise_kept'), shift('b/x', 'satisfaction_ratio', { cause: 'experience_fell', before: 1.7, after: 0.64 }), shift('b/x', 'mean_experience', { since: '2026-10-05', before: 0.52, after: 0.08 })] })));
    expect(told.map((g) => [g.touchpoint, g.first.kind, g.more.map((f) => f.kind)])).toEqual([['a/x', 'promise', ['floor']], ['b/x', 'experience_fell', ['experience_fell']]]);
    expect(plain(findingWords(told[0]!.more[0]!, undefined, t(), 'en', 'UTC').sentence)).toBe('It falls through its floor more often than tolerated: 96 of 1 204 (8.0 %).');
    expect(say(told[1]!.first)).toContain('experience / expectation went from 1.70 to 0.64');
  });
  it('have a sentence for every kind, in both languages', () => {
    const all = findingsOf(today({
      floors: [floor('a/x', true)], polarised: [{ touchpoint: 's/x', index: 0.8, low_camp: 0.4, high_camp: 0.45, experience: est(0.03) }], memory: { peak: { touchpoint: 'p/x', share: est(0.14, 'share'), experience: est(0.5) }, valley: { touchpoint: 'v/x', share: est(undefined, 'share'), experience: est(-0.5) } },
      shifts: [shift('a1/x', 'promise_kept'), shift('a2/x', 'promise_kept', { direction: 'better' }), ...(['expectation_rose', 'expectation_fell', 'experience_rose', 'experience_fell'] as const).map((cause, i) => shift(`b${i}/x`, 'satisfaction_ratio', { cause }))],
    }));
    expect(new Set(all.map((f) => f.kind)).size).toBe(9);
    for (const f of all) for (const lang of ['en', 'zh'] as const) {
      const w = findingWords(f, place, i18next.getFixedT(lang) as unknown as T, lang, 'UTC');
      expect(w.sentence.length, f.kind).toBeGreaterThan(12);
      expect(w.sentence).not.toMatch(/\{\{|undefined|NaN/);
    }
  });
});

describe('head and why', () => {
  const numbers = (...v: Moved['verdict'][]) => today({ numbers: v.map((x, i) => ({ ...move(x), metric: `m${i}`, more_is_better: true, why_unit: 'valence', why: [] })) });
  it('says aloud that nothing really changed', () => {
    expect(leadWords(numbers('no_real_change', 'not_enough_data'), t()).title).toBe('No real change');
    expect(leadWords(numbers('improved', 'worsened', 'worsened'), t()).title).toBe('1 better, 2 worse');
  });
  it('keeps the least change that would have shown', () => {
    expect(changeOf(move('no_real_change'))).toMatchObject({ verdict: 'same', mde: 0.07, diff: { value: 0.1 } });
    expect(changeOf(move('not_enough_data'))).toMatchObject({ verdict: 'few', mde: undefined });
  });
  it('tells groups from mix', () => {
    const w = (rate: number, mix: number) => whyWords('nps', 'points', { by: 'scene', change: rate + mix, rate, mix, carriers: [], others: 0 }, t());
    expect(w(-6, -0.3)).toContain('because groups changed');
    expect(w(0.2, -5)).toContain('the mix of groups');
    expect(w(4, -15.6)).toContain('the other way');
  });
  it('compares what ends now', () => {
    expect(periodOf({ kind: 'last', n: 7, unit: 'd' })).toBe('7d');
    expect(periodOf({ kind: 'last', n: 12, unit: 'm' })).toBe('365d');
    expect(periodOf({ kind: 'all' })).toBe('30d');
  });
});
