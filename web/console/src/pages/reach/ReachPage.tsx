import { App as Antd, Switch } from 'antd';
import { Suspense } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { patch } from '@/api/client';
import { part } from '@/app/preload';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Empty, Pill, SkelLines } from '@/design/parts';
import { errorText, Waiting } from '@/design/Waiting';
import { pick, useLang, useT } from '@/i18n';
import { say } from '../surveys/model';
import { surveyPath, useSurveys } from '../surveys/queries';
import { CHANNELS, type Trigger } from './model';
import { again, triggerPath, useTriggers } from './queries';
import { delayWords } from './words';
import './reach.css';

const Invitations = part(() => import('./Invitations'));
const Refusals = part(() => import('./Refusals'));
const Funnel = part(() => import('./Funnel'));
const Budget = part(() => import('./Budget'));
const Channels = part(() => import('./Channels'));
const VIEWS = [['triggers', 'read'], ['invitations', 'personal'], ['refusals', 'personal'], ['funnel', 'read'], ['budget', 'read'], ['channels', 'admin']] as const;
type View = (typeof VIEWS)[number][0];

/** Whom we ask what, when, how often, and by which way. */
export default function ReachPage() {
  const t = useT();
  const href = useHref();
  const { may } = useRights();
  const [search] = useSearchParams();
  const mine = VIEWS.filter(([, right]) => may(right)).map(([v]) => v);
  const asked = search.get('view') as View;
  const view = mine.includes(asked) ? asked : 'triggers';
  return (
    <Page title={t('nav.reach')}>
      <div className="page-title reach-title">
        <div><h1>{t('nav.reach')}</h1><p>{t(`reach.${view}_text`)}</p></div>
        {view === 'triggers' && may('write') && <Link className="btn-link btn-primary" to={href('/reach/triggers/new')}><Icon name="plus" size={15} />{t('reach.new')}</Link>}
      </div>
      <nav className="reach-views" aria-label={t('reach.views')}>
        {mine.map((v) => <Link key={v} to={href('/reach', { view: v === 'triggers' ? undefined : v })} aria-current={v === view ? 'page' : undefined}>{t(`reach.${v}`)}</Link>)}
      </nav>
      <Antd component={false} message={{ maxCount: 2 }}>
        <Suspense fallback={<SkelLines n={6} />}>{view === 'invitations' ? <Invitations /> : view === 'refusals' ? <Refusals /> : view === 'funnel' ? <Funnel /> : view === 'budget' ? <Budget /> : view === 'channels' ? <Channels /> : <Triggers />}</Suspense>
      </Antd>
    </Page>
  );
}

function Triggers() {
  const t = useT();
  const href = useHref();
  const ask = useTriggers();
  const write = useRights().may('write');
  if (!ask.data) return <div className="card card-pad"><Waiting ask={ask} n={6} /></div>;
  if (!ask.data.length)
    return <div className="card"><Empty title={t('reach.none')} actions={write && <Link className="btn-link btn-primary" to={href('/reach/triggers/new')}>{t('reach.new')}</Link>}>{t(write ? 'reach.none_text' : 'reach.none_read')}</Empty></div>;
  return <ul className="card reach-list">{ask.data.map((x) => <Row key={x.key} x={x} write={write} />)}</ul>;
}

function Row({ x, write }: { x: Trigger; write: boolean }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const { message } = Antd.useApp();
  const survey = useSurveys().data?.find((s) => s.key === x.survey);
  const name = pick(x.name, lang) || x.key;
  const { may } = useRights();
  const asks = survey ? say(survey.title, lang, survey.languages) : x.survey;
  const flip = (enabled: boolean) => patch(`/v1/triggers/${encodeURIComponent(x.key)}`, { enabled }).then(again, (e: unknown) => void message.error(errorText(e, t), 6));
  const c = x.counts;
  return (
    <li data-trigger={x.key}>
      <div className="reach-name">
        <Link to={href(triggerPath(x.key))}>{name}</Link>
        <small>{t(x.on === 'event' ? 'reach.says_event' : 'reach.says_answer', { event: x.event || t(`reach.on_${x.on}`), delay: delayWords(x.delay_minutes, t) })} <Link to={href(surveyPath(x.survey, '/results'))}>{asks}</Link></small>
      </div>
      <div className="reach-ways">{CHANNELS.filter((k) => x.channels.includes(k)).map((k) => <Pill key={k}>{t(`reach.channel.${k}`)}</Pill>)}</div>
      <dl className="reach-nums">
        <div><dt>{t('reach.sent')}</dt><dd>{count(c?.sent ?? 0)}</dd></div>
        <div><dt>{t('reach.done')}</dt><dd>{count(c?.done ?? 0)}</dd></div>
        <div><dt>{t('reach.held')}</dt><dd>{c?.refused && may('personal') ? <Link to={href('/reach', { view: 'refusals', rule: x.key })}>{count(c.refused)}</Link> : count(c?.refused ?? 0)}</dd></div>
      </dl>
      {write ? <Switch checked={x.enabled} onChange={(v) => void flip(v)} aria-label={t('reach.switch', { name })} /> : <Pill tone={x.enabled ? 'ok' : undefined}>{t(x.enabled ? 'reach.is_on' : 'reach.is_off')}</Pill>}
    </li>
  );
}
