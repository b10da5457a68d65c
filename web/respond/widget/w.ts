// w.js: what companies put into their own pages. identify, track, show. No eval, no style elements: works under a policy of
// script-src, frame-src and connect-src with this server's address. docs/surveys.md, "In your own pages".
type Props = Record<string, unknown>;
interface Item extends Props { type: string; messageId: string; timestamp: string }
interface Show {
  link: string;                             // token of a link
  as?: 'card' | 'button' | 'frame';
  target?: string;                          // frame: selector of the element that takes it
  delay?: number; scroll?: number;          // card: seconds, share of the page in percent
  days?: number;                            // card: not again for so long after it was answered or closed; 90
  side?: 'left' | 'right'; text?: string; color?: string; lang?: string;
  fields?: Record<string, string>;
  done?(): void; closed?(): void;
}

const me = document.currentScript as HTMLScriptElement | null;
const base = new URL(me ? me.src : location.href).origin;
const writeKey = (me && me.getAttribute('data-key')) || '';

let disk: Record<string, string>;
try {
  disk = window.localStorage as unknown as Record<string, string>;
  disk['pk-w'] = '1';
  delete disk['pk-w'];
} catch (e) {
  disk = {};
}
const load = <T>(key: string, fallback: T): T => { try { return JSON.parse(disk[key]) as T; } catch (e) { return fallback; } };
const keep = (key: string, value: unknown): void => { try { disk[key] = JSON.stringify(value); } catch (e) { /* full */ } };
const id = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => (b + 256).toString(16).slice(1)).join('');

// ---- events: kept until the server has them; the message id makes a second sending harmless -------------------------------------
const QUEUE = 'pk-events', MOST = 300, BATCH = 50;
const waiting = (): Item[] => load<Item[]>(QUEUE, []);
let timer = 0, tries = 0, busy = false;
const url = (): string => base + '/v1/batch?key=' + encodeURIComponent(writeKey);
const later = (ms: number): void => {
  clearTimeout(timer);
  timer = setTimeout(flush, ms) as unknown as number;
};
function flush(): void {
  const some = waiting().filter((i) => Date.now() - Date.parse(i.timestamp) < 6048e5).slice(0, BATCH);
  if (busy || !writeKey || !some.length) return;
  busy = true;
  const end = (ok: boolean): void => {
    busy = false;
    if (ok) {
      tries = 0;
      keep(QUEUE, waiting().filter((i) => !some.some((s) => s.messageId === i.messageId)));
      if (waiting().length) later(0);
    } else later(2000 * Math.pow(2, Math.min(tries++, 8)));
  };
  // A plain text body asks no leave of the server first.
  fetch(url(), { method: 'POST', body: JSON.stringify({ batch: some }), credentials: 'omit', headers: { 'Content-Type': 'text/plain' } })
    .then((r) => end(r.status < 500 && r.status !== 429), () => end(false));
}
const put = (item: Props): void => {
  const user = load<string>('pk-user', ''), anonymous = load<string>('pk-anonymous', '') || id();
  if (!user) keep('pk-anonymous', anonymous);
  keep(QUEUE, waiting().concat(Object.assign({ messageId: id(), timestamp: new Date().toISOString(), context: { channel: 'web', page: { path: location.pathname } } },
    user ? { userId: user } : { anonymousId: anonymous }, item) as unknown as Item).slice(-MOST));
  if (!busy) later(800);
};
addEventListener('online', () => { tries = 0; flush(); });
addEventListener('pagehide', () => {
  const some = waiting().slice(0, BATCH);
  if (some.length && writeKey && navigator.sendBeacon) navigator.sendBeacon(url(), JSON.stringify({ batch: some }));
});

// ---- surveys ---------------------------------------------------------------------------------------------------------------------
const style = (el: HTMLElement, css: Record<string, string>): void => { for (const k in css) el.style.setProperty(k, css[k]); };
const seen = (link: string, days: number): boolean => Date.now() - load<number>('pk-seen-' + link, 0) < days * 864e5;
const words = (zh: string, en: string): string => (/^zh/i.test(document.documentElement.lang || navigator.language) ? zh : en);
const calm = (): boolean => matchMedia('(prefers-reduced-motion:reduce)').matches;

