import { describe, expect, it } from 'vitest';
import { dayIn, midnight, parseRange, spanOf } from './range';

describe('ranges', () => {
  it('reads the address', () => {
    expect(parseRange('30d')).toEqual({ kind: 'last', n: 30, unit: 'd' });
    expect(parseRange('2026-01-01..2026-03-31')).toEqual({ kind: 'days', from: '2026-01-01', to: '2026-03-31' });
    expect(parseRange('2026-03-31..2026-01-01')).toEqual({ kind: 'all' });
    expect(parseRange('nonsense')).toEqual({ kind: 'all' });
    expect(parseRange(null)).toEqual({ kind: 'all' });
  });
  it('takes days in the zone of the workspace', () => {
    expect(new Date(midnight('Asia/Shanghai', '2026-03-14')).toISOString()).toBe('2026-03-13T16:00:00.000Z');
    expect(new Date(midnight('America/Sao_Paulo', '2018-01-02')).toISOString()).toBe('2018-01-02T02:00:00.000Z');
    expect(dayIn('Asia/Shanghai', Date.parse('2026-03-13T16:00:00Z'))).toBe('2026-03-14');
  });
  it('survives a change of clocks', () => {
    expect(new Date(midnight('Europe/Berlin', '2026-03-29')).toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(new Date(midnight('Europe/Berlin', '2026-03-30')).toISOString()).toBe('2026-03-29T22:00:00.000Z');
  });
  it('includes both ends', () => {
    const span = spanOf({ kind: 'days', from: '2026-01-01', to: '2026-01-01' }, 'UTC', 0);
    expect(span).toEqual({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' });
  });
  it('counts today as one of the last seven days', () => {
    expect(spanOf({ kind: 'last', n: 7, unit: 'd' }, 'UTC', Date.parse('2026-03-14T12:00:00Z'))).toEqual({ from: '2026-03-08T00:00:00.000Z' });
  });
});
