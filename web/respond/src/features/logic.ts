// JsonLogic, the twin of src/survey/logic.cc: the same fixtures (tests/logic/fixtures.json) hold for both. Then the walk through
// the questions, the twin of src/survey/survey.cc.
import { feature } from '../core';
import type { Answer as V, Answers, Logic, PublicQuestion, Walked, PublicSurvey } from '../core/types';

type List = V[];
const isList = Array.isArray;
const isMap = (v: V): v is { [k: string]: V } => v !== null && typeof v === 'object' && !isList(v);
const BROKEN = {};
const has = (o: object, key: string): boolean => Object.prototype.hasOwnProperty.call(o, key);

export const truthy = (v: V): boolean => (isList(v) ? v.length > 0 : !!v);

const number = (v: V): number => {
  if (v === null) return 0;
  if (typeof v === 'number') return v;
  if (typeof v === 'boolean') return +v;
  if (typeof v !== 'string') return NaN;
  const s = v.replace(/^[ \t-\r]+|[ \t-\r]+$/g, '');
  return s === '' ? 0 : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(s) ? finite(+s) ?? NaN : NaN;
};
const finite = (x: number): number | null => (isFinite(x) ? x + 0 : null);
const text = (v: V): string => (v === null || isMap(v) ? '' : isList(v) ? v.map(text).join(',') : String(v));
const same = (a: V, b: V): boolean => a === b && (a === null || typeof a !== 'object');
const loose = (a: V, b: V): boolean => {
  if ((a !== null && typeof a === 'object') || (b !== null && typeof b === 'object')) return false;
  if (a === null || b === null || (typeof a === 'string' && typeof b === 'string')) return a === b;
  return number(a) === number(b);
};
/** a < b is below(a, b, -1, -1); NaN where there is no order */
const order = (a: V, b: V): number => {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : +(a > b);
  if (a === null || b === null) return NaN;
  const d = [number(a), number(b)];
  return d[0] < d[1] ? -1 : d[0] > d[1] ? 1 : d[0] === d[1] ? 0 : NaN;
};
/** undefined: nothing is there */
const look = (data: V, path: string): V | undefined => {
  let at: V = data;
  if (path === '') return at;
  // A final dot leads nowhere further.
  for (const part of path.replace(/\.$/, '').split('.')) {
    if (isList(at)) {
      if (!/^\d+$/.test(part) || +part >= at.length) return undefined;
      at = at[+part];
    } else if (isMap(at) && has(at, part)) at = at[part];
    else return undefined;
  }
  return at;
};

const compare: Record<string, (c: number) => boolean> = { '<': (c) => c < 0, '<=': (c) => c <= 0, '>': (c) => c > 0, '>=': (c) => c >= 0 };
const plain: Record<string, (a: List, at: (i: number) => V) => V> = {
  '==': (_, at) => loose(at(0), at(1)),
  '!=': (_, at) => !loose(at(0), at(1)),
  '===': (_, at) => same(at(0), at(1)),
  '!==': (_, at) => !same(at(0), at(1)),
  '!': (_, at) => !truthy(at(0)),
  '!!': (_, at) => truthy(at(0)),
  merge: (a) => ([] as List).concat(...a),
  in: (_, at) => { const w = at(1), x = at(0); return typeof w === 'string' ? typeof x === 'string' && w.includes(x) : isList(w) && w.some((y) => same(y, x)); },
  substr: (a, at) => {
    const s = Array.from(text(at(0))), n = s.length;
    const whole = (i: number, d: number) => (i < a.length ? Math.max(-1e9, Math.min(1e9, Math.trunc(number(a[i]) || 0))) : d);
    let from = whole(1, 0);
    from = from < 0 ? Math.max(0, n + from) : Math.min(from, n);
    const length = at(2) === null ? n : whole(2, 0);
    return s.slice(from, Math.max(from, length < 0 ? n + length : Math.min(n, from + length))).join('');
  },
};
const sums: Record<string, (x: number[]) => number> = {
  '+': (x) => x.reduce((a, b) => a + b, 0),
  '*': (x) => x.reduce((a, b) => a * b, 1),
  '-': (x) => (x.length === 1 ? -x[0] : x[0] - x[1]),
  '/': (x) => (x[1] ? x[0] / x[1] : NaN),
  '%': (x) => (x[1] ? x[0] % x[1] : NaN),
  max: (x) => Math.max(...x),
  min: (x) => Math.min(...x),
};

