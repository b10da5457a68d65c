import { useQuery } from '@tanstack/react-query';
import type { Leavers, Loyalty } from '@shared/api';
import { get } from '@/api/client';
import { costly } from '@/api/costly';

const at = (journey: string) => `/v1/journeys/${encodeURIComponent(journey)}/loyalty`;

export const useLoyalty = (journey: string | undefined, window: string | undefined, where: string[] | undefined) =>
  useQuery({
    queryKey: ['slow', 'loyalty', journey, window, where], staleTime: 60_000, enabled: !!journey,
    queryFn: (q) => costly<Loyalty>(at(journey!), { window, where }, q),
    placeholderData: (before, query) => (query?.queryKey[2] === journey ? before : undefined),
  });

export const useLeavers = (journey: string, kind: string, window: string | undefined, where: string[] | undefined) =>
  useQuery({
    queryKey: ['slow', 'leavers', journey, kind, window, where], staleTime: 60_000,
    queryFn: ({ signal }) => get<Leavers>(`${at(journey)}/leavers`, { kind, window, where, limit: 500 }, signal),
  });
