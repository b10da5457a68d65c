import { useQuery } from '@tanstack/react-query';
import type { Silence, SilentCustomers } from '@shared/api';
import { get } from '@/api/client';
import type { Span } from '@/api/queries';

const at = (key: string) => `/v1/journeys/${encodeURIComponent(key)}/silence`;

export const useSilence = (key: string | undefined, span: Span) =>
  useQuery({
    queryKey: ['slow', 'silence', key, span], staleTime: 60_000, enabled: !!key,
    queryFn: ({ signal }) => get<Silence>(at(key!), { ...span }, signal),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });

export interface ListAsk { touchpoint?: string; reason?: string; draw?: string; seed?: string; limit: number }
export const useSilentCustomers = (key: string | undefined, span: Span, ask: ListAsk, enabled: boolean) =>
  useQuery({
    queryKey: ['slow', 'silent', key, span, ask], staleTime: 60_000, enabled: enabled && !!key,
    queryFn: ({ signal }) => get<SilentCustomers>(`${at(key!)}/customers`, { ...span, ...ask }, signal),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });
