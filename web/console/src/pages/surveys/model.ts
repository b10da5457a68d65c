// The draft of a survey and what can be done to it: pure functions from survey to survey. The order of pages and questions is
// the document's, so that the server's field paths ("pages[0].questions[2].text.en") point at the same places here.
import type { Lang } from '@shared/api';
import type { Option, Page, Question, QuestionKind, Row, Survey, Words } from '@shared/survey';
import { freeKey, moved } from '../editor/model';

export type Use = 'scale' | 'metric' | 'place' | 'ends' | 'look' | 'options' | 'rows' | 'random' | 'other' | 'min' | 'max' | 'length' | 'about' | 'items' | 'contact' | 'purpose' | 'dates' | 'expectation' | 'indirect' | 'names' | 'silent';
const RATING: Use[] = ['scale', 'metric', 'place', 'ends'];
/** Members that a kind knows; the server refuses others. Kinds in the order in which they are offered. */
export const USES: Record<QuestionKind, readonly Use[]> = {
  nps: [...RATING, 'indirect'], csat: [...RATING, 'look', 'indirect'], ces: [...RATING, 'indirect'], pair: [...RATING, 'expectation'], better_worse: ['metric', 'place', 'ends'], grid: [...RATING, 'rows', 'random', 'indirect'],
  emotion: ['place'], senses: [...RATING, 'rows', 'random'], dimensions: [...RATING, 'rows', 'random'],
  single: ['options', 'random', 'other'], multiple: ['options', 'random', 'other', 'min', 'max'], ranking: ['options', 'random', 'max'], picture: ['options', 'random', 'min', 'max'],
  long_text: ['length', 'about', 'place'], short_text: ['length', 'about', 'place', 'names'], critical_incident: ['length', 'place'], recall_unaided: ['items', 'place'], recall_aided: ['options', 'random'],
  date: ['dates'], contact: ['contact'], consent: ['purpose'], statement: ['silent'],
};
export const KINDS = Object.keys(USES) as QuestionKind[];
export const KIND_GROUPS = {
  ratings: ['nps', 'csat', 'ces', 'pair', 'better_worse', 'grid'],
  lived: ['emotion', 'senses', 'dimensions', 'recall_unaided', 'recall_aided', 'critical_incident'],
  choices: ['single', 'multiple', 'ranking', 'picture'],
  words: ['short_text', 'long_text'],
  facts: ['date', 'contact', 'consent', 'statement'],
} as const satisfies Record<string, readonly QuestionKind[]>;
export const uses = (kind: QuestionKind, use: Use): boolean => USES[kind].includes(use);
export const SCALES: Partial<Record<QuestionKind, { min: number; max: number; neutral: number }>> = { nps: { min: 0, max: 10, neutral: 7.5 }, csat: { min: 1, max: 5, neutral: 3 }, ces: { min: 1, max: 7, neutral: 4 }, pair: { min: 1, max: 5, neutral: 3 }, grid: { min: 1, max: 5, neutral: 3 }, senses: { min: 1, max: 5, neutral: 3 }, dimensions: { min: 1, max: 5, neutral: 3 } };
export const FIXED_ROWS: Partial<Record<QuestionKind, readonly string[]>> = { senses: ['sight', 'hearing', 'smell', 'taste', 'touch'], dimensions: ['physical', 'emotional', 'intellectual', 'participatory'] };

// ---- words ----
const TAGS: Record<Lang, string[]> = { zh: ['zh-CN', 'zh', 'zh-Hans', 'zh-TW'], en: ['en', 'en-GB', 'en-US'] };
/** Words for a reader: his language, else the survey's first, else any. */
export function say(words: Words | undefined, lang: Lang, languages: readonly string[] = []): string {
  if (!words) return '';
  for (const tag of [...TAGS[lang], ...languages]) if (words[tag]) return words[tag]!;
  return Object.values(words).find(Boolean) ?? '';
}
/** Words with one language changed; without any text nothing is kept. */
export function put(words: Words | undefined, tag: string, text: string): Words | undefined {
  const next = { ...words };
  if (text) next[tag] = text;
  else delete next[tag];
  return Object.keys(next).length ? next : undefined;
}

