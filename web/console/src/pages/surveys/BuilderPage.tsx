import { Button, Drawer, Dropdown, message, Segmented, Select } from 'antd';
import { Suspense, useEffect, useRef, useState, type ComponentType } from 'react';
import { Link, Navigate, useParams, useSearchParams } from 'react-router-dom';
import type { Fault } from '@shared/survey';
import { part } from '@/app/preload';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useMediaQuery } from '@/app/theme';
import { useHref, useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { Notice, SkelLines } from '@/design/parts';
import { NotThere } from '@/design/Waiting';
import { useLang, useT } from '@/i18n';
import { missingIn, say, textsOf } from './model';
import { Head, useLanguageName } from './parts';
import { Preview } from './Preview';
import { Questions } from './Questions';
import { Publish } from './Publish';
import { surveyPath } from './queries';
import { useBuilder, type Builder } from './store';

export interface TabProps { builder: Builder; tag: string }
const Logic = part<TabProps>(() => import('./Logic'));
const Translations = part<TabProps>(() => import('./Translations'));
const Design = part<TabProps>(() => import('./Design'));
const Settings = part<TabProps>(() => import('./Settings'));
const Versions = part<TabProps>(() => import('./Versions'));
const TABS = ['questions', 'logic', 'translations', 'design', 'settings', 'versions'] as const;
type Tab = (typeof TABS)[number];
const VIEWS: Record<Exclude<Tab, 'questions'>, ComponentType<TabProps>> = { logic: Logic, translations: Translations, design: Design, settings: Settings, versions: Versions };

/** Where a fault is mended. */
export function placeOf(field: string, draft: Builder['draft']): Record<string, string | undefined> {
  const m = /^pages\[(\d+)\](?:\.questions\[(\d+)\])?(.*)$/.exec(field);
  if (m) {
    const page = draft.pages[Number(m[1])];
    const q = m[2] === undefined ? undefined : page?.questions[Number(m[2])];
    if (/\.(visible_if|required_if|skip_to|branches)/.test(m[3] ?? '')) return { tab: 'logic', at: q?.key ?? page?.key };
    const lang = /\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)$/.exec(m[3] ?? '')?.[1];
    return { tab: undefined, at: q?.key ?? page?.questions[0]?.key, text: lang && draft.languages.includes(lang) ? lang : undefined };
  }
  if (field.startsWith('theme')) return { tab: 'design' };
  if (field.startsWith('quotas')) return { tab: 'logic' };
  return { tab: 'settings' };
}

export default function BuilderPage() {
  const { survey: key = '' } = useParams();
  return <Inside key={key} of={key} />;
}
function Inside({ of: key }: { of: string }) {
  const t = useT();
  const href = useHref();
  const { builder, error, retry } = useBuilder(key);
  const { may, role } = useRights();
  if (role && !may('write')) return <Navigate to={href(surveyPath(key, '/results'))} replace />;
  if (error && !builder) return <Page title={t('nav.surveys')} narrow><NotThere ask={{ error, refetch: retry }} title={t('survey.gone')} text={t('survey.gone_text')} action={<Link className="btn-link" to={href('/surveys')}>{t('survey.to_list')}</Link>} /></Page>;
  return builder ? <Loaded builder={builder} /> : <Page title={t('nav.surveys')}><SkelLines n={10} /></Page>;
}

