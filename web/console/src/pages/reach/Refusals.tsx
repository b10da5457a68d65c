import { Button, Input, Segmented, Select } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { useSession } from '@/api/queries';
import { part } from '@/app/preload';
import { customerPath, useHref, useSetParams } from '@/app/url';
import { count, share } from '@/design/number';
import { Empty, Notice, Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { ago, dateTime, day, pick, tx, useLang, useT } from '@/i18n';
import { useLate } from '../editor/store';
import { Pager } from './Pager';
import { KINDS, type Refusal } from './model';
import { useContact, useReasons, useRefusals, useTriggers } from './queries';

const Life = part(() => import('./Life'));
const SPANS = [7, 30, 90] as const;

/** Why did this customer get nothing? Every decision not to ask, with its reason; and how many of each there were. */
export default function Refusals() {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const [search] = useSearchParams();
  const days = SPANS.find((n) => String(n) === search.get('days')) ?? 30;
  const customer = search.get('customer') ?? undefined;
  const reason = search.get('reason') ?? undefined;
  const rule = search.get('rule') ?? undefined;
  const [offset, setOffset] = useState(0);
  const change = (c: Record<string, string | undefined>) => { setOffset(0); set(c, true); };
  const ask = useRefusals({ rule, reason, customer, from: `${days}d` }, offset);
  const counts = useReasons({ rule, from: `${days}d` }).data;
  const triggers = useTriggers().data ?? [];
  const some = !!(rule || reason || customer);
  const names = [...new Set([...(counts?.reasons.map((x) => x.reason) ?? []), ...(reason ? [reason] : [])])];
  return (
    <>
      <div className="row wrap reach-filter">
        <WhoBox value={customer ?? ''} put={(x) => change({ customer: x || undefined })} />
        <Select aria-label={t('reach.trigger')} allowClear placeholder={t('reach.all_triggers')} value={rule} onChange={(v?: string) => change({ rule: v })} options={triggers.map((x) => ({ value: x.key, label: pick(x.name, lang) || x.key }))} popupMatchSelectWidth={false} />
        <Select aria-label={t('reach.why.reason')} allowClear placeholder={t('reach.why.all')} value={reason} onChange={(v?: string) => change({ reason: v })} options={names.map((x) => ({ value: x, label: tx(`reach.reason.${x}`, x) }))} popupMatchSelectWidth={false} />
        <Segmented value={days} onChange={(n) => change({ days: n === 30 ? undefined : String(n) })} options={SPANS.map((n) => ({ value: n, label: t('range.days', { count: n }) }))} aria-label={t('range.pick')} />
      </div>
      {customer ? <Standing customer={customer} /> : counts && counts.total > 0 && (
        <section className="card card-pad reach-why" aria-labelledby="why-reasons">
          <header className="spread"><h2 id="why-reasons">{t('reach.why.by_reason')}</h2><span className="muted small">{t('reach.why.total', { n: count(counts.total), count: counts.total })}</span></header>
          <table>
            <thead className="sr"><tr><th scope="col">{t('reach.why.reason')}</th><th scope="col">{t('reach.why.per_day')}</th><th scope="col">{t('reach.why.n')}</th><th scope="col">{t('reach.why.share')}</th></tr></thead>
            <tbody>
              {counts.reasons.map((x) => (
                <tr key={x.reason} data-reason={x.reason}>
                  <th scope="row"><button type="button" className="reach-link" aria-pressed={reason === x.reason} title={x.words} onClick={() => change({ reason: reason === x.reason ? undefined : x.reason })}>{tx(`reach.reason.${x.reason}`, x.words)}</button></th>
                  <td><Days n={x.per_day} label={t('reach.why.days_alt', { from: counts.days[0] ?? '', to: counts.days[counts.days.length - 1] ?? '', most: count(Math.max(...x.per_day)) })} /></td>
                  <td className="r">{count(x.n)}</td>
                  <td className="r muted">{share(x.n / counts.total)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {!ask.data ? <div className="card card-pad"><Waiting ask={ask} n={8} /></div> : !ask.data.total ? (
        <div className="card"><Empty small={some} title={t(some ? 'reach.why.none_found' : 'reach.why.none')} actions={some && <Button onClick={() => change({ rule: undefined, reason: undefined, customer: undefined })}>{t('reach.clear')}</Button>}>{some ? undefined : t('reach.why.none_text')}</Empty></div>
      ) : (
        <div className="card reach-inv" aria-busy={ask.isPlaceholderData}>
          <ul>{ask.data.refusals.map((r) => <Row key={r.trigger + r.event_at + r.at + r.customer + (r.invitation ?? '')} r={r} name={pick(triggers.find((x) => x.key === r.trigger)?.name, lang) || r.trigger} />)}</ul>
          <Pager total={ask.data.total} offset={offset} go={setOffset} />
        </div>
      )}
      {search.get('invitation') && <Suspense fallback={null}><Life id={search.get('invitation')!} close={() => set({ invitation: undefined }, true)} /></Suspense>}
    </>
  );
}

/** Asks half a second behind the typing; Enter asks at once. */
function WhoBox({ value, put }: { value: string; put: (x: string) => void }) {
  const t = useT();
  const [text, setText] = useState(value);
  const late = useLate(text, 500);
  useEffect(() => setText(value), [value]);
  useEffect(() => { if (late === text && late.trim() !== value) put(late.trim()); }, [late]); // eslint-disable-line react-hooks/exhaustive-deps
  return <Input allowClear aria-label={t('reach.why.who')} placeholder={t('reach.why.who_hint')} value={text} onChange={(e) => setText(e.target.value)} onPressEnter={() => put(text.trim())} className="reach-who" />;
}

const HEIGHT = 26;
/** One column a day. */
function Days({ n, label }: { n: number[]; label: string }) {
  const most = Math.max(1, ...n);
  return (
    <svg className="reach-days" viewBox={`0 0 ${n.length} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {n.map((x, i) => x > 0 && <rect key={i} x={i + 0.1} width={0.8} y={HEIGHT - Math.max(2, (x / most) * HEIGHT)} height={Math.max(2, (x / most) * HEIGHT)} />)}
    </svg>
  );
}

/** How it stands with one customer: may we ask now, and if not, why and until when. */
function Standing({ customer }: { customer: string }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const ask = useContact(customer);
  if (!ask.data) return <div className="card card-pad reach-standing"><Waiting ask={ask} n={3} /></div>;
  const c = ask.data;
  return (
    <section className="card card-pad reach-standing" aria-labelledby="standing">
      <header className="spread"><h2 id="standing">{t('reach.why.now', { customer })}</h2><Link to={href(customerPath(customer))}>{t('reach.why.to_customer')}</Link></header>
      {c.preference.opted_out && <Notice>{t('reach.why.opted_out')}</Notice>}
      <dl className="reach-kpis">
        {KINDS.map((k) => {
          const may = c.may_ask[k];
          return may && (
            <div key={k} data-may={k}><dt>{t(`reach.gap.${k}`)}</dt>
              <dd>{may.ok ? <Pill tone="ok">{t('reach.why.may')}</Pill> : <><Pill tone="warm">{tx(`reach.reason.${may.reason}`, may.words)}</Pill>{may.next_at && <small className="muted">{t('reach.why.from', { day: day(lang, zone, may.next_at) })}</small>}</>}</dd>
            </div>
          );
        })}
        <div><dt>{t('reach.why.addresses')}</dt><dd>{c.channels.length ? c.channels.map((k) => t(`reach.channel.${k}`)).join(', ') : t('reach.why.no_address')}</dd></div>
        <div><dt>{t('reach.invitations')}</dt><dd>{count(c.invitations.filter((i) => i.sent_at).length)}</dd></div>
      </dl>
    </section>
  );
}

function Row({ r, name }: { r: Refusal; name: string }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const set = useSetParams();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  return (
    <li data-refusal={r.reason}>
      <div className="reach-name"><Link to={href(customerPath(r.customer))}>{r.user_id || r.customer}</Link><small>{name} · {r.event}</small></div>
      <div><Pill>{tx(`reach.reason.${r.reason}`, r.words)}</Pill>{r.invitation && <button type="button" className="reach-link xs" onClick={() => set({ invitation: r.invitation })}>{t('reach.why.was_queued')}</button>}</div>
      <div className="small"><span title={dateTime(lang, zone, r.at)}>{r.words} <span className="muted">{ago(lang, zone, r.at)}</span></span>{r.next_at && <small className="muted">{t('reach.why.from', { day: day(lang, zone, r.next_at) })}</small>}</div>
    </li>
  );
}
