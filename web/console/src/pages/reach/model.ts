// Triggers, the attention budget and channels as the server has them, and what a form needs beside.
import type { Condition, Estimate, Text } from '@shared/api';

export type Channel = 'email' | 'sms' | 'wechat';
export const CHANNELS: Channel[] = ['email', 'sms', 'wechat'];
export const KINDS = ['touchpoint', 'relationship', 'employee', 'market'] as const;
export type Kind = (typeof KINDS)[number];
export interface Words { subject?: string; text?: string; button?: string; sms?: string; reminder_subject?: string; reminder_text?: string }
export interface Sampling { mode: 'all' | 'share' | 'cells'; share?: number; by?: string[]; need?: number; cells?: Record<string, number>; days?: number; expected?: number }
export interface Quiet { from: number; to: number }
export interface Trigger {
  key: string; name: Text; enabled: boolean; on: 'event' | 'rating' | 'feedback'; event: string; when: Condition[]; survey: string; survey_version: number;
  kind: Kind; topic: string; priority: number; delay_minutes: number; expires_hours: number; unless: { event: string; when?: Condition[] }[];
  channels: Channel[]; choose: 'order' | 'learn'; hours: number[]; quiet?: Quiet; sampling: Sampling; reminder: { count: number; after_hours: number }; messages: Record<string, Words>;
  version?: number; author?: string; changed_at?: string; counts?: { queued: number; sent: number; done: number; refused: number };
}
export interface Fault { field: string; code: string; message: string }
export interface Simulation {
  from: string; to: string; events: number; customers: number; sent: number; refusals: { reason: string; n: number }[]; channels: { channel: Channel; n: number }[];
  cells: { cell: string; events: number; sent: number; mean_weight?: number }[]; per_day: { day: string; sent: number }[]; assumed_response_rate: number;
}
export interface Report {
  from: string; to: string; events: number; states: Partial<Record<State, number>>; refusals: { reason: string; words: string; n: number }[]; response_rate: Estimate;
  r_indicator: { value?: number; lo?: number; hi?: number; n: number; groups: number; max_bias?: number | null; insufficient?: { have: number; need: number } };
  channels: { channel: Channel; hour?: number; sent: number; done: number; response_rate: Estimate }[];
  cells: { cell: string; events: number; invited: number; done: number; need: number; rate: number; response_rate: Estimate }[];
}
export const STATES = ['queued', 'sent', 'opened', 'started', 'partial', 'done', 'bounced', 'opted_out', 'cancelled', 'failed'] as const;
export type State = (typeof STATES)[number];
export interface Invitation {
  id: string; customer: string; user_id: string; trigger: string; survey: string; kind: Kind; event: string; event_at: string; state: State; reason: string; channel: Channel | '';
  rate: number; weight: number; created_at: string; due_at?: string; sent_at?: string; opened_at?: string; started_at?: string; partial_at?: string; done_at?: string; reminders: number;
}
export interface Message { id: string; step: number; channel: Channel; at: string; result: string; code: string }
export interface FullInvitation extends Invitation { messages: Message[]; words: string; trigger_version: number; lang: string; expires_at: string; ended_at?: string }
export interface Refusal {
  customer: string; user_id: string; trigger: string; trigger_version: number; event: string; event_at: string; at: string; reason: string; words: string; next_at?: string; cell: string; invitation?: string;
}
export interface Reasons { from: string; to: string; total: number; days: string[]; reasons: { reason: string; words: string; n: number; per_day: number[] }[] }
export interface Contact {
  customer: string; preference: { opted_out: boolean; frequency: string }; channels: Channel[]; may_ask: Partial<Record<Kind, { ok: boolean; reason: string; words: string; next_at?: string }>>;
  invitations: Invitation[]; refusals: Refusal[];
}
export interface Steps { sent: number; opened: number; started: number; done: number; bounced: number; response_rate: Estimate }
export interface FunnelAnswer { from: string; to: string; all: Steps; channels: (Steps & { channel: Channel; hours: (Steps & { hour: number })[] })[] }
export interface Attention {
  gap_days: Record<string, number>; max_per_year: number; max_messages_per_year: number; quiet: Quiet; company: string; contact: string; topics: { key: string; name: Text }[]; version: number;
}
export interface ChannelSettings {
  channel: Channel; enabled: boolean; per_minute: number; host?: string; port?: number; security?: 'starttls' | 'tls' | 'none'; user?: string; password_set?: boolean;
  from?: string; from_name?: string; reply_to?: string; url?: string; secret_set?: boolean;
  last_message?: { at: string; result: 'sent' | 'unsure' | 'temporary' | 'bounced' | 'failed' | 'delivered'; code?: string; detail?: string };
}

/** A trigger as it begins: a day after the event, by e-mail, one reminder. */
export const fresh = (): Trigger => ({
  key: '', name: { zh: '', en: '' }, enabled: false, on: 'event', event: '', when: [], survey: '', survey_version: 0, kind: 'touchpoint', topic: '', priority: 50,
  delay_minutes: 1440, expires_hours: 168, unless: [], channels: ['email'], choose: 'order', hours: [], sampling: { mode: 'all' }, reminder: { count: 1, after_hours: 72 }, messages: {},
});

