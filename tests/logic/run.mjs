// Random rules on random data: the server (C++) and the respondents' page (TypeScript) must say the same.
//   node run.mjs --bin build/release/evaluate_logic [--cases 40000] [--seed 1]
// What differs is made smaller before it is printed, so that it can go into fixtures.json as it stands.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const arg = (name, fallback) => { const i = process.argv.indexOf('--' + name); return i > 0 ? process.argv[i + 1] : fallback; };
const binary = arg('bin', root + 'build/release/evaluate_logic');
const cases = Number(arg('cases', 40_000));
const seed = Number(arg('seed', 1));

const esbuild = createRequire(root + 'web/respond/package.json')('esbuild');
const built = esbuild.buildSync({ entryPoints: [root + 'web/respond/src/features/logic.ts'], bundle: true, write: false, format: 'esm', platform: 'neutral', alias: { '@shared': root + 'web/shared' }, logLevel: 'error' });
globalThis.document ??= { addEventListener() {}, getElementById: () => null };
const { run } = await import('data:text/javascript;base64,' + Buffer.from(built.outputFiles[0].contents).toString('base64'));

// mulberry32: the same cases for the same seed everywhere.
let state = seed >>> 0;
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const many = (most, make) => Array.from({ length: below(most + 1) }, make);

const NUMBERS = [0, 1, -1, 2, 3, 5, 7, 10, 11, 0.1, 0.2, 0.5, -0.25, 1e-7, 1e-6, 123456.789, 1e15, 1e16, 1e20, 1e21, 1e22, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e300, -1e300, 5e-324, 1.7976931348623157e308, 0.30000000000000004, 100];
const TEXTS = ['', ' ', '0', '1', '7', '-1', '+3', '07', '1.', '.5', '1e3', '1E-3', '1e999', '1e-999', '-', '+', '.', '1 ', ' 2\t', '1,5', '0x10', 'NaN', 'Infinity', 'inf', 'true', 'null', 'a', 'b', 'ab', 'A', 'x.y', '.', 'a.', '0.1', 'answer', '2026-03-14', '2026-11-02', '上海', '北京', '喜欢', '😀', '😀a', '\uE000', '\uFFFD', 'é', 'e\u0301', 'ß', '\u00a0', '\u2028', 'a,b', '"', '\\', '__proto__', 'constructor', 'length', 'toString'];
const KEYS = ['a', 'b', 'c', 'nps', 'list', '', '0', '1', 'x.y', '__proto__', 'constructor', 'length', '喜', 'current', 'accumulator'];
const OPERATIONS = ['var', 'missing', 'missing_some', 'if', '?:', '==', '===', '!=', '!==', '!', '!!', 'and', 'or', '>', '>=', '<', '<=', 'max', 'min', '+', '-', '*', '/', '%', 'map', 'reduce', 'filter', 'all', 'none', 'some', 'merge', 'in', 'cat', 'substr'];
const PATHS = ['', 'answer', 'field', 'answer.a', 'answer.b', 'answer.list', 'answer.list.0', 'answer.list.1.a', 'answer.nps', 'field.c', 'field.', 'answer.x.y', 'answer.length', 'answer.list.length', 'answer.constructor', 'answer.__proto__', 'current', 'accumulator', 'a', 'b', '0', '1', '1.0', '-1', '00', '+0', 'answer..a', '.answer', '.', '..', 'answer.喜'];

const number = () => (random() < .5 ? pick(NUMBERS) : random() < .5 ? below(12) : random() < .5 ? (random() - .5) * 10 ** below(30) : (random() - .5) / 10 ** below(12));
const scalar = () => { const r = random(); return r < .1 ? null : r < .2 ? random() < .5 : r < .6 ? number() : random() < .1 ? String(number()) : pick(TEXTS); };
const object = (make) => Object.fromEntries(many(3, () => [pick(KEYS), make()]));
const value = (depth) => { const r = random(); return depth < 1 || r < .55 ? scalar() : r < .85 ? many(4, () => value(depth - 1)) : object(() => value(depth - 1)); };
const path = () => { const r = random(); return r < .8 ? pick(PATHS) : r < .9 ? scalar() : [pick(PATHS)]; };
const rule = (depth) => {
  const r = random();
  if (depth < 1 || r < .2) return random() < .5 ? { var: path() } : value(1);
  if (r < .26) return many(3, () => rule(depth - 1));
  if (r < .27) return { [pick(['nope', 'Var', '', 'hasOwnProperty', 'constructor', '__proto__', 'toString', 'valueOf'])]: rule(0) };
  const op = pick(OPERATIONS), list = () => (random() < .7 ? { var: pick(['answer.list', 'answer', 'answer.b', '', 'field.c']) } : random() < .7 ? many(4, () => rule(depth - 2)) : rule(depth - 1));
  if (op === 'var') return { var: random() < .5 ? path() : [path(), rule(depth - 1)] };
  if (op === 'missing') return { missing: random() < .5 ? many(3, path) : path() };
  if (op === 'missing_some') return { missing_some: [below(3), many(3, path)] };
  if (/^(map|filter|all|none|some)$/.test(op)) return { [op]: [list(), rule(depth - 1)] };
  if (op === 'reduce') return { reduce: [list(), rule(depth - 1), rule(depth - 2)] };
  if (random() < .1) return { [op]: rule(depth - 1) };
  return { [op]: many(4, () => rule(depth - 1)) };
};
const data = () => (random() < .05 ? value(2) : { answer: { ...object(() => value(2)), ...(random() < .7 ? { list: many(5, () => value(1)) } : {}), nps: pick([0, 6, 7, 10, '7', null]) }, field: object(() => scalar()), ...(random() < .2 ? { a: value(1), b: value(1) } : {}) });

