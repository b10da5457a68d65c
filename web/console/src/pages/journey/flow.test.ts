import { describe, expect, it } from 'vitest';
import type { Paths } from '@shared/api';
import { flow, touchpointOf } from './flow';

const words = { name: (k: string) => k.toUpperCase(), end: 'ends', rest: 'rare' };
const paths = (links: Paths['links']): Paths => ({ as_of: '', as_of_seq: 0, episodes: 10, steps: 3, left_out: 0, transitions: [], other: { kinds: 0, n: 0, share: 0 }, links, variants: [], variant_count: 0 });

describe('paths', () => {
  it('keep a touchpoint met twice as two nodes, so that flows never run back', () => {
    const { nodes, links } = flow(paths([{ step: 0, from: 'a', to: 'b', n: 5 }, { step: 1, from: 'b', to: 'a', n: 3 }, { step: 1, from: 'b', to: '', n: 2 }]), words);
    expect(nodes.map((n) => [n.id, n.n])).toEqual([['0:a', 5], ['1:b', 5], ['2:a', 3], ['2:', 2]]);
    expect(links.map((l) => `${l.from}>${l.to}`)).toEqual(['0:a>1:b', '1:b>2:a', '1:b>2:']);
    expect(nodes.find((n) => n.id === '2:')!.name).toBe('ends');
  });
  it('leave empty flows out and colour by experience', () => {
    const { nodes, links } = flow(paths([{ step: 0, from: 'a', to: 'b', n: 0 }, { step: 0, from: 'a', to: 'c', n: 4, valence: { value: -0.4, n: 4, unit: 'valence', basis: 'measured', method: 't', flags: [] } }]), words);
    expect(links).toHaveLength(1);
    expect(nodes.find((n) => n.id === '1:c')!.tone).toBe('neg');
  });
  it('find the touchpoint of a node', () => expect(touchpointOf('2:delivery/app')).toBe('delivery/app'));
});
