import { Segmented } from 'antd';
import { useMemo } from 'react';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import type { Change, Laws, TouchpointStory } from '@shared/api';
import { useInsight, useJourney, useLaws, useMatrix } from '@/api/queries';
import { useTouchpointStory } from '@/api/words';
import { Page } from '@/app/Shell';
import { useHref, useRange, useSetParams } from '@/app/url';
import { bucketStart } from '@/design/buckets';
import { Distribution, Trend, trendTable, useBucketLabel } from '@/design/charts';
import { Figure } from '@/design/Figure';
import { Icon } from '@/design/icons';
import { count, estimate, fixed, share, value } from '@/design/number';
import { scoreBins, type ScoreBin } from '@/design/options';
import { BasisBadge, Delta, Empty, How, Notice, Num, Pill, Skel } from '@/design/parts';
import { day, pick, quantity, tx, useLang, useT } from '@/i18n';
import { change, comparison } from '@/story/change';
import { lawWords } from '@/story/laws';
import { scoreWords, trendWords } from '@/story/charts';
import { sceneName, stageName } from '../journey/names';
import { Triangle, triangleTable } from '../journey/Triangle';
import { Words } from '../feedback/Words';
import { AroundFigure, LateFigure, Segments, Sheet } from './story';
import '../journey/journey.css';
import './touchpoint.css';

const METRICS = ['mean_experience', 'expectation_gap', 'promise_kept', 'satisfaction_ratio'] as const;
const BUCKETS = ['day', 'week', 'month'] as const;

export default function TouchpointPage() {
  const { journey: key = '', stage = '', scene = '' } = useParams();
  const touchpoint = `${stage}/${scene}`;
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const { span } = useRange();
  const journey = useJourney(key);
  const matrix = useMatrix(key, span);
  const laws = useLaws(key, span, touchpoint);
  const story = useTouchpointStory(key, touchpoint, span);
  // Headline numbers against the time before; asked in whole days, so that the answers can be kept.
  const compared = useMemo(() => comparison(span, Date.now()), [span]);
  const nowCell = useMatrix(key, compared.now).data?.cells.find((c) => c.touchpoint === touchpoint);
  const beforeCell = useMatrix(key, compared.before).data?.cells.find((c) => c.touchpoint === touchpoint);
  const tp = journey.data?.touchpoints.find((x) => x.key === touchpoint);
  const cell = matrix.data?.cells.find((c) => c.touchpoint === touchpoint);
  const name = `${sceneName(journey.data, scene, lang)} × ${stageName(journey.data, stage, lang)}`;
  const back = <Link className="back" to={href(`/journey/${encodeURIComponent(key)}`, { at: touchpoint })}><Icon name="left" size={15} />{journey.data ? pick(journey.data.name, lang) : t('nav.journey')}</Link>;
  if (journey.data && !tp && !cell) return <Page title={t('tp.one')} journey><Empty level={1} title={t('error.no_touchpoint')} actions={<Link className="btn-link" to={href(`/journey/${encodeURIComponent(key)}`)}>{t('nav.journey')}</Link>}>{t('error.no_touchpoint_text')}</Empty></Page>;
  const owner = pick(tp?.owner, lang);
  const words = href('/feedback', { touchpoint, journey: key });
  return (
    <Page title={journey.data ? name : t('tp.one')} journey range back={back}>
      <div className="tp-head">
        <div className="grow">
          <h1>{journey.data ? name : <Skel w={260} h={30} />}</h1>
          <div className="facts">
            <span>{owner ? t('tp.owner', { owner }) : t('tp.no_owner')}</span>
            {tp && <span>{tp.floor ? t('tp.floor_rate', { value: value(tp.floor.value, 'valence', { digits: 1 }), rate: share(tp.floor.rate) }) : t('tp.no_floor')}</span>}
            {tp && tp.moment !== 'none' && <Pill tone="accent">◆ {t(`moment.${tp.moment}`)}</Pill>}
            {cell?.role && <Pill tone={cell.role === 'valley' ? 'warm' : 'accent'}>{t(`role.${cell.role}`)}</Pill>}
            {cell && cell.breaches > 0 && <Pill tone="warm">▼ {t('cell.breach', { n: count(cell.breaches) })}</Pill>}
          </div>
        </div>
      </div>
      <div className="kpis">
        <Stat metric="mean_experience" e={cell?.experience} compared change={change(nowCell?.experience, beforeCell?.experience)} />
        <Stat metric="expectation_gap" e={cell?.expectation_gap} compared change={change(nowCell?.expectation_gap, beforeCell?.expectation_gap)} />
        <Stat metric="satisfaction_ratio" e={cell?.ratio} compared change={change(nowCell?.ratio, beforeCell?.ratio)} />
        <Stat metric="promise_kept" e={cell?.promise_kept} compared change={change(nowCell?.promise_kept, beforeCell?.promise_kept)} />
        <Stat metric="mot_share" e={cell?.mot_share} />
      </div>
      <p className="xs muted tp-against">{t('tp.against', { n: compared.days })}</p>
      {story.data?.camps.polarised && <div style={{ marginBottom: 18 }}><Notice calm icon="info">{t('tp.polarised_n', { low: share(story.data.camps.low), high: share(story.data.camps.high) })}</Notice></div>}
      <div className="tp-grid">
        <div className="w7"><TrendFigure journey={key} touchpoint={touchpoint} words={words} hasPromise={!!cell && cell.promise_kept.n > 0} hasRatio={cell?.ratio.value !== undefined} hasGap={cell?.expectation_gap.value !== undefined} /></div>
        <div className="w5"><Scores journey={key} touchpoint={touchpoint} words={words} /></div>
        <div className="w7">
          <Figure id="tp-triangle" title={t('triangle.title')} sub={t('triangle.sub')} height={244} ask={laws} metric="satisfaction_ratio" estimate={(l) => l.triangle.ratio} rows={words}
            reading={(l) => (l.triangle.classes.n ? lawWords.triangle({ ...l, triangle: { ...l.triangle, outcome: null } }, t) : '')} table={(l) => triangleTable(l.triangle, t)}>
            {(l) => <Triangle triangle={l.triangle} height={150} />}
          </Figure>
        </div>
        <div className="w5">
          <Figure id="tp-promises" title={t('promise.title')} sub={t('promise.sub')} height={244} ask={laws} metric="promise_kept" estimate={(l) => l.triangle.promises.rate} rows={words} empty={(l) => (promised(l.triangle.promises) ? undefined : { title: t('promise.none'), text: t('promise.none_text') })}
            reading={(l) => (l.triangle.promises.rate.value === undefined ? '' : t('law_say.promises', { rate: estimate(l.triangle.promises.rate)!.value }).trim())}
            table={(l) => ({ caption: t('promise.title'), head: [t('promise.title'), 'n'], rows: (['kept', 'broken', 'overdue', 'open'] as const).map((k) => [t(`promise.${k}`), l.triangle.promises[k]]) })}>
            {(l) => <Promises p={l.triangle.promises} since={story.data?.since} />}
          </Figure>
        </div>
        <div className="w7"><LateFigure ask={story} journey={key} touchpoint={touchpoint} /></div>
        <div className="w5"><Segments journey={key} touchpoint={touchpoint} attributes={story.data?.attributes ?? []} /></div>
        <div className="w12"><AroundFigure ask={story} journey={journey.data} id={key} /></div>
        <section className="card card-pad w8" aria-labelledby="tp-words">
          <h2 id="tp-words" style={{ marginBottom: 12 }}>{t('words.title')}</h2>
          <Words journey={key} touchpoint={touchpoint} />
        </section>
        <Sheet tp={tp} touchpoint={touchpoint} />
      </div>
    </Page>
  );
}

