import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Popconfirm } from 'antd';
import { useState } from 'react';
import type { Journey, Version } from '@shared/api';
import { get } from '@/api/client';
import { useSession } from '@/api/queries';
import { Pill, SkelLines } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { ago, dateTime, useLang, useT } from '@/i18n';
import { Changes } from './Changes';
import { changes } from './diff';
import { complete, type Draft } from './model';

const part = encodeURIComponent;
const useVersion = (key: string, version: number | undefined) =>
  useQuery({ queryKey: ['version', key, version], queryFn: () => get<Journey>(`/v1/journeys/${part(key)}`, { version }), enabled: !!version, staleTime: Infinity });

/** Who changed what and when; any of them can come back as a new version. */
export function Versions({ journey, current, open, close, restore, busy }: { journey: string; current: number; open: boolean; close: () => void; restore: (old: Draft, version: number) => void; busy: boolean }) {
  const t = useT();
  const list = useQuery({ queryKey: ['versions', journey, current], queryFn: () => get<{ versions: Version[] }>(`/v1/journeys/${part(journey)}/versions`).then((r) => r.versions), enabled: open });
  const [shown, setShown] = useState<number>();
  return (
    <Drawer open={open} onClose={close} title={t('editor.versions')} width={480} destroyOnHidden className="versions">
      {!list.data ? <Waiting ask={list} n={8} /> : (
        <ol className="version-list">
          {list.data.map((v, i) => (
            <Entry key={v.version} journey={journey} v={v} before={list.data[i + 1]?.version} now={v.version === current} open={(shown ?? current) === v.version} toggle={() => setShown(v.version)} restore={restore} busy={busy} />
          ))}
        </ol>
      )}
    </Drawer>
  );
}

function Entry({ journey, v, before, now, open, toggle, restore, busy }: { journey: string; v: Version; before?: number; now: boolean; open: boolean; toggle: () => void; restore: (old: Draft, version: number) => void; busy: boolean }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const it = useVersion(journey, open ? v.version : undefined).data;
  const old = useVersion(journey, open ? before : undefined).data;
  const list = it && old ? changes(old, it) : undefined;
  return (
    <li className={'version' + (open ? ' on' : '')} data-version={v.version}>
      <button type="button" className="version-head" aria-expanded={open} onClick={toggle}>
        <b>v{v.version}</b>{now && <Pill tone="accent">{t('editor.current')}</Pill>}
        <span className="grow">{v.note || <span className="muted">{t('editor.no_note')}</span>}</span>
        <small className="muted" title={dateTime(lang, zone, v.at)}>{v.author} · {ago(lang, zone, v.at)}</small>
      </button>
      {open && (
        <div className="version-body">
          {!before ? <p className="muted">{t('editor.first_version')}</p> : !list ? <SkelLines n={2} /> : list.length ? <Changes list={list} places={it!} /> : <p className="muted">{t('editor.no_change')}</p>}
          {!now && it && (
            <Popconfirm title={t('editor.restore_title', { n: v.version })} description={t('editor.restore_text')} okText={t('editor.restore')} cancelText={t('editor.cancel')} onConfirm={() => { const { lint: _, ...j } = it; restore(complete(j), v.version); }}>
              <Button size="small" loading={busy}>{t('editor.restore')}</Button>
            </Popconfirm>
          )}
        </div>
      )}
    </li>
  );
}
