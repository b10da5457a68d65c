import { Button, Input, message as toast, Modal, Select } from 'antd';
import { useEffect, useLayoutEffect, useRef, useState, type PointerEvent } from 'react';
import { Link, Navigate, useNavigate, useParams, useSearchParams } from 'react-router-dom';
import { addDashboard, removeDashboard, useDashboard, useDashboards, usePutDashboard, type Dashboard, type DashboardHead, type Tile } from '@/api/board';
import { ApiError } from '@/api/client';
import { useSession } from '@/api/queries';
import { useRights } from '@/app/rights';
import { Page, SegmentChip } from '@/app/Shell';
import { forceTheme } from '@/app/theme';
import { useHref, useSetParams } from '@/app/url';
import { copyText } from '@/design/clipboard';
import { Icon } from '@/design/icons';
import { Empty, Skel } from '@/design/parts';
import { LoadFailed } from '@/design/Waiting';
import { Pop } from '@/design/Pop';
import { dateTime, tx, useLang, useT, type T } from '@/i18n';
import { reason } from '../explore/Save';
import { moved } from './arrange';
import { TileBox, useTileName, type TileActions } from './TileBox';
import '../explore/explore.css';
import './dashboards.css';

const LAST = 'pk.dashboard';
export const dashboardName = (d: Pick<Dashboard | DashboardHead, 'role' | 'name'>, t: T): string => (d.role ? tx(`dash.role.${d.role}`, d.role) : d.name || t('nav.dashboards'));

/** /dashboards opens the one seen last, or that of the CX lead. */
export function Start() {
  const href = useHref();
  const t = useT();
  const ask = useDashboards();
  const heads = ask.data;
  if (!heads) return <Page title={t('nav.dashboards')}>{ask.error ? <LoadFailed ask={ask} level={1} small={false} /> : <Skel w={320} h={32} />}</Page>;
  const last = localStorage.getItem(LAST);
  const to = heads.find((d) => d.id === last) ?? heads.find((d) => !d.role) ?? heads[0];
  return <Navigate to={href('/dashboards/' + (to?.id ?? 'cx-lead'))} replace />;
}

export default function DashboardPage() {
  const { dashboard } = useParams();
  return dashboard ? <One key={dashboard} id={dashboard} /> : <Start />;
}

