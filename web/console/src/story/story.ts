// Words a Story (facts from the server) as one headline and one plain sentence. Parts that are absent are not said.
import type { Lang, Matrix } from '@shared/api';
import { estimate, share } from '@/design/number';
import { dayLong, pick, quantity, type T } from '@/i18n';

/** Text with the words that matter marked: **…** becomes strong. */
export interface Told { title: string; sentence: string; good?: boolean }

export function tell(m: Pick<Matrix, 'story' | 'headline' | 'stages'>, t: T, lang: Lang, zone: string): Told {
  const { worst, peak } = m.story;
  const parts: string[] = [];
  const peakName = peak ? pick(peak.stage, lang) : '';
  if (!worst) {
    if (m.headline.remembered.value === undefined && m.headline.mean.value === undefined) return { title: t('story.title_quiet'), sentence: t('story.few') };
    const rated = m.stages.filter((s) => s.experience.value !== undefined && s.experience.basis !== 'observed');
    if (rated.length === 1) {
      const only = rated[0]!;
      const promises = m.headline.promise_kept.value === undefined ? '' : t('story.promises', { kept: estimate(m.headline.promise_kept)!.value });
      return { title: t('story.title_single', { stage: pick(only.name, lang) }), sentence: t('story.one', { stage: pick(only.name, lang), value: estimate(only.experience)!.value, all: m.stages.length }) + promises, good: true };
    }
    return peak
      ? { title: t('story.title_peak', { stage: peakName }), sentence: t('story.only_peak', { peak: peakName }), good: true }
      : { title: t('story.title_even'), sentence: t('story.even') };
  }
  const stage = pick(worst.stage, lang);
  const scene = pick(worst.scene, lang);
  const expected = worst.expected === undefined ? '' : quantity(worst.expected, worst.unit);
  const actual = worst.actual === undefined ? '' : quantity(worst.actual, worst.unit);
  // A plain day is a day of the workspace already: it must not be shifted by the zone again.
  const since = worst.since ? dayLong(lang, worst.since.length === 10 ? 'UTC' : zone, worst.since) : '';
  const kept = worst.kept?.value === undefined ? '' : estimate(worst.kept, { digits: 0 })!.value;

  if (expected && actual && worse(worst)) parts.push(t(since ? 'story.promise_since' : 'story.promise', { stage, scene, expected, actual, since }));
  else if (kept) parts.push(t(since ? 'story.kept_since' : 'story.kept', { stage, scene, kept, since }));
  else parts.push(t(since ? 'story.low_since' : 'story.low', { stage, scene, since }));

  const mot = worst.mot_share?.value;
  if (mot !== undefined && peakName) parts.push(t('story.share_and_peak', { share: share(mot), peak: peakName }));
  else if (mot !== undefined) parts.push(t('story.share', { share: share(mot) }));
  else if (peakName) parts.push(t('story.peak', { peak: peakName }));
  let sentence = parts.join(t('story.join')) + t('story.stop');

  const gain = estimate(worst.leverage);
  if (gain && worst.leverage!.value! > 0) sentence += t('story.gain', { stage, gain: gain.value, interval: gain.interval }) + t('story.stop');
  return { title: t('story.title_worst', { stage }), sentence };
}

/** A promise in time or money is worse when more than promised; the server only sends both when they are comparable. */
function worse(w: { expected?: number; actual?: number }): boolean {
  return w.actual! > w.expected!;
}