const here = (c) => {
  try {
    return JSON.stringify(run(c.logic, c.data));
  } catch (e) {
    return e instanceof Error ? 'threw ' + e.message : 'broken';
  }
};
const there = (list) => execFileSync(binary, { input: list.map((c) => JSON.stringify(c)).join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 30 }).split('\n').slice(0, list.length);
/** Order of members is the data's own, and numbers are compared as numbers: 1e21 and 1000000000000000000000 are one. */
const plain = (json) => { try { return JSON.stringify(JSON.parse(json)); } catch { return json; } };
const differs = (list) => { const answers = there(list); return list.map((c, i) => ({ c, page: plain(here(c)), server: plain(answers[i]) })).filter((d) => d.page !== d.server); };

/** Everything that is one step smaller. */
const smaller = function* (v) {
  if (v === null || typeof v !== 'object') { if (v !== null && v !== 0) { yield null; yield 0; } return; }
  yield null;
  const list = Array.isArray(v), entries = Object.entries(v);
  const made = (e) => (list ? e.map((x) => x[1]) : Object.fromEntries(e));
  for (const [, x] of entries) yield x;
  for (let i = 0; i < entries.length; i++) yield made(entries.filter((_, k) => k !== i));
  for (let i = 0; i < entries.length; i++) for (const x of smaller(entries[i][1])) yield made(entries.map((e, k) => (k === i ? [e[0], x] : e)));
};
const shrink = (d) => {
  for (let rounds = 0; rounds < 200; rounds++) {
    const size = JSON.stringify(d.c).length, tries = [];
    for (const logic of smaller(d.c.logic)) if (tries.push({ logic, data: d.c.data }) > 1500) break;
    for (const data of smaller(d.c.data)) if (tries.push({ logic: d.c.logic, data }) > 3000) break;
    const less = differs(tries.filter((c) => JSON.stringify(c).length < size)).sort((a, b) => JSON.stringify(a.c).length - JSON.stringify(b.c).length)[0];
    if (!less) return d;
    d = less;
  }
  return d;
};

const all = Array.from({ length: cases }, () => ({ logic: rule(1 + below(5)), data: data() })).map((c) => JSON.parse(JSON.stringify(c)));
const kinds = {};
for (const c of all) { const k = here(c); const kind = k === 'broken' || k.startsWith('threw') ? k.slice(0, 6) : k === undefined ? 'undefined' : k === 'null' ? 'null' : k[0] === '"' ? 'text' : k[0] === '[' ? 'list' : k[0] === '{' ? 'object' : /^[tf]/.test(k) ? 'truth' : 'number'; kinds[kind] = (kinds[kind] ?? 0) + 1; }
const found = differs(all);
console.log(`${cases} random rules (seed ${seed}): ${Object.entries(kinds).map(([k, n]) => `${n} ${k}`).join(', ')}; ${found.length} differ`);
const seen = new Set();
for (const d of found.slice(0, 40)) {
  const s = shrink(d), text = `logic ${JSON.stringify(s.c.logic)}\ndata  ${JSON.stringify(s.c.data)}\n  page   ${s.page}\n  server ${s.server}`;
  if (seen.has(text)) continue;
  seen.add(text);
  console.log(text);
  if (seen.size > 12) break;
}
// A generator that only makes nonsense would prove little.
for (const k of ['broken', 'null', 'text', 'list', 'number', 'truth']) if (cases >= 10_000 && !(kinds[k] > cases / 200)) { console.log(`too few results of kind ${k}`); process.exitCode = 1; }
if (found.length) process.exitCode = 1;
