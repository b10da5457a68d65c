// The map of an import as JSON, seen as "what does this column mean". Pure; what the form does not know stays as it is.
import type { Scale } from '@shared/api';

export type Role = 'customer' | 'episode' | 'id' | 'event' | 'time' | 'promise' | 'rating' | 'text' | 'channel' | 'attribute' | 'ignored';
export const ROLES: Role[] = ['customer', 'episode', 'id', 'event', 'time', 'promise', 'rating', 'text', 'channel', 'attribute', 'ignored'];
export type Value = string | { column?: string; value?: unknown; map?: Record<string, string>; otherwise?: string; [more: string]: unknown };
export interface MapPromise { expected: Value; since?: Value; actual?: Value; made_here?: boolean; kind?: string; rule?: string; unit?: string; polarity?: string }
export interface MapItem {
  type: 'track' | 'rating' | 'feedback' | 'identify'; key?: string; event?: Value; time?: Value; touchpoint?: Value; promise?: MapPromise;
  metric?: string; value?: Value; scale?: Partial<Scale>; comment?: Value; text?: Value; when?: unknown; not_applicable?: unknown[]; expectation?: Value; [more: string]: unknown;
}
export interface MapFile {
  name: string; match?: string[]; format?: string; encoding?: string; separator?: string; time_format?: string; zone?: string; null?: string[];
  customer?: Value; episode?: Value; channel?: Value; id?: string[]; attributes?: Record<string, Value> | string[]; items: MapItem[]; [more: string]: unknown;
}
export type MapJourney = string | { template: string; key?: string } | { key: string; [more: string]: unknown } | undefined;
export interface MapJson { key?: string; journey?: MapJourney; files: MapFile[]; [more: string]: unknown }
export interface Column { name: string; role: Role; sample: string; min?: number; max?: number; time_format?: string; values?: string[] }

export const columnOf = (v: Value | undefined): string | undefined => (typeof v === 'string' ? v : v?.column);
const is = (v: Value | undefined, column: string): boolean => columnOf(v) === column;
const attributesOf = (f: MapFile): Record<string, Value> => (Array.isArray(f.attributes) ? Object.fromEntries(f.attributes.map((a) => [a, a])) : f.attributes ?? {});

export function roleOf(f: MapFile, column: string): Role {
  if (is(f.customer, column)) return 'customer';
  if (is(f.episode, column)) return 'episode';
  if (is(f.channel, column)) return 'channel';
  if (f.items.some((i) => i.type === 'rating' && is(i.value, column))) return 'rating';
  if (f.items.some((i) => typeof i.event === 'object' && is(i.event, column))) return 'event';
  if (f.items.some((i) => is(i.time, column))) return 'time';
  if (f.items.some((i) => is(i.promise?.expected, column))) return 'promise';
  if (f.items.some((i) => is(i.comment, column) || is(i.text, column))) return 'text';
  if (f.id?.includes(column)) return 'id';
  if (Object.values(attributesOf(f)).some((v) => is(v, column))) return 'attribute';
  return 'ignored';
}

const timesOf = (f: MapFile): string[] => [...new Set(f.items.map((i) => columnOf(i.time)).filter((c): c is string => !!c))];
export const hasConstantTime = (f: MapFile): boolean => f.items.some((i) => typeof i.time === 'object' && i.time.column === undefined && 'value' in i.time);

/** "order_delivered_at" → "Order Delivered" */
export const eventName = (column: string): string =>
  column.replace(/_(timestamp|date|time|at)$/i, '').replace(/[_\-.]+/g, ' ').trim().replace(/(^|\s)([a-z])/g, (m) => m.toUpperCase()) || column;

function scaleOf(c: Column): { metric: string; scale: Partial<Scale> } {
  const max = (c.max ?? 10) > 7 ? 10 : (c.max ?? 5) > 5 ? 7 : (c.max ?? 5) > 1 ? 5 : 1;
  const nps = max === 10 && /nps|recommend|推荐/i.test(c.name);
  const min = nps || max === 1 || (c.min ?? 0) < 1 ? 0 : 1;
  return { metric: nps ? 'nps' : /csat|satisf|满意/i.test(c.name) && max === 5 ? 'csat' : 'rating', scale: { min, max, neutral: nps ? 7.5 : (min + max) / 2 } };
}

/** Takes every use of the column away. Items that cannot be without it go too. */
function without(f: MapFile, column: string, now: Value): MapFile {
  const other = timesOf(f).find((t) => t !== column);
  const out: MapFile = { ...f };
  if (is(f.customer, column)) delete out.customer;
  if (is(f.episode, column)) delete out.episode;
  if (is(f.channel, column)) delete out.channel;
  if (f.id?.includes(column)) {
    out.id = f.id.filter((c) => c !== column);
    if (!out.id.length) delete out.id;
  }
  if (f.attributes) out.attributes = Object.fromEntries(Object.entries(attributesOf(f)).filter(([, v]) => !is(v, column)));
  out.items = f.items.flatMap((item) => {
    const i = { ...item };
    if ((i.type === 'rating' && is(i.value, column)) || (i.type === 'feedback' && is(i.text, column)) || (typeof i.event === 'object' && is(i.event, column))) return [];
    if (is(i.comment, column)) delete i.comment;
    if (i.promise && is(i.promise.expected, column)) delete i.promise;
    if (i.promise && is(i.promise.since, column)) { i.promise = { ...i.promise }; delete i.promise.since; }
    if (is(i.time, column)) {
      if (i.type === 'track') return [];
      i.time = other ?? now;
    }
    return [i];
  });
  return out;
}

