// Every question the console asks, with its cache key. Keys that begin with "live" are asked again when facts arrive; those that
// begin with "slow" (they look at long stretches) once a minute while they are looked at.
import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { AspectDrivers, Aspects, Coverage, CustomerRow, FeedbackItem, Insight, JoyPainContrast, Journey, JourneySummary, Laws, Matrix, MemoryPage, Metric, MovedPage, OpenPromise, Drivers, Paths, Session, Setup, Timeline, Today } from '@shared/api';
import { remembered } from '@/story/roles';
import { ApiError, get } from './client';
import { costly } from './costly';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (failures, error) => !(error instanceof ApiError) && failures < 1,
    },
  },
});

const MINUTE = 60_000;

/** Time range and, in `where`, the customers one looks at. */
export interface Span { from?: string; to?: string; where?: string[] }
const part = encodeURIComponent;

export const setupQuery = { queryKey: ['setup'], queryFn: () => get<Setup>('/v1/setup') };

const IN = 'pk.in';
/** Asks for the session only when there may be one: browsers log a refused request as an error. */
async function askSession(): Promise<Session> {
  if (!localStorage.getItem(IN)) {
    const setup = await get<Setup>('/v1/setup');
    queryClient.setQueryData(setupQuery.queryKey, setup);
    if (setup.signed_in === false) throw new ApiError(401, {});
  }
  try {
    const session = await get<Session>('/v1/session');
    localStorage.setItem(IN, '1');
    return session;
  } catch (e) {
    if (e instanceof ApiError && e.status === 401) localStorage.removeItem(IN);
    throw e;
  }
}
export const forgetSession = (): void => localStorage.removeItem(IN);
export const sessionQuery = { queryKey: ['session'], queryFn: askSession, staleTime: Infinity };
export const useSession = () => useQuery(sessionQuery);

export const journeysQuery = { queryKey: ['journeys'], queryFn: () => get<{ journeys: JourneySummary[] }>('/v1/journeys').then((r) => r.journeys), staleTime: 60_000 };
export const useJourneys = () => useQuery(journeysQuery);
export const useJourney = (key: string | undefined) =>
  useQuery({ queryKey: ['journey', key], queryFn: () => get<Journey>(`/v1/journeys/${part(key!)}`), enabled: !!key, staleTime: 60_000 });

export const useMatrix = (key: string | undefined, span: Span) =>
  useQuery({
    queryKey: ['live', 'matrix', key, span],
    queryFn: ({ signal }) => get<Matrix>(`/v1/journeys/${part(key!)}/matrix`, { ...span }, signal).then(remembered),
    enabled: !!key,
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });

export const useToday = (journey: string | undefined, period: string, where?: string[]) =>
  useQuery({
    queryKey: ['slow', 'today', journey, period, where],
    refetchInterval: MINUTE,
    queryFn: ({ signal }) => get<Today>('/v1/today', { journey, period, where }, signal),
    enabled: !!journey,
    placeholderData: (before, query) => (query?.queryKey[2] === journey ? before : undefined),
  });
export const useMoved = (journey: string | undefined, span: Span, baseline: string | undefined, metric: string | undefined) =>
  useQuery({
    queryKey: ['slow', 'moved', journey, span, baseline, metric],
    staleTime: MINUTE,
    queryFn: (at) => costly<MovedPage>('/v1/moved', { journey, ...span, baseline, metric }, at),
    enabled: !!journey,
    placeholderData: (before, query) => (query?.queryKey[2] === journey ? before : undefined),
  });
export const useOpenPromises = (journey: string | undefined, limit: number, enabled: boolean) =>
  useQuery({ queryKey: ['slow', 'promises', journey, limit], refetchInterval: MINUTE, queryFn: ({ signal }) => get<{ promises: OpenPromise[] }>('/v1/promises', { state: 'overdue', journey, limit }, signal).then((r) => r.promises), enabled: enabled && !!journey });

export const useLaws = (key: string, span: Span, touchpoint?: string, enabled = true) =>
  useQuery({
    queryKey: ['live', 'laws', key, span, touchpoint ?? ''],
    queryFn: (at) => costly<Laws>(`/v1/journeys/${part(key)}/laws`, { ...span, touchpoint }, at),
    enabled,
    placeholderData: (before, query) => (query?.queryKey[2] === key && query.queryKey[4] === (touchpoint ?? '') ? before : undefined),
  });

export const usePaths = (key: string, span: Span) =>
  useQuery({
    queryKey: ['slow', 'paths', key, span],
    refetchInterval: MINUTE,
    queryFn: ({ signal }) => get<Paths>(`/v1/journeys/${part(key)}/paths`, { ...span }, signal),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });
