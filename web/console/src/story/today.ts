// Words of the Today page: the head line, one sentence a finding, one sentence for why a number moved. Absent parts are not said. Pure.
import type { Change, Finding, Lang, Today, Why } from '@shared/api';
import { count, estimate, share, value } from '@/design/number';
import { dayLong, monthDay, pick, quantity, tx, type T } from '@/i18n';

/** A plain day is a day of the workspace already: it must not be shifted by the zone again. */
export const sinceWords = (since: string, lang: Lang, zone: string): string => monthDay(lang, since.length === 10 ? 'UTC' : zone, since);

/** "3 of 5 numbers changed" and what is open now. */
export function leadWords(d: Today, t: T): { title: string; sentence: string } {
  const moved = d.numbers.filter((n) => n.change.verdict === 'better' || n.change.verdict === 'worse');
  const known = d.numbers.filter((n) => n.now.value !== undefined);
  const worse = moved.filter((n) => n.change.verdict === 'worse').length;
  const alarms = d.floors.filter((f) => f.alarm).length;
  const title = !known.length ? t('today.head_quiet') : !moved.length ? t('today.head_same') : worse === moved.length ? t('today.head_worse', { count: worse }) : worse ? t('today.head_both', { worse, better: moved.length - worse }) : t('today.head_better', { count: moved.length });
  const parts = [];
  if (known.length) parts.push(t('today.say_numbers', { moved: moved.length, all: known.length }));
  if (d.promises.overdue) parts.push(t('today.say_overdue', { n: count(d.promises.overdue) }));
  if (alarms) parts.push(t('today.say_floors', { count: alarms }));
  return { title, sentence: parts.join(t('story.join')) + (parts.length ? t('story.stop') : '') };
}

/** Key of the sentence: the kind, and for a broken promise whether the two quantities are known. */
export function findingWords(f: Finding, t: T, lang: Lang, zone: string): { label: string; sentence: string } {
  const num = (e: Finding['now']) => estimate(e)?.value ?? '';
  const before = num(f.before ?? f.change?.before);
  const now = num(f.now);
  const words = {
    stage: pick(f.stage, lang), scene: pick(f.scene, lang), before, now,
    expected: f.expected === undefined ? '' : quantity(f.expected, f.unit), actual: f.actual === undefined ? '' : quantity(f.actual, f.unit),
    share: f.share?.value === undefined ? '' : share(f.share.value), k: count(f.k ?? 0), n: count(f.n ?? 0), rate: f.n ? share((f.k ?? 0) / f.n) : '',
  };
  const variant = f.kind === 'promise' ? (words.expected && words.actual ? 'promise' : 'promise_kept') : f.kind === 'peak' || f.kind === 'valley' ? (words.share ? f.kind : `${f.kind}_plain`) : f.kind === 'floor' || f.kind === 'polarised' ? f.kind : before && now ? f.kind : `${f.kind}_plain`;
  const kept = f.kind === 'promise' && variant === 'promise' && now ? t('today.f_kept', { now }) : '';
  const since = f.since ? t('today.f_since', { since: sinceWords(f.since, lang, zone) }) : '';
  return { label: t(`today.kind.${f.kind}`), sentence: tx(`today.f.${variant}`, '', words) + kept + since + t('story.stop') };
}

/** Of the whole change, so much because groups became better or worse, so much because the mix of groups changed. */
export function whyWords(w: Why, t: T): string {
  const all = value(w.total, w.unit, { signed: true, diff: true });
  const words = { all, rate: value(w.rate, w.unit, { signed: true, diff: true }), mix: value(w.mix, w.unit, { signed: true, diff: true }), metric: tx(`metric.${w.metric}.name`, w.metric) };
  const opposed = w.rate * w.mix < 0;
  return t(Math.abs(w.mix) < 0.2 * Math.abs(w.rate) ? 'today.why_rate' : Math.abs(w.rate) < 0.2 * Math.abs(w.mix) ? 'today.why_mix' : opposed ? 'today.why_opposed' : 'today.why_both', words);
}

export const moved = (c: Change): boolean => c.verdict === 'better' || c.verdict === 'worse';
export const spanWords = (d: Pick<Today, 'from' | 'to' | 'before_from'>, t: T, lang: Lang, zone: string): string =>
  t('today.span', { from: dayLong(lang, zone, d.from), to: dayLong(lang, zone, new Date(Date.parse(d.to) - 1).toISOString()), before: dayLong(lang, zone, d.before_from) });
