// A chart's numbers as a table: shown, and saved as CSV. Pure.
import type { Estimate } from '@shared/api';
import { estimate } from './number';

/** What a cell shows and what it means to a spreadsheet: full precision, no thin spaces. */
export type Cell = string | number | undefined | { show: string; raw: string | number | undefined };
export interface TableView { caption: string; head: string[]; rows: Cell[][] }

export const shownOf = (c: Cell): string => (c === undefined ? '–' : typeof c === 'object' ? c.show : String(c));
export const rawOf = (c: Cell): string | number | undefined => (typeof c === 'object' ? c.raw : c);

/** Value, lower and upper bound, n of an estimate as four cells; heads to match are `estimateHead`. */
export const estimateHead = (what: string): string[] => [what, '95 % −', '95 % +', 'n'];
export function estimateCells(e: Estimate | undefined): Cell[] {
  const part = (v: number | undefined): Cell => (v === undefined || !e ? undefined : { show: estimate({ ...e, value: v, lo: undefined, hi: undefined })!.value, raw: v });
  return [part(e?.value), part(e?.lo), part(e?.hi), e?.n];
}

/** RFC 4180 with a byte order mark, so that spreadsheets read Chinese. Texts that a spreadsheet would run as a formula are quoted off. */
export function csv(table: TableView): string {
  const cell = (c: Cell): string => {
    const raw = rawOf(c);
    if (raw === undefined) return '';
    if (typeof raw === 'number') return String(raw);
    const safe = /^[=+\-@\t\r＝＋－＠]/.test(raw) ? "'" + raw : raw;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return '\ufeff' + [table.head, ...table.rows].map((r) => r.map(cell).join(',')).join('\r\n') + '\r\n';
}