/** `compared`: a line is kept free for the change, which comes with a later answer. */
function Stat({ metric, e, compared, change: moved }: { metric: string; e?: Laws['triangle']['ratio']; compared?: boolean; change?: Change }) {
  const t = useT();
  const label = tx(`metric.${metric}.name`, metric);
  const shown = estimate(e);
  return (
    <div className="kpi" style={{ minHeight: 88 }}>
      <How metric={metric} e={e} label={label}>{label}</How>
      {!e ? <div style={{ paddingTop: 8 }}><Skel w={110} h={22} /></div> : shown ? <div className="v">{shown.value} <small>{shown.interval}</small></div> : <div className="v v-none">{e.insufficient && e.insufficient.have > 0 ? t('few.title') : t('few.none')}</div>}
      {compared && <div className="kpi-delta">{moved && moved.verdict !== 'few' && <Delta change={moved} less />}</div>}
      <div className="f">{e && (shown ? <><span className="nowrap">n {count(e.n)}</span> <BasisBadge basis={e.basis} /></> : e.insufficient && e.insufficient.have > 0 ? <span>{t('few.need', { have: count(e.insufficient.have), need: count(e.insufficient.need) })}</span> : null)}</div>
    </div>
  );
}

function TrendFigure({ journey, touchpoint, words, hasPromise, hasRatio, hasGap }: { journey: string; touchpoint: string; words: string; hasPromise: boolean; hasRatio: boolean; hasGap: boolean }) {
  const t = useT();
  const [search] = useSearchParams();
  const set = useSetParams();
  const { span } = useRange();
  const has = { mean_experience: true, expectation_gap: hasGap, promise_kept: hasPromise, satisfaction_ratio: hasRatio };
  const choices = METRICS.filter((m) => has[m]);
  const metric = choices.find((m) => m === search.get('metric')) ?? 'mean_experience';
  const bucket = BUCKETS.find((b) => b === search.get('by')) ?? 'week';
  const trend = useInsight({ metric, journey, by: bucket, where: [`touchpoint:${touchpoint}`], span });
  const points = useMemo(() => (trend.data?.rows ?? []).map((e) => ({ at: bucketStart(e.key[bucket] ?? ''), e })).filter((p) => Number.isFinite(p.at)).sort((a, b) => a.at - b.at), [trend.data, bucket]);
  const label = useBucketLabel(points);
  const title = tx(`metric.${metric}.name`, metric);
  return (
    <Figure id="tp-trend" title={t('chart.trend')} height={312} ask={trend} metric={metric} estimate={(d) => d.total} rows={words}
      reading={(d) => trendWords(points, d.unit, label, t)} table={() => trendTable(points, title, t(`bucket.${bucket}`), label)}
      empty={() => (points.some((p) => p.e.value !== undefined) ? undefined : { title: t('chart.no_trend'), text: t('chart.no_trend_text') })}
      tools={<Segmented size="small" aria-label={t('chart.bucket')} value={bucket} onChange={(v) => set({ by: v === 'week' ? undefined : v })} options={BUCKETS.map((b) => ({ value: b, label: t(`bucket.${b}`) }))} />}>
      {(d) => (
        <>
          <div className="scroll-x" style={{ height: 36 }}><Segmented size="small" aria-label={t('chart.metric')} value={metric} onChange={(v) => set({ metric: v === 'mean_experience' ? undefined : v })} options={choices.map((m) => ({ value: m, label: tx(`metric.${m}.name`, m) }))} /></div>
          <Trend points={points} unit={d.unit} what={title} />
        </>
      )}
    </Figure>
  );
}

