// What is kept in the address: language, time range, segment, journey. Everything else a page needs is its own parameter.
import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router-dom';
import type { Span } from '@/api/queries';
import { useSession } from '@/api/queries';
import { parseRange, spanOf, type Range } from './range';
import { parseSegment, segmentText, type Segment } from './segment';

const KEPT = ['range', 'segment', 'lang'] as const;

/** Range and segment are chosen once: an address without them takes those chosen last, when the console is opened. */
const CHOSEN = ['range', 'segment'] as const;
export function recallChoices(): void {
  const url = new URL(location.href);
  let changed = false;
  for (const k of CHOSEN) {
    const last = localStorage.getItem('pk.' + k);
    if (!url.searchParams.has(k) && last) { url.searchParams.set(k, last); changed = true; }
  }
  if (changed) history.replaceState(history.state, '', url);
}
export function rememberChoice(k: (typeof CHOSEN)[number], v: string | undefined): void {
  if (v) localStorage.setItem('pk.' + k, v);
  else localStorage.removeItem('pk.' + k);
}
/** Another person or company: what was chosen there means nothing here. */
export const forgetChoices = (): void => CHOSEN.forEach((k) => localStorage.removeItem('pk.' + k));

/** Address of a page with language and range carried along; `own` are the page's parameters. */
export function useHref(): (path: string, own?: Record<string, string | undefined>) => string {
  const [search] = useSearchParams();
  const params = useParams();
  return useCallback(
    (path, own = {}) => {
      const q = new URLSearchParams();
      for (const k of KEPT) {
        const v = search.get(k);
        if (v) q.set(k, v);
      }
      const journey = params.journey ?? search.get('journey');
      if (journey && !path.startsWith('/journey')) q.set('journey', journey);
      for (const [k, v] of Object.entries(own)) {
        if (v) q.set(k, v);
        else q.delete(k);
      }
      const text = q.toString();
      return path + (text ? '?' + text : '');
    },
    [search, params.journey],
  );
}

/** Changes parameters of the present address; an empty value removes one. */
export function useSetParams(): (change: Record<string, string | undefined>, push?: boolean) => void {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  return useCallback(
    (change, push = false) => {
      const q = new URLSearchParams(search);
      for (const [k, v] of Object.entries(change)) {
        if (v) q.set(k, v);
        else q.delete(k);
      }
      const text = q.toString();
      navigate(pathname + (text ? '?' + text : ''), { replace: !push, preventScrollReset: true });
    },
    [navigate, pathname, search],
  );
}

/** The time range and segment of the address, ready for questions: pages pass `span` on as it is. */
export function useRange(): { range: Range; segment: Segment | undefined; span: Span } {
  const [search] = useSearchParams();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const text = search.get('range');
  const who = search.get('segment');
  return useMemo(() => {
    const range = parseRange(text);
    const segment = parseSegment(who);
    return { range, segment, span: { ...spanOf(range, zone, Date.now()), ...(segment ? { where: [segmentText(segment)] } : {}) } };
  }, [text, who, zone]);
}

/** Journey of the address: path first, then ?journey=, then the one seen last. */
export function useJourneyKey(): string | undefined {
  const params = useParams();
  const [search] = useSearchParams();
  return params.journey ?? search.get('journey') ?? lastJourney();
}
export const lastJourney = (): string | undefined => localStorage.getItem('pk.journey') ?? undefined;
export const rememberJourney = (key: string): void => localStorage.setItem('pk.journey', key);

export const touchpointPath = (journey: string, touchpoint: string): string =>
  `/journey/${encodeURIComponent(journey)}/touchpoints/${touchpoint.split('/').map(encodeURIComponent).join('/')}`;
export const customerPath = (id: string): string => `/customers/${encodeURIComponent(id)}`;
