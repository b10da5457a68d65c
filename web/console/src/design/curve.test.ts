import { describe, expect, it } from 'vitest';
import type { Estimate } from '@shared/api';
import { columns, runs, scale, smooth, type StagePoint } from './curve';

const est = (value: number | undefined): Estimate => ({ value, n: 9, unit: 'valence', basis: 'measured', method: 't', flags: [] });
const stage = (v?: number, gap?: number): StagePoint => ({ key: 'k', name: { zh: '', en: '' }, experience: est(v), expectation_gap: est(gap) });

describe('journey curve', () => {
  it('centres every node on its column', () => {
    const c = columns(1124, 5, 124, 4, 100);
    expect(c.column).toBe(196);
    expect(c.centre(0)).toBe(124 + 4 + 98);
    expect(c.centre(4)).toBe(1124 - 98);
    expect(c.total).toBe(1124);
  });
  it('keeps a least width and then overflows', () => {
    expect(columns(300, 5, 80, 4, 100).total).toBe(80 + 5 * 104);
  });
  it('holds values, expectations and zero', () => {
    const s = scale([stage(0.4, 0.1), stage(-0.46, -0.76)], 0, 100);
    expect(s.lo).toBeLessThan(-0.46);
    expect(s.hi).toBeGreaterThan(0.4);
    expect(s.ticks).toContain(0);
    expect(s.y(s.lo)).toBe(100);
    expect(s.y(s.hi)).toBe(0);
  });
  it('breaks where a stage has no value', () => {
    expect(runs([1, 2, undefined, 3])).toEqual([[1, 2], [3]]);
    expect(runs([undefined])).toEqual([]);
  });
  it('passes through its points', () => {
    expect(smooth([{ x: 0, y: 1 }, { x: 10, y: 5 }])).toBe('M0.0 1.0C5.0 1.0 5.0 5.0 10.0 5.0');
  });
});
