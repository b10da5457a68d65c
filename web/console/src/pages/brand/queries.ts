import { useQuery } from '@tanstack/react-query';
import type { Brand, BrandSays } from '@shared/api';
import { get } from '@/api/client';
import { costly } from '@/api/costly';
import type { Span } from '@/api/queries';

export const useBrand = () => useQuery({ queryKey: ['brand'], queryFn: ({ signal }) => get<Brand>('/v1/brand', undefined, signal) });

export const useBrandSays = (journey: string | undefined, span: Span, version: number | undefined) =>
  useQuery({
    queryKey: ['slow', 'brand', journey, span, version], staleTime: 60_000, enabled: !!journey && !!version,
    queryFn: (q) => costly<BrandSays>(`/v1/journeys/${encodeURIComponent(journey!)}/brand`, { ...span }, q),
    placeholderData: (before, query) => (query?.queryKey[2] === journey ? before : undefined),
  });
