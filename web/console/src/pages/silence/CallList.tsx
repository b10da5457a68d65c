import { Button, Input, InputNumber, Select } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import type { Journey, Silence, SilenceAudit, SilentCustomer, SilentCustomers } from '@shared/api';
import { ApiError } from '@/api/client';
import { useSession, type Span } from '@/api/queries';
import { useRights } from '@/app/rights';
import { customerPath, useHref, useSetParams } from '@/app/url';
import { Figure } from '@/design/Figure';
import { count, fixed, share } from '@/design/number';
import { day, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { keepAudit, useSilentCustomers } from './queries';

const FIRST = 12;
const MOST = 1000;
const DRAW = 20;

/** Silent customers by what a call is worth, or a random draw of them that can be repeated. */
export function CallList({ journeyKey, span, journey, silence }: { journeyKey: string; span: Span; journey?: Journey; silence: Silence }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const set = useSetParams();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const [search] = useSearchParams();
  const arg = (k: string) => search.get(k) ?? undefined;
  const drawn = arg('draw') !== undefined;
  const ask = useSilentCustomers(journeyKey, span, drawn ? { draw: arg('draw'), seed: arg('seed'), limit: MOST } : { touchpoint: arg('touchpoint'), reason: arg('reason'), churn: arg('churn'), recover: arg('recover'), cost: arg('cost'), limit: MOST }, true);
  const [shown, setShown] = useState(FIRST);
  const { may } = useRights();
  const client = useQueryClient();
  const name = (tp: string) => touchpointName(journey, tp, lang);
  const amount = (x: number) => fixed(x, 0);
  const say = (d: SilentCustomers) => (d.order === 'drawn' ? t('silence.list_drawn', { n: count(d.customers.length), total: count(d.total), seed: d.seed }) : d.order === 'call_value' ? !d.value ? t('silence.list_chance') : t('silence.list_model', { churn: share(d.assumed!.churn), recover: share(d.assumed!.recover), cost: amount(d.assumed!.cost) }) : d.order === 'expected_value' ? t('silence.list_value', { event: d.value!.event, property: d.value!.property }) : t('silence.list_severity'));
  const took = (c: SilentCustomer) => (c.times > 1 ? t('silence.times_n', { n: fixed(c.times, 1) }) : '–');
  const valued = ask.data?.value !== undefined;
  const chance = t(ask.data?.method === 'boosted_trees' ? 'silence.chance_model' : 'silence.chance');
  return (
    <Figure id="silence-list" title={t('silence.list')} sub={t('silence.list_sub')} height={260} ask={ask} method="silence" noPicture reading={say}
      table={(d) => (d.customers.length ? { caption: t('silence.list'), head: [t('silence.who'), t('tp.one'), t('silence.what'), t('silence.when'), t('silence.times'), chance, ...(valued ? [t('silence.value'), t('silence.expected')] : [])], rows: d.customers.map((c) => [c.user_id || c.id, name(c.touchpoint), t(`silence.reason.${c.reason}`), { show: day(lang, zone, c.at), raw: c.at }, { show: took(c), raw: c.times }, c.chance && { show: share(c.chance.value), raw: c.chance.value }, ...(valued ? [c.value, c.expected] : [])]) } : undefined)}>
      {(d) => (
        <>
          <div className="silence-tools">
            <div className="tabs" role="group" aria-label={t('silence.list')}>
              <button type="button" aria-pressed={!drawn} onClick={() => set({ draw: undefined, seed: undefined })}>{t('silence.by_value')}</button>
              <button type="button" aria-pressed={drawn} onClick={() => set({ draw: String(DRAW), seed: new Date().toISOString().slice(0, 10), touchpoint: undefined, reason: undefined })}>{t('silence.by_draw')}</button>
            </div>
            {drawn ? <><Draw key={`${arg('draw')} ${arg('seed')}`} n={Number(arg('draw')) || DRAW} seed={arg('seed') ?? ''} draw={(n, seed) => set({ draw: String(n), seed })} />{may('write') && d.customers.length > 0 && <Keep keep={() => keepAudit(journeyKey, span, d.customers.length, arg('seed') ?? '')} kept={(id) => { void client.invalidateQueries({ queryKey: ['audits', journeyKey] }); set({ draw: undefined, seed: undefined, audit: id }); }} />}</> : (
              <>
                <Select aria-label={t('tp.one')} allowClear placeholder={t('silence.all_places')} value={arg('touchpoint')} onChange={(v?: string) => set({ touchpoint: v })} popupMatchSelectWidth={false} style={{ minWidth: 180 }} options={silence.touchpoints.map((x) => ({ value: x.touchpoint, label: name(x.touchpoint) }))} />
                <Select aria-label={t('silence.what')} allowClear placeholder={t('silence.all_reasons')} value={arg('reason')} onChange={(v?: string) => set({ reason: v })} popupMatchSelectWidth={false} style={{ minWidth: 150 }} options={silence.reasons.map((x) => ({ value: x.reason, label: t(`silence.reason.${x.reason}`) }))} />
                {d.assumed && d.value && <Terms key={`${d.assumed.churn} ${d.assumed.recover} ${d.assumed.cost}`} {...d.assumed} set={set} />}
              </>
            )}
          </div>
          {!d.customers.length ? <p className="muted small"><b>{t('silence.list_none')}.</b> {t('silence.list_none_text')}</p> : (
            <div className="scroll-x">
              <table className="table calls">
                <caption className="sr">{t('silence.list')}</caption>
                <thead><tr><th scope="col">{t('silence.who')}</th><th scope="col">{t('silence.what')}</th><th scope="col" className="r">{t('silence.when')}</th><th scope="col" className="r">{t('silence.times')}</th><th scope="col" className="r">{chance}</th>{valued && <><th scope="col" className="r">{t('silence.value')}</th><th scope="col" className="r">{t('silence.expected')}</th></>}</tr></thead>
                <tbody>
                  {d.customers.slice(0, shown).map((c) => (
                    <tr key={c.id} data-customer={c.id}>
                      <th scope="row"><Link to={href(customerPath(c.id))}>{c.user_id || c.id}</Link>{c.random && <small>{t('silence.by_lot')}</small>}</th>
                      <td className="calls-what">{t(`silence.reason.${c.reason}`)}<small>{name(c.touchpoint)}{c.experiences > 1 && ` · ${t('silence.more_bad', { count: c.experiences })}`}</small></td>
                      <td className="r nowrap">{day(lang, zone, c.at)}</td>
                      <td className="r nowrap">{took(c)}</td>
                      <td className="r nowrap" data-label={chance}>{c.chance ? <>{share(c.chance.value)}{d.method === 'counted' && <small>{t('silence.chance_n', { n: count(c.chance.n) })}</small>}</> : '–'}</td>
                      {valued && <><td className="r nowrap" data-label={t('silence.value')}>{c.value ? amount(c.value) : '–'}</td><td className="r nowrap" data-label={t('silence.expected')}><b>{c.expected ? amount(c.expected) : '–'}</b></td></>}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {d.customers.length > 0 && <div className="calls-foot"><span>{t('silence.showing', { n: count(Math.min(shown, d.customers.length)), total: count(d.order === 'drawn' ? d.customers.length : d.total) })}</span>{shown < d.customers.length && <Button size="small" onClick={() => setShown(shown + 50)}>{t('silence.show_more')}</Button>}</div>}
        </>
      )}
    </Figure>
  );
}

function Draw({ n, seed, draw }: { n: number; seed: string; draw: (n: number, seed: string) => void }) {
  const t = useT();
  const [many, setMany] = useState<number | null>(n);
  const [text, setText] = useState(seed);
  const ok = !!many && !!text.trim();
  return (
    <form className="silence-draw" onSubmit={(e) => { e.preventDefault(); if (ok) draw(many!, text.trim()); }}>
      <label>{t('silence.draw_n')}<InputNumber min={1} max={MOST} value={many} onChange={setMany} style={{ width: 84 }} /></label>
      <label>{t('silence.seed')}<Input value={text} maxLength={100} onChange={(e) => setText(e.target.value)} style={{ width: 150 }} /></label>
      <Button htmlType="submit" disabled={!ok}>{t('silence.draw')}</Button>
    </form>
  );
}

function Keep({ keep, kept }: { keep: () => Promise<SilenceAudit>; kept: (id: string) => void }) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const act = () => {
    setBusy(true);
    setFailed('');
    keep().then((a) => kept(a.id), (e: unknown) => { setBusy(false); setFailed(e instanceof ApiError ? e.problem?.detail ?? e.message : String(e)); });
  };
  return <><Button type="primary" loading={busy} onClick={act}>{t('silence.keep')}</Button>{failed && <span className="warm small" role="alert">{failed}</span>}</>;
}

/** What a call is assumed to do. */
function Terms({ churn, recover, cost, set }: { churn: number; recover: number; cost: number; set: (p: Record<string, string | undefined>) => void }) {
  const t = useT();
  const [c, setC] = useState<number | null>(100 * churn);
  const [r, setR] = useState<number | null>(100 * recover);
  const [k, setK] = useState<number | null>(cost);
  const ok = c !== null && r !== null && k !== null;
  return (
    <form className="silence-draw" onSubmit={(e) => { e.preventDefault(); if (ok) set({ churn: c === 20 ? undefined : String(c! / 100), recover: r === 35 ? undefined : String(r! / 100), cost: k ? String(k) : undefined }); }}>
      <label>{t('silence.churn')}<InputNumber min={0} max={100} value={c} onChange={setC} style={{ width: 76 }} /></label>
      <label>{t('silence.recover')}<InputNumber min={0} max={100} value={r} onChange={setR} style={{ width: 76 }} /></label>
      <label>{t('silence.call_cost')}<InputNumber min={0} max={1e9} value={k} onChange={setK} style={{ width: 90 }} /></label>
      <Button htmlType="submit" disabled={!ok}>{t('silence.apply')}</Button>
    </form>
  );
}
