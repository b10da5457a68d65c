import { useCallback, useMemo, type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { Estimate, Insight } from '@shared/api';
import type { Question } from '@/api/board';
import { useInsight, useJourney, useMetrics, useSession } from '@/api/queries';
import { DataLink } from '@/app/DataLink';
import { touchpointPath, useHref } from '@/app/url';
import { bucketStart } from '@/design/buckets';
import { Chart, type Palette } from '@/design/Chart';
import { HeatMap, Ranking, Trend, useBucketLabel, type Rank } from '@/design/charts';
import { DataTable, Figure } from '@/design/Figure';
import { count, estimate, value } from '@/design/number';
import { leastChange, level, niceAxis, trendOption, type TrendPoint } from '@/design/options';
import { BasisBadge, Num } from '@/design/parts';
import { estimateCells, estimateHead, type Cell, type TableView } from '@/design/table';
import { useT, type T } from '@/i18n';
import { trendWords } from '@/story/charts';
import { dimensionName, useLabelJourney, useQuestionName, useValueName } from './names';
import { chartOf, counted, difference, exploreLink, hiddenOf, isReal, isTime, readFilter, sorted, spansOf, valuesOf, type Row } from './question';

type Named = (dimension: string, value: string) => string;
interface Shown { bad: boolean; now: Insight; before?: Insight; rows: Row[]; earlier: Map<string, Row> }
const keyOf = (r: Row, by: string[]): string => by.map((d) => r.key[d] ?? '').join('\u0000');

/** Asks a question and, when wanted, the same of the period before. */
function useAnswer(q: Question) {
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const spans = useMemo(() => spansOf(q.range, zone, Date.now()), [q.range, zone]);
  const asked = { metric: q.metric, journey: q.journey || undefined, by: q.by.join(',') || undefined, where: q.where };
  const now = useInsight({ ...asked, span: spans.now });
  const wanted = q.compare && !!spans.before;
  const before = useInsight({ ...asked, span: spans.before ?? {} }, wanted);
  const metric = useMetrics().data?.find((m) => m.key === q.metric);
  const same = now.data?.metric === q.metric && q.by.every((d) => !now.data!.rows.length || now.data!.rows[0]!.key[d] !== undefined);
  const data = useMemo<Shown | undefined>(() => {
    if (!now.data || !same || (wanted && !before.data)) return undefined;
    const earlier = new Map<string, Row>();
    // Buckets of time have other names in the period before: the first stands beside the first.
    if (wanted && !isTime(q.by[0]) && !isTime(q.by[1])) for (const r of before.data!.rows) earlier.set(keyOf(r, q.by), r);
    return { bad: metric?.more_is_better === false, now: now.data, before: wanted ? before.data : undefined, rows: sorted(now.data.rows, q, metric?.more_is_better !== false), earlier };
  }, [now.data, before.data, same, wanted, q, metric]);
  return { data, error: now.error ?? (wanted ? before.error : undefined), refetch: () => { void now.refetch(); if (wanted) void before.refetch(); }, isPlaceholderData: now.isPlaceholderData || (wanted && before.isPlaceholderData) };
}

export interface AnswerProps { q: Question; id: string; title?: string; height?: number; tools?: ReactNode; level?: 2 | 3; className?: string; /** Longest ranking shown; the rest is a click away. */ most?: number; onNarrow?: (dimension: string, value: string) => void }
/** A question as a figure: the fitting chart, its sentence, its table; what is hidden is said. */
export function Answer({ q, id, title, height = 320, tools, level, className, most, onNarrow }: AnswerProps) {
  const t = useT();
  const ask = useAnswer(q);
  const name = useValueName(useLabelJourney(q));
  const nameOf = useQuestionName();
  const chart = chartOf(q);
  const points = useMemo(() => pointsOf(ask.data?.rows ?? [], q.by[0]), [ask.data, q]);
  const label = useBucketLabel(points);
  const heading = title || nameOf(q);
  const total = ask.data?.now.total;
  return (
    <Figure<Shown>
      id={id} title={heading} height={q.by.length ? height : Math.min(height, 120)} ask={ask} level={level} className={className} tools={tools} metric={q.metric} estimate={(d) => d.now.total}
      sub={total && total.value !== undefined ? <span className="answer-total">{t('explore.total')} <Num e={total} n /> <BasisBadge basis={total.basis} /></span> : undefined}
      reading={(d) => sentences(d, q, points, label, name, t)}
      rows={wordsLink(q)}
      table={(d) => (q.by.length ? tableOf(d, q, name, heading, t) : undefined)}
      empty={(d) => (d.now.total.value === undefined && !d.rows.some((r) => r.value !== undefined) ? nothing(d, t, !q.where.length && !q.range) : undefined)}
      noPicture={chart === 'table'}
    >
      {(d) => <Picture d={d} q={q} points={points} name={name} heading={heading} height={height} most={most} onNarrow={onNarrow} />}
    </Figure>
  );
}

/** Nothing to draw: too few, nothing that fits, or (asked without a limit) nothing at all yet. */
function nothing(d: Shown, t: T, atAll: boolean) {
  const few = hiddenOf(d.rows.length ? d.rows : [d.now.total]);
  return few && few.have > 0 ? { title: t('few.title'), text: t('explore.hidden_all', { have: count(few.have), need: count(few.need) }) } : atAll ? { title: t('explore.first'), text: t('explore.first_text'), actions: <DataLink /> } : { title: t('explore.none'), text: t('explore.none_text') };
}
const pointsOf = (rows: Row[], dimension: string | undefined): TrendPoint[] => (isTime(dimension) ? rows.map((r) => ({ at: bucketStart(r.key[dimension!]!), e: r })) : []);
function wordsLink(q: Question): string | undefined {
  const p = new URLSearchParams();
  if (q.journey) p.set('journey', q.journey);
  if (q.range) p.set('range', q.range);
  const tp = q.where.map(readFilter).find((f) => f.field === 'touchpoint' && f.values.length === 1);
  if (tp) p.set('touchpoint', tp.values[0]!);
  return '/feedback' + (p.size ? '?' + p.toString() : '');
}

function sentences(d: Shown, q: Question, points: TrendPoint[], label: (at: number) => string, name: Named, t: T): string {
  const out: string[] = [];
  const unit = d.now.unit;
  const all = d.rows.filter((r) => r.value !== undefined);
  const named = all.filter((r) => q.by.every((b) => r.key[b]));
  const known = named.length > 1 ? named : all;
  const called = (r: Row) => q.by.map((b) => name(b, r.key[b] ?? '')).join(' · ');
  if (q.by.length === 1 && isTime(q.by[0])) out.push(trendWords(points.map((p) => ({ at: p.at, e: counted(p.e) })), unit, label, t));
  else if (known.length > 1) {
    const low = known.reduce((a, r) => (r.value! < a.value! ? r : a));
    const high = known.reduce((a, r) => (r.value! > a.value! ? r : a));
    const words = { low: called(low), lowest: value(low.value!, unit), high: called(high), highest: value(high.value!, unit) };
    out.push(t(isReal(difference(counted(high), counted(low))) ? 'explore.span' : 'explore.span_same', words));
  }
  if (d.before) {
    const diff = difference(counted(d.now.total), counted(d.before.total));
    if (diff) out.push(t(isReal(diff) ? (diff.value! > 0 ? 'explore.up' : 'explore.down') : 'explore.level', { by: value(Math.abs(diff.value!), unit, { signed: false, diff: true }), before: value(d.before.total.value!, unit), half: value((diff.hi! - diff.lo!) / 2, unit, { signed: false, diff: true }) }));
    else out.push(t('explore.no_before'));
  }
  const few = hiddenOf(d.rows);
  if (few?.cells) out.push(t('explore.hidden', { count: few.cells, n: count(few.cells), have: count(few.have), need: count(few.need) }));
  if (few?.guarded) out.push(t('explore.guarded', { count: few.guarded, n: count(few.guarded) }));
  return out.join(' ');
}

function tableOf(d: Shown, q: Question, name: Named, heading: string, t: T): TableView {
  const unit = d.now.unit;
  const cell = (e: Estimate | undefined): Cell[] => estimateCells(e);
  return {
    caption: heading,
    head: [...q.by.map(dimensionName), ...estimateHead(t('how.value')), t('how.basis'), t('explore.note'), ...(d.before && d.earlier.size ? [t('explore.before'), t('explore.change')] : [])],
    rows: d.rows.map((r) => {
      const was = d.earlier.get(keyOf(r, q.by));
      const diff = was && difference(counted(r), counted(was));
      const note = r.value === undefined ? t('few.short', { have: count(r.insufficient?.have ?? r.n), need: count(r.insufficient?.need ?? 0) }) : '';
      return [
        ...q.by.map((b): Cell => ({ show: name(b, r.key[b] ?? ''), raw: isTime(b) ? r.key[b] : name(b, r.key[b] ?? '') })), ...cell(r), t(`basis.${r.basis}`), note,
        ...(d.before && d.earlier.size ? [was?.value === undefined ? undefined : { show: value(was.value, unit), raw: was.value }, diff ? { show: `${value(diff.value!, unit, { signed: true, diff: true })} ${estimate(diff, { diff: true })?.interval ?? ''}`, raw: diff.value } : undefined] : []),
      ];
    }),
  };
}

function Picture({ d, q, points, name, heading, height, most = 200, onNarrow }: { most?: number; d: Shown; q: Question; points: TrendPoint[]; name: Named; heading: string; height: number; onNarrow?: (dimension: string, value: string) => void }) {
  const t = useT();
  const href = useHref();
  const chart = chartOf(q);
  const unit = d.now.unit;
  const journey = useJourney(useLabelJourney(q) || undefined).data;
  if (chart === 'table') return <DataTable {...tableOf(d, q, name, heading, t)} height={Math.max(height, 300)} />;
  if (chart === 'trend') {
    const before = d.before ? pointsOf(sorted(d.before.rows, q, true), q.by[0]) : undefined;
    return before?.length ? <TwoTrends points={points} before={before} unit={unit} what={heading} height={height - 30} /> : <Trend points={points} unit={unit} what={heading} height={height - 30} />;
  }
  if (chart === 'heat') {
    const [a, b] = q.by as [string, string];
    // Time runs to the right.
    const [down, across] = isTime(a) ? [b, a] : [a, b];
    const list = (dim: string) => valuesOf(d.rows, dim, journey).map((key) => ({ key, name: name(dim, key) }));
    return (
      <HeatMap
        highIsBad={d.bad} endFirst={isTime(across)} rows={list(down)} columns={list(across)} unit={unit} caption={heading} cells={d.rows.map((r) => ({ row: r.key[down]!, column: r.key[across]!, e: r }))}
        onPick={onNarrow && !isTime(down) ? (c) => onNarrow(down, c.row) : undefined}
      />
    );
  }
  if (!q.by.length) {
    return <div className="answer-one"><Num e={d.now.total} />{d.before && <p className="muted">{t('explore.before')}: <Num e={d.before.total} n /></p>}</div>;
  }
  const [by] = q.by as [string];
  const rows: Rank[] = d.rows.slice(0, most).map((r) => {
    const was = d.earlier.get(keyOf(r, q.by));
    const diff = was && difference(counted(r), counted(was));
    return {
      key: r.key[by]!, name: name(by, r.key[by]!), e: r, expected: was?.value,
      to: by === 'touchpoint' && q.journey && r.key[by] ? href(touchpointPath(q.journey, r.key[by]!)) : undefined,
      note: d.before ? (diff ? t(isReal(diff) ? 'explore.changed' : 'explore.unchanged', { by: value(diff.value!, unit, { signed: true, diff: true }) }) : t('explore.no_before')) : undefined,
    };
  });
  return <><Ranking rows={rows} unit={unit} caption={heading} />{d.before && <p className="xs muted chart-note">{t('explore.tick')}</p>}{d.rows.length > most && <p className="small"><Link to={exploreLink(q)}>{t('explore.rest', { count: d.rows.length - most })}</Link></p>}</>;
}

/** The trend with, dashed, the period before: its first step under the first. */
function TwoTrends({ points, before, unit, what, height }: { points: TrendPoint[]; before: TrendPoint[]; unit: string; what: string; height: number }) {
  const t = useT();
  const label = useBucketLabel(points);
  const least = leastChange(points);
  const option = useCallback(
    (c: Palette) => {
      const o = trendOption(points, unit, label, c);
      const lift = unit === 'valence' ? 1 : unit === 'points' ? 100 : 0;
      const all = [...points, ...before].flatMap(({ e }) => (e.value === undefined ? [] : [e.lo ?? e.value, e.hi ?? e.value]));
      const axis = niceAxis(Math.min(...all), Math.max(...all), unit === 'valence' ? [-1, 1] : unit === 'points' ? [-100, 100] : unit === 'share' ? [0, 1] : unit === 'percent' ? [0, 100] : [0, Infinity]);
      return {
        ...o,
        yAxis: { ...(o.yAxis as object), min: axis.lo + lift, max: axis.hi + lift, interval: axis.step },
        series: [...(o.series as object[]), { type: 'line', data: points.map((_, i) => { const v = before[i]?.e.value; return v === undefined ? '-' : v + lift; }), lineStyle: { color: c.ink3, width: 1.6, type: 'dashed' }, symbol: 'none', silent: true, z: 2 }],
      } as typeof o;
    },
    [points, before, unit, label],
  );
  return <><Chart height={height} option={option} label={t('chart.trend_of', { what })} /><p className="xs muted chart-note">{t('explore.dashed')}{least !== undefined && level(points) !== undefined && ` ${t('chart.least', { least: value(least, unit, { signed: false, diff: true }) })}`}</p></>;
}
