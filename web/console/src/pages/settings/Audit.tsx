import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { AuditChange, AuditEntry } from '@shared/api';
import { auditFile, useAudit } from '@/api/people';
import { useSession } from '@/api/queries';
import { parseRange, PRESETS, spanOf } from '@/app/range';
import { useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { Empty } from '@/design/parts';
import { clock, dateTime, day, tx, useLang, useT } from '@/i18n';
import { useDelayed } from '../feedback/Words';
import { Waiting } from './shared';

const SHOWN = 6;

export default function Audit() {
  const t = useT();
  const set = useSetParams();
  const [search] = useSearchParams();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const [q, setQ] = useState(search.get('q') ?? '');
  const late = useDelayed(q.trim());
  useEffect(() => { if (late !== (search.get('q') ?? '')) set({ q: late || undefined }); }, [late]); // eslint-disable-line
  const who = search.get('who') ?? undefined;
  const within = search.get('within') ?? 'all';
  const [now] = useState(Date.now);
  const ask = { who, q: late || undefined, ...spanOf(parseRange(within), zone, now) };
  const found = useAudit(ask);
  const people = found.data?.pages[0]?.people ?? [];
  const entries = found.data?.pages.flatMap((p) => p.entries);
  return (
    <>
      <div className="audit-tools">
        <Input allowClear value={q} onChange={(e) => setQ(e.target.value)} prefix={<Icon name="search" size={16} />} placeholder={t('settings.audit.search')} aria-label={t('settings.audit.search')} style={{ flex: '1 1 220px', maxWidth: 340 }} />
        <Select allowClear placeholder={t('settings.audit.everybody')} aria-label={t('settings.audit.everybody')} value={who} onChange={(v?: string) => set({ who: v })} options={people.filter((p) => p.who).map((p) => ({ value: p.who, label: p.actor || p.who }))} style={{ minWidth: 170 }} />
        <Select aria-label={t('range.pick')} value={within} onChange={(v: string) => set({ within: v === 'all' ? undefined : v })} options={PRESETS.map((p) => ({ value: p, label: t(`range.${p}`) }))} style={{ minWidth: 140 }} />
        <Button href={auditFile(ask)} icon={<Icon name="download" size={15} />}>CSV</Button>
      </div>
      <section className="card" style={{ overflow: 'hidden' }}>
        {!entries ? <div className="card-pad"><Waiting ask={found} /></div> : !entries.length ? <Empty title={t(late || who || within !== 'all' ? 'words.none_found' : 'settings.audit.none')}>{!(late || who || within !== 'all') && t('settings.audit.none_text')}</Empty> : (
          <ol className="audit-list">{entries.map((e) => <Entry key={e.no} e={e} zone={zone} />)}</ol>
        )}
        {found.hasNextPage && <div className="pager"><span /><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('settings.audit.more')}</Button></div>}
      </section>
    </>
  );
}

/** "PATCH /v1/workspace" in words where there are some; the address as it is otherwise. */
const actionWords = (action: string): string => tx('audit_action.' + action.replace(/^(\w+) \/v1\//, '$1_').replace(/[{}]/g, '').replace(/[^\w]+/g, '_').toLowerCase(), action);

function Entry({ e, zone }: { e: AuditEntry; zone: string }) {
  const t = useT();
  const lang = useLang();
  const [all, setAll] = useState(false);
  const list = e.changes.filter((c) => c.path !== undefined);
  const cut = e.changes.find((c) => c.more)?.more ?? 0;
  return (
    <li>
      <div className="when"><time dateTime={e.at}>{day(lang, zone, e.at)}</time><small>{clock(lang, zone, e.at)}</small></div>
      <div className="what">
        <div><b>{e.actor || t('settings.audit.nobody')}</b> {actionWords(e.action)}{e.label && <> · {e.label}</>}</div>
        <div className="xs muted">{e.object}{e.address && <> · {e.address}</>}</div>
        {list.length > 0 && <dl>{(all ? list : list.slice(0, SHOWN)).map((c, i) => <Change key={i} c={c} zone={zone} />)}</dl>}
        {(list.length > SHOWN || cut > 0) && <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => setAll(!all)}>{all ? t('settings.audit.less') : t('settings.audit.all', { count: list.length + cut })}</Button>}
      </div>
    </li>
  );
}
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
function Change({ c, zone }: { c: AuditChange; zone: string }) {
  const t = useT();
  const lang = useLang();
  const said = (v: string) => (MOMENT.test(v) ? <span title={v}>{dateTime(lang, zone, v)}</span> : v);
  return (
    <>
      <dt>{c.path}</dt>
      <dd>{c.before !== undefined && <del><span className="sr">{t('settings.audit.before')} </span>{said(c.before)}</del>}{c.before !== undefined && c.after !== undefined && ' → '}{c.after !== undefined && <ins><span className="sr">{t('settings.audit.after')} </span>{said(c.after)}</ins>}</dd>
    </>
  );
}
