// Rules as rows "answer – comparison – value", joined by and/or, and the JsonLogic that docs/surveys.md defines. What rows cannot
// say stays as it is and is edited as JSON. Pure.
import type { Json, Logic, Question, Survey } from '@shared/survey';
import { FIXED_ROWS, questionsOf } from './model';

export const OPS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'has', 'hasnot', 'there', 'missing'] as const;
export type Op = (typeof OPS)[number];
/** `of`: path of an answer or field. `other`: the value is another answer's path. */
export interface Cond { of: string; op: Op; value?: Json; other?: string }
export interface Rows { join: 'and' | 'or'; rows: Cond[] }

const SIGN: Partial<Record<Op, string>> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };
const BY_SIGN: Record<string, Op> = { '==': 'eq', '===': 'eq', '!=': 'ne', '!==': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' };
const TURNED: Partial<Record<Op, Op>> = { eq: 'eq', ne: 'ne', lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };

const one = (x: Json | undefined): [string, Json] | undefined => {
  if (!x || typeof x !== 'object' || Array.isArray(x)) return undefined;
  const all = Object.entries(x);
  return all.length === 1 ? (all[0] as [string, Json]) : undefined;
};
function varOf(x: Json | undefined): string | undefined {
  const o = one(x);
  if (o?.[0] !== 'var') return undefined;
  const path = Array.isArray(o[1]) && o[1].length === 1 ? o[1][0] : o[1];
  return typeof path === 'string' && /^(answer|field)\./.test(path) ? path : undefined;
}
const plain = (x: Json | undefined): boolean => typeof x === 'string' || typeof x === 'number' || typeof x === 'boolean';
const missingOf = (x: Json | undefined): string | undefined => {
  const o = one(x);
  const list = o?.[0] === 'missing' ? (Array.isArray(o[1]) ? o[1] : [o[1]]) : [];
  return list.length === 1 && typeof list[0] === 'string' && /^(answer|field)\./.test(list[0]) ? list[0] : undefined;
};

function cond(x: Json): Cond | undefined {
  const o = one(x);
  if (!o) return undefined;
  const [op, given] = o;
  const absent = missingOf(x);
  if (absent) return { of: absent, op: 'missing' };
  if (op === '!') {
    const inner = Array.isArray(given) ? given[0] : given;
    if (Array.isArray(given) && given.length !== 1) return undefined;
    const there = missingOf(inner);
    if (there) return { of: there, op: 'there' };
    const c = inner === undefined ? undefined : cond(inner);
    return c?.op === 'has' ? { ...c, op: 'hasnot' } : undefined;
  }
  if (!Array.isArray(given) || given.length !== 2) return undefined;
  const [a, b] = given as [Json, Json];
  const [left, right] = [varOf(a), varOf(b)];
  if (op === 'in') {
    if (left && Array.isArray(b) && b.length && b.every(plain)) return { of: left, op: 'in', value: b };
    return right && plain(a) ? { of: right, op: 'has', value: a } : undefined;
  }
  const by = BY_SIGN[op];
  if (!by) return undefined;
  if (left && right) return { of: left, op: by, other: right };
  if (left && plain(b)) return { of: left, op: by, value: b };
  return right && plain(a) ? { of: right, op: TURNED[by]!, value: a } : undefined;
}

/** The rule as rows; undefined when rows cannot say it. No rule is no rows. */
export function toRows(rule: Logic | undefined): Rows | undefined {
  if (rule === undefined || rule === null) return { join: 'and', rows: [] };
  const o = one(rule);
  if (o && (o[0] === 'and' || o[0] === 'or') && Array.isArray(o[1])) {
    const rows = o[1].map(cond);
    return rows.length && rows.every((r) => r) ? { join: o[0], rows: rows as Cond[] } : undefined;
  }
  const c = cond(rule);
  return c && { join: 'and', rows: [c] };
}
function logic(c: Cond): Json {
  const of: Json = { var: c.of };
  if (c.op === 'missing') return { missing: [c.of] };
  if (c.op === 'there') return { '!': [{ missing: [c.of] }] };
  const value: Json = c.other ? { var: c.other } : c.value ?? '';
  if (c.op === 'in') return { in: [of, Array.isArray(value) ? value : [value]] };
  if (c.op === 'has') return { in: [value, of] };
  if (c.op === 'hasnot') return { '!': [{ in: [value, of] }] };
  return { [SIGN[c.op]!]: [of, value] };
}
export function fromRows({ join, rows }: Rows): Logic | undefined {
  if (!rows.length) return undefined;
  return rows.length === 1 ? logic(rows[0]!) : { [join]: rows.map(logic) };
}

// ---- what can be compared ----
/** An answer, a part of one, or a hidden field; `choices` when its values are keys. */
export interface Subject { path: string; question?: Question; part?: string; type: 'number' | 'choice' | 'choices' | 'text' | 'yes' | 'date'; choices?: string[]; min?: number; max?: number }
export function subjectsOf(q: Question): Subject[] {
  const path = `answer.${q.key}`;
  const rated = (part?: string): Subject => ({ path: part ? `${path}.${part}` : path, question: q, part, type: 'number' });
  switch (q.kind) {
    case 'nps': case 'csat': case 'ces': case 'better_worse': return [rated()];
    case 'pair': return q.expected_only ? [rated('expected')] : [rated('got'), rated('expected')];
    case 'emotion': return [rated('valence'), rated('arousal')];
    case 'grid': case 'senses': case 'dimensions': return (q.rows?.map((r) => r.key) ?? [...(FIXED_ROWS[q.kind] ?? [])]).map(rated);
    case 'single': return [{ path, question: q, type: 'choice', choices: q.options?.map((o) => o.key) ?? [] }];
    case 'multiple': case 'ranking': case 'picture': case 'recall_aided': return [{ path, question: q, type: 'choices', choices: q.options?.map((o) => o.key) ?? [] }];
    case 'consent': return [{ path, question: q, type: 'yes' }];
    case 'date': return [{ path, question: q, type: 'date' }];
    case 'critical_incident': return [{ path: `${path}.tone`, question: q, part: 'tone', type: 'choice', choices: ['good', 'bad'] }, { path: `${path}.text`, question: q, part: 'text', type: 'text' }];
    case 'short_text': case 'long_text': return [{ path, question: q, type: 'text' }];
    default: return [];
  }
}
/** Everything that a rule at this place may read: answers before it (and, for a jump, its own), hidden fields. */
export function subjectsAt(s: Survey, key: string, own: boolean): Subject[] {
  const all = questionsOf(s);
  const at = all.findIndex((q) => q.key === key);
  const page = s.pages.find((p) => p.key === key);
  const upTo = page ? all.indexOf(page.questions[0]!) + (own ? page.questions.length : 0) : at + (own ? 1 : 0);
  return [...all.slice(0, upTo).flatMap(subjectsOf), ...(s.hidden ?? []).map((h): Subject => ({ path: `field.${h.key}`, type: 'text' }))];
}
export function opsFor(type: Subject['type']): Op[] {
  switch (type) {
    case 'number': case 'date': return ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'there', 'missing'];
    case 'choice': return ['eq', 'ne', 'in', 'there', 'missing'];
    case 'choices': return ['has', 'hasnot', 'there', 'missing'];
    case 'yes': return ['eq', 'there', 'missing'];
    default: return ['there', 'missing', 'eq', 'ne', 'has'];
  }
}
/** What a new row begins with: the answer asked last, else a field. */
export const lastSubject = (all: Subject[]): Subject | undefined => all.filter((s) => s.question).pop() ?? all[all.length - 1];
/** A first row that means something for this subject. */
export function firstCond(subject: Subject): Cond {
  const value: Json = subject.type === 'number' ? 0 : subject.type === 'yes' ? true : subject.choices?.[0] ?? '';
  const op = subject.type === 'number' ? 'le' : subject.type === 'text' ? 'there' : opsFor(subject.type)[0]!;
  return op === 'there' ? { of: subject.path, op } : { of: subject.path, op, value };
}
/** Jumps lead forward only: pages and questions after this one, then the end. */
export function targetsAfter(s: Survey, key: string): { key: string; page: boolean }[] {
  const flat = s.pages.flatMap((p) => [{ key: p.key, page: true }, ...p.questions.map((q) => ({ key: q.key, page: false }))]);
  const page = s.pages.find((p) => p.key === key);
  const from = page ? flat.findIndex((x) => x.key === page.questions[page.questions.length - 1]?.key) : flat.findIndex((x) => x.key === key);
  return flat.slice(from + 1);
}
/** The row with another subject: what still fits is kept. */
export function retarget(c: Cond, to: Subject): Cond {
  const fits = opsFor(to.type).includes(c.op) && (to.type === 'number') === (typeof c.value === 'number') && !to.choices && !c.other;
  return fits ? { ...c, of: to.path } : firstCond(to);
}
