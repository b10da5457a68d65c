import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import type { Rule, UnmappedEvent } from '@shared/api';
import { useJourney, useJourneys, useSession } from '@/api/queries';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Empty, Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { ago, pick, useLang, useT } from '@/i18n';
import { eventsQuery } from '../editor/RuleForm';
import { touchpointName } from '../journey/names';
import { useUnmapped } from './queries';

/** Events that arrived and fit no rule, with what a rule could be: one click opens it in the editor. */
export function Unmapped() {
  const t = useT();
  const href = useHref();
  const ask = useUnmapped();
  const list = ask.data?.events;
  const arrived = useQuery(eventsQuery);
  return (
    <section className="card" aria-label={t('data.view.unmapped')}>
      {!list || (!list.length && !arrived.data) ? <div className="card-pad"><Waiting ask={list ? arrived : ask} n={6} /></div>
        : !arrived.data?.length && !list.length ? <Empty title={t('data.arrived_no_event')} actions={<><Link className="btn-link btn-link-main" to={href('/data', { view: undefined })}>{t('data.choose')}</Link><Link className="btn-link" to={href('/data', { view: 'sources' })}>{t('data.view.sources')}</Link></>}>{t('data.arrived_no_event_text')}</Empty>
        : !list.length ? <Empty title={t('data.unmapped_none')} actions={<Link className="btn-link" to={href('/journey')}>{t('data.see_journey')}</Link>}>{t('data.unmapped_none_text')}</Empty>
        : (
          <>
            <p className="unmapped-say">{t('data.unmapped_say', { n: count(ask.data!.facts), names: count(ask.data!.names) })}</p>
            <ul className="unmapped">{list.map((e) => <Event key={e.event} e={e} />)}</ul>
          </>
        )}
    </section>
  );
}

function Event({ e }: { e: UnmappedEvent }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const journeys = useJourneys().data ?? [];
  const key = e.suggestion?.journey ?? journeys[0]?.key;
  const journey = useJourney(key).data;
  const s = e.suggestion?.rule;
  const reads = (r: Rule) => [r.episode && t('data.reads_episode', { property: r.episode }), r.promise && t('data.reads_promise', { property: r.promise.expected }), ...(r.ratings ?? []).map((q) => t('data.reads_rating', { property: q.property, metric: q.metric })), r.text && t('data.reads_text', { property: r.text })].filter(Boolean).join(' · ');
  return (
    <li data-unmapped={e.event}>
      <div className="grow">
        <div className="row wrap" style={{ gap: '2px 10px' }}><b>{e.event}</b><span className="small muted">{t('data.events_n', { n: count(e.n) })} · {ago(lang, zone, e.last_at)}</span></div>
        {s ? <p className="small">→ {journey ? `${touchpointName(journey, s.touchpoint, lang)}` : s.touchpoint}{journey && journeys.length > 1 && <span className="muted"> · {pick(journey.name, lang)}</span>}{reads(s) && <span className="muted"> · {reads(s)}</span>}</p> : <p className="small muted">{t('data.no_suggestion')}</p>}
        <p className="props">{e.properties.slice(0, 8).map((p) => <Pill key={p}>{p}</Pill>)}{e.properties.length > 8 && <span className="xs muted">+{e.properties.length - 8}</span>}</p>
      </div>
      {key
        ? <Link className="btn-link" to={href(`/journeys/${encodeURIComponent(key)}/edit`, { tab: 'rules', event: e.event, journey: undefined })}><Icon name="plus" size={15} />{t(s ? 'data.use_suggestion' : 'data.make_rule')}</Link>
        : <Link className="btn-link" to={href('/journeys/new')}>{t('data.make_journey')}</Link>}
    </li>
  );
}
