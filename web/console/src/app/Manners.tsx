import { Suspense, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { setApiLang } from '@/api/client';
import { switchLang, useLang } from '@/i18n';
import { meaning, singleKeys } from './keys';
import { useNav } from './nav';
import { part } from './preload';
import { toggleTheme } from './theme';
import { useSetParams } from './url';

const Palette = part(() => import('./Palette'));
const KeySheet = part(() => import('./KeySheet'));

const OPEN = 'pk:open-palette';
/** For a button: opens the palette. */
export const openPalette = (): void => void window.dispatchEvent(new Event(OPEN));
/** Switches the language, in the page and in the address. */
export function useSwitchLang(): () => void {
  const lang = useLang();
  const set = useSetParams();
  return () => {
    const other = lang === 'zh' ? 'en' : 'zh';
    setApiLang(other);
    void switchLang(other);
    set({ lang: other });
  };
}

const typing = (at: EventTarget | null): boolean => at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));

/** Closed dialogs may stay in the page, not shown. */
const dialogOpen = (): boolean => [...document.querySelectorAll('[role=dialog][aria-modal=true]')].some((d) => d.getClientRects().length > 0);

/** Listens for shortcuts; holds the command palette and the sheet of keys. */
export function Manners() {
  const navigate = useNavigate();
  const nav = useNav();
  const lang = useSwitchLang();
  const [open, setOpen] = useState<'palette' | 'sheet' | undefined>();
  const back = useRef<HTMLElement | null>(null);
  const pending = useRef({ key: '', at: 0 });
  const act = useRef<(what: string) => void>(() => undefined);
  const show = (what: 'palette' | 'sheet') => {
    back.current ??= document.activeElement as HTMLElement | null;
    setOpen(what);
  };
  const close = () => {
    setOpen(undefined);
    const to = back.current;
    back.current = null;
    requestAnimationFrame(() => { if (document.activeElement === document.body) to?.focus({ preventScroll: true }); });
  };
  act.current = (what) => {
    if (what === 'palette') return open === 'palette' ? close() : show('palette');
    if (what === 'sheet') return show('sheet');
    if (what === 'theme') return toggleTheme();
    if (what === 'lang') return lang();
    if (what === 'range') return document.querySelector<HTMLElement>('[data-manner=range]')?.click();
    if (what === 'search') {
      const field = document.querySelector<HTMLElement>('main input[type=text], main input[type=search]');
      return field ? field.focus() : show('palette');
    }
    const to = nav.find((n) => `go:${n.entry.area}` === what)?.to;
    if (to) navigate(to);
  };
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      if (e.isComposing || e.defaultPrevented) return;  // a page's own key comes first
      const recent = Date.now() - pending.current.at < 1000 ? pending.current.key : '';
      const what = meaning({ key: e.key, ctrlKey: e.ctrlKey, metaKey: e.metaKey, altKey: e.altKey, typing: typing(e.target) || dialogOpen() }, recent, singleKeys());
      pending.current = { key: e.key.toLowerCase(), at: Date.now() };
      if (!what) return;
      e.preventDefault();
      act.current(what);
    };
    const ask = () => act.current('palette');
    window.addEventListener('keydown', press);
    window.addEventListener(OPEN, ask);
    return () => { window.removeEventListener('keydown', press); window.removeEventListener(OPEN, ask); };
  }, []);
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <Palette close={close} act={(what) => { close(); act.current(what); }} />}
      {open === 'sheet' && <KeySheet close={close} />}
    </Suspense>
  );
}
