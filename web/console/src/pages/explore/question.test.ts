import { describe, expect, it } from 'vitest';
import type { Estimate } from '@shared/api';
import type { Question } from '@/api/board';
import { chartOf, difference, emptyQuestion, counted, hiddenOf, isReal, narrowed, paramsOf, questionOf, readFilter, sameQuestion, sorted, spansOf, suggestions, valuesOf, writeFilter, type Row } from './question';

const q = (over: Partial<Question> = {}): Question => ({ ...emptyQuestion, ...over });
const est = (value: number | undefined, half = 0.1, n = 50): Estimate => ({ value, lo: value === undefined ? undefined : value - half, hi: value === undefined ? undefined : value + half, n, unit: 'valence', basis: 'measured', method: 't', flags: [], ...(value === undefined ? { insufficient: { have: 3, need: 5 } } : {}) });
const row = (key: Record<string, string>, value: number | undefined, n = 50): Row => ({ ...est(value, 0.1, n), key });

describe('a question', () => {
  it('survives the address', () => {
    for (const x of [q(), q({ by: [] }), q({ metric: 'nps', by: ['week', '城市'], where: ['city:上海,北京', 'x:a\\,b'], journey: 'home', range: '2026-01-01..2026-03-31', compare: true, chart: 'table' })]) {
      expect(questionOf(new URLSearchParams(paramsOf(x).toString()))).toEqual(x);
      expect(sameQuestion(x, questionOf(paramsOf(x)))).toBe(true);
    }
  });
  it('starts somewhere useful', () => expect(questionOf(new URLSearchParams(''))).toEqual({ ...emptyQuestion, range: '' }));
  it('is shown as fits', () => {
    expect(chartOf(q({ by: ['month'] }))).toBe('trend');
    expect(chartOf(q({ by: ['touchpoint'] }))).toBe('ranking');
    expect(chartOf(q({ by: ['touchpoint', 'month'] }))).toBe('heat');
    expect(chartOf(q({ by: ['touchpoint'], chart: 'trend' }))).toBe('ranking');
    expect(chartOf(q({ by: ['touchpoint', 'month'], chart: 'table' }))).toBe('table');
  });
  it('filters with commas inside', () => {
    expect(readFilter('city:a\\,b,c')).toEqual({ field: 'city', values: ['a,b', 'c'] });
    expect(readFilter(writeFilter('x', ['a,b', '\\', '']))).toEqual({ field: 'x', values: ['a,b', '\\', ''] });
  });
});

describe('ways on', () => {
  it('start from questions that can be asked', () => {
    const all = suggestions('home', ['city', 'tier']);
    expect(new Set(all.map((x) => paramsOf(x).toString())).size).toBe(all.length);
    for (const x of all) expect(questionOf(paramsOf(x))).toEqual(x);
  });
  it('lead from a row of the heat map into that row', () => {
    expect(narrowed(q({ by: ['stage', 'month'], where: ['city:x'] }), 'stage', 'a,b')).toMatchObject({ by: ['month'], where: ['city:x', 'stage:a\\,b'] });
  });
  it('give counts an interval', () => {
    const e = counted({ ...est(100), lo: undefined, hi: undefined });
    expect([e.lo, e.hi]).toEqual([80.4, 119.6]);
    expect(counted(est(0.5)).lo).toBeCloseTo(0.4);
  });
});

describe('the period before', () => {
  const at = Date.parse('2026-03-15T04:00:00Z');
  it('is as long, in the days of the zone', () => {
    expect(spansOf('30d', 'Asia/Shanghai', at)).toEqual({ now: { from: '2026-02-13T16:00:00.000Z' }, before: { from: '2026-01-14T16:00:00.000Z', to: '2026-02-13T16:00:00.000Z' } });
    expect(spansOf('2026-03-01..2026-03-10', 'UTC', at).before).toEqual({ from: '2026-02-19T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' });
    expect(spansOf('12m', 'UTC', at).before).toEqual({ from: '2024-03-16T00:00:00.000Z', to: '2025-03-16T00:00:00.000Z' });
    expect(spansOf('', 'UTC', at).before).toBeUndefined();
  });
  it('keeps midnights when the clock changes', () => {
    // Berlin sprang forward on 29 March 2026.
    expect(spansOf('2026-04-01..2026-04-07', 'Europe/Berlin', at).before).toEqual({ from: '2026-03-24T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z' });
  });
});

describe('an answer', () => {
  const rows = [row({ touchpoint: 'a' }, 0.5), row({ touchpoint: 'b' }, undefined, 3), row({ touchpoint: 'c' }, -0.2)];
  it('is ranked worst first, cells without a number last', () => {
    expect(sorted(rows, q({ by: ['touchpoint'] }), true).map((r) => r.key.touchpoint)).toEqual(['c', 'a', 'b']);
    expect(sorted(rows, q({ by: ['touchpoint'] }), false).map((r) => r.key.touchpoint)).toEqual(['a', 'c', 'b']);
    expect(sorted([row({ month: '2026-02' }, 0), row({ month: '2025-12' }, 1)], q(), true).map((r) => r.key.month)).toEqual(['2025-12', '2026-02']);
  });
  it('says what it hides', () => {
    expect(hiddenOf(rows)).toEqual({ cells: 1, have: 3, need: 5, guarded: 0 });
    expect(hiddenOf([...rows, { ...est(undefined), insufficient: { have: 56, need: 5 } }])).toEqual({ cells: 1, have: 3, need: 5, guarded: 1 });
    expect(hiddenOf([est(1)])).toBeUndefined();
  });
  it('tells a change from chance', () => {
    const d = difference(est(0.4), est(0.2))!;
    expect(d.value).toBeCloseTo(0.2);
    expect(d.hi! - d.value!).toBeCloseTo(0.1414, 3);
    expect(isReal(d)).toBe(true);
    expect(isReal(difference(est(0.3), est(0.2)))).toBe(false);
    expect(difference(est(undefined), est(0.2))).toBeUndefined();
  });

  it('puts stages and scenes in the order of the journey, time in its own, nothing last', () => {
    const rows = ['use', '', 'buy', 'old'].map((stage) => row({ stage, month: stage === 'use' ? '2026-02' : '2026-01' }, 0.1));
    const journey = { stages: [{ key: 'buy' }, { key: 'use' }], scenes: [] };
    expect(valuesOf(rows, 'stage', journey)).toEqual(['buy', 'use', 'old', '']);
    expect(valuesOf(rows, 'month', journey)).toEqual(['2026-01', '2026-02']);
    expect(valuesOf(rows, 'stage')).toEqual(['use', 'buy', 'old', '']);
  });
});
