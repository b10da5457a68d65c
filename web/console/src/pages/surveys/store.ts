// The draft in hand: history, and storing by itself. The server's answer brings the faults; nobody sees a draft until it is published.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { Fault, Survey, SurveyFull } from '@shared/survey';
import { ApiError, get, put } from '@/api/client';
import { queryClient } from '@/api/queries';
import { redo, startHistory, step, undo, type History } from '../editor/model';

const REST_MS = 700;
export type Kept = 'stored' | 'waiting' | 'failed' | 'refused' | 'elsewhere';
type Act = { kind: 'edit'; change: (s: Survey) => Survey; tag: string } | { kind: 'undo' } | { kind: 'redo' } | { kind: 'start'; now: Survey };
function reduce(h: History<Survey> | undefined, a: Act): History<Survey> | undefined {
  if (a.kind === 'start') return startHistory(a.now);
  if (!h) return h;
  if (a.kind === 'edit') return step(h, a.change(h.now), a.tag, Date.now());
  return a.kind === 'undo' ? undo(h) : redo(h);
}

export interface Builder {
  draft: Survey;
  /** As the server has it: revision, faults, versions, answers. */
  full: SurveyFull;
  edit: (change: (s: Survey) => Survey, tag?: string) => void;
  undo?: () => void; redo?: () => void;
  kept: Kept;
  /** Text of the fault at a field path; without `exact` also of what is below it. */
  fault: (path: string, exact?: boolean) => string | undefined;
  faults: Fault[];
  /** Resolves when the draft is stored; false when it could not be. */
  settle: () => Promise<boolean>;
  /** What somebody else stored takes the place of the draft, or the draft of his. */
  takeTheirs: () => Promise<void>; keepMine: () => void;
  refresh: () => Promise<void>;
}

export function useBuilder(key: string): { builder: Builder | undefined; error: unknown; retry: () => void } {
  const first = useQuery({ queryKey: ['survey-edited', key], queryFn: () => get<SurveyFull>(`/v1/surveys/${encodeURIComponent(key)}`), staleTime: Infinity, gcTime: 0 });
  const [history, act] = useReducer(reduce, undefined);
  const [full, setFull] = useState<SurveyFull>();
  const [kept, setKept] = useState<Kept>('stored');
  const [refused, setRefused] = useState<Fault[]>([]);
  /** What was sent last and is stored; the number it goes on from. */
  const stored = useRef<{ draft: Survey; revision: number | undefined }>();
  const now = useRef<Survey>();
  const running = useRef<Promise<boolean>>();
  now.current = history?.now;
  useEffect(() => {
    if (!first.data || stored.current) return;
    stored.current = { draft: first.data.draft, revision: first.data.revision };
    setFull(first.data);
    act({ kind: 'start', now: first.data.draft });
  }, [first.data]);

  const send = useCallback(async (): Promise<boolean> => {
    while (stored.current && now.current && now.current !== stored.current.draft) {
      const draft = now.current;
      try {
        const made = await put<SurveyFull>(`/v1/surveys/${encodeURIComponent(key)}`, { survey: draft, revision: stored.current.revision });
        stored.current = { draft, revision: made.revision };
        setFull(made);
        setRefused([]);
      } catch (e) {
        const status = e instanceof ApiError ? e.status : 0;
        setKept(status === 409 ? 'elsewhere' : status === 422 || status === 400 ? 'refused' : 'failed');
        setRefused(status === 422 && e instanceof ApiError ? (e.problem.errors ?? []).map((x) => ({ field: x.field.replace(/^survey\./, ''), code: x.code, message: x.detail ?? x.code })) : []);
        return false;
      }
    }
    setKept('stored');
    void queryClient.invalidateQueries({ queryKey: ['live', 'surveys'] });
    void queryClient.invalidateQueries({ queryKey: ['live', 'survey', key] });
    return true;
  }, [key]);
  const settle = useCallback((): Promise<boolean> => {
    const next = (running.current ?? Promise.resolve(true)).then(send);
    running.current = next;
    return next;
  }, [send]);
  const draft = history?.now;
  useEffect(() => {
    if (!draft || !stored.current || draft === stored.current.draft) return;
    setKept((k) => (k === 'elsewhere' ? k : 'waiting'));
    if (kept === 'elsewhere') return;
    const id = setTimeout(() => void settle(), REST_MS);
    return () => clearTimeout(id);
  }, [draft, settle]); // eslint-disable-line
  // Whoever goes to another page takes nothing unsaved along.
  useEffect(() => () => { void settle(); }, [settle]);
  useEffect(() => {
    if (kept === 'stored') return;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [kept]);
  useEffect(() => {
    if (kept !== 'failed') return;
    const id = setInterval(() => void settle(), 5000);
    return () => clearInterval(id);
  }, [kept, settle]);

  const start = (f: SurveyFull) => {
    stored.current = { draft: f.draft, revision: f.revision };
    setFull(f);
    setKept('stored');
    setRefused([]);
    act({ kind: 'start', now: f.draft });
  };
  const edit = useCallback((change: (s: Survey) => Survey, tag = '') => act({ kind: 'edit', change, tag }), []);
  const ask = () => get<SurveyFull>(`/v1/surveys/${encodeURIComponent(key)}`);
  const faults = [...refused, ...(full?.faults ?? [])];
  const builder: Builder | undefined = draft && full ? {
    draft, full, edit, kept, faults, settle,
    undo: history!.past.length ? () => act({ kind: 'undo' }) : undefined,
    redo: history!.future.length ? () => act({ kind: 'redo' }) : undefined,
    fault: (path, exact = true) => faults.find((f) => f.field === path || (!exact && (f.field.startsWith(path + '.') || f.field.startsWith(path + '['))))?.message,
    takeTheirs: async () => start(await ask()),
    keepMine: () => { stored.current!.revision = undefined; setKept('waiting'); void settle(); },
    refresh: async () => { const f = await ask(); stored.current!.revision = f.revision; setFull(f); void queryClient.invalidateQueries({ queryKey: ['live', 'surveys'] }); void queryClient.invalidateQueries({ queryKey: ['live', 'survey', key] }); },
  } : undefined;
  return { builder, error: first.error, retry: () => void first.refetch() };
}
