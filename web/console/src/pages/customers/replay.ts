// One journey of a customer as it stood at each step. Pure.
import type { TimelineItem } from '@shared/api';

const DAY = 86_400_000;

export interface PromiseAt {
  made?: number;       // index of the item that gave it
  outcome?: number;    // index of the item that settled it; absent while open
  state: 'kept' | 'broken' | 'open' | 'overdue';
  due?: string;
  days?: number;       // settled: days after due (negative: early); open: days left (negative: past due)
  name: string;
  place: string;
}

/** Pairs of promise and outcome: the first later outcome with the same due time, else the first later one that no promise claimed. */
export function pairs(items: TimelineItem[]): { made?: number; outcome?: number }[] {
  const free = items.flatMap((i, n) => (i.promise === 'kept' || i.promise === 'broken' ? [n] : []));
  const out: { made?: number; outcome?: number }[] = [];
  const made = items.flatMap((i, n) => (i.promise === 'made' ? [n] : []));
  const take = (n: number | undefined) => { if (n !== undefined) free.splice(free.indexOf(n), 1); return n; };
  const exact = new Map(made.map((m) => [m, take(free.find((f) => f > m && items[m]!.due !== undefined && items[f]!.due === items[m]!.due))]));
  for (const m of made) out.push({ made: m, outcome: exact.get(m) ?? take(free.find((f) => f > m && (items[m]!.due === undefined || items[f]!.due === undefined))) });
  for (const f of free) out.push({ outcome: f });
  return out.sort((a, b) => (a.made ?? a.outcome!) - (b.made ?? b.outcome!));
}

/** Days past due of a settled promise: by its due time, else by the quantities when they are days. */
function late(i: TimelineItem, due: string | undefined): number | undefined {
  if (i.unit === 'day' && i.expectation !== undefined && i.actual !== undefined) return i.actual - i.expectation;
  const by = i.due ?? due;
  return by ? (Date.parse(i.at) - Date.parse(by)) / DAY : undefined;
}

/** Promises as known after the first `step` items. `now`: for the last step of an episode that still runs; else the time of the last item shown. */
export function promisesAt(items: TimelineItem[], step: number, now?: number): PromiseAt[] {
  const clock = now ?? (step > 0 ? Date.parse(items[step - 1]!.at) : 0);
  return pairs(items).flatMap(({ made, outcome }): PromiseAt[] => {
    const from = made === undefined ? undefined : items[made]!;
    const to = outcome === undefined || outcome >= step ? undefined : items[outcome]!;
    if (!to && (made === undefined || made >= step)) return [];
    const due = from?.due ?? to?.due;
    const about = { made, due, name: (from ?? to)!.name, place: (to ?? from)!.touchpoint };
    if (to) return [{ ...about, outcome, state: to.promise as 'kept' | 'broken', days: late(to, due) }];
    const left = due ? (Date.parse(due) - clock) / DAY : undefined;
    return [{ ...about, state: left !== undefined && left < 0 ? 'overdue' : 'open', days: left }];
  });
}

export interface RunningAt { n: number; mean?: number; remembered?: number; salient?: number }
/** Mean so far, and what would be remembered if it ended here: (salient peak + last)/2; of equal heights the later peak. */
export function runningAt(items: TimelineItem[], step: number): RunningAt {
  const rated = items.slice(0, step).flatMap((i) => (i.valence === undefined ? [] : [i.valence]));
  if (!rated.length) return { n: 0 };
  const salient = rated.reduce((a, v) => (Math.abs(v) >= Math.abs(a) ? v : a));
  return { n: rated.length, mean: rated.reduce((a, v) => a + v, 0) / rated.length, remembered: (salient + rated[rated.length - 1]!) / 2, salient };
}

export const daysBetween = (a: string, b: string): number => Math.floor((Date.parse(b) - Date.parse(a)) / DAY);
