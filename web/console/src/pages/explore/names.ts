// What dimensions, their values and whole questions are called.
import { useCallback, useMemo } from 'react';
import type { Metric } from '@shared/api';
import type { Question } from '@/api/board';
import { useDimensionList, useJourney, useJourneys, useMetrics } from '@/api/queries';
import { parseRange } from '@/app/range';
import { rangeLabel } from '@/app/Shell';
import { bucketStart } from '@/design/buckets';
import { day, monthYear, pick, tx, useLang, useT } from '@/i18n';
import { sceneName, stageName, touchpointName } from '../journey/names';
import { BUCKETS, isTime, readFilter } from './question';

export const dimensionName = (d: string): string => tx(`dimension.${d}`, d);
export const metricName = (m: Metric | undefined, key: string, lang: 'zh' | 'en'): string => tx(`metric.${key}.name`, m ? pick(m.name, lang) : key);

/** Words for the values of a dimension, by the labels of the journey. */
export function useValueName(journey: string): (dimension: string, value: string) => string {
  const t = useT();
  const lang = useLang();
  const j = useJourney(journey || undefined).data;
  const journeys = useJourneys().data;
  return useCallback(
    (d, v) => {
      if (!v) return t('explore.absent');
      if (isTime(d)) return timeLabel(d, v, lang);
      if (d === 'stage') return stageName(j, v, lang);
      if (d === 'scene') return sceneName(j, v, lang);
      if (d === 'touchpoint') return touchpointName(j, v, lang);
      if (d === 'journey') return pick(journeys?.find((x) => x.key === v)?.name, lang) || v;
      if (d === 'channel' || d === 'basis' || d === 'kind' || d === 'promise' || d === 'lang' || d === 'class' || d === 'triangle_class') return tx(`${d}.${v}`, tx(`value.${d}.${v}`, v));
      if (d === 'metric') return tx(`metric.${v}.name`, v);
      return v;
    },
    [j, journeys, lang, t],
  );
}
export function timeLabel(d: string, v: string, lang: 'zh' | 'en'): string {
  const at = bucketStart(v);
  if (d === 'year' || d === 'quarter' || !Number.isFinite(at)) return v;
  return d === 'month' ? monthYear(lang, at) : d === 'hour' ? v.replace('T', ' ').slice(0, 16) : day(lang, 'UTC', at);
}

/** The journey whose labels are used: the asked one, or the only one that there is. */
export function useLabelJourney(q: Question): string {
  const journeys = useJourneys().data;
  return q.journey || (journeys?.length === 1 ? journeys[0]!.key : '');
}

/** "Experience by touchpoint, City = 上海": names a figure that nobody has named. */
export function useQuestionName(): (q: Question, withRange?: boolean) => string {
  const t = useT();
  const lang = useLang();
  const metrics = useMetrics().data;
  const journeys = useJourneys().data;
  const name = useValueName(journeys?.length === 1 ? journeys[0]!.key : '');
  return useCallback(
    (q, withRange) => {
      const what = metricName(metrics?.find((m) => m.key === q.metric), q.metric, lang);
      const head = q.by.length ? t(q.by.length > 1 ? 'explore.name_by_two' : 'explore.name_by', { what, a: lower(dimensionName(q.by[0]!), lang), b: lower(dimensionName(q.by[1] ?? ''), lang) }) : what;
      const where = q.where.map((w) => { const f = readFilter(w); return f.values.map((v) => name(f.field, v)).join(' / '); });
      return [head, ...where, ...(withRange ? [rangeLabel(parseRange(q.range || null), t)] : [])].join(' · ');
    },
    [lang, metrics, name, t],
  );
}
const lower = (s: string, lang: 'zh' | 'en'): string => (lang === 'en' && /^[A-Z][a-z]/.test(s) ? s[0]!.toLowerCase() + s.slice(1) : s);

export interface Dimension { key: string; name: string; group: 'time' | 'journey' | 'fact' | 'attribute' }
const BUILT_IN: [Dimension['group'], string[]][] = [['time', [...BUCKETS]], ['journey', ['journey', 'stage', 'scene', 'touchpoint']], ['fact', ['channel', 'metric', 'name', 'kind', 'basis', 'lang', 'promise', 'score', 'triangle_class']]];
/** What can be asked by: the built-in dimensions and the attributes that the facts carry. */
export function useDimensions(): { all: Dimension[]; loading: boolean } {
  const ask = useDimensionList();
  const all = useMemo(() => {
    const out: Dimension[] = BUILT_IN.flatMap(([group, keys]) => keys.map((key) => ({ key, name: dimensionName(key), group })));
    for (const key of ask.data ?? []) if (!out.some((x) => x.key === key)) out.push({ key, name: dimensionName(key), group: 'attribute' });
    return out;
  }, [ask.data]);
  return { all, loading: ask.isPending };
}
