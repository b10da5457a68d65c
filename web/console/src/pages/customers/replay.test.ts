import { describe, expect, it } from 'vitest';
import type { TimelineItem } from '@shared/api';
import { pairs, promisesAt, runningAt } from './replay';

const item = (at: string, o: Partial<TimelineItem>): TimelineItem => ({ at: at + 'T00:00:00Z', kind: 'event', name: 'x', metric: '', touchpoint: '', stage: '', scene: '', channel: '', journey: '', promise: 'none', breach: false, text: '', basis: 'observed', attributes: {}, ...o });
const way = [
  item('2026-03-01', { name: 'Order Placed', promise: 'made', due: '2026-03-04T00:00:00Z' }),
  item('2026-03-02', { kind: 'rating', valence: 0.5 }),
  item('2026-03-05', { kind: 'rating', valence: -0.8 }),
  item('2026-03-06', { name: 'Order Delivered', promise: 'broken', due: '2026-03-04T00:00:00Z', unit: 'day', expectation: 3, actual: 5 }),
  item('2026-03-07', { kind: 'rating', valence: 0.2 }),
];

describe('replay', () => {
  it('knows a promise first as open, then as past due, then as broken', () => {
    expect(promisesAt(way, 0)).toEqual([]);
    expect(promisesAt(way, 2)[0]).toMatchObject({ state: 'open', days: 2, made: 0 });
    expect(promisesAt(way, 3)[0]).toMatchObject({ state: 'overdue', days: -1 });
    expect(promisesAt(way, 4)[0]).toMatchObject({ state: 'broken', days: 2, made: 0, outcome: 3 });
  });
  it('does not give one outcome to two promises', () => {
    const two = [item('2026-03-01', { promise: 'made', due: '2026-03-09T00:00:00Z' }), item('2026-03-02', { promise: 'made', due: '2026-03-04T00:00:00Z' }), item('2026-03-03', { promise: 'kept', due: '2026-03-04T00:00:00Z' })];
    expect(pairs(two)).toEqual([{ made: 0, outcome: undefined }, { made: 1, outcome: 2 }]);
    expect(pairs([item('2026-03-03', { promise: 'kept' })])).toEqual([{ outcome: 0 }]);
  });
  it('runs mean and memory along', () => {
    expect(runningAt(way, 1)).toEqual({ n: 0 });
    expect(runningAt(way, 3).mean).toBeCloseTo(-0.15);
    expect(runningAt(way, 3).remembered).toBeCloseTo(-0.8);
    expect(runningAt(way, 5).remembered).toBeCloseTo(-0.3);
  });
});
