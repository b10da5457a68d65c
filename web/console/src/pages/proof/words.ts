// A proof in plain words: what a manager reads aloud. Pure; every number comes from the answer.
import type { InitiativePlan, Proof } from '@shared/api';
import { MINUS, THIN, count, fixed, styleOf, value } from '@/design/number';
import { tx, type T } from '@/i18n';

export const METRIC_UNIT: Record<InitiativePlan['metric'], string> = { mean_experience: 'valence', csat: 'share', nps: 'points', promise_kept: 'share' };
/** A difference in its unit: "+0.21", "+3.0 pp". */
export const diff = (x: number, unit: string): string => value(x, unit, { signed: true, diff: true });
/** The same as a size, without sign. */
export const size = (x: number, unit: string): string => value(x, unit, { signed: false, diff: true });
export const between = (lo: number, hi: number, unit: string): string => `[${diff(lo, unit)}, ${diff(hi, unit)}]`;
export const money = (x: number): string => fixed(x, 0);
export const whole = (p: number): string => (p > 0.999 ? `>${THIN}99.9` : p < 0.001 ? `<${THIN}0.1` : fixed(100 * p, p > 0.1 && p < 0.9 ? 0 : 1)) + `${THIN}%`;
export { MINUS };

export type Tone = 'good' | 'bad' | 'even' | 'wait';
export const toneOf = (p: Proof): Tone => (p.verdict === 'PROVEN' ? 'good' : p.verdict === 'HARM' ? 'bad' : p.verdict === 'NO_MEANINGFUL_EFFECT' ? 'even' : 'wait');
export const headline = (p: Proof, t: T): string => t(p.small ? 'proof.verdict.PROVEN_SMALL' : p.final && p.verdict === 'NOT_YET' && p.reason === 'still_open' ? 'proof.verdict.NOT_PROVEN' : `proof.verdict.${p.verdict}`);

/** Why nothing can be said yet. */
export const why = (p: Proof): string => tx(`proof.why.${p.reason}`, '', { have: count(p.effect.insufficient?.have ?? 0), need: count(p.effect.insufficient?.need ?? p.n_min) });

/** Two or three sentences below the headline. */
export function sentences(p: Proof, plan: InitiativePlan, t: T): string[] {
  const out: string[] = [];
  const e = p.effect;
  const against = t(`proof.against_say.${plan.against}`);
  if (e.value !== undefined && e.lo !== undefined && e.hi !== undefined) {
    const how = p.verdict === 'PROVEN' ? 'proven' : p.verdict === 'HARM' ? 'harm' : p.verdict === 'NO_MEANINGFUL_EFFECT' ? 'nothing' : p.reason === 'groups_drifted' ? 'drifted' : p.final ? 'ended' : 'open';
    out.push(t(`proof.say.${how}`, { effect: diff(e.value, p.unit), lo: diff(e.lo, p.unit), hi: diff(e.hi, p.unit), smallest: size(p.smallest, p.unit), against }));
    if (p.small) out.push(t('proof.say.small', { smallest: size(p.smallest, p.unit) }));
  } else out.push(why(p));
  return out;
}
/** What before and after alone would have claimed. */
export const naiveSay = (p: Proof, t: T): string | undefined =>
  p.naive.value === undefined || p.effect.value === undefined ? undefined : t('proof.naive_say', { naive: diff(p.naive.value, p.unit), lo: diff(p.naive.lo ?? 0, p.unit), hi: diff(p.naive.hi ?? 0, p.unit) });

/** "product:a,b" → field and values, and back. */
export function filterOf(text: string | undefined): { field: string; values: string[] } {
  const colon = text?.indexOf(':') ?? -1;
  if (!text || colon < 1) return { field: '', values: [] };
  return { field: text.slice(0, colon), values: text.slice(colon + 1).split(/(?<!\\),/).map((v) => v.replace(/\\([\\,])/g, '$1')).filter(Boolean) };
}
export const filterText = (field: string, values: string[]): string[] => (field && values.length ? [`${field}:${values.map((v) => v.replace(/[\\,]/g, '\\$&')).join(',')}`] : []);
export const groupWords = (filters: string[]): string => filters.map((f) => { const { field, values } = filterOf(f); return `${field}: ${values.join(', ')}`; }).join(' · ');
/** What stands in a field for a number in the metric's unit, and back. */
export const shownSmallest = (p: InitiativePlan): number => Math.round(p.smallest * styleOf(METRIC_UNIT[p.metric]).factor * 1e6) / 1e6;
export const storedSmallest = (x: number, metric: InitiativePlan['metric']): number => x / styleOf(METRIC_UNIT[metric]).factor;
