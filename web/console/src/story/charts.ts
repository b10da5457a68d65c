// One sentence for a trend and for a distribution: what a reader should see. Pure.
import type { Estimate } from '@shared/api';
import { count, share, value } from '@/design/number';
import type { ScoreBin } from '@/design/options';
import type { T } from '@/i18n';

interface Point { at: number; e: Estimate }
/** Mean of some points weighted by n, with its standard error from their intervals. */
function pooled(points: Point[]): { mean: number; se: number } {
  const n = points.reduce((a, p) => a + p.e.n, 0) || 1;
  const mean = points.reduce((a, p) => a + p.e.value! * p.e.n, 0) / n;
  const se = Math.sqrt(points.reduce((a, p) => a + (p.e.n / n) ** 2 * (((p.e.hi ?? p.e.value!) - (p.e.lo ?? p.e.value!)) / 3.92) ** 2, 0));
  return { mean, se };
}

/** The last quarter of the points against the first: rose, fell, or no real change; a difference counts when it exceeds 1.96 standard errors. */
export function trendWords(points: Point[], unit: string, label: (at: number) => string, t: T): string {
  const known = points.filter((p) => p.e.value !== undefined);
  if (known.length < 2) return known.length ? t('trend.one', { value: value(known[0]!.e.value!, unit) }) : '';
  const k = Math.max(1, Math.floor(known.length / 4));
  const first = pooled(known.slice(0, k));
  const last = pooled(known.slice(-k));
  const diff = last.mean - first.mean;
  const real = Math.abs(diff) > 1.96 * Math.hypot(first.se, last.se);
  const words = { from: value(first.mean, unit), to: value(last.mean, unit), start: label(known[0]!.at), end: label(known[known.length - 1]!.at) };
  return t(!real ? 'trend.same' : diff > 0 ? 'trend.rose' : 'trend.fell', words);
}

/** The score given most and, when both ends are heavier than the middle, that it is loved or hated. */
export function scoreWords(bins: ScoreBin[], metric: string, total: number, t: T): string {
  if (!bins.length) return '';
  const neg = bins.filter((b) => b.tone === 'neg').reduce((a, b) => a + b.share, 0);
  const pos = bins.filter((b) => b.tone === 'pos').reduce((a, b) => a + b.share, 0);
  const ends = bins.length > 2 && bins[0]!.share + bins[bins.length - 1]!.share > 0.5 && bins[0]!.share > 0.2 && bins[bins.length - 1]!.share > 0.2;
  return t(ends ? 'trend.split' : 'trend.scores', { metric, n: count(total), good: share(pos), bad: share(neg) });
}
