// Finished responses wait in a queue until the server answered; the response id makes a second sending harmless.
import { keep, load } from './store';
import type { Submission } from './types';

export interface Waiting { t: string; b: Submission }
/** The server's problem when it refused for good. */
export interface Refused { status: number; code: string; detail: string }

const QUEUE = 'pk-out';
export const queue = (): Waiting[] => load<Waiting[]>(QUEUE) || [];
const store = (all: Waiting[]): void => keep(QUEUE, all[0] && all);
const without = (id: string): Waiting[] => queue().filter((w) => w.b.response !== id);

export const address = (token: string, what: string): string => '/v1/respond/' + encodeURIComponent(token) + '/' + what;
export const post = (token: string, what: string, body: Submission): Promise<Response> =>
  fetch(address(token, what), { method: 'POST', body: JSON.stringify(body), credentials: 'omit' });

/** Called for every response that left the queue. */
export const hooks: { heard?(w: Waiting, refused?: Refused): void } = {};
let busy = false, timer = 0, tries = 0;

export const put = (w: Waiting): void => {
  store(without(w.b.response).concat(w));
  void flush(true);
};

/** Sends what waits, oldest first. One at a time; after a failure again in 2, 4, ... 64 s, or as Retry-After says. */
export const flush = async (now?: unknown): Promise<void> => {
  if (now) tries = 0;
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  const w = queue()[0];
  let wait = 0;
  if (w) {
    wait = 2 << Math.min(tries++, 5);
    try {
      const res = await post(w.t, 'submit', w.b);
      if (res.status === 429 || res.status === 408 || res.status >= 500) wait = +(res.headers.get('Retry-After') as string) || wait;
      else {
        const refused = res.ok ? undefined : await res.json().catch(() => ({ status: res.status }));
        wait = tries = 0;
        store(without(w.b.response));
        if (hooks.heard) hooks.heard(w, refused);
      }
    } catch (e) { /* no network: later */ }
  }
  busy = false;
  if (queue()[0]) timer = setTimeout(flush, wait * 1000) as unknown as number;
};
addEventListener('online', flush);
