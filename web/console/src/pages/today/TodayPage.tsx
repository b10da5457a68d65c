import { lazy, Suspense } from 'react';
import type { Matrix, Today } from '@shared/api';
import { useInsight, useJourney, useJourneys, useMatrix, useMetrics, useToday } from '@/api/queries';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useHref, useJourneyKey, useRange } from '@/app/url';
import { Sparkline } from '@/design/charts';
import { count, estimate } from '@/design/number';
import { BasisBadge, Delta, Empty, How, Skel, SkelLines, Strong } from '@/design/parts';
import { tx, useLang, useT } from '@/i18n';
import { changeOf, leadWords, periodOf, spanWords } from '@/story/today';
import { Link } from 'react-router-dom';
import { Findings } from './Findings';
import { Floors } from './Floors';
import { LiveFeed } from './LiveFeed';
import { Promises } from './Promises';
import { WhyMoved } from './WhyMoved';
import '../journey/journey.css';
import './today.css';

// What only a new workspace shows is not part of the first load.
const Start = lazy(() => import('../journey/Start').then((m) => ({ default: m.Start })));
const BringData = lazy(() => import('../journey/Start').then((m) => ({ default: m.BringData })));

/** The page of the morning: what changed and why, which promises and floors are broken now. */
export default function TodayPage() {
  const t = useT();
  const journeys = useJourneys().data;
  const asked = useJourneyKey();
  const { may, whole, scope } = useRights();
  const key = journeys?.some((j) => j.key === asked) ? asked : (journeys?.find((j) => scope?.[j.key]) ?? journeys?.[0])?.key;
  const { range, span } = useRange();
  const today = useToday(key, periodOf(range), span.where);
  // The map knows promised and actual time of the worst touchpoint; both answers are shown at once, so that nothing moves.
  const matrix = useMatrix(key, span);
  const worst = matrix.data?.story.worst;
  const chart = useJourney(key);
  const journey = chart.data;
  if (scope && !Object.keys(scope).length) return <Page title={t('today.title')} narrow><div className="card"><Empty level={1} title={t('picker.none')}>{t('picker.none_text')}</Empty></div></Page>;
  if (journeys && !journeys.length) return <Page title={t('today.title')} narrow><Suspense fallback={<SkelLines n={6} />}><Start /></Suspense></Page>;
  const d = matrix.isPending ? undefined : today.data;
  const quiet = d && d.numbers.every((n) => n.now.value === undefined && n.now.n === 0) && !d.shifts.length && !d.promises.open && !d.promises.overdue;
  return (
    <Page title={t('today.title')} journey range="days">
      <Lead key={d ? 'lead' : 'wait'} today={d} failed={!!today.error && !d} />
      {quiet ? <Quiet journey={key} matrix={matrix.data} segment={!!span.where} /> : !d && !today.error ? <TodaySkeleton /> : (
        <>
          {d && <Numbers today={d} />}
          <div className="today-grid">
            <div className="today-col">
              <Findings ask={today} journey={journey} worst={worst} />
              <WhyMoved ask={today} journey={journey} />
            </div>
            <div className="today-col">
              <Promises ask={today} journey={journey} personal={whole && may('personal')} />
              <Floors ask={today} journey={journey} />
              {may('personal') && <LiveFeed chart={chart} />}
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

function Lead({ today, failed }: { today?: Today; failed: boolean }) {
  const t = useT();
  const lang = useLang();
  const lead = today && leadWords(today, t);
  return (
    <div className="head">
      <div className="grow">
        <h1>{lead ? lead.title : failed ? t('today.title') : <Skel w={300} h={30} />}</h1>
        <p className="say">{lead ? <Strong text={lead.sentence} /> : failed ? null : <Skel w="60%" h={16} />}</p>
        <p className="small muted today-span">{today ? spanWords(today, t, lang) : '\u00a0'}</p>
      </div>
    </div>
  );
}

function Numbers({ today }: { today: Today }) {
  const t = useT();
  return <section className="kpis today-kpis" aria-label={t('today.numbers')}>{today.numbers.map((n) => <NumberCard key={n.metric} number={n} today={today} />)}</section>;
}
function NumberCard({ number, today }: { number: Today['numbers'][number]; today: Today }) {
  const t = useT();
  const { span } = useRange();
  const { metric, now } = number;
  const label = tx(`metric.${metric}.name`, metric);
  const shown = estimate(now);
  const metrics = useMetrics();
  const known = metrics.data?.some((m) => m.key === metric) ?? false;
  const line = useInsight({ metric, journey: today.journey, by: 'week', span: { from: today.period.weeks.from, where: span.where } }, known, true);
  const points = [...(line.data?.rows ?? [])].sort((a, b) => (a.key.week ?? '').localeCompare(b.key.week ?? ''));
  return (
    <div className="kpi" aria-busy={known ? line.isPending : metrics.isPending}>
      <How metric={metric} e={now} label={label}>{label}</How>
      {shown ? <div className="v">{shown.value} <small>{shown.interval}</small></div> : <div className="v v-none">{now.insufficient?.have ? t('few.title') : t('few.none')}</div>}
      <div className="today-delta">{shown ? <Delta change={changeOf(number)} /> : <span className="small muted">{now.insufficient?.have ? t('few.need', { have: count(now.insufficient.have), need: count(now.insufficient.need) }) : tx(`metric.${metric}.missing`, t('kpi.missing'))}</span>}</div>
      <Sparkline points={points} />
      <div className="f">{shown ? <><span className="nowrap">n {count(now.n)}</span><BasisBadge basis={now.basis} /></> : '\u00a0'}</div>
    </div>
  );
}

/** Nothing in these days; when nothing has ever come, how it does. */
function Quiet({ journey, matrix, segment }: { journey: string | undefined; matrix: Matrix | undefined; segment: boolean }) {
  const t = useT();
  const href = useHref();
  const { may } = useRights();
  const ever = segment || matrix?.cells.some((c) => c.last_at);
  return (
    <div className="card">
      <Empty title={t(ever ? 'today.quiet_days' : 'today.no_data')} actions={<Link className="btn-link btn-link-main" to={href(journey ? `/journey/${encodeURIComponent(journey)}` : '/journey')}>{t('today.to_journey')}</Link>}>{t(ever ? 'today.quiet_days_text' : 'today.no_data_text')}</Empty>
      {!ever && may('write') && <div className="bring"><Suspense fallback={<Skel h={150} />}><BringData /></Suspense></div>}
    </div>
  );
}

/** Same outline as the page, other elements: what arrives later replaces it without moving anything. */
function TodaySkeleton() {
  return (
    <div aria-hidden="true">
      <div className="kpis today-kpis">{Array.from({ length: 5 }, (_, i) => <div className="kpi" key={i}><Skel w={90} h={13} /><div style={{ height: 12 }} /><Skel w={120} h={24} /><div style={{ height: 14 }} /><Skel h={44} /></div>)}</div>
      <div className="today-grid"><div className="card card-pad"><SkelLines n={14} /></div><div className="card card-pad"><SkelLines n={10} /></div></div>
    </div>
  );
}
