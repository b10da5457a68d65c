// The plan of a first survey, and how it becomes real. Each thing made is remembered, so that a second try goes on where the first one broke.
import type { Journey, Touchpoint } from '@shared/api';
import type { Link } from '@shared/survey';
import { get, post, put } from '@/api/client';
import { freeKey } from '../editor/model';
import { addLink, makeSurvey, publish } from '../surveys/queries';

/** What somebody wants to know, with the survey and the journey that fit it. */
export const NEEDS = {
  delivery: { survey: 'after-delivery', journey: 'online-shop', stage: /deliver|logist|receiv/ },
  service: { survey: 'after-service', journey: 'appliance', stage: /service|after|care|support|maint/ },
  relation: { survey: 'relationship-nps', journey: 'telecom', stage: /$^/ },
  product: { survey: 'appliance-check', journey: 'appliance', stage: /^use|product|setup|install|in-use/ },
  leaving: { survey: 'abandonment', journey: 'online-shop', stage: /browse|cart|order|payment|checkout/ },
} as const;
export type Need = keyof typeof NEEDS;
export const MOST_KEY = 5;

export interface Plan { need: Need; journey: string; from: 'own' | 'template'; chosen: string[]; ask: string; tolerated: number }
export interface Made { journey?: Journey; floors?: boolean; survey?: string; placed?: boolean; published?: boolean; link?: Link }

const applicable = (j: Journey): Touchpoint[] => j.touchpoints.filter((t) => t.applicable);
/** Where the need is lived through first, then the moments of truth and what has a floor already. */
export function suggested(j: Journey, need: Need): string[] {
  const rank = (t: Touchpoint) => (NEEDS[need].stage.test(t.stage) ? 0 : t.moment !== 'none' ? 1 : t.floor ? 2 : 3);
  return applicable(j).map((t, i) => ({ t, i })).sort((a, b) => rank(a.t) - rank(b.t) || a.i - b.i).filter(({ t }) => rank(t) < 3).slice(0, 3).map(({ t }) => t.key);
}
/** The floor of METHODS 8: a valence of -0.8 or worse, in at most so many of a hundred answers. */
export const FLOOR = -0.8;
export function withFloors(j: Journey, chosen: readonly string[], tolerated: number): Journey {
  return { ...j, touchpoints: j.touchpoints.map((t) => (chosen.includes(t.key) && !t.floor ? { ...t, floor: { value: FLOOR, rate: tolerated / 100 } } : t)) };
}

/** Journey, floors, survey, its place, version 1, a public link: in this order, each once. Rejects with ApiError; `made` holds what is there. */
export async function goLive(plan: Plan, made: Made, takenSurveys: string[], note: string, link: string): Promise<Required<Made>> {
  made.journey ??= plan.from === 'own' ? await get<Journey>(`/v1/journeys/${encodeURIComponent(plan.journey)}`) : await post<Journey>('/v1/journeys', { template: plan.journey });
  if (!made.floors) {
    const { lint: _, ...next } = withFloors(made.journey, plan.chosen, plan.tolerated);
    if (plan.chosen.some((k) => !made.journey!.touchpoints.find((t) => t.key === k)?.floor)) made.journey = await put<Journey>(`/v1/journeys/${encodeURIComponent(made.journey.key)}?note=${encodeURIComponent(note)}`, next);
    made.floors = true;
  }
  made.survey ??= (await makeSurvey({ template: NEEDS[plan.need].survey, key: freeKey(NEEDS[plan.need].survey, takenSurveys, 'survey') })).key;
  if (!made.placed) {
    const { draft, revision } = await get<{ draft: object; revision: number }>(`/v1/surveys/${encodeURIComponent(made.survey)}`);
    await put(`/v1/surveys/${encodeURIComponent(made.survey)}`, { survey: { ...draft, journey: made.journey.key, ...(plan.ask ? { touchpoint: plan.ask } : {}) }, revision });
    made.placed = true;
  }
  if (!made.published) { await publish(made.survey, note); made.published = true; }
  made.link ??= await addLink(made.survey, { kind: 'public', name: link, channel: 'web' });
  return made as Required<Made>;
}