function One({ id }: { id: string }) {
  const t = useT();
  const href = useHref();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const ask = useDashboard(id);
  const d = ask.data;
  const may = useRights().may;
  const put = usePutDashboard(id);
  const print = search.get('print') === '1';
  const [said, holder] = toast.useMessage();
  usePaper(print);
  useEffect(() => { if (d) localStorage.setItem(LAST, d.id); }, [d]);
  if (!d) {
    const missing = ask.error instanceof ApiError && ask.error.status === 404;
    return <Page title={t('nav.dashboards')}>{missing ? <Empty level={1} title={t('dash.missing')} actions={<Link className="btn-link" to={href('/dashboards')} onClick={() => localStorage.removeItem(LAST)}>{t('nav.dashboards')}</Link>}>{t('dash.missing_text')}</Empty> : ask.error ? <LoadFailed ask={ask} level={1} small={false} /> : <><Skel w={320} h={32} /><div className="tiles" style={{ marginTop: 20 }}>{[0, 1, 2, 3].map((i) => <Skel key={i} h={330} r={13} />)}</div></>}</Page>;
  }
  const name = dashboardName(d, t);
  const store = (next: Dashboard) => put.mutate(next, { onError: (e) => void said.error(reason(e)) });
  const copy = async () => {
    try { navigate(href('/dashboards/' + (await addDashboard({ name: d.role ? name : t('dash.copy_of', { name }), shared: false, from: d.id })).id)); } catch (e) { void said.error(reason(e)); }
  };
  const addNote = () => store({ ...d, tiles: [...d.tiles, { id: 'n' + Date.now().toString(36), kind: 'note', name: '', width: 1, text: '' }] });
  return (
    <Page title={`${name} · ${t('nav.dashboards')}`}>
      {holder}
      {print && <PrintHead name={name} range={search.get('range') ?? ''} />}
      <div className="page-title spread wrap dash-head">
        <div className="grow"><Title d={d} rename={(next) => store({ ...d, name: next })} /><p>{d.role ? t(`dash.role_text.${d.role}` as 'dash.role_text.cx-lead') : t(d.shared ? 'dash.shared_by' : 'dash.only_you', { name: d.owner?.name ?? '–' })}</p></div>
        <div className="row wrap explore-acts">
          <Switcher now={d} />
          <RangeOfAll />
          <SegmentChip />
          {d.may_change && <Button icon={<Icon name="note" size={15} />} onClick={addNote}>{t('dash.add_note')}</Button>}
          {d.may_change && <Link className="btn-link dash-add" to={href('/explore')}><Icon name="plus" size={15} />{t('dash.add')}</Link>}
          {!d.may_change && may('act') && <Button type="primary" icon={<Icon name="copy" size={15} />} onClick={() => void copy()}>{t('dash.make_own')}</Button>}
          <MoreMenu d={d} copy={() => void copy()} store={store} said={(text) => void said.info(text)} failed={(text) => void said.error(text)} />
        </div>
      </div>
      {!d.tiles.length ? <div className="card"><Empty title={t(d.role ? 'dash.no_journey' : 'dash.empty')} actions={<Link className="btn-link btn-link-main" to={href(d.role ? '/journey' : '/explore')}>{t(d.role ? 'error.home' : 'dash.add')}</Link>}>{t(d.role ? 'dash.no_journey_text' : 'dash.empty_text')}</Empty></div>
        : <Tiles d={d} store={store} undo={(before) => { const key = 'undo'; void said.open({ key, duration: 8, content: <span>{t('dash.removed')} <button type="button" className="info-btn" onClick={() => { said.destroy(key); store(before); }}>{t('dash.undo')}</button></span> }); }} />}
    </Page>
  );
}

function Title({ d, rename }: { d: Dashboard; rename: (name: string) => void }) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const [name, setName] = useState(d.name);
  if (!editing) return <h1>{dashboardName(d, t)}{d.may_change && <button type="button" className="icon-btn dash-edit" aria-label={t('dash.rename_this')} title={t('dash.rename_this')} onClick={() => { setName(d.name); setEditing(true); }}><Icon name="edit" size={16} /></button>}</h1>;
  const done = () => { setEditing(false); if (name.trim() && name.trim() !== d.name) rename(name.trim()); };
  return <Input value={name} onChange={(e) => setName(e.target.value)} onPressEnter={done} onBlur={done} onKeyDown={(e) => e.key === 'Escape' && setEditing(false)} aria-label={t('dash.name')} maxLength={120} autoFocus style={{ maxWidth: 420, fontSize: 20 }} />;
}

function Switcher({ now }: { now: Dashboard }) {
  const t = useT();
  const href = useHref();
  const navigate = useNavigate();
  const heads = useDashboards().data ?? [];
  const may = useRights().may('act');
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const make = async () => { const made = await addDashboard({ name: name.trim(), shared: false, tiles: [] }); setNaming(false); navigate(href('/dashboards/' + made.id)); };
  const item = (d: DashboardHead, close: () => void) => (
    <button key={d.id} type="button" role="menuitemradio" aria-checked={d.id === now.id} onClick={() => { close(); navigate(href('/dashboards/' + d.id)); }}><span className="ellipsis">{dashboardName(d, t)}</span><span className="xs muted">{d.role ? '' : t(d.shared ? 'explore.shared' : 'explore.private')}</span></button>
  );
  const own = heads.filter((d) => !d.role);
  return (
    <>
      <Pop menu button={(p) => <button type="button" className="chip-btn" aria-haspopup="menu" {...p}><Icon name="dashboards" size={15} />{t('dash.switch')}<Icon name="chevron" size={16} /></button>}>
        {(close) => (
          <div className="menu-list views-menu" role="menu" aria-label={t('nav.dashboards')}>
            {own.map((d) => item(d, close))}
            {own.length > 0 && <div className="menu-rule" role="separator" />}
            {heads.filter((d) => d.role).map((d) => item(d, close))}
            {may && <><div className="menu-rule" role="separator" /><button type="button" role="menuitem" onClick={() => { close(); setNaming(true); }}>{t('dash.new')}<Icon name="plus" size={15} /></button></>}
          </div>
        )}
      </Pop>
      {naming && <Modal open title={t('dash.new')} onCancel={() => setNaming(false)} onOk={() => void make()} okText={t('dash.create')} cancelText={t('explore.cancel')} okButtonProps={{ disabled: !name.trim() }} destroyOnHidden><Input value={name} onChange={(e) => setName(e.target.value)} aria-label={t('dash.name')} placeholder={t('dash.name')} maxLength={120} autoFocus onPressEnter={() => name.trim() && void make()} /></Modal>}
    </>
  );
}

