// Geometry of the journey curve: pure, so that nodes and matrix columns can be checked to coincide.
import type { Matrix } from '@shared/api';

export type StagePoint = Matrix['stages'][number];
export interface Columns { label: number; gap: number; column: number; total: number; centre: (i: number) => number }

/** Column widths of the matrix in `width` pixels; both the grid and the curve use them. */
export function columns(width: number, count: number, label: number, gap: number, least: number): Columns {
  const column = Math.max(least, (width - label - gap * count) / Math.max(1, count));
  return { label, gap, column, total: label + count * (column + gap), centre: (i) => label + gap + i * (column + gap) + column / 2 };
}

export interface Node { i: number; x: number; y: number; value: number; lo: number; hi: number }
export interface Scale { lo: number; hi: number; ticks: number[]; y: (v: number) => number }

/** Vertical scale: holds every value, band and expectation, zero, and never less than 0.6 of valence. */
export function scale(stages: StagePoint[], top: number, bottom: number): Scale {
  const all = [0];
  for (const s of stages) {
    const v = s.experience.value;
    if (v === undefined) continue;
    all.push(v, s.experience.lo ?? v, s.experience.hi ?? v);
    if (s.expectation_gap.value !== undefined) all.push(v - s.expectation_gap.value);
  }
  let lo = Math.min(...all);
  let hi = Math.max(...all);
  if (hi - lo < 0.6) {
    const more = (0.6 - (hi - lo)) / 2;
    lo -= more;
    hi += more;
  }
  const step = hi - lo > 1.1 ? 0.5 : hi - lo > 0.5 ? 0.25 : 0.1;
  lo = Math.max(-1, lo - 0.04);
  hi = Math.min(1, hi + 0.04);
  const ticks: number[] = [];
  for (let k = Math.ceil(lo / step - 1e-9); k * step <= hi + 1e-9; k++) ticks.push(Math.round(k * step * 100) / 100);
  return { lo, hi, ticks, y: (v) => bottom - ((v - lo) / (hi - lo)) * (bottom - top) };
}

/** Smooth path with level tangents at the nodes: it never overshoots a measured value. */
export function smooth(points: { x: number; y: number }[], start: 'M' | 'L' = 'M'): string {
  return points
    .map((p, i) => {
      const before = points[i - 1];
      if (!before) return `${start}${p.x.toFixed(1)} ${p.y.toFixed(1)}`;
      const mid = ((before.x + p.x) / 2).toFixed(1);
      return `C${mid} ${before.y.toFixed(1)} ${mid} ${p.y.toFixed(1)} ${p.x.toFixed(1)} ${p.y.toFixed(1)}`;
    })
    .join('');
}
/** Closed area between an upper and a lower line over the same columns. */
export const area = (upper: { x: number; y: number }[], lower: { x: number; y: number }[]): string => smooth(upper) + smooth([...lower].reverse(), 'L') + 'Z';

/** Stages with a value, in runs without a hole. */
export function runs<T>(points: (T | undefined)[]): T[][] {
  const out: T[][] = [];
  let open: T[] | undefined;
  for (const p of points) {
    if (p === undefined) open = undefined;
    else if (open) open.push(p);
    else out.push((open = [p]));
  }
  return out;
}

/** Radius of a node: its area grows with the share of memory. */
export const radius = (share: number | undefined): number => 4 + 9 * Math.sqrt(Math.min(1, Math.max(0, share ?? 0)));
