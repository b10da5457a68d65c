// Options of the charts that the large library draws. Pure: data in, option out.
import type { Estimate, Insight } from '@shared/api';
import type { Palette } from './Chart';
import type { ChartOption } from './echarts';
import { count, estimate, fixed, share, styleOf, value } from './number';

export interface TrendPoint { at: number; e: Estimate }

/** Least change of one point against the level of the others that a test would show (80 % power, two sides, 5 %):
 *  (1.96 + 0.8416) se sqrt(1 + 1/(k-1)), se the median standard error of a point. Undefined with fewer than four points.
 *  Worked: ten points, each ± 0.098 (se 0.05): 2.8016 * 0.05 * sqrt(1 + 1/9) = 0.1477. */
export function leastChange(points: Pick<TrendPoint, 'e'>[]): number | undefined {
  const se = points.flatMap((p) => (p.e.value === undefined || p.e.lo === undefined || p.e.hi === undefined ? [] : [(p.e.hi - p.e.lo) / 3.92])).sort((a, b) => a - b);
  if (se.length < 4) return undefined;
  return 2.8016 * se[Math.floor(se.length / 2)]! * Math.sqrt(1 + 1 / (se.length - 1));
}
/** The recent quarter of the points (at least four): what a next point would be compared with. */
export const recent = <P>(points: P[]): P[] => points.slice(-Math.max(4, Math.ceil(points.length / 4)));
/** Level of points: mean weighted by their n. */
export function level(points: Pick<TrendPoint, 'e'>[]): number | undefined {
  let sum = 0;
  let n = 0;
  for (const { e } of points) if (e.value !== undefined) { sum += e.value * e.n; n += e.n; }
  return n > 0 ? sum / n : undefined;
}

/** Trend with its 95 % band: the band is a transparent base and a filled difference, stacked. Behind its recent
 *  quarter, the strip around the level inside which a change of one point would not show. */
export function trendOption(points: TrendPoint[], unit: string, label: (at: number) => string, c: Palette): ChartOption {
  const s = styleOf(unit);
  const known = points.map((p) => ({ at: p.at, v: p.e.value, lo: p.e.lo ?? p.e.value, hi: p.e.hi ?? p.e.value }));
  // Stacking adds numbers of one sign only, so everything is lifted above zero and labelled back.
  const lift = unit === 'valence' ? 1 : unit === 'points' ? 100 : 0;
  const up = (v: number | undefined) => (v === undefined ? '-' : v + lift);
  const bounds = known.flatMap((k) => (k.v === undefined ? [] : [k.lo!, k.hi!]));
  const least = leastChange(points);
  const end = recent(points);
  const mid = level(end);
  const axis = niceAxis(Math.min(...bounds), Math.max(...bounds), unit === 'valence' ? [-1, 1] : unit === 'points' ? [-100, 100] : s.factor === 100 ? [0, 1] : [0, Infinity]);
  return {
    xAxis: { type: 'category', boundaryGap: points.length === 1, data: points.map((p) => label(p.at)), axisLine: { lineStyle: { color: c.line2 } }, axisTick: { show: false }, axisLabel: { color: c.ink3, hideOverlap: true, padding: [0, 5], ...(points.length > 1 ? { alignMaxLabel: 'right' as const } : {}) } },
    yAxis: { type: 'value', min: axis.lo + lift, max: axis.hi + lift, interval: axis.step, splitLine: { lineStyle: { color: c.line } }, axisLabel: { color: c.ink3, formatter: (v: number) => value(v - lift, unit, { digits: s.factor === 100 ? 0 : unit === 'points' ? 0 : 2 }) } },
    tooltip: {
      trigger: 'axis', backgroundColor: c.panel, borderColor: c.line2, textStyle: { color: c.ink, fontFamily: c.font, fontSize: 13 }, confine: true,
      formatter: (items) => {
        const i = (Array.isArray(items) ? items[0] : items)?.dataIndex ?? 0;
        const p = points[i];
        const shown = p && estimate(p.e);
        return p ? `${label(p.at)}<br><b>${shown?.value ?? '–'}</b> ${shown?.interval ?? ''}<br>n ${count(p.e.n)}` : '';
      },
    },
    series: [
      { type: 'line', data: known.map((k) => up(k.lo)), stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, silent: true },
      { type: 'line', data: known.map((k) => (k.v === undefined ? '-' : k.hi! - k.lo!)), stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, areaStyle: { color: c.accent, opacity: 0.17 }, silent: true },
      {
        type: 'line', data: known.map((k) => up(k.v)), lineStyle: { color: c.accent, width: 2.4 }, itemStyle: { color: c.panel, borderColor: c.accent, borderWidth: 2 }, symbol: 'circle', symbolSize: points.length > 60 ? 0 : 6, z: 3,
        ...(least !== undefined && mid !== undefined ? { markArea: { silent: true, itemStyle: { color: c.line2, opacity: 0.35 }, data: [[{ xAxis: points.length - end.length, yAxis: Math.max(axis.lo, mid - least) + lift }, { xAxis: points.length - 1, yAxis: Math.min(axis.hi, mid + least) + lift }]] } } : {}),
        ...(unit === 'valence' ? { markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: c.line2, type: 'solid' }, data: [{ yAxis: lift }] } } : {}),
      },
    ],
  };
}

/** Round bounds and step for about five lines, inside the range that the unit allows. */
export function niceAxis(lo: number, hi: number, [least, most]: [number, number]): { lo: number; hi: number; step: number } {
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) return { lo: Math.max(0, least), hi: Math.min(1, most), step: 0.25 };
  const raw = Math.max((hi - lo) / 4, 1e-3);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((k) => k >= raw - 1e-12)!;
  const round = (x: number) => Math.round(x * 1e9) / 1e9;
  const from = round(Math.max(least, Math.floor(lo / step + 1e-9) * step));
  const to = round(Math.min(most, Math.ceil(hi / step - 1e-9) * step));
  return { lo: from, hi: to > from ? to : round(from + step), step };
}

