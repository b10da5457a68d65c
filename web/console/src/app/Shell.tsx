import { Suspense, useEffect, useState, type ReactNode } from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { del } from '@/api/client';
import { forgetSession, queryClient, useJourneys, useSession } from '@/api/queries';
import { Bell, TalkButton, TalkHost } from '@/comments/Talk';
import { Computing } from '@/design/Computing';
import { Icon } from '@/design/icons';
import { Skel } from '@/design/parts';
import { Pop } from '@/design/Pop';
import { LoadFailed } from '@/design/Waiting';
import { pick, tx, useLang, useT } from '@/i18n';
import { WorkspaceSwitch } from '@/pages/settings/WorkspaceSwitch';
import { forgetFeed, stopLive, useLive } from './live';
import { Manners, openPalette, useSwitchLang } from './Manners';
import { isMac } from './keys';
import { useNav } from './nav';
import { PAGES, type NavGroup } from './pages';
import { part } from './preload';
import { PRESETS, type Range } from './range';
import { toggleTheme, usePhone, useTheme } from './theme';
import { forgetChoices, rememberChoice, rememberJourney, useHref, useJourneyKey, useRange, useSetParams } from './url';
import './shell.css';

const RangeDays = part(() => import('./RangeDays'));
const SegmentMenu = part(() => import('./SegmentMenu'));

export function Shell({ children }: { children: ReactNode }) {
  const t = useT();
  const session = useSession().data;
  const gone = useLive().status === 'lost';
  useEffect(() => {
    // After the first paint, fetch the other pages' code so that switching is instant.
    const id = setTimeout(() => PAGES.forEach((p) => p.view.preload()), 1500);
    return () => clearTimeout(id);
  }, []);
  return (
    <>
      <Manners />
      <a className="skip" href="#main">{t('common.skip')}</a>
      <div className="shell">
        <div className="nav-col"><Nav /></div>
        <div className="body">
          {gone && <div className="gone" role="alert"><Icon name="plug" />{t('error.gone')} {t('error.gone_short')}</div>}
          {session?.workspace.generated && <aside className="ribbon" aria-label={t('common.generated_short')}><Icon name="info" size={16} />{t('common.generated')}</aside>}
          {children}
        </div>
      </div>
    </>
  );
}

const GROUPS: NavGroup[] = ['see', 'understand', 'run'];

function Nav() {
  const t = useT();
  const href = useHref();
  const phone = usePhone();
  const { pathname } = useLocation();
  const session = useSession().data;
  const items = useNav();
  const link = ({ entry, view, to }: (typeof items)[number]) => (
    <li key={entry.area}>
      <Link to={to} aria-current={entry.match.test(pathname) ? 'page' : undefined} onMouseEnter={view.preload} onFocus={view.preload} title={t(`nav.${entry.area}`)}>
        <Icon name={entry.icon} /><span>{t(`nav.${entry.area}`)}</span>
      </Link>
    </li>
  );
  if (phone) {
    const rest = items.filter((i) => !i.entry.phone);
    return (
      <nav className="nav" aria-label={t('nav.main')}>
        <ul className="nav-list">
          {items.filter((i) => i.entry.phone).map(link)}
          {rest.length > 0 && <li><More items={rest} /></li>}
        </ul>
      </nav>
    );
  }
  return (
    <nav className="nav" aria-label={t('nav.main')}>
      <Link className="logo" to={href('/')}>peak<i>end</i></Link>
      {GROUPS.map((g) => {
        const mine = items.filter((i) => i.entry.group === g);
        if (!mine.length) return null;
        return (
          <div key={g} className="nav-group">
            {g !== 'see' && <h2 className="name">{t(`nav.group_${g}`)}</h2>}
            <ul className="nav-list">{mine.map(link)}</ul>
          </div>
        );
      })}
      <div className="nav-foot">
        <WorkspaceSwitch />
        <div className="who">
          {session && <span className="name grow ellipsis">{session.account.name || session.account.email}</span>}
          <SignOut />
        </div>
      </div>
    </nav>
  );
}

/** The entries that do not fit on a phone's bar. */
function More({ items }: { items: ReturnType<typeof useNav> }) {
  const t = useT();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const here = items.some((i) => i.entry.match.test(pathname));
  return (
    <Pop menu placement="top" button={(p) => <button type="button" className="nav-more" aria-haspopup="menu" aria-current={here ? 'page' : undefined} {...p}><Icon name="more" /><span>{t('nav.more')}</span></button>}>
      {(close) => (
        <div className="menu-list" role="menu" aria-label={t('nav.more')}>
          {items.map((i) => <button key={i.entry.area} type="button" role="menuitem" onClick={() => { close(); navigate(i.to); }}>{t(`nav.${i.entry.area}`)}<Icon name={i.entry.icon} /></button>)}
        </div>
      )}
    </Pop>
  );
}

