// Fails when the scripts of the first page weigh more than the budget (gzip), by following the build's own import graph.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
const dist = new URL('../dist/', import.meta.url);
const BUDGET = 350 * 1024;
const html = readFileSync(new URL('index.html', dist), 'utf8');
if (/<script(?![^>]*\bsrc=)[^>]*>\s*\S/.test(html)) { console.error('inline script in index.html: the content policy forbids it'); process.exit(1); }
const assets = readdirSync(new URL('assets/', dist));
const seen = new Set();
const add = (name) => {
  if (seen.has(name) || !name.endsWith('.js') || !existsSync(new URL('assets/' + name, dist))) return;
  seen.add(name);
  for (const m of readFileSync(new URL('assets/' + name, dist), 'utf8').matchAll(/from"\.\/([^"]+)"|import"\.\/([^"]+)"/g)) add(m[1] ?? m[2]);
};
for (const m of html.matchAll(/assets\/([\w.-]+\.js)/g)) add(m[1]);
// The first useful paint also needs the page itself (both that people open first are counted) and one language.
for (const a of assets) if (/^(TodayPage|JourneyPage|lang-zh)-/.test(a)) add(a);
let sum = 0;
for (const name of [...seen].sort()) { const n = gzipSync(readFileSync(new URL('assets/' + name, dist)), { level: 9 }).length; sum += n; console.log(`${String((n / 1024).toFixed(1)).padStart(8)} KB  ${name}`); }
console.log(`${(sum / 1024).toFixed(1).padStart(8)} KB  first page, budget ${BUDGET / 1024} KB`);
if (sum > BUDGET) { console.error('over budget'); process.exit(1); }