// ---- finding ----
export const questionsOf = (s: Survey): Question[] => s.pages.flatMap((p) => p.questions);
export const findQuestion = (s: Survey, key: string): Question | undefined => questionsOf(s).find((q) => q.key === key);
export function whereIs(s: Survey, key: string): { page: number; at: number } | undefined {
  for (const [page, p] of s.pages.entries()) {
    const at = p.questions.findIndex((q) => q.key === key);
    if (at >= 0) return { page, at };
  }
  return undefined;
}
export const pathOf = (s: Survey, key: string): string => {
  const w = whereIs(s, key);
  return w ? `pages[${w.page}].questions[${w.at}]` : '';
};
const keysOf = (s: Survey): string[] => s.pages.flatMap((p) => [p.key, ...p.questions.map((q) => q.key)]);
/** A key that the document allows: letters, digits, underscores. */
const freeName = (s: string, taken: string[], word: string): string => {
  const base = freeKey(s, [], word).replace(/-/g, '_').replace(/^[^a-z]+/, '').slice(0, 40) || word;
  if (!taken.includes(base)) return base;
  const stem = base.replace(/_\d+$/, '');
  for (let n = 2; ; n++) if (!taken.includes(`${stem}_${n}`)) return `${stem}_${n}`;
};

// ---- changing ----
export const clean = <T extends object>(o: T): T => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined && v !== '' && v !== false && !(Array.isArray(v) && !v.length))) as T;
const inPages = (s: Survey, change: (p: Page) => Page): Survey => ({ ...s, pages: s.pages.map(change) });
export const setQuestion = (s: Survey, key: string, change: Partial<Question>): Survey =>
  inPages(s, (p) => (p.questions.some((q) => q.key === key) ? { ...p, questions: p.questions.map((q) => (q.key === key ? clean({ ...q, ...change }) : q)) } : p));
export const setPage = (s: Survey, key: string, change: Partial<Page>): Survey => inPages(s, (p) => (p.key === key ? { ...clean({ ...p, ...change }), questions: change.questions ?? p.questions } : p));
/** Members of the survey itself. */
export const setSurvey = (s: Survey, change: Partial<Survey>): Survey => clean({ ...s, ...change });

export interface FirstWords { text: Words; options: Words[]; rows: Words[]; expected: Words; got: Words; purpose: string }
export function newQuestion(kind: QuestionKind, key: string, first: FirstWords): Question {
  const q: Question = { key, kind, text: first.text };
  if (uses(kind, 'options')) q.options = first.options.map((text, i) => ({ key: `option_${i + 1}`, text }));
  if (kind === 'grid') q.rows = first.rows.map((text, i) => ({ key: `row_${i + 1}`, text }));
  if (kind === 'pair') Object.assign(q, { expected_text: first.expected, got_text: first.got });
  if (kind === 'contact') q.contact = [{ key: 'name' }, { key: 'email' }];
  if (kind === 'consent') q.purpose = first.purpose;
  return q;
}
/** After the question `after`, or at the end. */
export function addQuestion(s: Survey, kind: QuestionKind, first: FirstWords, after?: string): { survey: Survey; key: string } {
  const key = freeName(kind, keysOf(s), kind);
  const q = newQuestion(kind, key, first);
  const w = after ? whereIs(s, after) : undefined;
  if (!s.pages.length) return { survey: { ...s, pages: [{ key: freeName('page', [key], 'page'), questions: [q] }] }, key };
  const page = w?.page ?? s.pages.length - 1;
  return { survey: { ...s, pages: s.pages.map((p, i) => (i === page ? { ...p, questions: [...p.questions.slice(0, (w?.at ?? p.questions.length - 1) + 1), q, ...p.questions.slice((w?.at ?? p.questions.length - 1) + 1)] } : p)) }, key };
}
export function duplicateQuestion(s: Survey, key: string): { survey: Survey; key: string } {
  const w = whereIs(s, key)!;
  const name = freeName(key, keysOf(s), 'question');
  const { skip_to: _, ...copy } = structuredClone(s.pages[w.page]!.questions[w.at]!);
  return { survey: { ...s, pages: s.pages.map((p, i) => (i === w.page ? { ...p, questions: [...p.questions.slice(0, w.at + 1), { ...copy, key: name }, ...p.questions.slice(w.at + 1)] } : p)) }, key: name };
}
/** A page that loses its last question goes, unless it is the only one. */
const withoutEmpty = (s: Survey): Survey => {
  const pages = s.pages.filter((p) => p.questions.length);
  return { ...s, pages: pages.length ? pages : s.pages.slice(0, 1) };
};
export const removeQuestion = (s: Survey, key: string): Survey => withoutEmpty(inPages(s, (p) => ({ ...p, questions: p.questions.filter((q) => q.key !== key) })));

