// What moved, in words. Pure.
import type { MovedAlarm, MovedPage, MovedRow } from '@shared/api';
import { fixed, value } from '@/design/number';
import type { T } from '@/i18n';

export const real = (r: MovedRow): boolean => r.verdict === 'improved' || r.verdict === 'worsened';
/** "q 0.004", never "q 0.000". */
export const qWords = (q: number, t: T): string => (q < 0.001 ? t('moved.q_small') : t('moved.q', { q: qNumber(q) }));
export const qNumber = (q: number): string => (q < 0.001 ? '< 0.001' : fixed(q, q < 0.01 ? 3 : 2));
export const effectWords = (effect: number, t: T): string => t('moved.effect', { effect: fixed(effect, 2, true) });

/** The head line, and the sentence that says how much of it is noise. */
export function movedWords(d: MovedPage, t: T): { title: string; sentence: string } {
  const few = d.few ? ' ' + t('moved.few', { count: d.few }) : '';
  if (!d.compared) return { title: t('moved.head_wait'), sentence: t('moved.nothing') };
  const title = d.moved ? t('moved.head_some', { count: d.moved }) : t('moved.head_none');
  return { title, sentence: t('moved.honest', { all: d.compared, count: d.moved, level: d.level }) + few };
}

/** The strongest change in one sentence, or that there is none. */
export function rowsWords(d: MovedPage, place: (touchpoint: string) => string, metric: (key: string) => string, t: T): string {
  const first = d.rows[0];
  if (!first || !real(first)) return t('moved.rows_say_none', { all: d.compared });
  const unit = first.now.unit;
  return t('moved.rows_say', {
    place: place(first.touchpoint), metric: metric(first.metric), before: value(first.before.value ?? 0, unit), now: value(first.now.value ?? 0, unit),
    diff: value(first.change?.value ?? 0, unit, { signed: true, diff: true }), all: d.compared,
  });
}

export const alarmLevels = (a: MovedAlarm, t: T): string => t('moved.level_now', { after: value(a.after, a.unit), before: value(a.before, a.unit) });

/** Which split explains most, when one does. */
export function apartWords(d: MovedPage, name: (by: string) => string, t: T): string {
  const best = d.why.splits[0];
  if (!best) return '';
  if (best.apart_p_adjusted > d.level || best.apart <= 0) return t('moved.apart_none');
  return t('moved.apart', { by: name(best.by), apart: value(best.apart, d.why.why_unit, { signed: false, diff: true }), q: qNumber(best.apart_p_adjusted) });
}

/** The parts of a change that is noise add up as well; that it is noise has to be said. */
export const noiseWords = (d: MovedPage, t: T): string => (d.why.verdict === 'no_real_change' && d.why.change ? t('moved.why_noise', { p: qNumber(d.why.change.p) }) : '');
