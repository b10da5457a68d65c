// Time ranges of the address bar: "30d", "12m", "all" or "2026-01-01..2026-03-31" (days of the workspace's zone).
export type Range = { kind: 'all' } | { kind: 'last'; n: number; unit: 'd' | 'm' } | { kind: 'days'; from: string; to: string };
export const PRESETS = ['7d', '30d', '90d', '12m', 'all'] as const;

export function parseRange(text: string | null): Range {
  const last = /^(\d{1,3})([dm])$/.exec(text ?? '');
  if (last) return { kind: 'last', n: Number(last[1]), unit: last[2] as 'd' | 'm' };
  const days = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(text ?? '');
  if (days && days[1]! <= days[2]!) return { kind: 'days', from: days[1]!, to: days[2]! };
  return { kind: 'all' };
}

/** The calendar day of an instant in a zone, "2026-03-14". */
export function dayIn(zone: string, at: number): string {
  // By parts: how a locale writes a whole date differs between versions of its data.
  const f = new Intl.DateTimeFormat('en-US', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const p = Object.fromEntries(f.formatToParts(at).map((x) => [x.type, x.value]));
  return `${p.year!.padStart(4, '0')}-${p.month}-${p.day}`;
}

/** First instant of a calendar day in a zone. Two rounds suffice: the second corrects for a change of offset in between. */
export function midnight(zone: string, day: string): number {
  const want = Date.parse(day + 'T00:00:00Z');
  let at = want;
  for (let i = 0; i < 2; i++) at -= wall(zone, at) - want;
  return at;
}
function wall(zone: string, at: number): number {
  const f = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  const p = Object.fromEntries(f.formatToParts(at).map((x) => [x.type, Number(x.value)]));
  return Date.UTC(p.year!, p.month! - 1, p.day!, p.hour, p.minute, p.second);
}
function shiftDay(day: string, days: number, months = 0): string {
  const d = new Date(day + 'T00:00:00Z');
  d.setUTCMonth(d.getUTCMonth() - months);
  d.setUTCDate(d.getUTCDate() + days);
  return d.toISOString().slice(0, 10);
}

/** Half-open span [from, to) as instants; "last n" has no end, so that what arrives now is inside. */
export function spanOf(range: Range, zone: string, now: number): { from?: string; to?: string } {
  if (range.kind === 'all') return {};
  const iso = (day: string) => new Date(midnight(zone, day)).toISOString();
  if (range.kind === 'days') return { from: iso(range.from), to: iso(shiftDay(range.to, 1)) };
  const today = dayIn(zone, now);
  return { from: iso(range.unit === 'd' ? shiftDay(today, 1 - range.n) : shiftDay(today, 1, range.n)) };
}
