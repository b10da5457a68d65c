// Questions about reaching people.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import { queryClient } from '@/api/queries';
import type { Attention, ChannelSettings, Invitation, Report, Trigger } from './model';

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
export const again = () => queryClient.invalidateQueries({ queryKey: ['reach'] });
