// One plain sentence for each of the four laws.
import type { Contest, Laws } from '@shared/api';
import { count, estimate, share } from '@/design/number';
import type { T } from '@/i18n';

export const lawWords = {
  triangle(l: Laws, t: T): string {
    const { ratio, classes, promises, outcome } = l.triangle;
    const shown = estimate(ratio);
    if (!shown) return t('law_say.triangle_few');
    const sum = classes.angry + classes.dissatisfied + classes.satisfied + classes.delighted;
    const low = sum > 0 ? (classes.angry + classes.dissatisfied) / sum : 0;
    const hi = ratio.hi ?? ratio.value!;
    const lo = ratio.lo ?? ratio.value!;
    const where = hi < 1 ? 'below' : lo > 1 ? 'above' : 'even';
    const first = t(`law_say.triangle_${where}${ratio.basis === 'observed' ? '_observed' : ''}`, { ratio: shown.value, low: share(low) });
    const kept = outcome ? estimate(outcome.kept) : null;
    const broken = outcome ? estimate(outcome.broken) : null;
    if (kept && broken) return first + t('law_say.outcome', { kept: kept.value, broken: broken.value });
    if (promises.rate.value !== undefined) return first + t('law_say.promises', { rate: estimate(promises.rate)!.value });
    return first;
  },
  peakEnd(l: Laws, t: T, name: (k: string) => string): string {
    const { remembered, mean, mot_share, leverage } = l.peak_end;
    const r = estimate(remembered);
    if (!r) return t('law_say.peak_end_few');
    const m = estimate(mean);
    const most = [...mot_share].filter((x) => x.touchpoint && x.share.value !== undefined).sort((a, b) => b.share.value! - a.share.value!)[0];
    const best = [...leverage].filter((x) => x.touchpoint && (x.gain.value ?? 0) > 0.0005).sort((a, b) => b.gain.value! - a.gain.value!)[0];
    const diff = m ? mean.value! - remembered.value! : 0;
    let say = m ? t(diff > 0.05 ? 'law_say.remembered_lower' : diff < -0.05 ? 'law_say.remembered_higher' : 'law_say.remembered_same', { remembered: r.value, mean: m.value }) : t('law_say.remembered', { remembered: r.value });
    if (most) say += t('law_say.most_memory', { touchpoint: name(most.touchpoint), share: share(most.share.value!) });
    if (best) say += t('law_say.best_gain', { touchpoint: name(best.touchpoint), gain: estimate(best.gain, { signed: true })!.value });
    return say;
  },
  /** The verdict on peak-end against the mean, in one sentence; "" when it was not asked. */
  contest(c: Contest | null, t: T, metric: string): string {
    if (!c) return '';
    if (!c.metric) return t('law_say.contest_none');
    if (c.insufficient) return t('law_say.contest_few', { have: count(c.insufficient.have), need: count(c.insufficient.need) });
    if (!c.winner) return t('law_say.contest_flat');
    const nothing = c.winner === 'tie' && Math.max(c.peak_end_r2 ?? 0, c.mean_r2 ?? 0) <= 0;
    return t(nothing ? 'law_say.contest_tie_nothing' : `law_say.contest_${c.winner}`, { n: count(c.n), metric });
  },
  effective(l: Laws, t: T): string {
    return t('law_say.effective', { have: count(l.effective.insufficient.have), need: count(l.effective.insufficient.need) });
  },
  joyPain(l: Laws, t: T, name: (k: string) => string): string {
    const rows = l.joy_pain.breaches;
    if (!rows.length) return t('law_say.no_floor');
    const alarms = rows.filter((b) => b.alarm).sort((a, b) => b.e - a.e);
    const first = alarms[0];
    if (first) return t(alarms.length > 1 ? 'law_say.alarms' : 'law_say.alarm', { touchpoint: name(first.touchpoint), k: count(first.k), n: count(first.n), more: alarms.length - 1 });
    const k = rows.reduce((a, b) => a + b.k, 0);
    return k ? t('law_say.breaches', { k: count(k) }) : t('law_say.no_breach');
  },
};
