import { describe, expect, it } from 'vitest';
import type { Estimate } from '@shared/api';
import type { T } from '@/i18n';
import { scoreWords, trendWords } from './charts';

const said = ((key: string) => key) as unknown as T;
const p = (i: number, v: number, half: number): { at: number; e: Estimate } => ({ at: i, e: { value: v, lo: v - half, hi: v + half, n: 100, unit: 'valence', basis: 'measured', method: 't', flags: [] } });

describe('trend in words', () => {
  const line = (a: number, b: number, half: number) => Array.from({ length: 8 }, (_, i) => p(i, i < 4 ? a : b, half));
  it('says a real change', () => {
    expect(trendWords(line(0.3, -0.4, 0.05), 'valence', String, said)).toBe('trend.fell');
    expect(trendWords(line(-0.3, 0.4, 0.05), 'valence', String, said)).toBe('trend.rose');
  });
  it('says aloud that nothing changed', () => {
    expect(trendWords(line(0.3, 0.32, 0.1), 'valence', String, said)).toBe('trend.same');
  });
  it('has no trend to tell of one point or none', () => {
    expect(trendWords([p(0, 0.2, 0.1)], 'valence', String, said)).toBe('trend.one');
    expect(trendWords([], 'valence', String, said)).toBe('');
  });
});
describe('scores in words', () => {
  const bin = (score: number, share: number) => ({ score, n: share * 100, share, tone: (score < 3 ? 'neg' : score > 3 ? 'pos' : 'mid') as 'neg' | 'mid' | 'pos' });
  it('sees that it is loved or hated', () => {
    expect(scoreWords([bin(1, 0.45), bin(2, 0.05), bin(3, 0.02), bin(4, 0.06), bin(5, 0.42)], 'CSAT', 100, said)).toBe('trend.split');
    expect(scoreWords([bin(1, 0.05), bin(2, 0.1), bin(3, 0.2), bin(4, 0.4), bin(5, 0.25)], 'CSAT', 100, said)).toBe('trend.scores');
  });
});
