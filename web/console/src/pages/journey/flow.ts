// Paths as nodes and flows of the sankey. Pure.
import type { Paths } from '@shared/api';
import type { SankeyLink, SankeyNode } from '@/design/options';

export interface FlowWords { name: (touchpoint: string) => string; end: string; rest: string }
/** A touchpoint at a step is one node; where episodes end, and what is too rare to draw, are nodes of their own. */
export function flow(p: Paths, words: FlowWords): { nodes: SankeyNode[]; links: SankeyLink[] } {
  const nodes = new Map<string, SankeyNode & { into: number; out: number }>();
  const touch = (step: number, key: string) => {
    const id = `${step}:${key}`;
    let node = nodes.get(id);
    if (!node) nodes.set(id, (node = { id, step, n: 0, into: 0, out: 0, name: key === '' ? words.end : key === '*' ? words.rest : words.name(key), tone: key === '' || key === '*' ? 'end' : undefined }));
    return node;
  };
  const links: SankeyLink[] = [];
  for (const l of p.links) {
    if (l.n <= 0) continue;
    const from = touch(l.step, l.from);
    const to = touch(l.step + 1, l.to);
    from.out += l.n;
    to.into += l.n;
    const v = l.valence?.value;
    if (v !== undefined && to.tone !== 'end') to.tone = v < -0.05 ? 'neg' : v > 0.05 ? 'pos' : undefined;
    links.push({ from: from.id, to: to.id, n: l.n, value: v });
  }
  return { nodes: [...nodes.values()].map(({ into, out, ...n }) => ({ ...n, n: Math.max(into, out) })).sort((a, b) => a.step - b.step || b.n - a.n), links };
}
export const touchpointOf = (id: string): string => id.slice(id.indexOf(':') + 1);
