// A server for looking at pages while developing: node dev/serve.mjs [port]. /r/<name>, see VISITS. Never part of a test.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { everyKind } from './every-kind.mjs';
import { page } from './page.mjs';
import { publish } from './samples.mjs';

const read = (key) => JSON.parse(readFileSync(new URL(`../../../examples/surveys/${key}.json`, import.meta.url), 'utf8'));
const night = { accent: '#d9480f', background: '#1b1e2b', surface: '#262b3d', text: '#f4f4f8', muted: '#b6b9c8', font: 'rounded', radius: 24 };
const VISITS = {
  nps: (lang) => publish(read('relationship-nps'), lang), delivery: (lang) => publish(read('after-delivery'), lang),
  every: (lang) => publish(everyKind(), lang), pages: (lang) => publish(everyKind('pages'), lang), themed: (lang) => publish({ ...read('after-delivery'), theme: night }, lang),
  arabic: () => publish({ ...everyKind(), languages: ['ar', 'en'] }, 'ar'), test: (lang) => publish(read('relationship-nps'), lang, { test: true }),
  ...Object.fromEntries(['closed', 'used', 'expired', 'full'].map((state) => [state, (lang) => ({ token: state, state, lang, message: '', fields: {} })])),
};
const kept = new Map();
createServer((req, res) => {
  const url = new URL(req.url, 'http://x'), [, what, name, verb] = url.pathname.replace('/v1/respond', '/post').split('/');
  const json = (status, o) => { res.writeHead(status, { 'Content-Type': 'application/json' }); res.end(JSON.stringify(o)); };
  if (url.pathname === '/w.js') { res.writeHead(200, { 'Content-Type': 'text/javascript' }); return res.end(readFileSync(new URL('../dist/w.js', import.meta.url))); }
  if (what === 'kept') return json(200, [...kept.values()]);
  if (what === 'r' && VISITS[name]) {
    const p = page(VISITS[name](url.searchParams.get('lang') ?? 'en'), url.search.slice(1));
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': p.csp });
    return res.end(p.html);
  }
  if (what !== 'post') return json(404, {});
  let body = '';
  req.on('data', (c) => (body += c)).on('end', () => {
    const s = JSON.parse(body), was = kept.get(s.response);
    if (verb === 'submit' && JSON.stringify(s.answers).includes('refuse me')) return json(422, { status: 422, code: 'invalid_fields', detail: 'An answer is not possible.', errors: [] });
    if (was?.done) return json(200, { response: s.response, state: 'done', seq: was.seq });
    kept.set(s.response, { ...s, done: verb === 'submit', seq: kept.size + 1 });
    json(verb === 'submit' ? 201 : 200, { response: s.response, state: verb === 'submit' ? 'done' : 'partial', seq: kept.size });
  });
}).listen(Number(process.argv[2] ?? 8397), '127.0.0.1', () => console.log('http://127.0.0.1:' + (process.argv[2] ?? 8397) + '/r/{' + Object.keys(VISITS) + '}'));