function SignOut() {
  const t = useT();
  const navigate = useNavigate();
  const out = async () => {
    stopLive();
    forgetFeed();
    forgetSession();
    forgetChoices();
    await del('/v1/session').catch(() => undefined);
    queryClient.clear();
    navigate('/sign-in', { replace: true });
  };
  return <button type="button" className="icon-btn" onClick={() => void out()} aria-label={t('nav.sign_out')} title={t('nav.sign_out')}><Icon name="out" size={17} /></button>;
}

let arrived = '';
/** After following a link the keyboard and the screen reader start at the new page's content. */
function useFocusOnArrival() {
  const { pathname } = useLocation();
  useEffect(() => {
    if (arrived && arrived !== pathname) document.getElementById('main')?.focus({ preventScroll: true });
    arrived = pathname;
  }, [pathname]);
}

/** A page: its bar (journey, range, live, language, theme), its content, and on wide screens a panel at the side. */
export function Page({ title, narrow, aside, journey, range, segment, back, children }: { title: string; narrow?: boolean; aside?: ReactNode; journey?: boolean; /** 'only': the page knows no segments of customers. */ range?: boolean | 'days' | 'own' | 'only'; /** Segments without a range. */ segment?: boolean; back?: ReactNode; children: ReactNode }) {
  useEffect(() => { document.title = title ? `${title} · peakend` : 'peakend'; }, [title]);
  useFocusOnArrival();
  return (
    <div className={'page' + (aside ? ' page-aside' : '')}>
      <main className={'page-main' + (narrow ? ' page-main-narrow' : '')} id="main" tabIndex={-1}>
        <div className="bar">
          <div className="bar-chips">{journey && <JourneyChip />}{range && <RangeChip days={range === 'days'} own={range === 'own'} />}{(segment || (range && range !== 'only')) && <SegmentChip />}</div>
          <LiveBadge />
          <div className="row bar-tools" style={{ gap: 6 }}><FindButton /><TalkButton /><Bell /><LangButton /><ThemeButton /><span className="only-phone"><SignOut /></span></div>
        </div>
        {back}
        <Computing />
        {journey ? <WithJourneys>{children}</WithJourneys> : children}
      </main>
      {aside}
      <TalkHost />
    </div>
  );
}

/** A page about a journey cannot know which while the list of them did not come: it says so, and does not wait for ever. */
function WithJourneys({ children }: { children: ReactNode }) {
  const list = useJourneys();
  return list.error && !list.data ? <div className="card"><LoadFailed ask={list} level={1} small={false} /></div> : children;
}

function LiveBadge() {
  const t = useT();
  const live = useLive();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const id = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(id);
  }, []);
  const s = live.lastAt ? Math.max(0, Math.round((now - live.lastAt) / 1000)) : undefined;
  const text =
    live.status === 'lost' ? t('live.lost') : live.status === 'connecting' ? t('live.connecting') : s === undefined ? t('live.on') : s < 60 ? t('live.ago_s', { n: s }) : t('live.ago_m', { n: Math.floor(s / 60) });
  return <span className={`live live-${live.status}`} aria-live="off">{text}</span>;
}

function FindButton() {
  const t = useT();
  return <button type="button" className="icon-btn icon-btn-line find-btn" onClick={openPalette} aria-label={`${t('palette.open')} ${isMac ? '⌘K' : 'Ctrl K'}`} title={t('palette.open')} aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}><Icon name="search" size={16} /><span aria-hidden="true">{isMac ? '⌘K' : 'Ctrl K'}</span></button>;
}

export function LangButton() {
  const t = useT();
  const other = useLang() === 'zh' ? 'en' : 'zh';
  const change = useSwitchLang();
  return <button type="button" className="icon-btn icon-btn-line" style={{ width: 'auto', padding: '0 11px' }} onClick={change} lang={other === 'zh' ? 'zh-CN' : 'en'} aria-label={t('nav.lang')}>{other === 'zh' ? '中文' : 'EN'}</button>;
}
export function ThemeButton() {
  const t = useT();
  const dark = useTheme() === 'dark';
  const label = t(dark ? 'nav.light' : 'nav.dark');
  return <button type="button" className="icon-btn icon-btn-line" onClick={toggleTheme} aria-label={label} title={label}><Icon name={dark ? 'sun' : 'moon'} size={17} /></button>;
}

