// The draft of a journey and everything that can be done to it: pure functions from draft to draft. Order of cells and
// rules is the server's, so that its field paths ("touchpoints[3].floor.value") point at the same places here.
import type { Journey, Lang, Rule, Text, Touchpoint } from '@shared/api';

export type Draft = Omit<Journey, 'lint'>;
export type Axis = 'stages' | 'scenes';
export type Phase = Draft['stages'][number]['phase'];

export const blankText = (): Text => ({ zh: '', en: '' });
export const cellKey = (stage: string, scene: string): string => `${stage}/${scene}`;
const blankCell = (stage: string, scene: string): Touchpoint => ({
  key: cellKey(stage, scene), stage, scene, applicable: true, owner: blankText(), moment: 'none', play_stage: blankText(), props: blankText(), actor: blankText(), expectation_sources: [],
});

/** Every stage × scene has its cell, in that order; cells of stages or scenes that are gone go with them. */
export function complete(d: Draft): Draft {
  const have = new Map(d.touchpoints.map((t) => [t.key, t]));
  return { ...d, touchpoints: d.stages.flatMap((s) => d.scenes.map((c) => have.get(cellKey(s.key, c.key)) ?? blankCell(s.key, c.key))) };
}

export function emptyJourney(key: string, name: Text, words: { stages: Text[]; scenes: Text[] }): Draft {
  return complete({
    key, name, description: blankText(), version: 1, generated: false,
    stages: words.stages.map((n, i) => ({ key: `stage-${i + 1}`, name: n, phase: (['pre-sale', 'sale', 'after-sale'] as const)[Math.min(i, 2)]! })),
    scenes: words.scenes.map((n, i) => ({ key: `scene-${i + 1}`, name: n })),
    touchpoints: [], rules: [], episode: { start: [], end: [], gap_hours: 720, grace_hours: 720 },
  });
}

/** A key from a label: letters and digits of ASCII, else a numbered word; never one that is taken. */
export function freeKey(label: string, taken: string[], word: string): string {
  const base = label.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40);
  const stem = base || word;
  if (base && !taken.includes(base)) return base;
  for (let n = base ? 2 : taken.length + 1; ; n++) if (!taken.includes(`${stem}-${n}`)) return `${stem}-${n}`;
}

export function moved<T>(list: T[], from: number, to: number): T[] {
  if (from === to || from < 0 || to < 0 || from >= list.length || to >= list.length) return list;
  const out = [...list];
  out.splice(to, 0, ...out.splice(from, 1));
  return out;
}

export function add(d: Draft, axis: Axis, name: Text, word: string): { draft: Draft; key: string } {
  const key = freeKey(name.en, d[axis].map((x) => x.key), word);
  const draft = axis === 'stages'
    ? { ...d, stages: [...d.stages, { key, name, phase: d.stages[d.stages.length - 1]?.phase ?? ('sale' as Phase) }] }
    : { ...d, scenes: [...d.scenes, { key, name }] };
  return { draft: complete(draft), key };
}
export const rename = (d: Draft, axis: Axis, key: string, name: Text): Draft =>
  axis === 'stages' ? { ...d, stages: d.stages.map((s) => (s.key === key ? { ...s, name } : s)) } : { ...d, scenes: d.scenes.map((s) => (s.key === key ? { ...s, name } : s)) };
export const setPhase = (d: Draft, key: string, phase: Phase): Draft => ({ ...d, stages: d.stages.map((s) => (s.key === key ? { ...s, phase } : s)) });
export const move = (d: Draft, axis: Axis, from: number, to: number): Draft =>
  complete(axis === 'stages' ? { ...d, stages: moved(d.stages, from, to) } : { ...d, scenes: moved(d.scenes, from, to) });

