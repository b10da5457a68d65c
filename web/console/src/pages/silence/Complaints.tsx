import { Button, Input, InputNumber } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Estimate, IcebergConstant, IcebergCount } from '@shared/api';
import { ApiError } from '@/api/client';
import { useSession, type Span } from '@/api/queries';
import { useRights } from '@/app/rights';
import { useSetParams } from '@/app/url';
import { Figure } from '@/design/Figure';
import { count, fixed, share } from '@/design/number';
import { Num, Pill } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { day, useLang, useT } from '@/i18n';
import { resetPrior, setPrior, useIceberg } from './queries';

const RESULTS = ['bad', 'silent', 'switch', 'tell_friends', 'loss'] as const;

/** What a number of complaints stands for, by constants that own figures replace one by one. */
export function Complaints({ journeyKey, span }: { journeyKey: string; span: Span }) {
  const t = useT();
  const set = useSetParams();
  const [search] = useSearchParams();
  const arg = (k: string) => search.get(k) ?? undefined;
  const ask = useIceberg(journeyKey, span, arg('complaints'), arg('clv'));
  const shown = (d: IcebergCount) => RESULTS.flatMap((k) => (d.results?.[k] ? [[k, d.results[k]] as const] : []));
  const n = (e: Estimate) => count(e.value ?? 0);
  return (
    <Figure id="silence-complaints" title={t('silence.ice.title')} sub={t('silence.ice.sub')} height={260} ask={ask} method="iceberg" noPicture
      reading={(d) => (d.results ? t('silence.ice.say', { n: count(d.complaints!), bad: n(d.results.bad), silent: n(d.results.silent), switch: n(d.results.switch), tell: n(d.results.tell_friends) }) : t('silence.ice.none'))}
      table={(d) => ({ caption: t('silence.ice.title'), head: [t('silence.ice.what'), t('how.basis'), ...estimateHead(t('how.value'))], rows: [...shown(d).map(([k, e]) => [t(`silence.ice.result.${k}`), t(`basis.${e.basis}`), ...estimateCells(e)]), ...d.constants.map((c) => [t(`silence.ice.constant.${c.key}`), t(`basis.${c.in_use.basis}`), ...estimateCells(c.in_use)])] })}>
      {(d) => (
        <>
          <Entry key={`${d.complaints} ${arg('clv')}`} complaints={d.complaints} clv={arg('clv') ? Number(arg('clv')) : undefined} mine={arg('complaints') === undefined && arg('clv') === undefined}
            set={(c, v) => set({ complaints: c === undefined || (d.own_complaints && c === d.complaints) ? undefined : String(c), clv: v ? String(v) : undefined })} clear={() => set({ complaints: undefined, clv: undefined })} />
          {d.own_complaints && <p className="xs muted">{t('silence.ice.own_complaints')}</p>}
          {d.results && (
            <dl className="ice-results">
              {shown(d).map(([k, e]) => <div key={k} data-result={k}><dt>{t(`silence.ice.result.${k}`)}</dt><dd><Num e={e} /><small><InUse e={e} /></small></dd></div>)}
            </dl>
          )}
          <p className="small muted ice-lifetime">{d.lifetime ? <>{t(d.value ? 'silence.ice.lifetime' : 'silence.ice.lifetime_given', { event: d.value?.event, property: d.value?.property })} <Num e={d.lifetime} /></> : t('silence.ice.no_lifetime')}</p>
          <Constants d={d} />
        </>
      )}
    </Figure>
  );
}

function InUse({ e }: { e: Estimate }) {
  const t = useT();
  return e.basis === 'assumed' ? <Pill tone="warm">{t('silence.ice.assumed')}</Pill> : <Pill tone="accent">{t('silence.ice.own', { basis: t(`basis.${e.basis}`) })}</Pill>;
}

function Entry({ complaints, clv, mine, set, clear }: { complaints?: number; clv?: number; mine: boolean; set: (c: number | undefined, v: number | undefined) => void; clear: () => void }) {
  const t = useT();
  const [c, setC] = useState<number | null>(complaints ?? null);
  const [v, setV] = useState<number | null>(clv ?? null);
  return (
    <form className="silence-draw ice-entry" onSubmit={(e) => { e.preventDefault(); set(c ?? undefined, v ?? undefined); }}>
      <label>{t('silence.ice.complaints')}<InputNumber min={0} max={1e9} precision={0} value={c} onChange={setC} style={{ width: 110 }} /></label>
      <label>{t('silence.ice.clv')}<InputNumber min={0} max={1e12} value={v} onChange={setV} style={{ width: 110 }} /></label>
      <Button htmlType="submit">{t('silence.ice.count')}</Button>
      {!mine && <Button onClick={clear}>{t('silence.ice.back')}</Button>}
    </form>
  );
}

