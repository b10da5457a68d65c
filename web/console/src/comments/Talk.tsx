// The small part of comments that every page carries: the button with its count and the bell. The panel itself loads when opened.
import { Suspense, useEffect, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router-dom';
import { seeMentions, useMentions, useThreads } from '@/api/board';
import { useSession } from '@/api/queries';
import { part } from '@/app/preload';
import { useRights } from '@/app/rights';
import { useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { Pop } from '@/design/Pop';
import { ago, useLang, useT } from '@/i18n';
import { pieces } from './text';
import './comments.css';

/** Figure of the address bar's ?talk=; "page" stands for the page as a whole. */
export const WHOLE = 'page';
const Panel = part(() => import('./Panel'));
/** Comments are asked for once the page itself has been painted. */
function useLater(): boolean {
  const [on, setOn] = useState(false);
  useEffect(() => { const id = setTimeout(() => setOn(true), 900); return () => clearTimeout(id); }, []);
  return on;
}

/** Opens the comments on a figure, or (without one) on the page; shows how many threads are open there. */
export function TalkButton({ figure, title }: { figure?: string; title?: string }) {
  const t = useT();
  const set = useSetParams();
  const { pathname } = useLocation();
  const later = useLater();
  const session = useSession().data;
  const may = useRights().may;
  const threads = useThreads(pathname, later && !!session).data;
  const open = threads?.filter((x) => x.figure === (figure ?? '') && !x.resolved).length ?? 0;
  if (!session || (!may('act') && !open)) return null;
  const label = t(open ? 'talk.open_n' : 'talk.open', { what: title ?? t('talk.this_page'), count: open });
  return (
    <button type="button" className={'icon-btn talk-btn' + (figure ? '' : ' icon-btn-line')} onClick={() => set({ talk: figure ?? WHOLE, thread: undefined }, true)} aria-label={label} title={label}>
      <Icon name="feedback" size={16} />{open > 0 && <b aria-hidden="true">{open}</b>}
    </button>
  );
}

/** The comments of ?talk=, beside the page. */
export function TalkHost() {
  const [search] = useSearchParams();
  const figure = search.get('talk');
  // Where there is room the page makes way, so that the figure stays beside what is said about it.
  useEffect(() => {
    if (!figure) return;
    document.documentElement.dataset.talk = '1';
    return () => { delete document.documentElement.dataset.talk; };
  }, [figure]);
  return figure ? <Suspense fallback={null}><Panel figure={figure === WHOLE ? '' : figure} thread={search.get('thread') ?? undefined} /></Suspense> : null;
}

/** Comments that mention me. */
export function Bell() {
  const later = useLater();
  const session = useSession().data;
  return later && session?.account.id ? <BellButton /> : <span className="icon-btn icon-btn-line" aria-hidden="true"><Icon name="bell" size={17} /></span>;
}
function BellButton() {
  const t = useT();
  const lang = useLang();
  const navigate = useNavigate();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const data = useMentions().data;
  const may = useRights().may('act');
  const unread = data?.unread ?? 0;
  const label = unread ? t('talk.mentions_n', { count: unread }) : t('talk.mentions');
  return (
    <Pop menu button={(p) => <button type="button" className="icon-btn icon-btn-line talk-btn" aria-haspopup="menu" aria-label={label} title={label} {...p}><Icon name="bell" size={17} />{unread > 0 && <b aria-hidden="true">{unread > 99 ? '99+' : unread}</b>}</button>}>
      {(close) => (
        <div className="menu-list bell" role="menu" aria-label={t('talk.mentions')}>
          {!data?.mentions.length && <p className="small muted" style={{ padding: '10px', maxWidth: 280 }}>{t('talk.no_mentions')}</p>}
          {data?.mentions.map((m) => (
            <button key={m.comment} type="button" role="menuitem" className={m.unread ? 'bell-new' : ''} onClick={() => { close(); if (m.unread) void seeMentions(m.thread); navigate(m.link + (m.link.includes('?') ? '&' : '?') + 'thread=' + m.thread); }}>
              <span className="grow"><b>{m.author.name}</b> <span className="muted">· {m.title}</span><span className="bell-text">{pieces(m.text).map((x) => (typeof x === 'string' ? x : '@' + x.name)).join('')}</span></span>
              <span className="xs muted nowrap">{ago(lang, zone, m.at)}</span>
            </button>
          ))}
          {unread > 0 && may && <button type="button" role="menuitem" className="bell-all" onClick={() => { close(); void seeMentions(); }}>{t('talk.see_all')}<Icon name="check" size={15} /></button>}
        </div>
      )}
    </Pop>
  );
}