/** Rules whose touchpoint stands in that stage or scene. */
export function rulesOf(d: Draft, axis: Axis, key: string): Rule[] {
  return d.rules.filter((r) => r.touchpoint.split('/')[axis === 'stages' ? 0 : 1] === key);
}
/** Takes a stage or scene away with its cells and the rules that lead only there. */
export function remove(d: Draft, axis: Axis, key: string): Draft {
  const gone = new Set(rulesOf(d, axis, key).map((r) => r.id));
  const rules = d.rules.filter((r) => !gone.has(r.id)).map((r) => {
    const target = r.promise?.outcome_touchpoint?.split('/')[axis === 'stages' ? 0 : 1];
    return target === key ? { ...r, promise: { ...r.promise!, outcome_touchpoint: '' } } : r;
  });
  return complete({ ...d, rules, ...(axis === 'stages' ? { stages: d.stages.filter((s) => s.key !== key) } : { scenes: d.scenes.filter((s) => s.key !== key) }) });
}

export const setCell = (d: Draft, key: string, change: Partial<Touchpoint>): Draft => ({
  ...d,
  touchpoints: d.touchpoints.map((t) => {
    if (t.key !== key) return t;
    const next = { ...t, ...change };
    if (!next.floor) delete next.floor;
    if (!next.standards?.length) delete next.standards;
    return next;
  }),
});

export function addRule(d: Draft, rule: Partial<Rule>): { draft: Draft; id: string } {
  const taken = d.rules.map((r) => r.id);
  const id = rule.id && !taken.includes(rule.id) ? rule.id : freeKey('', taken, 'rule');
  const first = d.touchpoints.find((t) => t.applicable)?.key ?? '';
  return { draft: { ...d, rules: [...d.rules, { event: '', touchpoint: first, ...rule, id }] }, id };
}
export const setRule = (d: Draft, id: string, change: Partial<Rule>): Draft => ({
  ...d,
  rules: d.rules.map((r) => {
    if (r.id !== id) return r;
    const next: Rule = { ...r, ...change };
    if (!next.promise) delete next.promise;
    if (!next.ratings?.length) delete next.ratings;
    if (!next.when?.length) delete next.when;
    return next;
  }),
});
export const removeRule = (d: Draft, id: string): Draft => ({ ...d, rules: d.rules.filter((r) => r.id !== id) });
export const moveRule = (d: Draft, from: number, to: number): Draft => ({ ...d, rules: moved(d.rules, from, to) });

/** True when the rule may lead to the cell: the same key, or braces that can be filled so. */
export function leadsTo(rule: Rule, cell: string): boolean {
  const want = rule.touchpoint.split('/');
  const have = cell.split('/');
  return want.length === have.length && want.every((w, i) => w === have[i] || w.includes('{'));
}

/** What the server compares: drafts that differ only in member order are the same. */
const sorted = (v: unknown): unknown =>
  Array.isArray(v) ? v.map(sorted) : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).filter(([, x]) => x !== undefined && x !== '' && !(Array.isArray(x) && !x.length)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, x]) => [k, sorted(x)])) : v;
export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
export const sameDraft = (a: Draft, b: Draft): boolean => sameValue({ ...a, version: 0 }, { ...b, version: 0 });

export const label = (text: Text, lang: Lang, fallback = ''): string => text[lang] || text[lang === 'zh' ? 'en' : 'zh'] || fallback;

// ---- steps back and forth ----
export interface History<T = Draft> { past: T[]; now: T; future: T[]; tag: string; at: number }
export const startHistory = <T>(now: T): History<T> => ({ past: [], now, future: [], tag: '', at: 0 });
const MAX_STEPS = 200, MERGE_MS = 1200;
/** One step; typing on in the same field (same tag, little pause) stays one step. */
export function step<T>(h: History<T>, now: T, tag: string, at: number): History<T> {
  if (now === h.now) return h;
  const merge = tag !== '' && tag === h.tag && at - h.at < MERGE_MS;
  return { past: merge ? h.past : [...h.past, h.now].slice(-MAX_STEPS), now, future: [], tag, at };
}
export const undo = <T>(h: History<T>): History<T> => (h.past.length ? { past: h.past.slice(0, -1), now: h.past[h.past.length - 1]!, future: [h.now, ...h.future], tag: '', at: 0 } : h);
export const redo = <T>(h: History<T>): History<T> => (h.future.length ? { past: [...h.past, h.now], now: h.future[0]!, future: h.future.slice(1), tag: '', at: 0 } : h);
