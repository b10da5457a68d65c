// A number of a span against the span of equal length before it, from two estimates. Pure.
import type { Change, Estimate } from '@shared/api';
import type { Span } from '@/api/queries';

const DAY = 86_400_000;
const Z = 1.96, Z_POWER = 0.8416;

/** The span itself and the one before it; without a beginning the last `days` days against as many before. */
export function comparison(span: Span, now: number, days = 90): { now: Span; before: Span; days: number } {
  const to = span.to ? Date.parse(span.to) : now;
  // Whole days, so that the question stays the same for a while and answers can be kept.
  const from = span.from ? Date.parse(span.from) : Math.floor(to / DAY) * DAY - days * DAY;
  const length = Math.max(DAY, Math.ceil((to - from) / DAY) * DAY);
  const iso = (ms: number) => new Date(ms).toISOString();
  return { now: { from: iso(from), to: span.to }, before: { from: iso(from - length), to: iso(from) }, days: Math.round(length / DAY) };
}

/** Difference with the interval of two independent estimates, read back from theirs: se = (hi − lo)/3.92. The least change that
 *  would have been seen (80 % power) is (1.96 + 0.84) se. Worked: 0.10 ± 0.03 after 0.20 ± 0.04 → −0.10 ± 0.05, worse. */
export function change(now: Estimate | undefined, before: Estimate | undefined): Change | undefined {
  if (!now || !before) return undefined;
  const known = [now, before].every((e) => e.value !== undefined && e.lo !== undefined && e.hi !== undefined);
  const base = { ...now, n: Math.min(now.n, before.n), flags: [] };
  if (!known) return { before, diff: { ...base, value: undefined, lo: undefined, hi: undefined }, verdict: 'few' };
  const se = Math.hypot(now.hi! - now.lo!, before.hi! - before.lo!) / (2 * Z);
  const value = now.value! - before.value!;
  const verdict = Math.abs(value) <= Z * se ? 'same' : value > 0 ? 'better' : 'worse';
  return { before, diff: { ...base, value, lo: value - Z * se, hi: value + Z * se }, verdict, mde: (Z + Z_POWER) * se };
}
