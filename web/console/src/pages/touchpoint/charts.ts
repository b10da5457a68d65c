// Options of the two charts of the touchpoint page.
import type { Insight } from '@shared/api';
import type { Palette } from '@/design/Chart';
import type { ChartOption } from '@/design/echarts';
import { count, estimate, fixed, styleOf, value } from '@/design/number';

export interface TrendPoint { at: number; e: Insight['rows'][number] }

/** Trend with its 95 % band: the band is a transparent base and a filled difference, stacked. */
export function trendOption(points: TrendPoint[], unit: string, label: (at: number) => string, c: Palette): ChartOption {
  const s = styleOf(unit);
  const known = points.map((p) => ({ at: p.at, v: p.e.value, lo: p.e.lo ?? p.e.value, hi: p.e.hi ?? p.e.value }));
  // Stacking adds numbers of one sign only, so everything is lifted above zero and labelled back.
  const lift = unit === 'valence' ? 1 : unit === 'points' ? 100 : 0;
  const up = (v: number | undefined) => (v === undefined ? '-' : v + lift);
  const bounds = known.flatMap((k) => (k.v === undefined ? [] : [k.lo!, k.hi!]));
  const axis = niceAxis(Math.min(...bounds), Math.max(...bounds), unit === 'valence' ? [-1, 1] : unit === 'points' ? [-100, 100] : s.factor === 100 ? [0, 1] : [0, Infinity]);
  return {
    xAxis: { type: 'category', boundaryGap: points.length === 1, data: points.map((p) => label(p.at)), axisLine: { lineStyle: { color: c.line2 } }, axisTick: { show: false }, axisLabel: { color: c.ink3, hideOverlap: true } },
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
