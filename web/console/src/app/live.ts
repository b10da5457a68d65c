// Server-sent events: says when facts arrive, asks the open questions again (not too often), knows when the server is gone.
import { useSyncExternalStore } from 'react';
import { queryClient } from '@/api/queries';
import { ApiError, get } from '@/api/client';

export interface LiveItem { at: string; touchpoint: string; journey: string; valence?: number; metric: string; score?: number; text: string }
export interface LiveState { status: 'connecting' | 'open' | 'lost'; lastAt?: number; items: LiveItem[]; seq: number }

const MIN_GAP_MS = 900; // with the server's own tick (<= 250 ms) a new answer shows well within 2 s
let state: LiveState = { status: 'connecting', items: [], seq: 0 };
const listeners = new Set<() => void>();
const set = (change: Partial<LiveState>): void => {
  state = { ...state, ...change };
  listeners.forEach((f) => f());
};
/** Everything that arrived since the page was opened, newest first; bounded. */
const FEED = 30;
let feed: LiveItem[] = [];
export const useFeed = (): LiveItem[] => useSyncExternalStore((f) => (listeners.add(f), () => listeners.delete(f)), () => feed);

/** Somebody else may sign in next. */
export const forgetFeed = (): void => { feed = []; };

export const useLive = (): LiveState => useSyncExternalStore((f) => (listeners.add(f), () => listeners.delete(f)), () => state);

/** Resolves at once, or when a server that is known to be gone is back. */
export const untilBack = (): Promise<void> =>
  new Promise((done) => {
    const look = (): void => {
      if (state.status === 'lost') return;
      listeners.delete(look);
      done();
    };
    listeners.add(look);
    look();
  });

let source: EventSource | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let due: ReturnType<typeof setTimeout> | undefined;
let lastAsk = 0;
let cost = 0;

/** Asks again at most every MIN_GAP_MS, or five times as long as the last round of answers took. */
function askAgain(): void {
  if (due) return;
  const wait = Math.max(0, lastAsk + Math.max(MIN_GAP_MS, 5 * cost) - Date.now());
  due = setTimeout(() => {
    due = undefined;
    lastAsk = Date.now();
    // The map first: it is what people watch, and the questions behind the panel must not slow it down.
    void queryClient
      .invalidateQueries({ queryKey: ['live', 'matrix'] })
      .then(() => queryClient.invalidateQueries({ queryKey: ['live'], predicate: (q) => q.queryKey[1] !== 'matrix' }))
      .then(() => { cost = Math.min(4000, Date.now() - lastAsk); });
  }, wait);
}

export function startLive(): void {
  stopLive();
  source = new EventSource('/v1/live');
  source.onopen = () => {
    const back = state.status === 'lost';
    set({ status: 'open' });
    if (back) void queryClient.invalidateQueries();
  };
  source.addEventListener('tick', (e) => {
    try {
      const tick = JSON.parse((e as MessageEvent<string>).data) as { seq?: number; at?: string; facts?: number; items?: LiveItem[] };
      if (!tick.facts && !tick.items?.length) return;
      if (tick.items?.length) feed = [...tick.items, ...feed].slice(0, FEED);
      set({ lastAt: Date.now(), items: tick.items ?? [], seq: tick.seq ?? state.seq });
      askAgain();
    } catch { /* a malformed tick says nothing */ }
  });
  source.onerror = () => {
    source?.close();
    retry ??= setTimeout(probe, 600);
  };
}

/** An event source cannot tell "signed out" from "server gone": a plain request can. */
async function probe(): Promise<void> {
  retry = undefined;
  try {
    await get('/v1/session');
    startLive();
  } catch (e) {
    if (e instanceof ApiError && e.status === 401) {
      stopLive();
      void queryClient.invalidateQueries({ queryKey: ['session'] });
      return;
    }
    set({ status: 'lost' });
    retry = setTimeout(probe, 3000);
  }
}

export function stopLive(): void {
  source?.close();
  source = undefined;
  if (retry) clearTimeout(retry);
  if (due) clearTimeout(due);
  retry = due = undefined;
}