/** The result; throws BROKEN when the rule cannot be evaluated: unknown operation, deeper than 16, more than 10 000 steps. */
export const run = (rule: V, data: V): V => {
  let steps = 0, depth = 0, size = 0;
  const stop = (): never => { throw BROKEN; };
  const spend = (v: V): V => {
    if (++size > 1e5) stop();
    if (isList(v)) v.forEach(spend);
    else if (isMap(v)) Object.keys(v).forEach((k) => spend(v[k]));
    return v;
  };
  const go = (r: V, d: V): V => {
    if (isList(r)) return r.map((x) => go(x, d));
    const ops = isMap(r) ? Object.keys(r) : [];
    if (ops.length !== 1) return spend(r);
    if (++steps > 1e4 || depth >= 16) stop();
    depth++;
    const out = operate(ops[0], (r as { [k: string]: V })[ops[0]], d);
    depth--;
    return out;
  };
  const operate = (op: string, args: V, d: V): V => {
    const list: List = isList(args) ? args : [args];
    const arg = (i: number): V => (i < list.length ? list[i] : null);
    if (op === 'if' || op === '?:') {
      let i = 0;
      for (; i + 1 < list.length; i += 2) if (truthy(go(list[i], d))) return go(list[i + 1], d);
      return i < list.length ? go(list[i], d) : null;
    }
    if (op === 'and' || op === 'or') {
      let last: V = null;
      for (const x of list) if (truthy((last = go(x, d))) === (op === 'or')) break;
      return last;
    }
    if (/^(map|filter|all|none|some)$/.test(op)) {
      const over = go(arg(0), d), items: List = isList(over) ? over : [];
      const got = items.map((x) => go(arg(1), x));
      const hits = got.filter(truthy).length;
      return op === 'map' ? got : op === 'filter' ? items.filter((_, i) => truthy(got[i])) : op === 'all' ? items.length > 0 && hits === items.length : (hits > 0) === (op === 'some');
    }
    if (op === 'reduce') {
      const over = go(arg(0), d);
      let sum = go(arg(2), d);
      if (isList(over)) for (const current of over) sum = go(arg(1), { current, accumulator: sum });
      return sum;
    }
    const a = list.map((x) => go(x, d));
    const at = (i: number): V => (i < a.length ? a[i] : null);
    if (op === 'var') {
      const found = look(d, a.length ? text(a[0]) : '');
      return found === undefined ? at(1) : spend(found);
    }
    if (op === 'missing' || op === 'missing_some') {
      const some = op === 'missing_some', from = some ? at(1) : isList(at(0)) ? at(0) : a;
      if (!isList(from)) return [];
      const out = from.filter((k) => { const v = look(d, text(k)); return v == null || v === ''; });
      return some && from.length - out.length >= number(a[0]) ? [] : out;
    }
    if (has(compare, op)) return a.length > 1 && compare[op](order(a[0], a[1])) && (a.length < 3 || op[0] === '>' || compare[op](order(a[1], a[2])));
    if (has(sums, op)) {
      const x = a.map(number);
      return x.some(isNaN) || (!x.length && op !== '+') ? null : finite(sums[op](x));
    }
    if (op === 'cat') {
      const s = a.map(text).join('');
      return s.length > 1e5 ? stop() : s;
    }
    if (!has(plain, op)) return stop();
    const out = plain[op](a, at);
    return op === 'merge' ? spend(out) : out;
  };
  return go(rule, data);
};

/** truthy(run(...)); a broken rule is false. */
export const holds = (rule: V, data: V): boolean => {
  try {
    return truthy(run(rule, data));
  } catch (e) {
    if (e !== BROKEN) throw e;
    return false;
  }
};

/** Which questions are met. Rules see only answers of questions already met. */
export const walk = (s: PublicSurvey, answers: Answers, field: Record<string, string>): Walked => {
  const met: PublicQuestion[] = [], seen: { [key: string]: V } = {}, data: V = { answer: seen, field };
  const out: Walked = { met, must: (q) => q.kind !== 'statement' && (!!q.required || (q.required_if != null && holds(q.required_if, data))) };
  let to = '';  // skipping until this question or page
  const jump = (jumps: { if: Logic; to: string }[] = []): boolean => {
    for (const j of jumps) if (holds(j.if, data)) { to = j.to; break; }
    return to !== 'end';
  };
  for (const p of s.pages) {
    if (to && to !== p.key && !p.questions.some((q) => q.key === to)) continue;
    if (to === p.key) to = '';
    if (!to && p.visible_if != null && !holds(p.visible_if, data)) continue;
    for (const q of p.questions) {
      if (to && to !== q.key) continue;
      to = '';
      if (q.visible_if != null && !holds(q.visible_if, data)) continue;
      met.push(q);
      if (answers[q.key] != null) seen[q.key] = answers[q.key];
      if (!jump(q.skip_to)) return out;
    }
    if (!to && !jump(p.branches)) return out;
  }
  return out;
};

feature((page) => { page.walk = (answers) => walk(page.survey, answers, page.fields); });
