import { App as Antd } from 'antd';
import { Suspense, useEffect, useRef } from 'react';
import { Link, Navigate, useLocation, useParams } from 'react-router-dom';
import type { Right } from '@shared/api';
import { page } from '@/app/preload';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { SkelLines } from '@/design/parts';
import { useT } from '@/i18n';
import './settings.css';

// One line a section: name, the right that shows it, its view.
const SECTIONS = [
  { key: 'profile', right: 'self', group: 'me', view: page(() => import('./Profile')) },
  { key: 'security', right: 'self', group: 'me', view: page(() => import('./Security')) },
  { key: 'workspace', right: 'read', group: 'ws', view: page(() => import('./WorkspaceForm')) },
  { key: 'members', right: 'admin', group: 'ws', view: page(() => import('./Members')) },
  { key: 'roles', right: 'read', group: 'ws', view: page(() => import('./Roles')) },
  { key: 'metrics', right: 'read', group: 'ws', view: page(() => import('./Metrics')) },
  { key: 'keys', right: 'admin', group: 'ws', view: page(() => import('./Keys')) },
  { key: 'audit', right: 'admin', group: 'ws', view: page(() => import('./Audit')) },
] as const satisfies readonly { key: string; right: Right; group: 'me' | 'ws'; view: unknown }[];

export default function SettingsPage() {
  const t = useT();
  const href = useHref();
  const { search } = useLocation();
  const { may } = useRights();
  const { section } = useParams();
  const mine = SECTIONS.filter((s) => may(s.right));
  const now = mine.find((s) => s.key === section);
  // On a phone the sections stand in one row that scrolls: the open one is in sight.
  const nav = useRef<HTMLElement>(null);
  useEffect(() => { const el = nav.current?.querySelector<HTMLElement>('[aria-current]'); if (el && nav.current) nav.current.scrollLeft = el.offsetLeft - nav.current.offsetLeft - 60; }, [now?.key]);
  useEffect(() => { const id = setTimeout(() => SECTIONS.forEach((s) => s.view.preload()), 1500); return () => clearTimeout(id); }, []);
  if (!now) return <Navigate to={'/settings/profile' + search} replace />;
  return (
    <Page title={`${t(`settings.${now.key}.title`)} · ${t('nav.settings')}`}>
      <div className="settings">
        <nav className="set-nav" ref={nav} aria-label={t('nav.settings')}>
          {(['me', 'ws'] as const).map((g) => (
            <div key={g}>
              <h2 className="name">{t(`settings.group_${g}`)}</h2>
              <ul>{mine.filter((s) => s.group === g).map((s) => <li key={s.key}><Link to={href(`/settings/${s.key}`)} aria-current={s.key === now.key ? 'page' : undefined} onMouseEnter={s.view.preload}>{t(`settings.${s.key}.title`)}</Link></li>)}</ul>
            </div>
          ))}
        </nav>
        <div className="set-body">
          <div className="page-title"><h1>{t(`settings.${now.key}.title`)}</h1><p>{t(`settings.${now.key}.text`)}</p></div>
          <Antd component={false} message={{ maxCount: 2 }}><Suspense fallback={<SkelLines n={6} />}><now.view key={now.key} /></Suspense></Antd>
        </div>
      </div>
    </Page>
  );
}