const frame = (o: Show, embed: string, heard: (what: string, height: number) => void): HTMLIFrameElement => {
  const el = document.createElement('iframe'), q = new URLSearchParams(o.fields);
  q.set('embed', embed);
  if (o.lang) q.set('lang', o.lang);
  el.src = base + '/r/' + encodeURIComponent(o.link) + '?' + q;
  el.title = o.text || words('问卷', 'Survey');
  style(el, { border: '0', width: '100%', display: 'block', 'color-scheme': 'light dark' });
  const on = (e: MessageEvent): void => {
    if (!el.isConnected) return removeEventListener('message', on);
    if (e.source === el.contentWindow && e.origin === base && e.data && e.data.peakend) heard(e.data.peakend, Number(e.data.height) || 0);
  };
  addEventListener('message', on);
  return el;
};
const inline = (o: Show): void => {
  const target = document.querySelector(o.target || '[data-peakend]');
  if (!target) return;
  const el = frame(o, 'frame', (what, height) => {
    if (what === 'size') style(el, { height: height + 'px' });
    if (what === 'done' && o.done) o.done();
  });
  style(el, { height: '420px' });
  target.textContent = '';
  target.appendChild(el);
};

let shut: (() => void) | undefined;
const card = (o: Show, back?: HTMLElement): void => {
  if (shut) shut();
  const box = document.createElement('div'), side = o.side || 'right';
  box.setAttribute('role', 'dialog');
  const close = (): void => {
    shut = undefined;
    box.remove();
    keep('pk-seen-' + o.link, Date.now());
    if (back) back.focus();
    if (o.closed) o.closed();
  };
  const el = frame(o, 'card', (what, height) => {
    if (what === 'size') style(el, { height: Math.min(height, innerHeight * 0.82) + 'px' });
    if (what === 'size') style(box, { opacity: '1', transform: 'none' });
    if (what === 'close') close();
    if (what === 'done') {
      keep('pk-seen-' + o.link, Date.now());
      if (o.done) o.done();
    }
  });
  box.setAttribute('aria-label', el.title);
  style(box, {
    position: 'fixed', bottom: '16px', [side]: '16px', width: 'min(420px,calc(100vw - 32px))', 'z-index': '2147483000', overflow: 'hidden', 'border-radius': '20px', background: '#fff',
    'box-shadow': '0 24px 70px -18px rgba(0,0,0,.4),0 0 0 1px rgba(0,0,0,.07)', opacity: '0', transform: calm() ? 'none' : 'translateY(24px)', transition: calm() ? 'none' : 'opacity .25s,transform .35s cubic-bezier(.2,.8,.2,1)',
  });
  box.addEventListener('keydown', (e) => { if (e.key === 'Escape') close(); });
  box.appendChild(el);
  document.body.appendChild(box);
  if (back) el.focus();
  shut = close;
};
const button = (o: Show): void => {
  const b = document.createElement('button'), side = o.side || 'right';
  b.type = 'button';
  b.textContent = o.text || words('意见反馈', 'Feedback');
  b.setAttribute('aria-haspopup', 'dialog');
  style(b, {
    position: 'fixed', bottom: '20px', [side]: '20px', 'z-index': '2147482999', padding: '13px 22px', border: '0', 'border-radius': '999px', background: o.color || '#0f6b5c', color: '#fff', cursor: 'pointer',
    font: '600 15px/1.3 system-ui,sans-serif', 'box-shadow': '0 10px 26px -8px rgba(0,0,0,.45)',
  });
  b.addEventListener('click', () => card(o, b));
  document.body.appendChild(b);
};
const show = (o: Show): void => {
  if (!document.body) return void addEventListener('DOMContentLoaded', () => show(o));
  if (o.as === 'frame') return inline(o);
  if (o.as === 'button') return button(o);
  if (seen(o.link, o.days == null ? 90 : o.days)) return;
  const start = (): void => {
    if (!o.scroll) return card(o);
    const on = (): void => {
      if ((100 * (scrollY + innerHeight)) / document.documentElement.scrollHeight < (o.scroll as number)) return;
      removeEventListener('scroll', on);
      card(o);
    };
    addEventListener('scroll', on, { passive: true });
    on();
  };
  setTimeout(start, 1000 * (o.delay || 0));
};

// ---- peakend('track', ...) ---------------------------------------------------------------------------------------------------------
const calls: Record<string, (...a: never[]) => void> = {
  identify: (user: string, traits?: Props) => { keep('pk-user', String(user)); put({ type: 'identify', traits: traits || {} }); },
  track: (event: string, properties?: Props) => put({ type: 'track', event, properties: properties || {} }),
  show,
  close: () => { if (shut) shut(); },
  reset: () => { delete disk['pk-user']; delete disk['pk-anonymous']; },
};
type Api = ((...a: unknown[]) => void) & { q?: ArrayLike<unknown>[] };
const w = window as unknown as { peakend?: Api };
const early = (w.peakend && w.peakend.q) || [];
w.peakend = (name: unknown, ...rest: unknown[]) => {
  const f = calls[String(name)] as ((...a: unknown[]) => void) | undefined;
  if (f) f(...rest);
};
for (const a of early) w.peakend(...Array.from(a));
later(0);