/** Pages and questions in one list, as they are put in order: "p:<page>", "q:<question>". */
export const flatIds = (s: Survey): string[] => s.pages.flatMap((p) => [`p:${p.key}`, ...p.questions.map((q) => `q:${q.key}`)]);
/** Moves a question in that list, over page borders too. The first place is always a page's. */
export function moveFlat(s: Survey, from: number, to: number): Survey {
  const ids = flatIds(s);
  if (!ids[from]?.startsWith('q:')) return s;
  const order = moved(ids, from, Math.max(1, to));
  if (order === ids) return s;
  const pages: Page[] = [];
  for (const id of order) {
    const key = id.slice(2);
    if (id.startsWith('p:')) pages.push({ ...s.pages.find((p) => p.key === key)!, questions: [] });
    else pages[pages.length - 1]!.questions.push(findQuestion(s, key)!);
  }
  return withoutEmpty({ ...s, pages });
}
/** One place up or down, by buttons. */
export function moveBy(s: Survey, key: string, by: 1 | -1): Survey {
  const at = flatIds(s).indexOf(`q:${key}`);
  return moveFlat(s, at, at + by);
}
export const movePage = (s: Survey, from: number, to: number): Survey => ({ ...s, pages: moved(s.pages, from, to) });
/** A page begins at this question. */
export function splitPage(s: Survey, key: string): Survey {
  const w = whereIs(s, key);
  if (!w || w.at === 0) return s;
  const p = s.pages[w.page]!;
  const next: Page = { key: freeName('page', keysOf(s), 'page'), questions: p.questions.slice(w.at) };
  return { ...s, pages: [...s.pages.slice(0, w.page), { ...p, questions: p.questions.slice(0, w.at) }, next, ...s.pages.slice(w.page + 1)] };
}
/** The page's questions join the page before. */
export function joinPage(s: Survey, page: number): Survey {
  if (page < 1 || page >= s.pages.length) return s;
  const before = s.pages[page - 1]!;
  return { ...s, pages: [...s.pages.slice(0, page - 1), { ...before, questions: [...before.questions, ...s.pages[page]!.questions] }, ...s.pages.slice(page + 1)] };
}

/** Another key, and everywhere that names it: rules, jumps, texts, "about". */
export function renameQuestion(s: Survey, from: string, to: string): Survey {
  const text = (x: string) => x.replace(new RegExp(`(\\{\\{\\s*answer\\.)${from}(?=[.\\s}])`, 'g'), `$1${to}`);
  const logic = (x: unknown): unknown => (typeof x === 'string' ? (x === `answer.${from}` ? `answer.${to}` : x.startsWith(`answer.${from}.`) ? `answer.${to}${x.slice(7 + from.length)}` : x) : Array.isArray(x) ? x.map(logic) : x && typeof x === 'object' ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, logic(v)])) : x);
  const walk = (x: unknown, name = ''): unknown => {
    if (['visible_if', 'required_if', 'if', 'when'].includes(name)) return logic(x);
    if (typeof x === 'string') return (name === 'to' || name === 'about') && x === from ? to : text(x);
    if (Array.isArray(x)) return x.map((v) => walk(v));
    return x && typeof x === 'object' ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, walk(v, k)])) : x;
  };
  return inPages(walk(s) as Survey, (p) => ({ ...p, questions: p.questions.map((q) => (q.key === from ? { ...q, key: to } : q)) }));
}
export const isKey = (s: string): boolean => /^[a-z][a-z0-9_]{0,59}$/.test(s) && s !== 'end';

