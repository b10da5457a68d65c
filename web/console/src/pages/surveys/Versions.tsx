import { useQuery } from '@tanstack/react-query';
import { Button, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import type { Json, Survey } from '@shared/survey';
import { get } from '@/api/client';
import { useSession } from '@/api/queries';
import { Empty, Pill, SkelLines } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { ago, dateTime, useLang, useT } from '@/i18n';
import type { TabProps } from './BuilderPage';
import { useCompared } from './queries';
import type { Builder } from './store';

const MOST = 60;
const show = (v: Json | undefined): string => (v === undefined ? '' : typeof v === 'string' ? v : JSON.stringify(v));

/** What was published, when and by whom; any two of them side by side; each can become the draft again. */
export default function Versions({ builder }: TabProps) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const { full } = builder;
  const [from, setFrom] = useState(full.version || undefined);
  const [to, setTo] = useState(0);
  const ask = useCompared(full.key, from, to, full.revision);
  if (!full.versions.length) return <div className="card"><Empty title={t('survey.no_versions')}>{t('survey.no_versions_text')}</Empty></div>;
  const name = (n: number) => (n ? t('survey.version_n', { n }) : t('survey.the_draft'));
  const choices = [0, ...full.versions.map((v) => v.version)];
  return (
    <div className="sv-two sv-versions">
      <section className="card card-pad">
        <h2>{t('survey.tab.versions')}</h2>
        <ol className="version-list" style={{ marginTop: 12 }}>
          {full.draft_changed && <li className="version on"><div className="version-head"><b>{t('survey.the_draft')}</b><span className="grow muted">{t('survey.draft_text')}</span></div></li>}
          {full.versions.map((v) => (
            <li key={v.version} className="version" data-version={v.version}>
              <div className="version-head"><b>v{v.version}</b>{v.version === full.version && <Pill tone="ok">{t('survey.asked_now')}</Pill>}<span className="grow">{v.note || <span className="muted">{t('editor.no_note')}</span>}</span><small className="muted" title={dateTime(lang, zone, v.published_at)}>{v.author} · {ago(lang, zone, v.published_at)}</small></div>
              <div className="row wrap sv-version-acts">
                <Button size="small" onClick={() => { setFrom(v.version); setTo(0); }}>{t('survey.compare_draft')}</Button>
                <Restore builder={builder} version={v.version} />
              </div>
            </li>
          ))}
        </ol>
      </section>
      <section className="card card-pad">
        <h2>{t('survey.compare')}</h2>
        <div className="row wrap" style={{ margin: '10px 0 14px' }}>
          <Select aria-label={t('survey.compare_from')} value={from} onChange={setFrom} options={choices.map((n) => ({ value: n, label: name(n) }))} /><span className="muted">→</span>
          <Select aria-label={t('survey.compare_to')} value={to} onChange={setTo} options={choices.map((n) => ({ value: n, label: name(n) }))} />
        </div>
        {!ask.data ? <Waiting ask={ask} n={4} /> : !ask.data.changes.length ? <p className="muted" data-changes="0">{t('survey.no_difference')}</p> : (
          <ul className="sv-changes" data-changes={ask.data.changes.length}>
            {ask.data.changes.slice(0, MOST).map((c, i) => (
              <li key={i}><code>{c.path}</code><span className="xs muted">{t(`survey.change.${c.change}`)}</span>{c.before !== undefined && <del>{show(c.before)}</del>}{c.after !== undefined && <ins>{show(c.after)}</ins>}</li>
            ))}
            {ask.data.changes.length > MOST && <li className="muted">{t('editor.more_changes', { count: ask.data.changes.length - MOST })}</li>}
          </ul>
        )}
      </section>
    </div>
  );
}

function Restore({ builder, version }: { builder: Builder; version: number }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const old = useQuery({ queryKey: ['survey-version', builder.full.key, version], queryFn: () => get<{ survey: Survey }>(`/v1/surveys/${encodeURIComponent(builder.full.key)}/versions/${version}`), enabled: open, staleTime: Infinity });
  return (
    <Popconfirm open={open} onOpenChange={setOpen} title={t('survey.restore', { n: version })} description={old.data ? t('survey.restore_text') : <SkelLines n={1} />} okText={t('survey.restore_do')} cancelText={t('survey.cancel')} okButtonProps={{ disabled: !old.data }} onConfirm={() => old.data && builder.edit(() => old.data.survey)}>
      <Button size="small">{t('survey.restore_do')}</Button>
    </Popconfirm>
  );
}