function Loaded({ builder }: { builder: Builder }) {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const [search] = useSearchParams();
  const name = useLanguageName();
  const beside = useMediaQuery('(min-width: 1240px)');
  const [toast, holder] = message.useMessage();
  const { draft, full } = builder;
  const tab: Tab = TABS.find((x) => x === search.get('tab')) ?? 'questions';
  const own = draft.languages.find((l) => l.startsWith(lang)) ?? draft.languages[0] ?? 'en';
  const tag = draft.languages.find((l) => l === search.get('text')) ?? own;
  const [publishing, setPublishing] = useState(false);
  const [seeing, setSeeing] = useState(false);
  useKeys(builder);
  const View = tab === 'questions' ? undefined : VIEWS[tab];
  const texts = draft.languages.length > 1 ? textsOf(draft) : [];
  const lacking = draft.languages.reduce((n, l) => n + missingIn(texts, l), 0);
  const label = (x: Tab) => (x === 'translations' && lacking ? <>{t(`survey.tab.${x}`)} <b className="sv-count" data-missing={lacking}>{lacking}</b></> : t(`survey.tab.${x}`));
  const preview = <Preview builder={builder} tag={tag} />;
  const title = say(draft.title, lang, draft.languages) || draft.key;
  return (
    <Page title={`${title} · ${t('nav.surveys')}`}>
      {holder}
      <Head survey={{ ...full, title: draft.title, languages: draft.languages }} here="build" note={<Kept builder={builder} />}>
        <span className="row" style={{ gap: 2 }}>
          <button type="button" className="icon-btn" disabled={!builder.undo} onClick={builder.undo} aria-label={t('editor.undo')} title={`${t('editor.undo')} (Ctrl+Z)`} data-act="undo"><span className="flip"><Icon name="redo" size={17} /></span></button>
          <button type="button" className="icon-btn" disabled={!builder.redo} onClick={builder.redo} aria-label={t('editor.redo')} title={`${t('editor.redo')} (Ctrl+Shift+Z)`} data-act="redo"><Icon name="redo" size={17} /></button>
        </span>
        {draft.languages.length > 1 && <Select aria-label={t('survey.text_language')} value={tag} onChange={(v) => set({ text: v === own ? undefined : v })} options={draft.languages.map((l) => ({ value: l, label: name(l) }))} popupMatchSelectWidth={false} style={{ minWidth: 118 }} />}
        {!beside && <Button onClick={() => setSeeing(true)}>{t('survey.preview')}</Button>}
        <Button type="primary" onClick={() => setPublishing(true)} disabled={full.version > 0 && !full.draft_changed && builder.kept === 'stored'}>{full.version > 0 && !full.draft_changed && builder.kept === 'stored' ? t('survey.published_all') : t('survey.publish_open')}</Button>
      </Head>
      {builder.kept === 'elsewhere' && (
        <div style={{ marginBottom: 14 }}><Notice>{t('survey.elsewhere')} <span className="row wrap" style={{ marginTop: 8 }}><Button size="small" onClick={builder.keepMine}>{t('survey.keep_mine')}</Button><Button size="small" onClick={() => void builder.takeTheirs()}>{t('survey.take_theirs')}</Button></span></Notice></div>
      )}
      <div className={'sv-build' + (beside ? ' sv-beside' : '')}>
        <div className="sv-main">
          <div className="spread wrap editor-bar">
            <div className="sv-tabs scroll-x"><Segmented aria-label={t('survey.views')} value={tab} onChange={(v) => set({ tab: v === 'questions' ? undefined : v, at: undefined }, true)} options={TABS.map((x) => ({ value: x, label: label(x) }))} /></div>
            <Problems faults={builder.faults} go={(f) => set(placeOf(f.field, draft), true)} />
          </div>
          {View ? <Suspense fallback={<SkelLines n={6} />}><View builder={builder} tag={tag} /></Suspense> : <Questions builder={builder} tag={tag} />}
        </div>
        {beside && <aside className="sv-side" aria-label={t('survey.preview')}>{preview}</aside>}
      </div>
      {!beside && <Drawer open={seeing} onClose={() => setSeeing(false)} title={t('survey.preview')} placement="right" width={Math.min(460, window.innerWidth)} destroyOnHidden className="sv-preview-drawer">{preview}</Drawer>}
      {publishing && <Publish builder={builder} close={() => setPublishing(false)} go={(f) => { setPublishing(false); set(placeOf(f.field, draft), true); }} done={(version) => { setPublishing(false); void toast.success(t('survey.published', { n: version })); }} />}
    </Page>
  );
}

function Kept({ builder }: { builder: Builder }) {
  const t = useT();
  return <span className={'sv-kept' + (['failed', 'refused', 'elsewhere'].includes(builder.kept) ? ' warm' : '')} role="status" data-kept={builder.kept}>{builder.kept === 'stored' && <Icon name="check" size={13} />}{t(`survey.kept.${builder.kept}`)}</span>;
}

/** Faults that keep the draft from being published, each with the way to its place. */
function Problems({ faults, go }: { faults: Fault[]; go: (f: Fault) => void }) {
  const t = useT();
  if (!faults.length) return <span className="muted small row"><Icon name="check" size={15} />{t('survey.no_fault')}</span>;
  return (
    <Dropdown trigger={['click']} menu={{ className: 'sv-faults', items: faults.slice(0, 20).map((f, i) => ({ key: i, label: <span>{f.message} <code>{f.field}</code></span>, onClick: () => go(f) })) }}>
      <button type="button" className="chip-btn warm" data-problems={faults.length}><Icon name="warn" size={15} />{t('survey.faults_n', { count: faults.length })}</button>
    </Dropdown>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z step through the draft unless a text field has its own undo; Ctrl+S stores at once. */
function useKeys(builder: Builder): void {
  const now = useRef(builder);
  now.current = builder;
  useEffect(() => {
    const keys = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.altKey) return;
      const key = e.key.toLowerCase();
      if (key === 's') { e.preventDefault(); void now.current.settle(); return; }
      const own = e.target instanceof HTMLElement && e.target.matches('input, textarea, [contenteditable]');
      if (own || (key !== 'z' && key !== 'y')) return;
      e.preventDefault();
      (key === 'y' || e.shiftKey ? now.current.redo : now.current.undo)?.();
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  }, []);
}
