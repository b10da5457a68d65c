// Saved views, dashboards, comments: what is asked of /v1/views, /v1/dashboards, /v1/threads, /v1/mentions.
import { useMutation, useQuery, type UseMutationResult } from '@tanstack/react-query';
import { del, get, patch, post, put } from './client';
import { queryClient } from './queries';

export interface Question { metric: string; by: string[]; where: string[]; journey: string; range: string; compare: boolean; chart: ChartKind | '' }
export type ChartKind = 'trend' | 'ranking' | 'heat' | 'table';
export interface Person { id: string; name: string }
interface Standing { shared: boolean; mine: boolean; may_change: boolean; owner?: Person; version: number; changed_at?: string }
export interface View extends Standing { id: string; name: string; question: Question }
export interface Tile { id: string; kind: 'chart' | 'note'; name: string; width: number; view?: string; question?: Question; text?: string }
export interface DashboardHead extends Standing { id: string; role: string; name: string; tile_count: number }
export interface Dashboard extends Standing { id: string; role: string; name: string; tiles: Tile[] }
export interface Comment { id: string; author: Person; text: string; at: string; edited_at?: string; removed: boolean; may_edit: boolean; may_remove: boolean }
export interface Thread { id: string; page: string; figure: string; link: string; title: string; created_at: string; changed_at: string; resolved: boolean; comments: Comment[] }
export interface Mention { comment: string; thread: string; link: string; title: string; author: Person; text: string; at: string; unread: boolean }

const part = encodeURIComponent;
const again = (...keys: string[]) => Promise.all(keys.map((k) => queryClient.invalidateQueries({ queryKey: [k] })));

export const useViews = () => useQuery({ queryKey: ['views'], queryFn: () => get<{ views: View[] }>('/v1/views').then((r) => r.views), staleTime: 30_000 });
export const addView = (v: { name: string; shared: boolean; question: Question }) => post<View>('/v1/views', v).then(async (made) => { await again('views'); return made; });
export const changeView = (id: string, change: Partial<Pick<View, 'name' | 'shared' | 'question' | 'version'>>) => patch<View>(`/v1/views/${part(id)}`, change).then(async (v) => { await again('views', 'dashboard'); return v; });
export const removeView = (id: string) => del<void>(`/v1/views/${part(id)}`).then(() => again('views', 'dashboard'));

export const useDashboards = () => useQuery({ queryKey: ['dashboards'], queryFn: () => get<{ dashboards: DashboardHead[] }>('/v1/dashboards').then((r) => r.dashboards), staleTime: 30_000 });
export const useDashboard = (id: string | undefined) => useQuery({ queryKey: ['dashboard', id], queryFn: () => get<Dashboard>(`/v1/dashboards/${part(id!)}`), enabled: !!id, staleTime: 30_000 });
export const addDashboard = (d: { name: string; shared: boolean; from?: string; tiles?: Partial<Tile>[] }) => post<Dashboard>('/v1/dashboards', d).then(async (made) => { await again('dashboards'); return made; });
export const pinTile = (id: string, tile: Partial<Tile>) => post<Dashboard>(`/v1/dashboards/${part(id)}/tiles`, tile).then(async (d) => { await again('dashboards', 'dashboard'); return d; });
export const removeDashboard = (id: string) => del<void>(`/v1/dashboards/${part(id)}`).then(() => again('dashboards'));

/** Stores an arrangement; the page shows it at once and takes it back when the server refuses. One after the other: each
 *  stands on the version that the one before made. */
export function usePutDashboard(id: string): UseMutationResult<Dashboard, Error, Dashboard, { before?: Dashboard }> {
  const key = ['dashboard', id];
  return useMutation({
    mutationFn: (d: Dashboard) => put<Dashboard>(`/v1/dashboards/${part(id)}`, { name: d.name, shared: d.shared, version: queryClient.getQueryData<Dashboard>(key)?.version ?? d.version, tiles: d.tiles }),
    onMutate: (d) => {
      const before = queryClient.getQueryData<Dashboard>(key);
      queryClient.setQueryData(key, { ...d, version: before?.version ?? d.version });
      return { before };
    },
    onSuccess: (d) => {
      queryClient.setQueryData<Dashboard>(key, (now) => (now ? { ...now, version: d.version, may_change: d.may_change } : d));
      void again('dashboards');
    },
    onError: (_e, _d, context) => {
      if (context?.before) queryClient.setQueryData(key, context.before);
      void queryClient.invalidateQueries({ queryKey: key });
    },
    scope: { id: `dashboard-${id}` },
  });
}

/** Threads of one page; every figure on it takes its own from here. */
export const useThreads = (page: string, enabled = true) =>
  useQuery({ queryKey: ['threads', page], queryFn: () => get<{ threads: Thread[] }>('/v1/threads', { page, limit: 200 }).then((r) => r.threads), enabled, staleTime: 30_000 });
const afterTalk = (talk: Thread) => again('threads', 'mentions').then(() => talk);
export const openThread = (t: { page: string; figure: string; link: string; title: string; text: string }) => post<Thread>('/v1/threads', t).then(afterTalk);
export const reply = (thread: string, text: string) => post<Thread>(`/v1/threads/${part(thread)}/comments`, { text }).then(afterTalk);
export const resolve = (thread: string, resolved: boolean) => patch<Thread>(`/v1/threads/${part(thread)}`, { resolved }).then(afterTalk);
export const editComment = (id: string, text: string) => patch<Thread>(`/v1/comments/${part(id)}`, { text }).then(afterTalk);
export const removeComment = (id: string) => del<Thread>(`/v1/comments/${part(id)}`).then(afterTalk);

export const useMentions = () =>
  useQuery({ queryKey: ['mentions'], queryFn: () => get<{ mentions: Mention[]; unread: number }>('/v1/mentions', { limit: 50 }), staleTime: 30_000, refetchInterval: 60_000 });
export const seeMentions = (thread?: string) => post<void>('/v1/mentions/seen', thread ? { thread } : {}).then(() => again('mentions'));
export const useColleagues = (enabled = true) => useQuery({ queryKey: ['colleagues'], queryFn: () => get<{ colleagues: Person[] }>('/v1/colleagues').then((r) => r.colleagues), enabled, staleTime: 60_000 });
