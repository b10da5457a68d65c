// Questions about reaching people.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import { queryClient } from '@/api/queries';
import type { Attention, ChannelSettings, Contact, FullInvitation, FunnelAnswer, Invitation, Reasons, Refusal, Report, Trigger } from './model';

export const part = encodeURIComponent;
export const triggerPath = (key: string): string => `/reach/triggers/${part(key)}`;
export const useTriggers = (enabled = true) => useQuery({ queryKey: ['reach', 'triggers'], queryFn: () => get<{ triggers: Trigger[] }>('/v1/triggers').then((r) => r.triggers), enabled });
export const useTrigger = (key: string) => useQuery({ queryKey: ['reach', 'trigger', key], queryFn: () => get<Trigger>(`/v1/triggers/${part(key)}`), enabled: !!key, staleTime: 0 });
export const useReport = (key: string) => useQuery({ queryKey: ['reach', 'report', key], queryFn: () => get<Report>(`/v1/triggers/${part(key)}/report`), enabled: !!key });
export const useAttention = () => useQuery({ queryKey: ['reach', 'attention'], queryFn: () => get<Attention>('/v1/attention'), staleTime: 0 });
export const useChannels = (enabled = true) => useQuery({ queryKey: ['reach', 'channels'], queryFn: () => get<{ channels: ChannelSettings[] }>('/v1/channels').then((r) => r.channels), enabled });
export const PAGE = 25;
export interface InvitationFilter { rule?: string; state?: string }
export const useInvitations = (filter: InvitationFilter, offset: number) =>
  useQuery({ queryKey: ['reach', 'invitations', filter, offset], queryFn: ({ signal }) => get<{ invitations: Invitation[]; total: number }>('/v1/survey-invitations', { ...filter, limit: PAGE, offset }, signal), placeholderData: keepPreviousData });
export const useInvitation = (id: string) => useQuery({ queryKey: ['reach', 'invitation', id], queryFn: () => get<FullInvitation>(`/v1/survey-invitations/${part(id)}`), staleTime: 0 });
export const useRefusals = (filter: { rule?: string; reason?: string; customer?: string; from: string }, offset: number) =>
  useQuery({ queryKey: ['reach', 'refusals', filter, offset], queryFn: ({ signal }) => get<{ refusals: Refusal[]; total: number }>('/v1/refusals', { ...filter, limit: PAGE, offset }, signal), placeholderData: keepPreviousData });
export const useReasons = (filter: { rule?: string; from: string }) => useQuery({ queryKey: ['reach', 'reasons', filter], queryFn: ({ signal }) => get<Reasons>('/v1/refusals/counts', filter, signal), placeholderData: keepPreviousData });
export const useContact = (id: string) => useQuery({ queryKey: ['reach', 'contact', id], queryFn: () => get<Contact>(`/v1/customers/${part(id)}/contact`) });
export const useFunnel = (filter: { rule?: string; from: string }) => useQuery({ queryKey: ['reach', 'funnel', filter], queryFn: ({ signal }) => get<FunnelAnswer>('/v1/survey-invitations/funnel', filter, signal), placeholderData: keepPreviousData });
export const useVersions = (key: string, version: number) => useQuery({ queryKey: ['reach', 'versions', key, version], queryFn: () => get<{ versions: { version: number; author: string; changed_at: string; current: boolean }[] }>(`/v1/triggers/${part(key)}/versions`).then((r) => r.versions), staleTime: 0 });
export const again = () => queryClient.invalidateQueries({ queryKey: ['reach'] });
