import { Button, Select } from 'antd';
import { Suspense, useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { useSession } from '@/api/queries';
import { part } from '@/app/preload';
import { customerPath, useHref, useSetParams } from '@/app/url';
import { count } from '@/design/number';
import { Empty, Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { ago, dateTime, pick, tx, useLang, useT } from '@/i18n';
import { STATES, type Invitation } from './model';
import { Pager } from './Pager';
import { useInvitations, useTriggers } from './queries';

const Life = part(() => import('./Life'));

/** Who was asked what, and what became of it; newest first. */
export default function Invitations() {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const [search] = useSearchParams();
  const filter = { rule: search.get('rule') ?? undefined, state: search.get('state') ?? undefined };
  const [offset, setOffset] = useState(0);
  const ask = useInvitations(filter, offset);
  const triggers = useTriggers().data ?? [];
  const change = (c: Record<string, string | undefined>) => { setOffset(0); set(c, true); };
  const some = !!filter.rule || !!filter.state;
  return (
    <>
      <div className="row wrap reach-filter">
        <Select aria-label={t('reach.trigger')} allowClear placeholder={t('reach.all_triggers')} value={filter.rule} onChange={(rule?: string) => change({ rule })} options={triggers.map((x) => ({ value: x.key, label: pick(x.name, lang) || x.key }))} popupMatchSelectWidth={false} />
        <Select aria-label={t('reach.state')} allowClear placeholder={t('reach.all_states')} value={filter.state} onChange={(state?: string) => change({ state })} options={STATES.map((s) => ({ value: s, label: t(`reach.states.${s}`) }))} popupMatchSelectWidth={false} />
        {ask.data && <span className="muted small" role="status">{t('reach.found', { n: count(ask.data.total), count: ask.data.total })}</span>}
      </div>
      {!ask.data ? <div className="card card-pad"><Waiting ask={ask} n={8} /></div> : !ask.data.total ? (
        <div className="card"><Empty small={some} title={t(some ? 'reach.inv_none_found' : 'reach.inv_none')} actions={some && <Button onClick={() => change({ rule: undefined, state: undefined })}>{t('reach.clear')}</Button>}>{some ? undefined : t('reach.inv_none_text')}</Empty></div>
      ) : (
        <div className="card reach-inv" aria-busy={ask.isPlaceholderData}>
          <ul>{ask.data.invitations.map((i) => <Row key={i.id} i={i} name={pick(triggers.find((x) => x.key === i.trigger)?.name, lang) || i.trigger} />)}</ul>
          <Pager total={ask.data.total} offset={offset} go={setOffset} />
        </div>
      )}
      {search.get('invitation') && <Suspense fallback={null}><Life id={search.get('invitation')!} close={() => set({ invitation: undefined }, true)} /></Suspense>}
    </>
  );
}

const STEPS = ['created_at', 'sent_at', 'opened_at', 'started_at', 'partial_at', 'done_at'] as const;
function Row({ i, name }: { i: Invitation; name: string }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const set = useSetParams();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const tone = i.state === 'done' ? 'ok' : i.state === 'bounced' || i.state === 'failed' || i.state === 'opted_out' ? 'warm' : undefined;
  return (
    <li data-invitation={i.id}>
      <div className="reach-name"><Link to={href(customerPath(i.customer))}>{i.user_id || i.customer}</Link><small>{name} · {i.event}{i.channel && ` · ${t(`reach.channel.${i.channel}`)}`}</small></div>
      <div><Pill tone={tone}>{t(`reach.states.${i.state}`)}</Pill>{i.reason && <small className="muted">{tx(`reach.reason.${i.reason}`, i.reason)}</small>}</div>
      <div><ol className="reach-steps">{STEPS.filter((s) => i[s]).map((s) => <li key={s} title={dateTime(lang, zone, i[s]!)}><span>{t(`reach.step.${s}`)}</span> {ago(lang, zone, i[s]!)}</li>)}</ol><button type="button" className="reach-link xs" onClick={() => set({ invitation: i.id })}>{t('reach.life.show')}<span className="sr"> {i.user_id}</span></button></div>
    </li>
  );
}