/** One range for all tiles, or each its own. */
function RangeOfAll() {
  const t = useT();
  const [search] = useSearchParams();
  const set = useSetParams();
  const now = search.get('range') ?? '';
  const known = ['7d', '30d', '90d', '12m', 'all'] as const;
  return <Select aria-label={t('range.pick')} value={now} onChange={(v) => set({ range: v || undefined }, true)} popupMatchSelectWidth={200} options={[{ value: '', label: t('dash.own_range') }, ...known.map((k) => ({ value: k as string, label: t(`range.${k}`) })), ...(now && !known.includes(now as '7d') ? [{ value: now, label: now.replace('..', ' – ') }] : [])]} />;
}

function MoreMenu({ d, copy, store, said, failed }: { d: Dashboard; copy: () => void; store: (d: Dashboard) => void; said: (text: string) => void; failed: (text: string) => void }) {
  const t = useT();
  const href = useHref();
  const navigate = useNavigate();
  const set = useSetParams();
  const may = useRights().may;
  const [confirm, holder] = Modal.useModal();
  const remove = async () => { try { await removeDashboard(d.id); localStorage.removeItem(LAST); navigate(href('/dashboards')); } catch (e) { failed(reason(e)); } };
  const link = async () => said((await copyText(location.href)) ? t('explore.copied') : location.href);
  return (
    <>
      {holder}
      <Pop menu button={(p) => <button type="button" className="icon-btn icon-btn-line" aria-haspopup="menu" aria-label={t('dash.more')} {...p}><Icon name="more" size={17} /></button>}>
        {(close) => (
          <div className="menu-list" role="menu" aria-label={t('dash.more')}>
            <button type="button" role="menuitem" onClick={() => { close(); set({ print: '1' }, true); }}>{t('dash.print')}<Icon name="print" size={16} /></button>
            <button type="button" role="menuitem" onClick={() => { close(); void link(); }}>{t('explore.copy_link')}<Icon name="share" size={16} /></button>
            {may('act') && <button type="button" role="menuitem" onClick={() => { close(); copy(); }}>{t('dash.copy')}<Icon name="copy" size={16} /></button>}
            {d.may_change && may('write') && (!d.shared || d.mine) && <button type="button" role="menuitem" onClick={() => { close(); store({ ...d, shared: !d.shared }); }}>{t(d.shared ? 'explore.unshare' : 'explore.share_all')}<Icon name="customers" size={16} /></button>}
            {d.may_change && <button type="button" role="menuitem" onClick={() => { close(); confirm.confirm({ title: t('dash.remove_this', { name: d.name }), content: t('dash.remove_text'), okText: t('explore.remove'), cancelText: t('explore.cancel'), onOk: remove }); }}>{t('dash.remove')}<Icon name="trash" size={16} /></button>}
          </div>
        )}
      </Pop>
    </>
  );
}

