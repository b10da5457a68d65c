import { Button, Progress } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { post } from '@/api/client';
import { queryClient, useSession } from '@/api/queries';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Empty, Notice, Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { ago, dateTime, useLang, useT } from '@/i18n';
import { pace, type Seen } from './mapmodel';
import { running, useImports, type ImportJob } from './queries';

/** Imports of the last days, the newest first; one that runs says how fast and how long. */
export function History() {
  const t = useT();
  const ask = useImports();
  const [search] = useSearchParams();
  const wanted = search.get('job');
  const [open, setOpen] = useState<string | undefined>(wanted ?? undefined);
  useEffect(() => { if (wanted) setOpen(wanted); }, [wanted]);
  const busy = ask.data?.some(running);
  useEffect(() => {
    if (busy === false) void queryClient.invalidateQueries({ predicate: (q) => ['unmapped', 'events', 'journeys', 'journey'].includes(String(q.queryKey[0])) });
  }, [busy]);
  return (
    <section className="card" aria-labelledby="imports">
      <h2 id="imports" style={{ padding: '16px 20px 6px' }}>{t('data.history')}</h2>
      {!ask.data ? <div className="card-pad"><Waiting ask={ask} n={4} level={3} /></div>
        : !ask.data.length ? <Empty small level={3} title={t('data.history_none')}>{t('data.history_none_text')}</Empty>
        : <ul className="imports">{ask.data.map((j) => <One key={j.id} job={j} at={ask.dataUpdatedAt} open={open === j.id || running(j)} toggle={() => setOpen(open === j.id ? undefined : j.id)} />)}</ul>}
    </section>
  );
}

/** `at`: when the job was seen as it is here. */
function One({ job, at, open, toggle }: { job: ImportJob; at: number; open: boolean; toggle: () => void }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const r = job.result;
  const dry = job.params?.dry_run;
  return (
    <li className="import" data-import={job.id} data-state={job.state}>
      <button type="button" className="import-head" aria-expanded={open} onClick={toggle}>
        <b className="ellipsis">{job.title}</b>
        {dry && <Pill>{t('data.dry')}</Pill>}
        <State job={job} />
        <span className="grow" />
        {r && !running(job) && <span className="small nowrap">{t('data.accepted_n', { n: count(r.accepted) })}{r.rejected > 0 && <span className="warm"> · {t('data.rejected_n', { n: count(r.rejected) })}</span>}</span>}
        <small className="muted nowrap" title={dateTime(lang, zone, job.created_at)}>{ago(lang, zone, job.created_at)}</small>
      </button>
      {open && <div className="import-body">{running(job) ? <Running job={job} at={at} /> : <Finished job={job} />}</div>}
    </li>
  );
}

function State({ job }: { job: ImportJob }) {
  const t = useT();
  return <Pill tone={job.state === 'done' ? 'ok' : running(job) ? 'accent' : 'warm'}>{t(`data.state.${job.state}`)}</Pill>;
}

function Running({ job, at }: { job: ImportJob; at: number }) {
  const t = useT();
  const rows = job.result?.rows ?? 0;
  const now = { at, rows, bytes: job.progress };
  // The pace since the work was first seen to go: the clock of the server may differ from this one.
  const first = useRef<Seen | undefined>(undefined);
  if (!first.current && job.progress > 0) first.current = now;
  const { rate, left } = first.current ? pace(first.current, now, job.total) : {};
  const duration = (s: number) => (s < 90 ? t('data.seconds', { count: Math.max(1, Math.round(s)) }) : t('data.minutes', { count: Math.round(s / 60) }));
  return (
    <div role="status">
      <Progress percent={job.total ? Math.min(99, Math.floor((100 * job.progress) / job.total)) : 0} status="active" aria-label={job.title} />
      <div className="spread wrap small">
        <span className="muted">{job.state === 'queued' ? t('data.waiting') : [t('data.rows_n', { n: count(rows) }), rate !== undefined && t('data.rate', { n: count(rate) }), left !== undefined && t('data.left', { time: duration(left) })].filter(Boolean).join(' · ')}</span>
        <Button size="small" onClick={() => void post(`/v1/imports/${job.id}/cancel`, {}).then(() => queryClient.invalidateQueries({ queryKey: ['imports'] }))}>{t('data.cancel')}</Button>
      </div>
    </div>
  );
}

function Finished({ job }: { job: ImportJob }) {
  const t = useT();
  const href = useHref();
  const r = job.result;
  const dry = job.params?.dry_run;
  return (
    <>
      {r?.error && <Notice>{r.error.message}{r.error.fields?.map((f) => <p key={f.field}>{f.field}: {f.message}</p>)}</Notice>}
      {job.state === 'interrupted' && <Notice>{t('data.interrupted')}</Notice>}
      {r && (
        <>
          <dl className="import-nums">
            <div><dt>{t('data.rows')}</dt><dd>{count(r.rows)}</dd></div>
            <div><dt>{t(dry ? 'data.would_accept' : 'data.accepted')}</dt><dd>{count(r.accepted)}</dd></div>
            <div><dt>{t('data.duplicate')}</dt><dd>{count(r.duplicate)}</dd></div>
            <div><dt>{t('data.rejected')}</dt><dd className={r.rejected ? 'warm' : ''}>{count(r.rejected)}</dd></div>
          </dl>
          {r.items && r.items.length > 0 && (
            <div className="scroll-x">
              <table className="table">
                <caption className="sr">{t('data.by_item')}</caption>
                <thead><tr><th scope="col">{t('data.item')}</th><th scope="col" className="r">{t('data.accepted')}</th><th scope="col" className="r">{t('data.duplicate')}</th><th scope="col" className="r">{t('data.empty')}</th><th scope="col" className="r">{t('data.rejected')}</th></tr></thead>
                <tbody>{r.items.map((i) => <tr key={i.file + i.item}><td>{i.item}</td><td className="r">{count(i.accepted)}</td><td className="r">{count(i.duplicate)}</td><td className="r">{count(i.empty + i.not_applicable + i.unmet)}</td><td className="r">{count(i.rejected)}</td></tr>)}</tbody>
              </table>
            </div>
          )}
        </>
      )}
      <div className="row wrap" style={{ marginTop: 12 }}>
        {!!r?.rejects && <a className="btn-link" href={`/v1/imports/${job.id}/rejects`} download="rejects.csv" data-rejects><Icon name="download" size={15} />{t('data.rejects', { n: count(r.rejects) })}</a>}
        {!dry && r && r.accepted + r.duplicate > 0 && <Link className="btn-link" to={href('/journey')}>{t('data.see_journey')}</Link>}
        {!dry && <Link className="btn-link" to={href('/data', { view: 'unmapped' })}>{t('data.see_unmapped')}</Link>}
        {job.params && (job.params.files?.length ?? 0) > 0 && <Link className="btn-link" to={href('/data/import') + (href('/data/import').includes('?') ? '&' : '?') + new URLSearchParams([...job.params.files.map((f) => ['file', f]), ['map', job.params!.map]]).toString()}>{t('data.again')}</Link>}
      </div>
    </>
  );
}
