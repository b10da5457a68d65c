import { describe, expect, it } from 'vitest';
import type { Estimate, MovedPage, MovedRow } from '@shared/api';
import { apartWords, effectWords, movedWords, noiseWords, qWords, real, rowsWords } from './moved';

// The words themselves are tested by their keys and numbers.
const t = ((key: string, o: object = {}) => `${key} ${Object.values(o).join(' | ')}`) as never;
const e = (value: number, n = 200): Estimate => ({ value, lo: value - 0.1, hi: value + 0.1, n, unit: 'valence', basis: 'measured', method: 'cluster_robust', flags: [] });
const row = (verdict: MovedRow['verdict'], q: number): MovedRow => ({ touchpoint: 'use/app', metric: 'mean_experience', more_is_better: true, effect: -0.42, before: e(0.5), now: e(0.2), verdict, change: { value: -0.3, lo: -0.4, hi: -0.2, p: q / 2, p_adjusted: q, smallest: 0.1, method: 'cluster_robust' } });
const page = (over: Partial<MovedPage>): MovedPage => ({ journey: 'shop', as_of: '', as_of_seq: 1, period: {} as never, level: 0.1, compared: 54, moved: 2, few: 0, rows: [row('worsened', 0.004)], watched: 0, unwatched: 0, alarms: [], why: { ...row('worsened', 0.01), metric: 'mean_experience', why_unit: 'valence', splits: [] } as never, ...over });

describe('what moved, in words', () => {
  it('says how many were compared, how many moved, and what could not be', () => {
    expect(movedWords(page({}), t)).toEqual({ title: 'moved.head_some 2', sentence: 'moved.honest 54 | 2 | 0.1' });
    expect(movedWords(page({ moved: 0, few: 3 }), t)).toEqual({ title: 'moved.head_none ', sentence: 'moved.honest 54 | 0 | 0.1 moved.few 3' });
    expect(movedWords(page({ compared: 0 }), t).title).toBe('moved.head_wait ');
  });
  it('names the strongest change, or that there is none', () => {
    const id = (x: string) => x;
    expect(rowsWords(page({}), id, id, t)).toBe('moved.rows_say use/app | mean_experience | +0.50 | +0.20 | −0.30 | 54');
    expect(rowsWords(page({ rows: [row('no_real_change', 0.4)] }), id, id, t)).toBe('moved.rows_say_none 54');
    expect(real(row('improved', 0.05))).toBe(true);
  });
  it('never shows a q of zero', () => {
    expect(qWords(0.00001, t)).toBe('moved.q_small ');
    expect(qWords(0.0041, t)).toBe('moved.q 0.004');
    expect(qWords(0.31, t)).toBe('moved.q 0.31');
    expect(effectWords(-0.42, t)).toBe('moved.effect −0.42');
  });
  it('says that the number taken apart is noise, when it is', () => {
    expect(noiseWords(page({}), t)).toBe('');
    expect(noiseWords(page({ why: { ...page({}).why, verdict: 'no_real_change' } }), t)).toBe('moved.why_noise 0.005');
  });
  it('says when no split explains anything', () => {
    const split = { by: 'city', change: -0.3, rate: -0.3, mix: 0, carriers: [], others: 0, apart: 0.2, apart_p: 0.001, apart_p_adjusted: 0.004 };
    const why = { ...page({}).why, splits: [split] };
    expect(apartWords(page({ why }), (x) => x, t)).toBe('moved.apart city | 0.20 | 0.004');
    expect(apartWords(page({ why: { ...why, splits: [{ ...split, apart_p_adjusted: 0.4 }] } }), (x) => x, t)).toBe('moved.apart_none ');
  });
});