/** The grid. A tile is dragged by its grip (mouse, pen, finger) or moved by the arrow keys on it; both are said aloud. */
function Tiles({ d, store, undo }: { d: Dashboard; store: (d: Dashboard) => void; undo: (before: Dashboard) => void }) {
  const t = useT();
  const [search] = useSearchParams();
  const nameOf = useTileName();
  const [order, setOrder] = useState<Tile[]>();
  const [dragged, setDragged] = useState('');
  const [told, setTold] = useState('');
  const grid = useRef<HTMLDivElement>(null);
  const focus = useRef('');
  const shown = order ?? d.tiles;
  // Moving a node in the document takes the focus away: it goes back to the grip of the tile that was moved.
  useLayoutEffect(() => {
    if (!focus.current) return;
    grid.current?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(focus.current)}"] .tile-grip`)?.focus();
    focus.current = '';
  });
  const place = (tiles: Tile[], id: string) => {
    const at = tiles.findIndex((x) => x.id === id);
    setTold(t('dash.moved', { name: nameOf(tiles[at]!), at: at + 1, n: tiles.length }));
  };
  const drag = (id: string, e: PointerEvent<HTMLElement>) => {
    if (e.button !== 0) return;
    e.preventDefault();
    const grip = e.currentTarget;
    grip.focus({ preventScroll: true });
    let now = d.tiles;
    setDragged(id);
    const move = (p: globalThis.PointerEvent) => {
      if (p.clientY < 60) window.scrollBy(0, -14);
      else if (p.clientY > window.innerHeight - 60) window.scrollBy(0, 14);
      const over = document.elementFromPoint(p.clientX, p.clientY)?.closest<HTMLElement>('[data-tile]')?.dataset.tile;
      const from = now.findIndex((x) => x.id === id);
      const to = now.findIndex((x) => x.id === over);
      if (to < 0 || to === from) return;
      now = moved(now, from, to);
      setOrder(now);
    };
    const end = (kept: boolean) => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', escape, true);
      setDragged('');
      setOrder(undefined);
      if (kept && now !== d.tiles) { place(now, id); store({ ...d, tiles: now }); }
    };
    const up = () => end(true);
    const cancel = () => end(false);
    const escape = (k: KeyboardEvent) => { if (k.key === 'Escape') { k.stopPropagation(); end(false); } };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', escape, true);
  };
  const actions: TileActions | undefined = d.may_change ? {
    drag,
    change: (id, change) => store({ ...d, tiles: d.tiles.map((x) => (x.id === id ? { ...x, ...change } : x)) }),
    remove: (id) => { store({ ...d, tiles: d.tiles.filter((x) => x.id !== id) }); undo(d); },
    move: (id, to) => { const next = moved(d.tiles, d.tiles.findIndex((x) => x.id === id), to); place(next, id); focus.current = id; store({ ...d, tiles: next }); },
  } : undefined;
  return (
    <>
      <div className={'tiles' + (dragged ? ' tiles-dragging' : '')} ref={grid}>
        {shown.map((tile, i) => <TileBox key={tile.id} tile={tile} at={i} count={shown.length} actions={actions} range={search.get('range') ?? ''} segment={search.get('segment') ?? ''} dragged={tile.id === dragged} />)}
      </div>
      <p className="sr" aria-live="assertive">{told}</p>
    </>
  );
}

/** Paper: light colours, the width of an A4 page, nothing to press. Opens the print dialog when a person asked for it. */
function usePaper(on: boolean) {
  useEffect(() => {
    if (!on) return;
    forceTheme('light');
    document.documentElement.dataset.paper = '1';
    return () => { forceTheme(undefined); delete document.documentElement.dataset.paper; };
  }, [on]);
}
function PrintHead({ name, range }: { name: string; range: string }) {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const session = useSession().data;
  const zone = session?.workspace.zone ?? 'UTC';
  return (
    <>
      <div className="paper-bar"><Button type="primary" icon={<Icon name="print" size={15} />} onClick={() => window.print()}>{t('dash.print_now')}</Button><Button onClick={() => set({ print: undefined })}>{t('dash.print_back')}</Button><span className="small muted">{t('dash.print_hint')}</span></div>
      <div className="paper-head"><b>{session?.workspace.name}</b><span>{name}{range && ` · ${tx(`range.${range}`, range.replace('..', ' – '))}`}</span><span>peakend · {dateTime(lang, zone, Date.now())} ({zone})</span></div>
    </>
  );
}
