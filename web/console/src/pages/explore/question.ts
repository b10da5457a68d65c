// A question of Explore: its form in the address, the chart that fits, the answer's rows made ready for the charts. Pure.
import type { Estimate, Insight } from '@shared/api';
import type { ChartKind, Question } from '@/api/board';
import { dayIn, midnight, parseRange, spanOf } from '@/app/range';
import { bucketStart } from '@/design/buckets';

export const BUCKETS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export const isTime = (dimension: string | undefined): boolean => !!dimension && (dimension === 'hour' || (BUCKETS as readonly string[]).includes(dimension));

export const emptyQuestion: Question = { metric: 'mean_experience', by: ['month'], where: [], journey: '', range: '12m', compare: false, chart: '' };

/** Everything is in the address, so that a link opens the same. `by` absent: the first question; `by=` empty: the total alone. */
export function questionOf(search: URLSearchParams): Question {
  const by = search.get('by');
  return {
    metric: search.get('metric') ?? emptyQuestion.metric,
    by: by === null ? (search.has('metric') ? [] : emptyQuestion.by) : by.split(',').filter(Boolean).slice(0, 2),
    where: search.getAll('where').slice(0, 10),
    journey: search.get('journey') ?? '',
    range: search.get('range')?.replace(/^all$/, '') ?? '',
    compare: search.get('compare') === '1',
    chart: (['trend', 'ranking', 'heat', 'table'] as const).find((c) => c === search.get('chart')) ?? '',
  };
}
export function paramsOf(q: Question): URLSearchParams {
  const p = new URLSearchParams({ metric: q.metric });
  if (q.by.length) p.set('by', q.by.join(','));
  q.where.forEach((w) => p.append('where', w));
  if (q.journey) p.set('journey', q.journey);
  p.set('range', q.range || 'all');
  if (q.compare) p.set('compare', '1');
  if (q.chart) p.set('chart', q.chart);
  return p;
}
/** `all` and the empty segment are written out: a console that opens the link must not put its own in their place. */
export const exploreLink = (q: Question): string => '/explore?' + paramsOf(q).toString() + '&segment=';
export const sameQuestion = (a: Question, b: Question): boolean => paramsOf(a).toString() === paramsOf(b).toString();

/** The charts that can show it, the fitting one first. Time alone is a trend, two dimensions a heat map, else a ranking. */
export function chartsFor(q: Question): ChartKind[] {
  const [a, b] = q.by;
  if (!a) return ['ranking', 'table'];
  if (b) return ['heat', 'table'];
  return isTime(a) ? ['trend', 'ranking', 'table'] : ['ranking', 'table'];
}
export const chartOf = (q: Question): ChartKind => { const fit = chartsFor(q); return fit.find((c) => c === q.chart) ?? fit[0]!; };

/** Questions worth starting from, made of what there is. */
export function suggestions(journey: string, attributes: string[]): Question[] {
  const ask = (metric: string, by: string[], range: string, compare = false): Question => ({ metric, by, where: [], journey, range, compare, chart: '' });
  return [
    ask('promise_kept', ['touchpoint'], '90d', true), ask('promise_kept', ['touchpoint', 'month'], '12m'), ask('bottom_box', ['stage', 'month'], '12m'), ask('mean_experience', ['stage', 'scene'], '90d'),
    ask('expectation_gap', ['touchpoint', 'month'], '12m'), ask('volume', ['channel', 'month'], '12m'), ...attributes.slice(0, 3).map((a) => ask('mean_experience', [a], '90d')),
  ];
}
/** Into one row of a heat map: filtered to it, the other dimension stays. */
export const narrowed = (q: Question, dimension: string, value: string): Question => ({ ...q, by: q.by.filter((d) => d !== dimension), where: [...q.where, writeFilter(dimension, [value])].slice(0, 10), chart: '' });

/** A count as an estimate with its Poisson interval, so that two counts can be told apart: 1.96 sqrt(count). Worked: 100 -> 80.4 to 119.6. */
export const counted = (e: Estimate): Estimate => (e.value === undefined || e.lo !== undefined ? e : { ...e, lo: Math.max(0, e.value - 1.96 * Math.sqrt(e.value)), hi: e.value + 1.96 * Math.sqrt(e.value) });