/** Gives a column a meaning; `now` is the time of items when no column says one. */
export function setRole(file: MapFile, column: Column, role: Role, now: Value): MapFile {
  const f = without(file, column.name, now);
  const c = column.name;
  const time: Value = timesOf(f)[0] ?? now;
  switch (role) {
    case 'customer': return { ...f, customer: c };
    case 'episode': return { ...f, episode: c };
    case 'channel': return { ...f, channel: c };
    case 'id': return { ...f, id: [c] };
    case 'attribute': return { ...f, attributes: { ...attributesOf(f), [c]: c } };
    case 'rating': {
      const comment = f.items.find((i) => i.type === 'feedback')?.text;
      return { ...f, items: [...f.items.filter((i) => i.type !== 'feedback' || i.when), { type: 'rating', ...scaleOf(column), value: c, time, ...(comment && !f.items.some((i) => i.type === 'rating') ? { comment } : {}) }] };
    }
    case 'text': {
      const first = f.items.findIndex((i) => i.type === 'rating');
      return { ...f, items: first >= 0 ? f.items.map((i, n) => (n === first ? { ...i, comment: c } : i)) : [...f.items.filter((i) => i.type !== 'feedback'), { type: 'feedback', text: c, time }] };
    }
    case 'event': return { ...f, items: [...f.items.filter((i) => i.type !== 'track'), { type: 'track', key: 'event', event: { column: c }, time }] };
    case 'time': {
      const format = column.time_format && !f.time_format ? { time_format: column.time_format } : {};
      const waiting = f.items.some((i) => typeof i.time === 'object' && i.time.column === undefined);
      if (waiting) return { ...f, ...format, items: f.items.map((i) => (typeof i.time === 'object' && i.time.column === undefined ? { ...i, time: c } : i)) };
      if (f.items.some((i) => i.type !== 'track')) return { ...f, ...format, items: f.items.map((i) => ({ ...i, time: c })) };
      return { ...f, ...format, items: [...f.items, { type: 'track', event: eventName(c), time: c }] };
    }
    case 'promise': {
      const last = f.items.map((i) => i.type).lastIndexOf('track');
      const first = timesOf(f)[0];
      return { ...f, items: f.items.map((i, n) => (n === last ? { ...i, promise: { expected: c, ...(first && first !== columnOf(i.time) ? { since: first } : {}), rule: 'calendar_day', unit: 'day' } } : i)) };
    }
    case 'ignored': return f;
  }
}

export const setItem = (f: MapFile, n: number, change: Partial<MapItem>): MapFile => ({
  ...f, items: f.items.map((i, k) => (k === n ? (Object.fromEntries(Object.entries({ ...i, ...change }).filter(([, v]) => v !== undefined)) as MapItem) : i)),
});

export const journeyKey = (j: MapJourney): string | undefined => (typeof j === 'string' ? j : j && 'template' in j ? (j.key as string | undefined) ?? (j.template as string) : j?.key as string | undefined);
/** Another journey: what pointed into the old one is asked anew. */
export const setJourney = (m: MapJson, journey: MapJourney): MapJson => {
  const out: MapJson = { ...m, journey, files: m.files.map((f) => ({ ...f, items: f.items.map(({ touchpoint: _, ...i }) => i as MapItem) })) };
  if (!journey) delete out.journey;
  return out;
};

/** Whether a stored map knows this file: its globs, any case. */
export function fits(match: string[] | undefined, file: string): boolean {
  return (match ?? []).some((g) => new RegExp('^' + g.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.') + '$', 'i').test(file));
}
/** A key for a new map, from the file's name. */
export const mapKey = (file: string): string => file.toLowerCase().replace(/\.(zst|gz|zip)$/, '').replace(/\.[a-z]+$/, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 50) || 'import';

/** What is done of a running import: rows and bytes, at a moment in ms. */
export interface Seen { at: number; rows: number; bytes: number }
export interface Pace { rate?: number; left?: number }
/** Rows a second and seconds left of a running import, from two looks at it. Nothing before half a second or when nothing moved. */
export function pace(first: Seen, now: Seen, total: number): Pace {
  const [elapsed, bytes] = [(now.at - first.at) / 1000, now.bytes - first.bytes];
  if (elapsed < 0.5 || bytes <= 0) return {};
  return { rate: (now.rows - first.rows) / elapsed, left: total > now.bytes ? ((total - now.bytes) * elapsed) / bytes : 0 };
}
