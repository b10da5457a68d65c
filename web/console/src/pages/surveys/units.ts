// Employees beside their customers, in words. Pure.
import type { Units, UnitRow } from '@shared/survey';
import { count, fixed } from '@/design/number';
import type { T } from '@/i18n';

/** Units of which both numbers may be shown. */
export const both = (d: Units): UnitRow[] => d.units.filter((u) => u.staff.value !== undefined && u.customers.value !== undefined);

/** Whether the two go together: only where the interval says so. */
export function unitWords(d: Units, t: T): string {
  const { value: r, lo, hi, n, need, no_spread } = d.together;
  if (no_spread) return t('survey.units.say.flat');
  if (r === undefined) return t('survey.units.say.few', { n: count(n), need: count(need) });
  return t(lo! > 0 ? 'survey.units.say.up' : hi! < 0 ? 'survey.units.say.down' : 'survey.units.say.open', { r: fixed(r, 2, true), range: `[${fixed(lo!, 2, true)}, ${fixed(hi!, 2, true)}]`, n: count(n) });
}
/** Round numbers inside a range, about four. */
export function ticks(lo: number, hi: number): number[] {
  const rough = (hi - lo) / 4, power = 10 ** Math.floor(Math.log10(rough)), step = power * ([1, 2, 5].find((s) => rough / power <= s + 1e-9) ?? 10);
  const out: number[] = [];
  for (let i = Math.ceil(lo / step); i * step <= hi; i++) out.push(Number((i * step).toPrecision(6)));
  return out;
}
/** From the least lower end to the greatest upper one; a tenth of room at both sides. */
export function reach(values: { lo?: number; hi?: number; value?: number }[]): [number, number] {
  const lo = Math.min(...values.map((e) => e.lo ?? e.value!)), hi = Math.max(...values.map((e) => e.hi ?? e.value!));
  const room = (hi - lo || 1) * 0.05;
  return [lo - room, hi + room];
}
