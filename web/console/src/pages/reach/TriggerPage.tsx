import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { App as Antd, Button, Popconfirm, Switch } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import { ApiError, del, patch, post, put } from '@/api/client';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { Empty, Notice, Pill } from '@/design/parts';
import { errorText, Waiting } from '@/design/Waiting';
import { ago, pick, useLang, useT } from '@/i18n';
import { useSession } from '@/api/queries';
import { Guard } from '../editor/Guard';
import { useLate } from '../editor/store';
import '../editor/editor.css';
import { body, faultAt, fresh, keyFrom, unplaced, type Fault, type Trigger } from './model';
import { again, part, triggerPath, useTrigger, useTriggers } from './queries';
import { ReportCard } from './ReportCard';
import { SimulationCard } from './SimulationCard';
import { TriggerForm } from './TriggerForm';
import { TriggerVersions } from './TriggerVersions';
import './reach.css';

/** One trigger: what it says, what it would have sent, what became of it. */
export default function TriggerPage() {
  const { trigger: key = '' } = useParams();
  const t = useT();
  const made = useTrigger(key === 'new' ? '' : key);
  if (key !== 'new' && !made.data) {
    const missing = made.error instanceof ApiError && made.error.status === 404;
    return <Page title={t('nav.reach')}>{missing ? <Empty level={1} title={t('reach.missing')} /> : <div className="card card-pad"><Waiting ask={made} n={10} level={1} /></div>}</Page>;
  }
  return <Antd component={false} message={{ maxCount: 2 }}><Edit key={key} stored={key === 'new' ? undefined : made.data} /></Antd>;
}

/** What the server says of the draft, half a second behind the typing. */
function useFaults(draft: Trigger, enabled: boolean): Fault[] {
  const late = useLate(draft, 500);
  return useQuery({ queryKey: ['reach-check', late], queryFn: () => post<{ faults: Fault[] }>('/v1/triggers/check', body(late)).then((r) => r.faults), enabled, placeholderData: keepPreviousData, gcTime: 30_000, retry: false }).data ?? [];
}

function Edit({ stored }: { stored?: Trigger }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const navigate = useNavigate();
  const { message } = Antd.useApp();
  const write = useRights().may('write');
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const taken = (useTriggers().data ?? []).map((x) => x.key);
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState<Trigger>(() => stored ?? fresh());
  const [tried, setTried] = useState(!!stored);
  const [busy, setBusy] = useState(false);
  const dirty = useMemo(() => JSON.stringify(body(draft)) !== JSON.stringify(body(base ?? fresh())), [draft, base]);
  const keyed = useMemo(() => (base ? draft : { ...draft, key: keyFrom(draft.name.en || draft.name.zh, taken) }), [base, draft, taken]);
  const faults = useFaults(keyed, write && (dirty || tried));
  const gone = useRef(false);
  const keep = (x: Trigger) => { setBase(x); setDraft(x); void again(); };
  const save = async () => {
    setTried(true);
    setBusy(true);
    try {
      const kept = base ? await put<Trigger>(`/v1/triggers/${part(base.key)}`, body(keyed)) : await post<Trigger>('/v1/triggers', body(keyed));
      keep(kept);
      void message.success(t('settings.saved'));
      if (!base) { gone.current = true; navigate(href(triggerPath(kept.key)), { replace: true }); }
    } catch (e) { void message.error(errorText(e, t), 8); } finally { setBusy(false); }
  };
  const flip = async (enabled: boolean) => {
    try { const x = await patch<Trigger>(`/v1/triggers/${part(base!.key)}`, { enabled }); setBase(x); setDraft({ ...draft, enabled: x.enabled, version: x.version }); void again(); } catch (e) { void message.error(errorText(e, t), 8); }
  };
  const remove = async () => {
    try { await del(`/v1/triggers/${part(base!.key)}`); void again(); gone.current = true; navigate(href('/reach')); } catch (e) { void message.error(errorText(e, t), 8); }
  };
  const name = pick(draft.name, lang) || (base ? base.key : t('reach.new'));
  const error = (field: string) => (tried ? faultAt(faults, field)?.message : undefined);
  const rest = tried ? unplaced(faults, draft.sampling.mode) : [];
  return (
    <Page title={name}>
      <Guard dirty={write && dirty} pass={gone} />
      <div className="page-title reach-title">
        <div>
          <h1>{name}</h1>
          {base?.changed_at && <p>{t('reach.changed', { v: base.version, who: base.author ?? '', when: ago(lang, zone, base.changed_at) })}</p>}
        </div>
        <div className="row wrap reach-acts">
          {base && (write ? <label className="row" style={{ gap: 8 }}><Switch checked={draft.enabled} onChange={(v) => void flip(v)} aria-label={t('reach.switch', { name })} disabled={dirty} />{t(draft.enabled ? 'reach.is_on' : 'reach.is_off')}</label> : <Pill tone={base.enabled ? 'ok' : undefined}>{t(base.enabled ? 'reach.is_on' : 'reach.is_off')}</Pill>)}
          {write && base && <Popconfirm title={t('reach.remove_ask')} description={t('reach.remove_text')} okText={t('reach.remove')} cancelText={t('survey.cancel')} onConfirm={() => void remove()}><Button danger type="text">{t('reach.remove')}</Button></Popconfirm>}
          {write && <Button type="primary" loading={busy} disabled={!!base && !dirty} onClick={() => void save()}>{t('settings.save')}</Button>}
        </div>
      </div>
      {rest.length > 0 && <Notice>{rest.map((f) => <p key={f.field + f.code}>{f.field && <><code>{f.field}</code>: </>}{f.message}</p>)}</Notice>}
      <div className="reach-edit">
        <TriggerForm draft={draft} set={(c) => setDraft((d) => ({ ...d, ...c }))} error={error} off={!write} />
        <div className="stack reach-side">
          {write && <SimulationCard draft={keyed} id={base?.key} ready={!!base && !faults.length} />}
          {base && <ReportCard id={base.key} />}
          {base && <TriggerVersions base={base} restore={write ? (old) => setDraft({ ...fresh(), ...old, enabled: base.enabled, version: base.version }) : undefined} />}
        </div>
      </div>
    </Page>
  );
}