function JourneyChip() {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const key = useJourneyKey();
  const set = useSetParams();
  const journeys = useJourneys().data ?? [];
  const now = journeys.find((j) => j.key === key) ?? journeys[0];
  const go = (next: string) => {
    const tail = /\/(laws|paths|drivers|aspects|memory|touchpoints)$/.exec(pathname)?.[0] ?? '';
    if (pathname.startsWith('/journey')) navigate(href(`/journey/${encodeURIComponent(next)}${tail}`));
    else { rememberJourney(next); set({ journey: next, touchpoint: undefined }, true); }
  };
  return (
    <Pop menu button={(p) => <button type="button" className="chip-btn chip-journey" aria-haspopup="menu" {...p}><span className="ellipsis">{now ? pick(now.name, lang) : t('nav.pick_journey')}</span><Icon name="chevron" size={16} /></button>}>
      {(close) => (
        <div className="menu-list" role="menu" aria-label={t('nav.pick_journey')}>
          {journeys.map((j) => <button key={j.key} type="button" role="menuitemradio" aria-checked={j.key === now?.key} onClick={() => { close(); go(j.key); }}>{pick(j.name, lang)}<span className="muted xs">{t('journey.touchpoints_n', { count: j.touchpoints })}</span></button>)}
          <button type="button" role="menuitem" onClick={() => { close(); navigate(href('/journey', { pick: '1' })); }}>{t('journey.add')}<Icon name="arrow" size={15} /></button>
        </div>
      )}
    </Pop>
  );
}

export const rangeLabel = (r: Range, t: ReturnType<typeof useT>): string =>
  r.kind === 'days' ? `${r.from} – ${r.to}` : r.kind === 'all' ? t('range.all') : tx(`range.${r.n}${r.unit}`, t(r.unit === 'd' ? 'range.days' : 'range.months', { count: r.n }));

/** A page that compares equal spans knows no "all time" and, unless it says so (`own`), no own days: it then looks at the last 30. */
function RangeChip({ days, own }: { days: boolean; own: boolean }) {
  const t = useT();
  const set = useSetParams();
  const { range: chosen } = useRange();
  const range: Range = (days && chosen.kind !== 'last') || (own && chosen.kind === 'all') ? { kind: 'last', n: 30, unit: 'd' } : chosen;
  const now = range.kind === 'all' ? 'all' : range.kind === 'last' ? `${range.n}${range.unit}` : '';
  const choose = (v: string) => { const next = v === 'all' ? undefined : v; rememberChoice('range', next); set({ range: next }, true); };
  return (
    <Pop menu button={(p) => <button type="button" className="chip-btn" data-manner="range" aria-haspopup="menu" {...p}>{rangeLabel(range, t)}<Icon name="chevron" size={16} /></button>}>
      {(close) => {
        const take = (v: string) => { close(); choose(v); };
        return (
          <div className="menu-list">
            <div className="menu-list" style={{ margin: 0 }} role="menu" aria-label={t('range.pick')}>
              {PRESETS.filter((p) => !(days || own) || p !== 'all').map((p) => <button key={p} type="button" role="menuitemradio" aria-checked={p === now} onClick={() => take(p)}>{t(`range.${p}`)}</button>)}
            </div>
            {!days && <Suspense fallback={<div style={{ height: 78 }} />}><RangeDays range={range} choose={take} /></Suspense>}
          </div>
        );
      }}
    </Pop>
  );
}

export function SegmentChip() {
  const t = useT();
  const set = useSetParams();
  const { segment } = useRange();
  const text = segment ? t('segment.some', { attribute: tx(`dimension.${segment.field}`, segment.field), value: segment.values.map((v) => (segment.field === 'channel' ? tx(`channel.${v}`, v) : v)).join(t('curve.list_join')) }) : t('segment.all');
  return (
    <Pop menu button={(p) => <button type="button" className={'chip-btn' + (segment ? ' chip-on' : '')} aria-haspopup="menu" aria-label={`${t('segment.pick')}: ${text}`} {...p}><span className="ellipsis">{text}</span><Icon name="chevron" size={16} /></button>}>
      {(close) => <Suspense fallback={<div style={{ height: 120 }} />}><SegmentMenu now={segment} choose={(v) => { close(); rememberChoice('segment', v); set({ segment: v }, true); }} /></Suspense>}
    </Pop>
  );
}

/** The shell's outline while the session is being asked for: nothing jumps when it arrives. */
export function ShellSkeleton() {
  return (
    <div className="shell" aria-busy="true">
      <div className="nav-col"><div className="nav"><span className="logo">peak<i>end</i></span></div></div>
      <div className="page-main"><div className="bar"><Skel w={180} h={34} r={8} /><Skel w={120} h={34} r={8} /></div><Skel w={320} h={32} /></div>
    </div>
  );
}
