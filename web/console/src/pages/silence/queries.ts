import { useQuery } from '@tanstack/react-query';
import type { IcebergCount, Prior, PriorKey, Silence, SilenceAudit, SilenceCall, SilenceModel, SilentCustomers } from '@shared/api';
import { del, get, post, put, query } from '@/api/client';
import { costly } from '@/api/costly';
import type { Span } from '@/api/queries';

const at = (key: string) => `/v1/journeys/${encodeURIComponent(key)}/silence`;

export const useSilence = (key: string | undefined, span: Span) =>
  useQuery({
    queryKey: ['slow', 'silence', key, span], staleTime: 60_000, enabled: !!key,
    queryFn: (from) => costly<Silence>(at(key!), { ...span }, from),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });

export interface ListAsk { churn?: string; recover?: string; cost?: string; touchpoint?: string; reason?: string; draw?: string; seed?: string; limit: number }
export const useSilentCustomers = (key: string | undefined, span: Span, ask: ListAsk, enabled: boolean) =>
  useQuery({
    queryKey: ['slow', 'silent', key, span, ask], staleTime: 60_000, enabled: enabled && !!key,
    queryFn: ({ signal }) => get<SilentCustomers>(`${at(key!)}/customers`, { ...span, ...ask }, signal),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });

export const useSilenceModel = (key: string) =>
  useQuery({
    queryKey: ['silence-model', key], staleTime: 30_000,
    queryFn: ({ signal }) => get<SilenceModel>(`${at(key)}/model`, {}, signal),
    refetchInterval: (q) => (learning(q.state.data) ? 700 : false),
  });
export const learning = (m: SilenceModel | undefined): boolean => m?.job?.state === 'queued' || m?.job?.state === 'running';
export const learn = (key: string) => post<SilenceModel>(`${at(key)}/model`, {});
export const stopLearning = (job: string) => post<unknown>(`/v1/jobs/${encodeURIComponent(job)}/cancel`, {});

export const useAudits = (key: string) => useQuery({ queryKey: ['audits', key], staleTime: 30_000, queryFn: ({ signal }) => get<{ audits: SilenceAudit[] }>(`${at(key)}/audits`, {}, signal).then((r) => r.audits) });
const one = (id: string) => `/v1/silence-audits/${encodeURIComponent(id)}`;
export const useAudit = (id: string | undefined) => useQuery({ queryKey: ['audit', id], staleTime: 30_000, enabled: !!id, queryFn: ({ signal }) => get<SilenceAudit>(one(id!), {}, signal) });
export const keepAudit = (key: string, span: Span, n: number, seed: string) => post<SilenceAudit>(`${at(key)}/audits${query({ ...span })}`, { n, seed });
export const removeAudit = (id: string) => del<void>(one(id));
export const auditFile = (id: string): string => `${one(id)}/export`;
/** Without `attempts` the server keeps what it knows. */
export interface Outcome { state: SilenceCall['state']; attempts?: number; bad?: boolean; score?: number; note: string }
export const recordCall = (id: string, place: number, o: Outcome) => put<SilenceAudit>(`${one(id)}/customers/${place}`, o);

export const useIceberg = (key: string, span: Span, complaints: string | undefined, clv: string | undefined) =>
  useQuery({
    queryKey: ['slow', 'complaints', key, span, complaints, clv], staleTime: 60_000,
    queryFn: ({ signal }) => get<IcebergCount>(`/v1/journeys/${encodeURIComponent(key)}/iceberg`, { ...span, complaints, clv }, signal),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });
export const setPrior = (key: PriorKey, value: number, source: string) => put<Prior>(`/v1/priors/${key}`, { value, source });
export const resetPrior = (key: PriorKey) => del<void>(`/v1/priors/${key}`);
