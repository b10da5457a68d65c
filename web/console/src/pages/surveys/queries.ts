// Questions about surveys and what people do with them.
import { useQuery } from '@tanstack/react-query';
import type { Compared, Link, ResponseRow, Results, Survey, SurveyFull, SurveyHead, TestRun, Units, Words } from '@shared/survey';
import { ApiError, del, get, post, query, type Problem } from '@/api/client';
import { queryClient, sessionQuery } from '@/api/queries';

const part = encodeURIComponent;
export const surveyPath = (key: string, tail = ''): string => `/surveys/${part(key)}${tail}`;

export interface Template { key: string; title: Words; description: Words; kind: SurveyHead['kind']; languages: string[]; questions: number }
export interface Loss { path: string; code: string; message: string; what?: string; count?: number }
export interface Imported { format: string; survey: string; version: number; found: { pages?: number; questions?: number; responses?: number; rules?: number; rules_carried?: number }; responses: { read?: number; stored?: number; again?: number; refused?: number }; losses: Loss[]; losses_beyond: number; document: Survey }

export const useSurveys = (enabled = true) => useQuery({ queryKey: ['live', 'surveys'], queryFn: () => get<{ surveys: SurveyHead[] }>('/v1/surveys').then((r) => r.surveys), enabled });
export const useTemplates = (enabled = true) => useQuery({ queryKey: ['survey-templates'], queryFn: () => get<{ templates: Template[] }>('/v1/survey-templates').then((r) => r.templates), staleTime: Infinity, enabled });
export const useSurveyFull = (key: string) => useQuery({ queryKey: ['live', 'survey', key], queryFn: () => get<SurveyFull>(`/v1/surveys/${part(key)}`) });
export const useLinks = (key: string) => useQuery({ queryKey: ['live', 'survey-links', key], queryFn: () => get<{ links: Link[] }>(`/v1/surveys/${part(key)}/links`).then((r) => r.links.filter((l) => !l.test)) });
export const useCompared = (key: string, from: number | undefined, to: number, revision: number) =>
  useQuery({ queryKey: ['survey-compare', key, from, to, to === 0 ? revision : 0], queryFn: () => get<Compared>(`/v1/surveys/${part(key)}/compare`, { from, to }), enabled: from !== undefined });
export interface Filter { version?: number; answer_lang?: string; link?: string; channel?: string; from?: string; to?: string }
export const useResults = (key: string, filter: Filter) =>
  useQuery({ queryKey: ['live', 'survey-results', key, filter], queryFn: ({ signal }) => get<Results>(`/v1/surveys/${part(key)}/results`, { ...filter }, signal), placeholderData: (before) => before });
export const useUnits = (key: string, params: { from?: string; to?: string; metric: string }) =>
  useQuery({ queryKey: ['live', 'survey-units', key, params], queryFn: ({ signal }) => get<Units>(`/v1/surveys/${part(key)}/units`, params, signal), placeholderData: (before) => before });
export const RESPONSES = 20;
export const useResponses = (key: string, filter: Filter & { state?: string }, offset: number, enabled: boolean) =>
  useQuery({ queryKey: ['live', 'survey-responses', key, filter, offset], queryFn: ({ signal }) => get<{ responses: ResponseRow[]; total: number }>(`/v1/surveys/${part(key)}/responses`, { ...filter, limit: RESPONSES, offset }, signal), enabled, placeholderData: (before) => before });
export const exportPath = (key: string, params: Record<string, string | number | undefined>): string => `/v1/surveys/${part(key)}/responses/export${query(params)}`;

export const makeSurvey = (body: { survey?: Survey; template?: string; copy_of?: string; key?: string }) => post<SurveyFull>('/v1/surveys', body);
export const removeSurvey = (key: string) => del<void>(`/v1/surveys/${part(key)}`);
export const setOpen = (key: string, open: boolean) => post<SurveyFull>(`/v1/surveys/${part(key)}/${open ? 'open' : 'close'}`, {});
export const publish = (key: string, note: string) => post<{ version: number }>(`/v1/surveys/${part(key)}/publish`, note ? { note } : {});
export const addLink = (key: string, body: object) => post<Link>(`/v1/surveys/${part(key)}/links`, body);
export const closeLink = (key: string, id: string) => del<void>(`/v1/surveys/${part(key)}/links/${part(id)}`);
export const testRun = (key: string, survey: Survey, answers: object) => post<TestRun>(`/v1/surveys/${part(key)}/test`, { survey, answers });
export const qrPath = (key: string, link: string, kind: 'svg' | 'png', kiosk = false): string => `/v1/surveys/${part(key)}/links/${part(link)}/qr.${kind}${kiosk ? '?kiosk=1' : ''}`;

/** A file of another program; `dry` only looks. Rejects with ApiError. */
export async function importFile(file: File, options: { key?: string; dry?: boolean }): Promise<Imported> {
  const csrf = queryClient.getQueryData<{ csrf: string }>(sessionQuery.queryKey)?.csrf ?? '';
  let reply: Response;
  try {
    reply = await fetch('/v1/surveys/import' + query({ name: file.name, key: options.key, dry_run: options.dry ? 'true' : undefined }), { method: 'POST', headers: { 'Content-Type': 'application/octet-stream', 'X-CSRF-Token': csrf, 'Accept-Language': document.documentElement.lang }, body: file });
  } catch { throw new ApiError(0, {}); }
  const data = (await reply.json().catch(() => ({}))) as unknown;
  if (!reply.ok) throw new ApiError(reply.status, data as Problem);
  return data as Imported;
}
export const again = () => queryClient.invalidateQueries({ predicate: (q) => String(q.queryKey[1]).startsWith('survey') || String(q.queryKey[0]).startsWith('survey-c') });
