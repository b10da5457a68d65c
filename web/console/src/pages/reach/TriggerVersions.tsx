import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { get } from '@/api/client';
import { useSession } from '@/api/queries';
import { Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { ago, dateTime, tx, useLang, useT } from '@/i18n';
import { differences, type Trigger } from './model';
import { part, useVersions } from './queries';

const FIRST = 6;
const show = (v: unknown): string => (v === undefined ? '–' : typeof v === 'string' ? v || '–' : JSON.stringify(v));

/** Every version that was ever stored; what differs from what is stored now; any of them can become the draft again. */
export function TriggerVersions({ base, restore }: { base: Trigger; restore?: (t: Trigger) => void }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const ask = useVersions(base.key, base.version ?? 0);
  const [open, setOpen] = useState<number>();
  const [all, setAll] = useState(false);
  const old = useQuery({ queryKey: ['reach', 'version', base.key, open], queryFn: () => get<Trigger>(`/v1/triggers/${part(base.key)}/versions/${open}`), enabled: open !== undefined, staleTime: Infinity });
  const list = ask.data ?? [];
  if (ask.data && list.length < 2) return null;
  const changes = old.data ? differences(old.data, base) : [];
  return (
    <section className="card card-pad" aria-labelledby="versions">
      <header className="spread"><h2 id="versions">{t('reach.versions')}</h2></header>
      {!ask.data ? <Waiting ask={ask} n={3} level={3} /> : (
        <ol className="reach-versions">
          {(all ? list : list.slice(0, FIRST)).map((v) => (
            <li key={v.version} data-version={v.version}>
              <div className="row wrap"><b>v{v.version}</b>{v.current && <Pill tone="ok">{t('reach.version_now')}</Pill>}<small className="muted grow" title={dateTime(lang, zone, v.changed_at)}>{v.author} · {ago(lang, zone, v.changed_at)}</small>
                {!v.current && <Button size="small" aria-expanded={open === v.version} onClick={() => setOpen(open === v.version ? undefined : v.version)}>{t('reach.version_compare')}</Button>}</div>
              {open === v.version && (!old.data ? <Waiting ask={old} n={2} level={3} /> : (
                <div className="reach-diff" data-differences={changes.length}>
                  {!changes.length ? <p className="muted small">{t('reach.version_same')}</p> : <ul>{changes.map((c) => <li key={c.field}><b>{tx(`reach.field.${c.field}`, c.field)}</b> <del>{show(c.before)}</del> → <ins>{show(c.after)}</ins></li>)}</ul>}
                  {restore && changes.some((c) => c.field !== 'enabled') && <Button size="small" onClick={() => restore(old.data)}>{t('reach.version_restore')}</Button>}
                </div>
              ))}
            </li>
          ))}
          {list.length > FIRST && !all && <li><Button type="link" size="small" onClick={() => setAll(true)}>{t('reach.version_all', { n: list.length })}</Button></li>}
        </ol>
      )}
    </section>
  );
}