export const useMemory = (key: string, span: Span) =>
  useQuery({
    queryKey: ['slow', 'memory', key, span],
    staleTime: MINUTE,
    queryFn: (at) => costly<MemoryPage>(`/v1/journeys/${part(key)}/memory`, { ...span }, at),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });
export const useDrivers = (key: string, span: Span, outcome?: string) =>
  useQuery({
    queryKey: ['slow', 'drivers', key, span, outcome],
    staleTime: MINUTE,
    queryFn: (at) => costly<Drivers>(`/v1/journeys/${part(key)}/drivers`, { ...span, outcome }, at),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });
/** Parts of an experience as drivers of the overall judgement. */
export const useAspectDrivers = (key: string, span: Span) =>
  useQuery({
    queryKey: ['slow', 'aspect-drivers', key, span],
    staleTime: MINUTE,
    queryFn: (at) => costly<AspectDrivers>(`/v1/journeys/${part(key)}/drivers`, { ...span, of: 'aspects' }, at),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });
export const useContrast = (key: string, span: Span) =>
  useQuery({ queryKey: ['slow', 'contrast', key, span], staleTime: MINUTE, queryFn: () => get<JoyPainContrast>(`/v1/journeys/${part(key)}/contrast`, { ...span }), placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined) });
export const useAspects = (key: string, span: Span) =>
  useQuery({
    queryKey: ['slow', 'aspects', key, span],
    staleTime: MINUTE,
    queryFn: () => get<Aspects>(`/v1/journeys/${part(key)}/aspects`, { ...span }),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });
export const useCoverage = (key: string, span: Span) =>
  useQuery({
    queryKey: ['slow', 'coverage', key, span],
    refetchInterval: MINUTE,
    queryFn: ({ signal }) => get<Coverage>(`/v1/journeys/${part(key)}/coverage`, { ...span }, signal),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });

export const useMetrics = () =>
  useQuery({ queryKey: ['metrics'], queryFn: () => get<{ metrics: Metric[] }>('/v1/insights').then((r) => r.metrics), staleTime: Infinity });

/** Attributes that facts carry, beyond what every fact has. */
export const useDimensionList = () =>
  useQuery({ queryKey: ['dimensions', 'names'], queryFn: () => get<{ dimensions: { key: string; kind?: string }[] }>('/v1/dimensions').then((r) => r.dimensions.filter((d) => !d.kind || d.kind === 'attribute').map((d) => d.key)), staleTime: 60_000, retry: false });

export interface InsightQuestion { metric: string; journey?: string; by?: string; where?: string[]; span: Span }
export const useInsight = (q: InsightQuestion, enabled = true, slow = false) =>
  useQuery({
    queryKey: [slow ? 'slow' : 'live', 'insight', q],
    refetchInterval: slow ? MINUTE : false,
    queryFn: ({ signal }) => get<Insight>(`/v1/insights/${part(q.metric)}`, { journey: q.journey, by: q.by, ...q.span, where: [...(q.where ?? []), ...(q.span.where ?? [])] }, signal),
    enabled,
    placeholderData: keepPreviousData,
  });

export interface FeedbackQuestion { journey?: string; touchpoint?: string; q?: string; customer?: string; where?: string[]; limit: number; offset?: number; span: Span }
export interface FeedbackPage { items: FeedbackItem[]; total?: number; more?: boolean }
export const useFeedback = (ask: FeedbackQuestion, enabled = true) =>
  useQuery({
    queryKey: ['live', 'feedback', ask],
    queryFn: ({ signal }) => {
      const { span, ...rest } = ask;
      return get<FeedbackPage>('/v1/feedback', { ...rest, ...span, where: [...(rest.where ?? []), ...(span.where ?? [])] }, signal);
    },
    enabled,
    placeholderData: keepPreviousData,
  });

export const useCustomers = (q: string, sort: string, limit: number, offset: number, enabled = true) =>
  useQuery({
    enabled,
    queryKey: ['live', 'customers', q, sort, limit, offset],
    queryFn: ({ signal }) => get<{ customers: CustomerRow[]; total?: number }>('/v1/customers', { q, sort, limit, offset }, signal),
    placeholderData: keepPreviousData,
  });

export const TIMELINE_PAGE = 200;
/** Newest facts first by page; each page itself runs from old to new. */
export const useTimeline = (id: string) =>
  useInfiniteQuery({
    queryKey: ['live', 'timeline', id],
    queryFn: ({ pageParam, signal }) => get<Timeline>(`/v1/customers/${part(id)}/timeline`, { limit: TIMELINE_PAGE, offset: pageParam }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.more ? pages.length * TIMELINE_PAGE : undefined),
  });
