// Questions about people: members, invitations, keys, the own account, the audit log.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Account, ApiKey, AuditEntry, Invitation, Member, RoleInfo, SessionInfo, Workspace } from '@shared/api';
import { get, query } from './client';

export const useAccount = () => useQuery({ queryKey: ['account'], queryFn: () => get<Account>('/v1/account') });
export const useSessions = () => useQuery({ queryKey: ['account', 'sessions'], queryFn: () => get<{ sessions: SessionInfo[] }>('/v1/account/sessions').then((r) => r.sessions), staleTime: 0 });
export const useWorkspace = () => useQuery({ queryKey: ['workspace'], queryFn: () => get<Workspace>('/v1/workspace') });
export const useWorkspaces = (enabled = true) => useQuery({ queryKey: ['workspaces'], queryFn: () => get<{ workspaces: Workspace[] }>('/v1/workspaces').then((r) => r.workspaces), staleTime: 60_000, enabled });
/** Everybody in the workspace; needs the right `act`. */
export const useMembers = (enabled = true) => useQuery({ queryKey: ['members'], queryFn: () => get<{ members: Member[] }>('/v1/members').then((r) => r.members), enabled });
export const useInvitations = () => useQuery({ queryKey: ['invitations'], queryFn: () => get<{ invitations: Invitation[] }>('/v1/invitations').then((r) => r.invitations) });
export const useRoles = () => useQuery({ queryKey: ['roles'], queryFn: () => get<{ roles: RoleInfo[] }>('/v1/roles').then((r) => r.roles), staleTime: Infinity });
export const useKeys = () => useQuery({ queryKey: ['keys'], queryFn: () => get<{ keys: ApiKey[] }>('/v1/keys').then((r) => r.keys) });

export interface AuditQuestion { who?: string; q?: string; action?: string; from?: string; to?: string }
interface AuditPage { entries: AuditEntry[]; people: { who: string; actor: string }[]; more: boolean }
export const useAudit = (ask: AuditQuestion) =>
  useInfiniteQuery({
    queryKey: ['audit', ask],
    queryFn: ({ pageParam, signal }) => get<AuditPage>('/v1/audit', { ...ask, before: pageParam || undefined, limit: 50 }, signal),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.more ? last.entries.at(-1)!.no : undefined),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
export const auditFile = (ask: AuditQuestion): string => '/v1/audit/export' + query({ ...ask });