/** "field:value,value" with backslash escapes, as the server reads it. */
export function readFilter(text: string): { field: string; values: string[] } {
  const colon = text.indexOf(':');
  const values = [''];
  for (let i = colon + 1; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) values[values.length - 1] += text[++i];
    else if (text[i] === ',') values.push('');
    else values[values.length - 1] += text[i];
  }
  return { field: text.slice(0, Math.max(0, colon)), values };
}
export const writeFilter = (field: string, values: string[]): string => `${field}:${values.map((v) => v.replace(/[\\,]/g, '\\$&')).join(',')}`;

export interface Spans { now: { from?: string; to?: string }; before?: { from: string; to: string } }
/** The range as instants, and the equally long one before it: months before months, days before days. "All" has none before. */
export function spansOf(rangeText: string, zone: string, at: number): Spans {
  const range = parseRange(rangeText || null);
  const now = spanOf(range, zone, at);
  if (range.kind === 'all' || !now.from) return { now };
  if (range.kind === 'last' && range.unit === 'm') {
    // "Last 12 months" ends now: the same months one period earlier end at the same day.
    const back = spanOf({ kind: 'last', n: range.n * 2, unit: 'm' }, zone, at);
    return { now, before: { from: back.from!, to: now.from } };
  }
  const from = Date.parse(now.from);
  const days = range.kind === 'last' ? range.n : Math.round((Date.parse(now.to!) - from) / 86_400_000);
  const day = new Date(from + 12 * 3_600_000);
  const local = dayIn(zone, +day);
  const start = new Date(local + 'T00:00:00Z');
  start.setUTCDate(start.getUTCDate() - days);
  return { now, before: { from: new Date(midnight(zone, start.toISOString().slice(0, 10))).toISOString(), to: now.from } };
}

export type Row = Insight['rows'][number];
/** Rows of the answer in the order that the chart wants: time forwards, otherwise worst first, cells without a number last. */
export function sorted(rows: Row[], q: Question, moreIsBetter: boolean): Row[] {
  const d = q.by[0];
  if (!d) return rows;
  if (isTime(d)) return [...rows].sort((x, y) => bucketStart(x.key[d]!) - bucketStart(y.key[d]!));
  const weight = (r: Row) => (r.value === undefined ? Infinity : moreIsBetter ? r.value : -r.value);
  return [...rows].sort((x, y) => weight(x) - weight(y) || y.n - x.n || x.key[d]!.localeCompare(y.key[d]!));
}
/** Values of one dimension as they stand in the answer; time in order of time, stages and scenes in that of the journey, nothing last. */
export function valuesOf(rows: Row[], dimension: string, journey?: { stages: { key: string }[]; scenes: { key: string }[] }): string[] {
  const found = [...new Set(rows.map((r) => r.key[dimension] ?? ''))];
  if (isTime(dimension)) return found.sort((a, b) => bucketStart(a) - bucketStart(b));
  const known = dimension === 'stage' ? journey?.stages : dimension === 'scene' ? journey?.scenes : undefined;
  const at = (v: string) => { const i = known?.findIndex((x) => x.key === v) ?? 0; return v === '' ? Infinity : i < 0 ? 1e6 : i; };
  return found.sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)));
}
/** How many cells have too few answers (and how many at most), and how many more are hidden so that those cannot be had by subtraction. */
export function hiddenOf(rows: Estimate[]): { cells: number; have: number; need: number; guarded: number } | undefined {
  const none = rows.filter((r) => r.value === undefined && r.insufficient);
  if (!none.length) return undefined;
  const few = none.filter((r) => r.insufficient!.have < r.insufficient!.need);
  return { cells: few.length, have: Math.max(0, ...few.map((r) => r.insufficient!.have)), need: Math.max(...none.map((r) => r.insufficient!.need)), guarded: none.length - few.length };
}

/** Difference of two independent numbers with its interval: se of each from its 95 % interval, added in squares.
 *  Worked: 0.40 ± 0.10 against 0.20 ± 0.10: 0.20 ± 0.141, a real change. */
export function difference(now: Estimate, before: Estimate): Estimate | undefined {
  if (now.value === undefined || before.value === undefined || now.lo === undefined || now.hi === undefined || before.lo === undefined || before.hi === undefined) return undefined;
  const half = Math.hypot((now.hi - now.lo) / 2, (before.hi - before.lo) / 2);
  const value = now.value - before.value;
  return { value, lo: value - half, hi: value + half, n: Math.min(now.n, before.n), unit: now.unit, basis: now.basis, method: 'normal', flags: [] };
}
export const isReal = (d: Estimate | undefined): boolean => d?.lo !== undefined && d.hi !== undefined && (d.lo > 0 || d.hi < 0);
