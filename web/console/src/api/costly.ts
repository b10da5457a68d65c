// Questions that may take long: the server answers 202 with the state of its work, which is watched until the answer is there.
// What is being computed stands in a list for the page to show (design/Computing).
import type { AnswerState } from '@shared/api';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { ApiError, del, exchange, query } from './client';

export interface Computing { state: AnswerState; cancel: () => void }
let list: readonly Computing[] = [];
const listeners = new Set<() => void>();
function put(id: string, entry?: Computing): void {
  const at = list.findIndex((c) => c.state.id === id);
  list = entry ? (at < 0 ? [...list, entry] : list.map((c, i) => (i === at ? entry : c))) : list.filter((c) => c.state.id !== id);
  listeners.forEach((f) => f());
}
/** Own questions that the server computes just now. */
export const useComputing = (): readonly Computing[] =>
  useSyncExternalStore((f) => { listeners.add(f); return () => void listeners.delete(f); }, () => list);

export const ended = (s: AnswerState): boolean => s.state !== 'queued' && s.state !== 'running';
/** Share of the work that is done, by how long it took before; undefined when that is not known. */
export function done(s: AnswerState): number | undefined {
  if (s.state !== 'running' || s.left_ms === undefined) return undefined;
  return Math.min(0.97, s.elapsed_ms / Math.max(1, s.elapsed_ms + s.left_ms));
}

const wait = { Prefer: 'wait=1' };
/** Watches until it has ended; undefined when the server knows it no longer. */
async function watch(first: AnswerState, signal?: AbortSignal): Promise<AnswerState | undefined> {
  const at = `/v1/answers/${encodeURIComponent(first.id)}`;
  const cancel = () => void del(at).catch(() => undefined);
  try {
    for (let state = first; ;) {
      if (ended(state)) return state;
      put(first.id, { state, cancel });
      state = (await exchange<AnswerState>('GET', at, { signal, extra: wait })).data;
    }
  } catch (e) {
    if (e instanceof ApiError && e.status === 404) return undefined;
    throw e;
  } finally {
    put(first.id);
  }
}

/** While facts come in, the last answer is shown; when the new one is there, the question is asked again. */
async function renew(monitor: string, at: { queryKey: QueryKey; client: QueryClient }): Promise<void> {
  try {
    const first = (await exchange<AnswerState>('GET', monitor, {})).data;
    if ((await watch(first))?.state === 'done') await at.client.invalidateQueries({ queryKey: at.queryKey, exact: true });
  } catch {
    // What is shown stays; it says as of when it is.
  }
}

type Params = Parameters<typeof query>[0];
export async function costly<T>(path: string, params: Params, at: { signal: AbortSignal; queryKey: QueryKey; client: QueryClient }): Promise<T> {
  for (let left = 5; ; left--) {
    const { status, headers, data } = await exchange<T | AnswerState>('GET', path + query(params), { signal: at.signal, extra: { Prefer: 'respond-async, wait=1' } });
    if (status !== 202) {
      const monitor = /<([^>]+)>; rel="monitor"/.exec(headers.get('Link') ?? '')?.[1];
      if (monitor) void renew(monitor, at);
      return data as T;
    }
    const end = await watch(data as AnswerState, at.signal);
    if (end?.state === 'cancelled' || left === 0) throw new ApiError(409, { code: 'answer_cancelled', status: 409 });
  }
}
