// The Today page in words and in order: what to know first, one sentence each; the head line; why a number moved. Pure.
import type { Change, Estimate, Lang, Moved, Story, Today, Why } from '@shared/api';
import { count, share, value } from '@/design/number';
import { dayLong, monthDay, quantity, tx, type T } from '@/i18n';

export type FindingKind = 'promise' | 'peak' | 'valley' | 'floor' | 'polarised' | 'expectation_rose' | 'expectation_fell' | 'experience_rose' | 'experience_fell';
/** A fact worth a sentence; absent parts are not said. before and now in `unit`. */
export interface Finding {
  kind: FindingKind; touchpoint: string; good: boolean; weight: number;
  since?: string; until?: string; drift?: boolean; before?: number; now?: number; unit?: string; p?: number; e?: Estimate; share?: number; k?: number; n?: number; expected?: number; actual?: number; quantity?: string;
}
const UNIT = { promise_kept: 'share', floor_breach: 'share', satisfaction_ratio: 'ratio', mean_experience: 'valence' } as const;
const WEIGHT = { promise_kept: 100, floor_breach: 95, satisfaction_ratio: 80, mean_experience: 70 } as const;
const MOST = 20, MOST_PLACES = 9;
const WEEKS_8 = 56 * 86_400_000;

/** Everything the answer says about single touchpoints, most important first. What follows from a broken promise (experience
 *  and ratio of the same touchpoint falling at the same time) is not said again. */
export function findingsOf(d: Today, worst?: Story['worst']): Finding[] {
  const out: Finding[] = [];
  const promises = d.shifts.filter((s) => s.measure === 'promise_kept');
  const follows = (touchpoint: string, since: string) => promises.some((p) => p.touchpoint === touchpoint && Math.abs(Date.parse(p.since) - Date.parse(since)) < WEEKS_8);
  const floors = new Map(d.floors.map((f) => [f.touchpoint, f]));
  const said = new Set<string>();
  for (const s of d.shifts) {
    const worse = s.direction === 'worse';
    if (s.measure === 'floor_breach' && !floors.get(s.touchpoint)?.alarm) continue;
    if (s.measure !== 'promise_kept' && s.measure !== 'floor_breach' && follows(s.touchpoint, s.since)) continue;
    // Experience alone repeats what the ratio of the same weeks explains.
    if (s.measure === 'mean_experience' && d.shifts.some((o) => o.measure === 'satisfaction_ratio' && o.cause && o.touchpoint === s.touchpoint && Math.abs(Date.parse(o.since) - Date.parse(s.since)) < WEEKS_8)) continue;
    const kind: FindingKind = s.measure === 'promise_kept' ? 'promise' : s.measure === 'floor_breach' ? 'floor' : s.cause ?? (worse ? 'experience_fell' : 'experience_rose');
    const floor = kind === 'floor' ? floors.get(s.touchpoint) : undefined;
    const known = kind === 'promise' && worst?.touchpoint === s.touchpoint ? { expected: worst.expected, actual: worst.actual, quantity: worst.unit } : {};
    out.push({ kind, touchpoint: s.touchpoint, good: !worse, weight: (WEIGHT[s.measure] - (worse ? 0 : 45)) * (s.lasts ? 1 : 0.4), since: s.since, until: s.lasts ? undefined : s.until, drift: s.shape === 'drift', before: s.before, now: s.after, unit: UNIT[s.measure], p: s.p, ...(floor ? { k: floor.k, n: floor.n, e: floor.worst } : {}), ...known });
    said.add(`${kind}/${s.touchpoint}`);
  }
  for (const f of d.floors) if (f.alarm && !said.has(`floor/${f.touchpoint}`)) out.push({ kind: 'floor', touchpoint: f.touchpoint, good: false, weight: 90, k: f.k, n: f.n });
  for (const c of d.polarised) out.push({ kind: 'polarised', touchpoint: c.touchpoint, good: false, weight: 60, e: c.experience, before: c.low_camp, now: c.high_camp, unit: 'share' });
  const { peak, valley } = d.memory;
  if (valley) out.push({ kind: 'valley', touchpoint: valley.touchpoint, good: false, weight: 55, share: valley.share.value, e: valley.experience });
  if (peak) out.push({ kind: 'peak', touchpoint: peak.touchpoint, good: true, weight: 50, share: peak.share.value, e: peak.experience });
  return out.sort((a, b) => b.weight - a.weight).slice(0, MOST);
}

/** What is said of one touchpoint together: its strongest finding, then what else there is to know. */
export interface Told { touchpoint: string; first: Finding; more: Finding[] }
export function byTouchpoint(found: Finding[]): Told[] {
  const out = new Map<string, Told>();
  for (const f of found) {
    const told = out.get(f.touchpoint);
    if (told) told.more.push(f);
    else out.set(f.touchpoint, { touchpoint: f.touchpoint, first: f, more: [] });
  }
  return [...out.values()].slice(0, MOST_PLACES);
}

