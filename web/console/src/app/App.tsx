import { Button, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { Component, Suspense, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { createBrowserRouter, Link, Navigate, Outlet, RouterProvider, ScrollRestoration, useLocation, useSearchParams } from 'react-router-dom';
import { ApiError, setApiLang, setCsrf } from '@/api/client';
import { queryClient, sessionQuery, useSession } from '@/api/queries';
import { antdTheme } from '@/design/antd';
import { Empty } from '@/design/parts';
import { switchLang, useLang, useT } from '@/i18n';
import { startLive, stopLive, useLive } from './live';
import { HOME, PAGES, type PageEntry } from './pages';
import { page } from './preload';
import { useRights } from './rights';
import { Shell, ShellSkeleton } from './Shell';
import { ServerGone } from './ServerGone';
import { useTheme } from './theme';
import { recallChoices } from './url';

const SignIn = page(() => import('@/pages/door/SignIn'));
const SetupPage = page(() => import('@/pages/door/Setup'));
const Invite = page(() => import('@/pages/door/Invite'));
const Reset = page(() => import('@/pages/door/Reset'));
const ConfirmPassword = page(() => import('@/pages/door/Confirm'));

/** Language of the address wins; asking again in the new language is not needed, labels come in both. */
function LangFromAddress() {
  const [search] = useSearchParams();
  const lang = useLang();
  const asked = search.get('lang');
  useEffect(() => {
    if ((asked === 'zh' || asked === 'en') && asked !== lang) {
      setApiLang(asked);
      void switchLang(asked);
    }
  }, [asked, lang]);
  return <><Outlet /><ScrollRestoration /></>;
}

function Door() {
  const session = useSession();
  const { pathname, search } = useLocation();
  const ok = session.isSuccess;
  useEffect(() => {
    if (!ok) return;
    setCsrf(session.data.csrf);
    startLive();
    return stopLive;
  }, [ok, session.data?.csrf]);
  // A 401 from any question means the session has ended: ask for it again, which leads to the sign-in page.
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe((e) => {
        if (e.type !== 'updated' || e.action.type !== 'error' || e.query.queryKey[0] === 'session') return;
        if (e.action.error instanceof ApiError && e.action.error.status === 401) void queryClient.resetQueries({ queryKey: ['session'] });
      }),
    [],
  );
  if (session.isPending) return <ShellSkeleton />;
  if (session.error) {
    if (session.error instanceof ApiError && session.error.status === 401) {
      const q = new URLSearchParams(search);
      const lang = q.get('lang');
      const next = new URLSearchParams({ next: pathname + search, ...(lang ? { lang } : {}) });
      return <Navigate to={'/sign-in?' + next.toString()} replace />;
    }
    return <ServerGone retry={() => void session.refetch()} />;
  }
  // The workspace asks for a second factor: nothing else works until there is one.
  if (session.data.must_enrol && pathname !== '/settings/security') return <Navigate to={'/settings/security' + search} replace />;
  return (
    <Shell>
      <Suspense fallback={null}><ConfirmPassword /></Suspense>
      <Suspense fallback={null}>
        <Fault at={pathname}><Outlet /></Fault>
      </Suspense>
    </Shell>
  );
}

/** A page that fails to draw or to load says so and offers the way on; the shell stays. */
class Fault extends Component<{ at: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() { return { failed: true }; }
  override componentDidUpdate(before: { at: string }) { if (this.state.failed && before.at !== this.props.at) this.setState({ failed: false }); }
  override render() { return this.state.failed ? <FaultText /> : this.props.children; }
}
function FaultText() {
  const t = useT();
  const { status } = useLive();
  const gone = useRef(false);
  // Code that could not be loaded while the server was away is there again after a reload.
  useEffect(() => {
    if (status === 'lost') gone.current = true;
    else if (status === 'open' && gone.current) location.reload();
  }, [status]);
  if (status === 'lost') return <main id="main" className="page-main"><Empty level={1} title={t('error.gone')} actions={<Button onClick={() => void fetch('/v1/setup').then(() => location.reload(), () => undefined)}>{t('error.retry')}</Button>}>{t('error.gone_text')}</Empty></main>;
  return <main id="main" className="page-main"><Empty level={1} title={t('error.page_title')} actions={<><Button type="primary" onClick={() => location.reload()}>{t('error.retry')}</Button><a className="btn-link" href="/">{t('error.home')}</a></>}>{t('error.page_text')}</Empty></main>;
}
/** A page that its server's answers would refuse says so itself, by whatever address one came. */
function Allowed({ page: { view: View, need, nav } }: { page: PageEntry }) {
  const t = useT();
  const { may, whole } = useRights();
  const asked = need ?? nav;
  if (!asked || (may(asked.right) && (whole || !asked.whole))) return <View />;
  return <main id="main" className="page-main"><Empty level={1} title={t('error.not_yours')} actions={<Link className="btn-link" to="/">{t('error.home')}</Link>}>{t(may(asked.right) ? 'error.not_yours_limited' : 'error.not_yours_role')}</Empty></main>;
}
function NotFound() {
  const t = useT();
  return <main id="main" className="page-main"><Empty level={1} title={t('error.not_found')} actions={<a className="btn-link" href="/">{t('error.home')}</a>}>{t('error.not_found_text')}</Empty></main>;
}

recallChoices();
const router = createBrowserRouter([
  {
    element: <LangFromAddress />,
    children: [
      { path: '/sign-in', element: <Suspense fallback={null}><SignIn /></Suspense> },
      { path: '/setup', element: <Suspense fallback={null}><SetupPage /></Suspense> },
      { path: '/invite', element: <Suspense fallback={null}><Invite /></Suspense> },
      { path: '/reset', element: <Suspense fallback={null}><Reset /></Suspense> },
      {
        element: <Door />,
        children: [
          { path: '/', element: <Home /> },
          ...PAGES.map((p) => ({ path: p.path, element: <Allowed key={p.path} page={p} /> })),
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
]);
function Home() {
  const { search } = useLocation();
  return <Navigate to={HOME + search} replace />;
}

export function App() {
  const lang = useLang();
  const dark = useTheme() === 'dark';
  const theme = useMemo(() => antdTheme(dark), [dark]);
  return (
    <ConfigProvider locale={lang === 'zh' ? zh : en} theme={theme} button={{ autoInsertSpace: false }}>
      <RouterProvider router={router} />
    </ConfigProvider>
  );
}
void queryClient.prefetchQuery(sessionQuery);
