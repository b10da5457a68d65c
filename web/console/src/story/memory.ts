// What is remembered, in words. Pure.
import type { Estimate, MemoryPage } from '@shared/api';
import { count, estimate, fixed, plain, share, THIN, value } from '@/design/number';
import { quantity, type T } from '@/i18n';

type Name = (touchpoint: string) => string;
const known = (e: Estimate): boolean => e.value !== undefined;
/** Largest share of memory first; only what may be shown. */
export const shown = (d: MemoryPage) => d.moments.filter((m) => known(m.share) && m.share.value! > 0);
/** Repairs that would change what is remembered, largest first. */
export const repairs = (d: MemoryPage) => d.moments.filter((m) => known(m.gain) && m.gain.value! > 0.0005).sort((a, b) => b.gain.value! - a.gain.value!);

/** How many people answered for a touchpoint: fewer where some answer several times. */
export const asked = (e: Estimate): number => e.insufficient?.have ?? Math.floor(e.n_eff ?? e.n);
export const keptAs = (d: MemoryPage, kept: MemoryPage['recall']['places'][number]['kept']) => d.recall.places.filter((p) => p.kept === kept);

/** 95 % of the half-life, in days. */
export const halfRange = (c: MemoryPage['recall']['curve']): string => `${plain(c.half_lo ?? 0)}, ${c.half_hi === undefined ? '∞' : plain(c.half_hi)}`;

export const memoryWords = {
  head(d: MemoryPage, name: Name, t: T): string {
    const { peak, valley, end } = d;
    if (!end || (!peak && !valley)) return t('memory.say_none');
    const words = { peak: peak ? name(peak) : '', valley: valley ? name(valley) : '', end: name(end) };
    return t(peak && valley ? 'memory.say_both' : peak ? 'memory.say_peak' : 'memory.say_valley', words);
  },
  map(d: MemoryPage, name: Name, t: T): string {
    const rows = shown(d);
    if (!rows.length) return '';
    return t('memory.map_say', { touchpoint: name(rows[0]!.touchpoint), share: share(rows[0]!.share.value!), three: share(rows.slice(0, 3).reduce((a, m) => a + m.share.value!, 0)) });
  },
  gain(d: MemoryPage, name: Name, t: T): string {
    const best = repairs(d)[0];
    return best ? t('memory.gain_say', { touchpoint: name(best.touchpoint), gain: value(best.gain.value!, 'valence', { signed: true }), mean: value(best.mean_gain, 'valence', { signed: true }) }) : '';
  },
  recall(d: MemoryPage, name: Name, t: T): string {
    const { all, places } = d.recall;
    if (!known(all)) return '';
    const most = places.find((p) => known(p.recalled));
    return most ? t('memory.recall_say', { share: share(all.value!), touchpoint: name(most.touchpoint), most: share(most.recalled.value!) }) : t('memory.recall_say_all', { share: share(all.value!) });
  },
  curve(d: MemoryPage, t: T): string {
    const c = d.recall.curve;
    if (c.half_life !== undefined) return t('memory.curve_say', { days: quantity(c.half_life, 'day'), range: halfRange(c), week: share(c.points!.find((p) => p.days === 7)!.p) });
    return c.no_forgetting ? t('memory.curve_flat') : t('memory.curve_few', { have: c.have });
  },
  /** The effective rate, and what is experienced for nothing. */
  rate(d: MemoryPage, t: T): string {
    const { all } = d.recall;
    const e = estimate(all);
    return e ? t('memory.rate_say', { n: count(all.n), k: count(all.value! * all.n), share: e.value, interval: e.interval }) : '';
  },
  wasted(d: MemoryPage, name: Name, t: T): string {
    const lost = keptAs(d, 'forgotten');
    if (lost.length) return t('memory.wasted_say', { count: lost.length, n: count(lost.length), name: name(lost[0]!.touchpoint) });
    return t(keptAs(d, 'not_enough_data').length === d.recall.places.length ? 'memory.wasted_unknown' : 'memory.wasted_none');
  },
  /** Touchpoints of which it cannot be said, with how many were asked. */
  listed(d: MemoryPage, kept: 'not_enough_data' | 'undecided', name: Name, t: T): string {
    const rows = keptAs(d, kept);
    const list = rows.map((p) => `${name(p.touchpoint)} (n${THIN}${count(asked(p.recalled))})`).join(t('memory.comma'));
    return rows.length ? t(kept === 'undecided' ? 'memory.wasted_open' : 'memory.wasted_few', { need: count(d.recall.forgotten.need), list }) : '';
  },
  /** Does the good stay longer than the bad? Only where the intervals say so. */
  effective(d: MemoryPage, t: T): string {
    const { positive: all, positive_remembered: kept } = d.recall.effective;
    const words = { all: estimate(all)?.value ?? '', kept: estimate(kept)?.value ?? '' };
    if (!known(all) || !known(kept)) return t('memory.effective_few');
    return t(kept.hi! < all.value! ? 'memory.effective_less' : kept.lo! > all.value! ? 'memory.effective_more' : 'memory.effective_same', words);
  },
};
export const slopeWords = (d: MemoryPage): string => (d.recall.curve.b === undefined ? '–' : `${fixed(d.recall.curve.b, 2)} [${fixed(d.recall.curve.b_lo!, 2)}, ${fixed(d.recall.curve.b_hi!, 2)}]`);
