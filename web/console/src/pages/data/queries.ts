// What the data page asks, and how a file is sent.
import { useQuery } from '@tanstack/react-query';
import type { Job, Journey, Template, UnmappedEvent } from '@shared/api';
import { ApiError, get, type Problem } from '@/api/client';
import { queryClient, sessionQuery } from '@/api/queries';
import type { Column, MapJson } from './mapmodel';

export interface GuessedFile { name: string; format: string; encoding: string; separator: string; sampled: number; unreadable: number; columns: Column[]; rows: string[][] }
export interface Guess { files: GuessedFile[]; map: MapJson }
export interface PreviewFact { line: number; item: string; kind: 'event' | 'rating' | 'feedback' | 'identify'; at: string; user_id: string; name: string; metric: string; journey: string; touchpoint: string; episode: string; channel: string; text: string; score?: number; valence?: number; promise?: 'kept' | 'broken' | 'made'; expectation?: number; actual?: number; attributes: Record<string, string> }
export interface Reject { file: string; line: number; column: string; item: string; code: string; reason: string; value: string }
export interface Summary {
  rows: number; accepted: number; duplicate: number; rejected: number; cancelled: boolean; limited: boolean; rejects?: number;
  items?: { file: string; item: string; accepted: number; duplicate: number; rejected: number; not_applicable: number; empty: number; unmet: number }[];
  files?: { path: string; rows: number; format: string; encoding: string; unreadable: number; replaced: number }[];
  error?: { code: string; message: string; fields?: { field: string; message: string }[] };
}
export interface ImportPreview { summary: Summary; facts: PreviewFact[]; rejects: Reject[]; places: { touchpoint: string; n: number }[]; events: number; unmapped: number }
export interface ImportJob extends Job { params?: { map: string; dry_run: boolean; files: string[] }; result?: Summary }
export const running = (j: ImportJob | undefined): boolean => j?.state === 'queued' || j?.state === 'running';

export const useImports = () =>
  useQuery({ queryKey: ['imports'], queryFn: () => get<{ imports: ImportJob[] }>('/v1/imports').then((r) => r.imports), refetchInterval: (q) => (q.state.data?.some(running) ? 700 : false) });
export const useUnmapped = () =>
  useQuery({ queryKey: ['unmapped'], queryFn: () => get<{ events: UnmappedEvent[]; names: number; facts: number }>('/v1/unmapped'), staleTime: 5_000 });
export const useTemplates = () => useQuery({ queryKey: ['templates'], queryFn: () => get<{ templates: Template[] }>('/v1/templates').then((r) => r.templates), staleTime: Infinity });
/** The journey that a map names, there already or still a template. */
export const useMapJourney = (key: string | undefined, template: boolean) =>
  useQuery({ queryKey: ['map-journey', key, template], queryFn: () => get<Journey>(`/v1/${template ? 'templates' : 'journeys'}/${encodeURIComponent(key!)}`), enabled: !!key, staleTime: 60_000, retry: false });

/** A name that the server takes: letters, digits, dots, dashes, underscores, blanks, anything beyond ASCII. */
export const safeName = (name: string): string => name.replace(/[^\w.\- \u0080-\uffff]/g, '_').replace(/^\.+/, '').slice(-100) || 'file.csv';

/** Sends a file; `told` hears the share that has gone. Rejects with ApiError. */
export function sendFile(file: File, told: (share: number) => void, abort: AbortSignal): Promise<string> {
  const csrf = queryClient.getQueryData<{ csrf: string }>(sessionQuery.queryKey)?.csrf ?? '';
  const name = safeName(file.name);
  return new Promise((done, fail) => {
    const x = new XMLHttpRequest();
    x.open('PUT', `/v1/imports/files/${encodeURIComponent(name)}`);
    x.setRequestHeader('Content-Type', 'application/octet-stream');
    x.setRequestHeader('X-CSRF-Token', csrf);
    x.upload.onprogress = (e) => e.lengthComputable && told(e.loaded / e.total);
    x.onload = () => {
      if (x.status < 300) return done(name);
      let problem: Problem = {};
      try { problem = JSON.parse(x.responseText) as Problem; } catch { /* not JSON */ }
      fail(new ApiError(x.status, problem));
    };
    x.onerror = () => fail(new ApiError(0, {}));
    x.onabort = () => fail(new ApiError(0, { code: 'aborted' }));
    abort.addEventListener('abort', () => x.abort());
    x.send(file);
  });
}
