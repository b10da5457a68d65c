import { useQuery } from '@tanstack/react-query';
import type { Dimension, Initiative, Proof } from '@shared/api';
import { get } from '@/api/client';

const part = encodeURIComponent;
export const useInitiatives = () => useQuery({ queryKey: ['initiatives'], staleTime: 15_000, queryFn: ({ signal }) => get<{ initiatives: Initiative[] }>('/v1/initiatives', {}, signal).then((r) => r.initiatives) });
export const useInitiative = (id: string) => useQuery({ queryKey: ['initiatives', id], staleTime: 15_000, enabled: !!id, queryFn: ({ signal }) => get<Initiative>(`/v1/initiatives/${part(id)}`, {}, signal) });
/** Asking counts as a look, once a day and person: it is never asked in advance or again by itself. */
export const useProof = (id: string, version: number | undefined) => useQuery({ queryKey: ['slow', 'proof', id, version], staleTime: 60_000, enabled: !!id && version !== undefined, queryFn: ({ signal }) => get<Proof>(`/v1/initiatives/${part(id)}/proof`, {}, signal) });
export const useGroups = (journey: string) => useQuery({ queryKey: ['slow', 'dimensions', journey], staleTime: 60_000, enabled: !!journey, queryFn: ({ signal }) => get<{ dimensions: Dimension[] }>('/v1/dimensions', { journey }, signal).then((r) => r.dimensions.filter((d) => d.kind === 'attribute' || d.key === 'channel')) });