/** "After delivery" -> "after-delivery", as the server wants keys; a number is added when it is taken. */
export function keyFrom(name: string, taken: string[]): string {
  let key = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 50);
  if (key.length < 2) key = 'trigger';
  if (!taken.includes(key)) return key;
  for (let n = 2; ; n++) if (!taken.includes(`${key}-${n}`)) return `${key}-${n}`;
}

const UNITS = [['day', 1440], ['hour', 60], ['minute', 1]] as const;
export type Unit = (typeof UNITS)[number][0];
/** Minutes in the largest unit that divides them: 1440 -> [1, "day"], 90 -> [90, "minute"]. */
export function span(minutes: number): [number, Unit] {
  for (const [unit, size] of UNITS) if (minutes % size === 0 && minutes >= size) return [minutes / size, unit];
  return [minutes, 'minute'];
}
export const minutesOf = (n: number, unit: Unit): number => n * UNITS.find(([u]) => u === unit)![1];

/** What is wrong at a field of the form, or below it: "when[0].values" finds "when[0].values[2]". */
export const faultAt = (faults: Fault[], field: string): Fault | undefined => faults.find((f) => f.field === field || (field !== '' && (f.field.startsWith(field + '.') || f.field.startsWith(field + '['))));
const SHOWN = ['name', 'event', 'when', 'delay_minutes', 'unless', 'survey', 'kind', 'topic', 'priority', 'expires_hours', 'channels', 'hours', 'quiet', 'reminder.count', 'reminder.after_hours'];
const OF_MODE = { all: [], share: ['sampling.share'], cells: ['sampling.by', 'sampling.need', 'sampling.days', 'sampling.expected'] };
/** Faults that no field in sight says: the form keeps members that only the API changes, and shows one language at a time. */
export function unplaced(faults: Fault[], mode: Sampling['mode']): Fault[] {
  const shown = [...SHOWN, ...OF_MODE[mode]];
  return faults.filter((f) => !shown.some((field) => faultAt([f], field)));
}

/** What is sent to the server: nothing that the server made, no empty words. */
export function body(t: Trigger): object {
  const messages = Object.fromEntries(Object.entries(t.messages).map(([l, w]) => [l, Object.fromEntries(Object.entries(w).filter(([, x]) => x))] as const).filter(([, w]) => Object.keys(w).length));
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  const { counts, author, changed_at, ...rest } = t;
  return { ...rest, messages };
}

export interface LifeStep { what: 'event' | 'created' | 'due' | 'message' | 'opened' | 'started' | 'done' | 'ended'; at: string; message?: Message; future?: boolean }
/** An invitation as it went, first to last; what is still to come stands at the end. "Half" is no step: it begins and is not done. */
export function lifeOf(i: FullInvitation): LifeStep[] {
  const order: LifeStep['what'][] = ['event', 'created', 'message', 'opened', 'started', 'done', 'ended', 'due'];
  const out: LifeStep[] = [{ what: 'event', at: i.event_at }, { what: 'created', at: i.created_at }, ...i.messages.map((message) => ({ what: 'message' as const, at: message.at, message }))];
  const add = (what: LifeStep['what'], at?: string, future?: boolean) => { if (at) out.push(future ? { what, at, future } : { what, at }); };
  add('opened', i.opened_at);
  add('started', i.started_at);
  add('done', i.done_at);
  if (!i.done_at) add('ended', i.ended_at);
  if (!i.ended_at && !i.done_at) add('due', i.due_at, true);
  return out.sort((a, b) => Number(!!a.future) - Number(!!b.future) || Date.parse(a.at) - Date.parse(b.at) || order.indexOf(a.what) - order.indexOf(b.what));
}

const NO_ESTIMATE = (n: number): Estimate => ({ n, n_eff: n, unit: 'share', basis: 'observed', method: 'wilson', flags: [] });
/** All 24 hours, those without messages empty. */
export function hoursOf(hours: FunnelAnswer['channels'][number]['hours']): (Steps & { hour: number })[] {
  return Array.from({ length: 24 }, (_, hour) => hours.find((h) => h.hour === hour) ?? { hour, sent: 0, opened: 0, started: 0, done: 0, bounced: 0, response_rate: NO_ESTIMATE(0) });
}

const OF_SERVER = ['version', 'author', 'changed_at', 'counts', 'key'];
/** Members in which two versions differ, in the order of the newer one. */
export function differences(before: Trigger, after: Trigger): { field: string; before: unknown; after: unknown }[] {
  const a = before as unknown as Record<string, unknown>, b = after as unknown as Record<string, unknown>;
  return [...new Set([...Object.keys(b), ...Object.keys(a)])].filter((k) => !OF_SERVER.includes(k) && JSON.stringify(a[k]) !== JSON.stringify(b[k])).map((field) => ({ field, before: a[field], after: b[field] }));
}
