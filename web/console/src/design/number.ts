// Numbers as text: true minus, thin spaces, interval beside the value. Pure; nothing here knows React.
import type { Estimate } from '@shared/api';

export const MINUS = '\u2212';
export const THIN = '\u202f';
const NONE = '\u2013';

/** 1460 -> "1 460" with narrow no-break spaces; keeps four-digit numbers grouped as well, so columns align. */
export function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
}

/** Fixed decimals, grouped, true minus; `signed` puts + before positive numbers. A value that rounds to zero has no sign. */
export function fixed(x: number, digits: number, signed = false): string {
  if (!Number.isFinite(x)) return NONE;
  const text = Math.abs(x).toFixed(digits);
  const [whole = '0', rest] = text.split('.');
  const zero = Number(text) === 0;
  const sign = zero ? '' : x < 0 ? MINUS : signed ? '+' : '';
  return sign + group(whole) + (rest ? '.' + rest : '');
}

export const count = (n: number): string => fixed(Math.round(n), 0);

/** 1 234 567 -> "1.2 M": for tight places only. */
export function short(n: number): string {
  const a = Math.abs(n);
  if (a >= 1e6) return fixed(n / 1e6, a >= 1e7 ? 0 : 1) + THIN + 'M';
  if (a >= 1e5) return fixed(n / 1e3, 0) + THIN + 'k';
  return count(n);
}

interface UnitStyle { digits: number; signed: boolean; factor: number; suffix: string }
const STYLES: Record<string, UnitStyle> = {
  valence: { digits: 2, signed: true, factor: 1, suffix: '' },
  points: { digits: 1, signed: true, factor: 1, suffix: '' },
  percent: { digits: 1, signed: false, factor: 1, suffix: THIN + '%' },
  share: { digits: 1, signed: false, factor: 100, suffix: THIN + '%' },
  ratio: { digits: 2, signed: false, factor: 1, suffix: '' },
  score: { digits: 2, signed: false, factor: 1, suffix: '' },
  amount: { digits: 0, signed: false, factor: 1, suffix: '' }, // in the unit of the events: no currency is known
  count: { digits: 0, signed: false, factor: 1, suffix: '' },
  log_ratio: { digits: 1, signed: true, factor: 100, suffix: THIN + '%' }, // 100 ln: close to percent, and it adds up
};
const PLAIN: UnitStyle = { digits: 1, signed: false, factor: 1, suffix: '' };
export const styleOf = (unit: string): UnitStyle => STYLES[unit] ?? PLAIN;

/** One value in its unit. `digits` overrides; `signed` shows +; `diff`: a difference, so that percents become percentage points. */
export function value(x: number, unit: string, opts: { digits?: number; signed?: boolean; diff?: boolean } = {}): string {
  const s = styleOf(unit);
  return fixed(x * s.factor, opts.digits ?? s.digits, opts.signed ?? s.signed) + (opts.diff && (unit === 'share' || unit === 'percent') ? THIN + 'pp' : s.suffix);
}

export interface Shown { value: string; interval: string }

/** "−0.46" and "± 0.02" when the interval is symmetric as shown, else "[0.79, 0.83]"; null when there is too little data. */
export function estimate(e: Estimate | undefined, opts: { digits?: number; signed?: boolean; diff?: boolean } = {}): Shown | null {
  if (!e || e.value === undefined) return null;
  const s = styleOf(e.unit);
  const digits = opts.digits ?? s.digits;
  const signed = opts.signed ?? s.signed;
  const shown = value(e.value, e.unit, { digits, signed, diff: opts.diff });
  if (e.lo === undefined || e.hi === undefined) return { value: shown, interval: '' };
  const down = ((e.value - e.lo) * s.factor).toFixed(digits);
  const up = ((e.hi - e.value) * s.factor).toFixed(digits);
  // A last-digit difference is rounding, not asymmetry.
  const near = Math.abs(Number(down) - Number(up)) <= Math.max(10 ** -digits, 0.06 * Number(up)) + 1e-12;
  if (near && e.unit !== 'ratio') {
    const wide = Math.max(Number(down), Number(up));
    return { value: shown, interval: '±' + THIN + fixed(wide, digits) };
  }
  return { value: shown, interval: `[${fixed(e.lo * s.factor, digits, signed)}, ${fixed(e.hi * s.factor, digits, signed)}]` };
}

/** A share of 0..1 for running text: "31 %", below ten with one decimal. */
export function share(x: number): string {
  const p = x * 100;
  return fixed(p, Math.abs(p) > 0 && Math.abs(p) < 9.95 ? 1 : 0) + THIN + '%';
}

/** A plain quantity with as few decimals as it needs: 3 -> "3", 4.63 -> "4.6". */
export function plain(x: number): string {
  const r = Math.round(x * 10) / 10;
  return fixed(r, Number.isInteger(r) ? 0 : 1);
}