function Constants({ d }: { d: IcebergCount }) {
  const t = useT();
  const { may } = useRights();
  const [open, setOpen] = useState('');
  return (
    <table className="table calls ice-constants">
      <caption>{t('silence.ice.constants')}</caption>
      <thead><tr><th scope="col">{t('silence.ice.what')}</th><th scope="col">{t('silence.ice.prior')}</th><th scope="col">{t('silence.ice.mine')}</th><th scope="col">{t('silence.ice.used')}</th></tr></thead>
      <tbody>
        {d.constants.map((c) => (
          <tr key={c.key} data-prior={c.key}>
            <th scope="row">{t(`silence.ice.constant.${c.key}`)}</th>
            <td data-label={t('silence.ice.prior')}><PriorCell c={c} edit={may('write')} open={open === c.key} setOpen={(on) => setOpen(on ? c.key : '')} /></td>
            <td data-label={t('silence.ice.mine')}><OwnCell c={c} need={d.need} /></td>
            <td data-label={t('silence.ice.used')}>{c.key === 'service' || c.key === 'recommend' ? <small>{t('silence.ice.no_result')}</small> : <InUse e={c.in_use} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function OwnCell({ c, need }: { c: IcebergConstant; need: number }) {
  const t = useT();
  return <>{c.own && <Num e={c.own} n={c.own.value !== undefined} />}<small>{t(`silence.ice.state.${c.own_state}`, { need: count(c.own?.insufficient?.need ?? need) })}</small></>;
}

function PriorCell({ c, edit, open, setOpen }: { c: IcebergConstant; edit: boolean; open: boolean; setOpen: (on: boolean) => void }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const client = useQueryClient();
  const [value, setValue] = useState<number | null>(null);
  const [source, setSource] = useState('');
  const [failed, setFailed] = useState('');
  const p = c.prior;
  const name = t(`silence.ice.constant.${c.key}`);
  const begin = () => { setValue(Number(fixed(100 * p.value, 2))); setSource(p.source); setFailed(''); setOpen(true); };
  const done = (act: Promise<unknown>) => act.then(() => { setOpen(false); return client.invalidateQueries({ queryKey: ['slow', 'complaints'] }); }).catch((e: unknown) => setFailed(e instanceof ApiError ? e.problem?.errors?.[0]?.detail ?? e.problem?.detail ?? e.message : String(e)));
  if (open) {
    return (
      <form className="ice-edit" onSubmit={(e) => { e.preventDefault(); if (value) void done(setPrior(c.key, value / 100, source.trim())); }}>
        <label>{t('silence.ice.percent')}<InputNumber autoFocus min={0.01} max={100} value={value} aria-label={t('silence.ice.value_of', { what: name })} onChange={setValue} style={{ width: 90 }} /></label>
        <Input value={source} maxLength={300} placeholder={t('silence.ice.source')} aria-label={t('silence.ice.source_of', { what: name })} onChange={(e) => setSource(e.target.value)} />
        <span><Button size="small" type="primary" htmlType="submit" disabled={!value}>{t('silence.ice.save')}</Button> <Button size="small" onClick={() => setOpen(false)}>{t('silence.cancel')}</Button></span>
        {failed && <span className="warm small" role="alert">{failed}</span>}
      </form>
    );
  }
  return (
    <>
      <b>{share(p.value)}</b>
      <small>{p.changed ? `${p.source || t('silence.ice.no_source')} · ${p.changed_by ?? ''} ${p.changed_at ? day(lang, zone, p.changed_at) : ''}` : t(`silence.ice.founding.${c.key}`)}</small>
      {edit && <span className="ice-acts"><Button size="small" aria-label={t('silence.ice.edit_of', { what: name })} onClick={begin}>{t('silence.ice.edit')}</Button>{p.changed && <Button size="small" aria-label={t('silence.ice.reset_of', { what: name })} onClick={() => void done(resetPrior(c.key))}>{t('silence.ice.reset', { share: share(p.founding) })}</Button>}</span>}
      {failed && <span className="warm small" role="alert">{failed}</span>}
    </>
  );
}
