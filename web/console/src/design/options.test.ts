import { describe, expect, it } from 'vitest';
import type { Insight } from '@shared/api';
import type { Palette } from './Chart';
import { leastChange, level, niceAxis, sankeyOption, scoreBins } from './options';

describe('axis', () => {
  it('has round bounds and steps', () => {
    expect(niceAxis(-0.83, 0.61, [-1, 1])).toEqual({ lo: -1, hi: 1, step: 0.5 });
    expect(niceAxis(0.18, 0.99, [0, 1])).toEqual({ lo: 0, hi: 1, step: 0.25 });
    expect(niceAxis(0.93, 0.99, [0, 1])).toEqual({ lo: 0.92, hi: 1, step: 0.02 });
  });
  it('survives a flat or missing line', () => {
    expect(niceAxis(0.5, 0.5, [-1, 1]).hi).toBeGreaterThan(0.5);
    expect(niceAxis(Infinity, -Infinity, [0, 1])).toEqual({ lo: 0, hi: 1, step: 0.25 });
  });
});

describe('least change that would show', () => {
  const p = (v: number, half: number, n = 100) => ({ e: { value: v, lo: v - half, hi: v + half, n, unit: 'valence', basis: 'measured' as const, method: 't', flags: [] } });
  it('follows the worked number', () => {
    expect(leastChange(Array.from({ length: 10 }, () => p(0.1, 0.098)))).toBeCloseTo(0.1477, 4);
  });
  it('is silent with few points', () => {
    expect(leastChange([p(0, 0.1), p(0, 0.1), p(0, 0.1)])).toBeUndefined();
  });
  it('has a level weighted by n', () => {
    expect(level([p(0, 0.1, 300), p(1, 0.1, 100)])).toBeCloseTo(0.25);
    expect(level([])).toBeUndefined();
  });
});

describe('scores', () => {
  const rows = (list: [number, number, number][]) => list.map(([score, n, value]) => ({ key: { score: String(score) }, n, value, unit: 'valence', basis: 'measured', method: 't', flags: [] })) as Insight['rows'];
  it('shows the hole in a scale', () => {
    const bins = scoreBins(rows([[1, 30, -1], [5, 70, 1]]), 'csat');
    expect(bins.map((b) => b.n)).toEqual([30, 0, 0, 0, 70]);
    expect(bins[0]!.tone).toBe('neg');
    expect(bins[4]!.share).toBe(0.7);
  });
  it('takes the three classes of NPS', () => {
    expect(scoreBins(rows([[6, 1, -0.2], [7, 1, -0.07], [8, 1, 0.2], [9, 1, 0.6]]), 'nps').map((b) => b.tone)).toEqual(['neg', 'mid', 'mid', 'pos']);
  });
});

describe('flows', () => {
  it('say names as words, never as markup', () => {
    const evil = '"><img src=x onerror=pwned=1>';
    const option = sankeyOption([{ id: '0:a', name: evil, step: 0, n: 3 }, { id: '1:b', name: 'B & C', step: 1, n: 3 }], [{ from: '0:a', to: '1:b', n: 3, note: evil }], 3, {} as Palette);
    const says = (option.tooltip as unknown as { formatter: (p: unknown) => string }).formatter;
    const inert = '&#34;&#62;&#60;img src=x onerror=pwned=1&#62;';
    expect(says({ dataType: 'node', data: { id: '0:a', value: 3 } }).startsWith(`${inert}<br><b>`)).toBe(true);
    const edge = says({ dataType: 'edge', data: { source: '0:a', target: '1:b', value: 3, note: evil } });
    expect(edge.startsWith(`${inert} \u2192 B &#38; C<br><b>`)).toBe(true);
    expect(edge.endsWith(`<br>${inert}`)).toBe(true);
  });
});