export interface ScoreBin { score: number; n: number; share: number; tone: 'neg' | 'mid' | 'pos' }
export function scoreOption(bins: ScoreBin[], c: Palette): ChartOption {
  return {
    grid: { left: 4, right: 4, top: 26, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: bins.map((b) => fixed(b.score, Number.isInteger(b.score) ? 0 : 1)), axisLine: { lineStyle: { color: c.line2 } }, axisTick: { show: false }, axisLabel: { color: c.ink2, hideOverlap: true } },
    yAxis: { type: 'value', show: false, min: 0 },
    tooltip: { trigger: 'item', backgroundColor: c.panel, borderColor: c.line2, textStyle: { color: c.ink, fontFamily: c.font, fontSize: 13 }, confine: true, formatter: (p) => { const b = bins[(Array.isArray(p) ? p[0] : p)?.dataIndex ?? 0]; return b ? `${fixed(b.score, 0)}: <b>${fixed(b.share * 100, 1)}\u202f%</b><br>n ${count(b.n)}` : ''; } },
    series: [{
      type: 'bar', barCategoryGap: bins.length > 12 ? '12%' : '22%',
      data: bins.map((b) => ({ value: b.n, itemStyle: { color: b.tone === 'neg' ? c.neg : b.tone === 'pos' ? c.pos : c.line2, borderRadius: [3, 3, 0, 0] } })),
      label: { show: bins.length <= 12, position: 'top', color: c.ink2, formatter: (p) => { const b = bins[p.dataIndex]; return b && b.n ? `${fixed(b.share * 100, 0)}\u202f%` : ''; } },
    }],
  };
}

/** Rows "by score" -> bins; holes of an integer scale are filled, so a missing 3 is seen. */
export function scoreBins(rows: Insight['rows'], metric: string): ScoreBin[] {
  const found = rows.map((r) => ({ score: Number(r.key.score), n: r.n })).filter((r) => Number.isFinite(r.score) && r.n > 0).sort((a, b) => a.score - b.score);
  if (!found.length) return [];
  const lo = found[0]!.score;
  const hi = found[found.length - 1]!.score;
  const whole = found.every((f) => Number.isInteger(f.score)) && hi - lo <= 20;
  const all = whole ? Array.from({ length: hi - lo + 1 }, (_, i) => ({ score: lo + i, n: found.find((f) => f.score === lo + i)?.n ?? 0 })) : found;
  const total = found.reduce((a, f) => a + f.n, 0);
  return all.map((f) => {
    // NPS has its own three classes; other scales divide at their neutral point.
    const v = metric === 'nps' ? (f.score <= 6 ? -1 : f.score >= 9 ? 1 : 0) : rows.find((r) => Number(r.key.score) === f.score)?.value ?? 0;
    return { ...f, share: f.n / total, tone: v < -0.05 ? 'neg' : v > 0.05 ? 'pos' : 'mid' };
  });
}

/** Words inside a tooltip: the chart library takes what a formatter returns for markup. */
const plain = (words: string): string => words.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

export interface SankeyNode { id: string; name: string; step: number; n: number; tone?: 'pos' | 'neg' | 'end' }
export interface SankeyLink { from: string; to: string; n: number; value?: number; note?: string }
/** Flows between steps; a link's colour is the mean experience where it arrives, an unrated one is grey. */
export function sankeyOption(nodes: SankeyNode[], links: SankeyLink[], total: number, c: Palette): ChartOption {
  const colour = (v: number | undefined) => (v === undefined ? c.line2 : v < -0.05 ? c.neg : v > 0.05 ? c.pos : c.line2);
  const names = new Map(nodes.map((n) => [n.id, n.name]));
  return {
    tooltip: {
      trigger: 'item', backgroundColor: c.panel, borderColor: c.line2, textStyle: { color: c.ink, fontFamily: c.font, fontSize: 13 }, confine: true,
      formatter: (p) => {
        const d = (Array.isArray(p) ? p[0] : p) as unknown as { dataType: string; data: { source?: string; target?: string; value: number; note?: string; id?: string } };
        const head = d.dataType === 'edge' ? `${names.get(d.data.source!)} \u2192 ${names.get(d.data.target!)}` : names.get(d.data.id!) ?? '';
        return `${plain(head)}<br><b>${count(d.data.value)}</b> (${share(total ? d.data.value / total : 0)})${d.data.note ? `<br>${plain(d.data.note)}` : ''}`;
      },
    },
    series: [{
      type: 'sankey', left: 4, right: 128, top: 8, bottom: 8, nodeWidth: 12, nodeGap: 10, draggable: false, emphasis: { focus: 'adjacency' }, layoutIterations: 32,
      // What is too thin to carry a word has none: the tooltip and the table name it.
      data: nodes.map((n) => ({ id: n.id, name: n.id, value: n.n, depth: n.step, itemStyle: { color: n.tone === 'neg' ? c.neg : n.tone === 'pos' ? c.pos : n.tone === 'end' ? c.line2 : c.ink3, borderWidth: 0 }, label: { show: n.n >= total * 0.025, overflow: n.n >= total * 0.08 ? 'break' : 'truncate' } })),
      links: links.map((l) => ({ source: l.from, target: l.to, value: l.n, note: l.note, lineStyle: { color: colour(l.value), opacity: 0.32, curveness: 0.5 } })),
      label: { color: c.ink2, fontSize: 12, lineHeight: 15, width: 118, overflow: 'truncate', formatter: (p) => names.get((p.data as { id: string }).id) ?? '' },
    }],
  };
}