/** A plain day is a day of the workspace already: it must not be shifted by the zone again. */
export const sinceWords = (since: string, lang: Lang, zone: string): string => monthDay(lang, since.length === 10 ? 'UTC' : zone, since);

/** Without a place the sentence speaks of the touchpoint that was named before. */
export function findingWords(f: Finding, place: { stage: string; scene: string } | undefined, t: T, lang: Lang, zone: string): { label: string; sentence: string } {
  const num = (x: number | undefined) => (x === undefined || !f.unit ? '' : value(x, f.unit, f.unit === 'share' ? { digits: 0 } : {}));
  const words = {
    place: place ? `**${t('today.place', place)}**` : t('today.it'), before: num(f.before), now: num(f.now), share: f.share === undefined ? '' : share(f.share), k: count(f.k ?? 0), n: count(f.n ?? 0), rate: f.n ? share((f.k ?? 0) / f.n) : '',
    expected: f.expected === undefined ? '' : quantity(f.expected, f.quantity), actual: f.actual === undefined ? '' : quantity(f.actual, f.quantity),
  };
  const slow = words.expected && words.actual && f.actual! > f.expected!;
  const variant = f.kind === 'promise' ? (f.good ? 'promise_better' : slow ? 'promise_slow' : 'promise') : f.kind === 'floor' && !f.n ? 'floor_plain' : f.share === undefined && (f.kind === 'peak' || f.kind === 'valley') ? `${f.kind}_plain` : (f.kind === 'experience_rose' || f.kind === 'experience_fell') && f.unit === 'ratio' ? `${f.kind}_ratio` : f.kind;
  const when = !f.since ? '' : f.until ? t('today.f_between', { since: sinceWords(f.since, lang, zone), until: sinceWords(f.until, lang, zone) }) : t('today.f_since', { since: sinceWords(f.since, lang, zone) });
  return { label: t(`today.kind.${f.kind}`), sentence: tx(`today.f.${variant}`, '', words) + when + t('story.stop') };
}

const VERDICT = { improved: 'better', worsened: 'worse', no_real_change: 'same', not_enough_data: 'few' } as const;
/** As the mark of a change shows it. */
export function changeOf(m: Moved): Change {
  const { change: c } = m;
  return { before: m.before, diff: { ...m.now, value: c?.value, lo: c?.lo, hi: c?.hi, n: m.now.n + m.before.n }, verdict: VERDICT[m.verdict], mde: c?.smallest };
}
const moved = (m: Moved): boolean => m.verdict === 'improved' || m.verdict === 'worsened';

/** How many numbers really changed, and what is broken now. */
export function leadWords(d: Today, t: T): { title: string; sentence: string } {
  const known = d.numbers.filter((n) => n.now.value !== undefined);
  const real = d.numbers.filter(moved);
  const worse = real.filter((n) => n.verdict === 'worsened').length;
  const alarms = d.floors.filter((f) => f.alarm).length;
  const title = !known.length ? t('today.head_quiet') : !real.length ? t('today.head_same') : worse === real.length ? t('today.head_worse', { count: worse }) : worse ? t('today.head_both', { worse, better: real.length - worse }) : t('today.head_better', { count: real.length });
  const parts = [];
  if (known.length) parts.push(t('today.say_numbers', { moved: real.length, all: known.length }));
  if (d.promises.overdue) parts.push(t('today.say_overdue', { n: count(d.promises.overdue) }));
  if (alarms) parts.push(t('today.say_floors', { count: alarms }));
  return { title, sentence: parts.join(t('story.join')) + (parts.length ? t('story.stop') : '') };
}

/** Of the whole change, so much because groups became better or worse, so much because the mix of groups changed. */
export function whyWords(metric: string, unit: string, w: Why, t: T): string {
  const part = (x: number) => value(x, unit, { signed: true, diff: true });
  const words = { all: part(w.change), rate: part(w.rate), mix: part(w.mix), metric: tx(`metric.${metric}.name`, metric) };
  const opposed = w.rate * w.mix < 0;
  return t(Math.abs(w.mix) < 0.2 * Math.abs(w.rate) ? 'today.why_rate' : Math.abs(w.rate) < 0.2 * Math.abs(w.mix) ? 'today.why_mix' : opposed ? 'today.why_opposed' : 'today.why_both', words);
}

export const spanWords = (d: Today, t: T, lang: Lang): string => {
  const { now, before } = d.period;
  return t('today.span', { from: dayLong(lang, 'UTC', now.from), to: dayLong(lang, 'UTC', now.to), before_from: dayLong(lang, 'UTC', before.from), before_to: dayLong(lang, 'UTC', before.to) });
};

/** The period that Today compares: a range that ends now, in whole days; 30 days when the range has no such form. */
export function periodOf(range: { kind: string; n?: number; unit?: string }): string {
  if (range.kind !== 'last' || !range.n) return '30d';
  return `${Math.min(366, range.unit === 'm' ? Math.round(range.n * 30.4) : range.n)}d`;
}
