// Questions about customers, their words and single touchpoints, and what people do with the words.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, type InfiniteData } from '@tanstack/react-query';
import type { CustomerPage, FeedbackItem, Labels, Timeline, TouchpointStory } from '@shared/api';
import { get, post, put } from './client';
import { queryClient, type Span } from './queries';

const part = encodeURIComponent;
export type Filters = Record<string, string | string[] | undefined>;

export interface SaidPage { items: FeedbackItem[]; more: boolean; total?: number }
export const SAID_PAGE = 40;
export const useSaid = (filters: Filters, span: Span, step = SAID_PAGE, enabled = true) =>
  useInfiniteQuery({
    queryKey: ['live', 'said', filters, span, step],
    queryFn: ({ pageParam, signal }) => get<SaidPage>('/v1/feedback', { ...filters, ...span, limit: step, offset: pageParam, count: pageParam === 0 ? '1' : undefined }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.more ? pages.length * step : undefined),
    placeholderData: keepPreviousData,
    enabled,
  });
export const useOneSaid = (id: string | undefined, hide: boolean) =>
  useQuery({ queryKey: ['live', 'said-one', id, hide], queryFn: ({ signal }) => get<FeedbackItem>(`/v1/feedback/${part(id!)}`, { hide: hide ? '1' : undefined }, signal), enabled: !!id });
export const useLabels = () => useQuery({ queryKey: ['live', 'labels'], queryFn: ({ signal }) => get<Labels>('/v1/feedback/labels', {}, signal), staleTime: 60_000 });

export interface LabelChange { ids: string[]; add?: string[]; remove?: string[] }
const relabelled = (i: FeedbackItem, c: LabelChange): FeedbackItem =>
  c.ids.includes(i.id) ? { ...i, labels: [...i.labels.filter((l) => !c.remove?.includes(l) && !c.add?.includes(l)), ...(c.add ?? [])] } : i;

/** Labels show at once and are put back when the server refuses. */
export const useLabel = () =>
  useMutation({
    mutationFn: (change: LabelChange) => post<{ items: { id: string; labels: string[] }[] }>('/v1/feedback/labels', change),
    onMutate: async (change) => {
      await queryClient.cancelQueries({ queryKey: ['live', 'said'] });
      const before = queryClient.getQueriesData<InfiniteData<SaidPage>>({ queryKey: ['live', 'said'] });
      queryClient.setQueriesData<InfiniteData<SaidPage>>({ queryKey: ['live', 'said'] }, (d) => d && { ...d, pages: d.pages.map((p) => ({ ...p, items: p.items.map((i) => relabelled(i, change)) })) });
      queryClient.setQueriesData<FeedbackItem>({ queryKey: ['live', 'said-one'] }, (i) => i && relabelled(i, change));
      return { before };
    },
    onError: (_e, _c, kept) => kept?.before.forEach(([key, data]) => queryClient.setQueryData(key, data)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['live', 'labels'] }),
  });
/** What changed because of one thing said. */
export const useChange = () =>
  useMutation({
    mutationFn: ({ id, text }: { id: string; text: string }) => put<{ id: string; change: string }>(`/v1/feedback/${part(id)}/change`, { text }),
    onSuccess: () => Promise.all([queryClient.invalidateQueries({ queryKey: ['live', 'said'] }), queryClient.invalidateQueries({ queryKey: ['live', 'said-one'] })]),
  });
/** Moving a comment changes numbers everywhere. */
export const useAssign = () =>
  useMutation({
    mutationFn: (to: { ids: string[]; journey: string; touchpoint: string }) => post<{ moved: number }>('/v1/feedback/assignments', to),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['live'] }),
  });

export const useCustomerList = (filters: Filters, span: Span, limit: number) =>
  useQuery({ queryKey: ['live', 'customers', filters, span, limit], queryFn: ({ signal }) => get<CustomerPage>('/v1/customers', { ...filters, ...span, limit }, signal), placeholderData: keepPreviousData });

/** One episode of a customer, whole and in order. */
export const useEpisode = (customer: string, episode: string | undefined) =>
  useQuery({ queryKey: ['live', 'episode', customer, episode], queryFn: ({ signal }) => get<Timeline>(`/v1/customers/${part(customer)}/timeline`, { episode, limit: 1000 }, signal), enabled: !!episode, placeholderData: keepPreviousData });

export const useTouchpointStory = (journey: string, touchpoint: string, span: Span) =>
  useQuery({
    queryKey: ['live', 'touchpoint', journey, touchpoint, span],
    queryFn: ({ signal }) => get<TouchpointStory>(`/v1/journeys/${part(journey)}/touchpoints/${touchpoint.split('/').map(part).join('/')}`, { ...span }, signal),
  });