// ---- options and rows ----
export const addOption = (q: Question, text: Words): Option[] => [...(q.options ?? []), { key: freeName(`option_${(q.options?.length ?? 0) + 1}`, (q.options ?? []).map((o) => o.key), 'option'), text }];
export const addRow = (q: Question, text: Words): Row[] => [...(q.rows ?? []), { key: freeName(`row_${(q.rows?.length ?? 0) + 1}`, (q.rows ?? []).map((r) => r.key), 'row'), text }];

// ---- translation ----
/** Every text of the survey with the path by which faults name it. */
export interface Said { path: string; words: Words; of: string; what: string; long: boolean }
const QUESTION_TEXTS = ['text', 'help', 'low', 'high', 'expected_text', 'got_text', 'other_text'] as const;
export function textsOf(s: Survey): Said[] {
  const out: Said[] = [];
  const add = (path: string, words: Words | undefined, of: string, what: string, long = false) => words && out.push({ path, words, of, what, long });
  add('title', s.title, '', 'title');
  add('description', s.description, '', 'description', true);
  s.pages.forEach((p, i) => {
    add(`pages[${i}].title`, p.title, p.key, 'page_title');
    add(`pages[${i}].text`, p.text, p.key, 'page_text', true);
    p.questions.forEach((q, j) => {
      const at = `pages[${i}].questions[${j}]`;
      for (const name of QUESTION_TEXTS) add(`${at}.${name}`, q[name], q.key, name, name === 'help' || q.kind === 'statement');
      q.options?.forEach((o, k) => add(`${at}.options[${k}].text`, o.text, q.key, 'option'));
      q.rows?.forEach((r, k) => add(`${at}.rows[${k}].text`, r.text, q.key, 'row'));
    });
  });
  add('thanks', s.thanks, '', 'thanks', true);
  add('closed_text', s.closed_text, '', 'closed_text', true);
  return out;
}
export const missingIn = (said: Said[], tag: string): number => said.filter((x) => !x.words[tag]).length;
/** Sets what stands at a path such as "pages[0].questions[1].text". */
export function setAt<T>(o: T, path: string, value: unknown): T {
  const [head, ...rest] = path.split(/\.|\[|\]\.?/).filter(Boolean);
  if (head === undefined) return value as T;
  const tail = rest.map((k) => (/^\d+$/.test(k) ? `[${k}]` : `.${k}`)).join('').replace(/^\./, '');
  if (Array.isArray(o)) return o.map((x, i) => (i === Number(head) ? setAt(x, tail, value) : x)) as T;
  const have = (o as Record<string, unknown>)[head];
  const next = { ...o, [head]: setAt(have, tail, value) } as T;
  if ((next as Record<string, unknown>)[head] === undefined) delete (next as Record<string, unknown>)[head];
  return next;
}

// ---- theme ----
export const THEME = { accent: '#0f6b5c', on_accent: '#ffffff', background: '#f6f7f6', surface: '#ffffff', text: '#16211f', muted: '#5a6764' } as const;
const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const luminance = (hex: string): number => {
  const [r, g, b] = [1, 3, 5].map((i) => linear(parseInt(hex.slice(i, i + 2), 16) / 255));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};
/** WCAG contrast of two colours "#rrggbb": black on white is 21. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x! + 0.05) / (y! + 0.05);
}
