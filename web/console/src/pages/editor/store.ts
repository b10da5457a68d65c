// The draft in hand: history, live check by the server, save. One hook for the whole editor.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useReducer, useState } from 'react';
import type { DraftCheck, Job, Journey } from '@shared/api';
import { get, post, put, query } from '@/api/client';
import { queryClient } from '@/api/queries';
import { complete, redo, sameDraft, startHistory, step, undo, type Draft, type History } from './model';

const part = encodeURIComponent;
/** Answers that a stored journey makes old. */
const STALE = ['journeys', 'journey', 'live', 'versions', 'unmapped', 'events'];
const draftOf = ({ lint: _, ...j }: Journey): Draft => complete(j);

type Act = { kind: 'edit'; change: (d: Draft) => Draft; tag: string } | { kind: 'undo' } | { kind: 'redo' } | { kind: 'start'; now: Draft };
function reduce(h: History | undefined, a: Act): History | undefined {
  if (a.kind === 'start') return startHistory(a.now);
  if (!h) return h;
  if (a.kind === 'edit') return step(h, a.change(h.now), a.tag, Date.now());
  return a.kind === 'undo' ? undo(h) : redo(h);
}

/** Changes the draft; `tag` names the field, so that typing in it stays one step of undo. */
export type Edit = (change: (d: Draft) => Draft, tag?: string) => void;
export interface Editor {
  draft: Draft; base: Draft; dirty: boolean; edit: Edit;
  undo?: () => void; redo?: () => void;
  check: DraftCheck | undefined;
  /** Text of the problem at a field path; without `exact` also of everything below it. */
  error: (path: string, exact?: boolean) => string | undefined;
  save: (note: string, remap: boolean, overwrite?: boolean) => Promise<Journey & { job?: string }>;
  /** Stores another journey (an old version) in place of the draft. */
  put: (next: Draft, note: string, remap: boolean) => Promise<Journey & { job?: string }>;
  reload: () => Promise<void>;
}

export const editedQuery = (key: string) => ({ queryKey: ['edited', key], queryFn: () => get<Journey>(`/v1/journeys/${part(key)}`).then(draftOf), staleTime: Infinity, gcTime: 0 });

export function useEditor(key: string) {
  const stored = useQuery(editedQuery(key));
  const [history, act] = useReducer(reduce, undefined);
  const [base, setBase] = useState<Draft>();
  useEffect(() => {
    if (!stored.data || base?.key === stored.data.key) return;
    setBase(stored.data);
    act({ kind: 'start', now: stored.data });
  }, [stored.data, base]);
  const draft = history?.now;
  const edit: Edit = useCallback((change, tag = '') => act({ kind: 'edit', change, tag }), []);
  const late = useLate(draft, 500);
  const check = useQuery({
    queryKey: ['draft-check', key, late],
    queryFn: () => post<DraftCheck>(`/v1/journeys/${part(key)}/check`, late),
    enabled: !!late, placeholderData: keepPreviousData, gcTime: 30_000, retry: false,
  }).data;
  const dirty = useMemo(() => !!draft && !!base && !sameDraft(draft, base), [draft, base]);
  const take = (j: Journey) => {
    const now = draftOf(j);
    queryClient.setQueryData(['edited', key], now);
    setBase(now);
    act({ kind: 'edit', change: () => now, tag: '' });
  };
  // After an undo across a save the draft carries an older number: the version it goes on from is the one last seen.
  const store = async (next: Draft, note: string, remap: boolean, overwrite = false): Promise<Journey & { job?: string }> => {
    const options = query({ note: note.trim() || undefined, remap: remap ? 1 : undefined, overwrite: overwrite ? 1 : undefined });
    const { job, ...made } = await put<Journey & { job?: string }>(`/v1/journeys/${part(key)}${options}`, { ...next, version: base!.version });
    take(made);
    void queryClient.invalidateQueries({ predicate: (q) => STALE.includes(String(q.queryKey[0])) });
    return { ...made, job };
  };
  const editor: Editor | undefined = draft && base ? {
    draft, base, dirty, edit, check,
    undo: history!.past.length ? () => act({ kind: 'undo' }) : undefined,
    redo: history!.future.length ? () => act({ kind: 'redo' }) : undefined,
    error: (path, exact = true) => check?.errors.find((e) => e.field === path || (!exact && (e.field.startsWith(path + '.') || e.field.startsWith(path + '['))))?.detail,
    save: (note, remap, overwrite) => store(draft, note, remap, overwrite),
    put: store,
    reload: async () => {
      const now = await get<Journey>(`/v1/journeys/${part(key)}`);
      const fresh = draftOf(now);
      setBase(fresh);
      act({ kind: 'start', now: fresh });
    },
  } : undefined;
  return { editor, error: stored.error, retry: () => void stored.refetch() };
}

export function useLate<T>(value: T, ms: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const id = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(id);
  }, [value, ms]);
  return late;
}

export const useJob = (id: string | undefined) =>
  useQuery({ queryKey: ['job', id], queryFn: () => get<Job>(`/v1/jobs/${part(id!)}`), enabled: !!id, refetchInterval: (q) => (q.state.data && !['queued', 'running'].includes(q.state.data.state) ? false : 700) });