function Scores({ journey, touchpoint, words }: { journey: string; touchpoint: string; words: string }) {
  const t = useT();
  const { span } = useRange();
  const rows = useInsight({ metric: 'mean_experience', journey, by: 'score,metric', where: [`touchpoint:${touchpoint}`], span });
  // One scale at a time: the metric with the most answers.
  const { bins, metric, total } = useMemo(() => {
    const by = new Map<string, number>();
    (rows.data?.rows ?? []).forEach((r) => r.key.score && by.set(r.key.metric ?? '', (by.get(r.key.metric ?? '') ?? 0) + r.n));
    const top = [...by].sort((a, b) => b[1] - a[1])[0];
    return { bins: top ? scoreBins(rows.data!.rows.filter((r) => (r.key.metric ?? '') === top[0]), top[0]) : [], metric: top?.[0] ?? '', total: top?.[1] ?? 0 };
  }, [rows.data]);
  const score = (b: ScoreBin) => fixed(b.score, Number.isInteger(b.score) ? 0 : 1);
  return (
    <Figure id="tp-scores" title={t('chart.scores')} height={312} ask={rows} metric="mean_experience" estimate={(d) => d.total} rows={words}
      reading={() => scoreWords(bins, tx(`metric.${metric}.name`, metric.toUpperCase()), total, t)}
      empty={() => (bins.length ? undefined : { title: t('chart.no_scores'), text: t('chart.no_scores_text') })}
      table={() => ({ caption: t('chart.scores'), head: [t('chart.score'), '%', 'n'], rows: bins.map((b) => [{ show: score(b), raw: b.score }, { show: fixed(b.share * 100, 1), raw: b.share * 100 }, b.n]) })}>
      {() => <Distribution bins={bins} height={306} label={t('chart.scores_alt', { list: bins.map((b) => `${score(b)}: ${fixed(b.share * 100, 0)} %`).join(', ') })} />}
    </Figure>
  );
}

const promised = (p: Laws['triangle']['promises']): boolean => p.kept + p.broken + p.open + p.overdue > 0;
function Promises({ p, since }: { p: Laws['triangle']['promises']; since?: TouchpointStory['since'] }) {
  const t = useT();
  const lang = useLang();
  const rows = [
    { k: 'kept' as const, n: p.kept, fill: 'var(--pos-strong)' },
    { k: 'broken' as const, n: p.broken, fill: 'var(--neg-strong)' },
    { k: 'overdue' as const, n: p.overdue, fill: 'var(--neg)' },
    { k: 'open' as const, n: p.open, fill: 'var(--line-2)' },
  ];
  const most = Math.max(1, ...rows.map((r) => r.n));
  return (
    <div className="stack" style={{ gap: 16 }}>
      <div style={{ fontSize: 26, lineHeight: 1.2 }}><Num e={p.rate} /></div>
      {since && <p className="tp-since"><Icon name="warn" size={16} /><span>{t('tp.since', { day: day(lang, 'UTC', since.day), before: share(since.before), after: share(since.after) })}</span></p>}
      <ul className="bars">
        {rows.map((r) => (
          <li key={r.k}>
            <span>{t(`promise.${r.k}`)}</span>
            <span className="track" aria-hidden="true"><span className="fill" style={{ width: `${(r.n / most) * 100}%`, background: r.fill }} /></span>
            <span className="v" style={{ minWidth: 64 }}>{count(r.n)}</span>
          </li>
        ))}
      </ul>
      {p.median_duration?.value !== undefined && (
        <p className="small muted">{t('promise.median_text', { time: quantity(p.median_duration.value, p.median_duration.unit) })} <How metric="median_duration" e={p.median_duration} label={t('promise.median')} /></p>
      )}
    </div>
  );
}
