import { describe, expect, it } from 'vitest';
import { bucketStart } from './buckets';

const iso = (k: string) => new Date(bucketStart(k)).toISOString().slice(0, 13);
describe('buckets', () => {
  it('starts ISO weeks on Monday', () => {
    expect(iso('2026-W01')).toBe('2025-12-29T00');
    expect(iso('2026-W10')).toBe('2026-03-02T00');
    expect(iso('2020-W53')).toBe('2020-12-28T00');
  });
  it('reads the others', () => {
    expect(iso('2026-03-14')).toBe('2026-03-14T00');
    expect(iso('2026-03-14T09')).toBe('2026-03-14T09');
    expect(iso('2026-03')).toBe('2026-03-01T00');
    expect(iso('2026-Q3')).toBe('2026-07-01T00');
    expect(iso('2026')).toBe('2026-01-01T00');
  });
});
