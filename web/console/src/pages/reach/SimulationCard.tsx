import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { post } from '@/api/client';
import { useJob } from '../editor/store';
import { count, share } from '@/design/number';
import { Empty, Notice, SkelLines, Strong } from '@/design/parts';
import { errorText } from '@/design/Waiting';
import { tx, useT } from '@/i18n';
import { body, type Simulation, type Trigger } from './model';
import { Bars } from './Bars';

/** What would this rule have sent? Asked before it is switched on; nothing is stored or sent. */
export function SimulationCard({ draft, id, ready }: { draft: Trigger; id?: string; ready: boolean }) {
  const t = useT();
  const [days, setDays] = useState(30);
  const [found, setFound] = useState<Simulation>();
  const [asked, setAsked] = useState('');
  const [jobId, setJob] = useState<string>();
  const [failed, setFailed] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const job = useJob(jobId).data;
  const result = found ?? (job?.state === 'done' ? (job.result as Simulation) : undefined);
  const running = busy || (!!jobId && (!job || job.state === 'queued' || job.state === 'running'));
  // Switching on changes nothing of what it would send.
  const now = JSON.stringify([days, { ...body(draft), enabled: true, version: 0 }]);
  const ask = async () => {
    setAsked(now);
    setBusy(true);
    setFailed(undefined);
    setFound(undefined);
    setJob(undefined);
    try {
      const r = await post<Simulation | { job: string }>(`/v1/triggers/${encodeURIComponent(id!)}/simulate`, { from: new Date(Date.now() - days * 86_400_000).toISOString(), to: new Date().toISOString(), trigger: body(draft) });
      if ('job' in r) setJob(r.job);
      else setFound(r);
    } catch (e) { setFailed(e); } finally { setBusy(false); }
  };
  return (
    <section className="card card-pad" aria-labelledby="simulation" aria-busy={running}>
      <header className="spread"><h2 id="simulation">{t('reach.simulate')}</h2><Segmented size="small" value={days} onChange={setDays} options={[7, 30, 90].map((n) => ({ value: n, label: t('range.days', { count: n }) }))} aria-label={t('range.pick')} /></header>
      <p className="muted small">{t('reach.simulate_text')}</p>
      <Button onClick={() => void ask()} loading={running} disabled={!ready}>{t('reach.simulate_go')}</Button>
      {!ready && <p className="muted xs">{t(id ? 'reach.simulate_faults' : 'reach.simulate_save')}</p>}
      {running && <SkelLines n={4} />}
      {!!failed && <p className="field-error" role="alert">{errorText(failed, t)}</p>}
      {job?.state === 'failed' && <p className="field-error" role="alert">{t('error.load_text')}</p>}
      {result && !running && asked !== now && <div role="status"><Notice>{t('reach.simulate_old')}</Notice></div>}
      {result && !running && <Outcome s={result} />}
    </section>
  );
}

function Outcome({ s }: { s: Simulation }) {
  const t = useT();
  if (!s.events) return <Empty small level={3} title={t('reach.no_events')}>{t('reach.no_events_text')}</Empty>;
  const held = [...s.refusals].sort((a, b) => b.n - a.n);
  return (
    <div className="reach-outcome" role="status">
      <p><Strong text={t('reach.simulated', { events: count(s.events), sent: count(s.sent), share: share(s.sent / s.events) })} /></p>
      <Bars caption={t('reach.why_not')} rows={[{ name: t('reach.would_send'), n: s.sent, good: true }, ...held.map((r) => ({ name: tx(`reach.reason.${r.reason}`, r.reason), n: r.n }))]} total={s.events} />
      {s.cells.length > 1 && <Bars caption={t('reach.by_cell')} rows={s.cells.slice(0, 12).map((c) => ({ name: c.cell, n: c.sent, of: c.events, good: true }))} total={Math.max(...s.cells.map((c) => c.sent), 1)} />}
      <p className="muted xs">{t('reach.assumed', { rate: share(s.assumed_response_rate) })}</p>
    </div>
  );
}
