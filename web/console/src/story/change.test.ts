import { describe, expect, it } from 'vitest';
import type { Estimate } from '@shared/api';
import { change, comparison } from './change';

const e = (value: number | undefined, half = 0.03): Estimate => ({ value, lo: value === undefined ? undefined : value - half, hi: value === undefined ? undefined : value + half, n: 100, unit: 'valence', basis: 'measured', method: 't', flags: [] });
describe('change', () => {
  it('says worse only when the interval leaves zero out', () => {
    const c = change(e(0.1, 0.03), e(0.2, 0.04))!;
    expect(c.verdict).toBe('worse');
    expect(c.diff.value).toBeCloseTo(-0.1);
    expect(c.diff.hi! - c.diff.value!).toBeCloseTo(0.05);
    expect(c.mde).toBeCloseTo((0.05 * 2.8016) / 1.96, 3);
    expect(change(e(0.1), e(0.12))!.verdict).toBe('same');
    expect(change(e(0.3), e(0.1))!.verdict).toBe('better');
    expect(change(e(0.3), e(undefined))!.verdict).toBe('few');
  });
  it('compares spans of equal length', () => {
    const now = Date.parse('2026-06-01T10:00:00Z');
    expect(comparison({ from: '2026-05-01T00:00:00Z', to: '2026-05-11T00:00:00Z' }, now)).toEqual({ now: { from: '2026-05-01T00:00:00.000Z', to: '2026-05-11T00:00:00Z' }, before: { from: '2026-04-21T00:00:00.000Z', to: '2026-05-01T00:00:00.000Z' }, days: 10 });
    expect(comparison({}, now).before.to).toBe('2026-03-03T00:00:00.000Z');
  });
});
