// What src/collect/page.cc does, for the development server and the size check: the chunks that a visit needs, inlined.
import { readFileSync, existsSync } from 'node:fs';
import { createHash } from 'node:crypto';

const dist = new URL('../dist/', import.meta.url);
const read = (name) => (existsSync(new URL(name, dist)) ? readFileSync(new URL(name, dist), 'utf8') : '');
const needs = () => new Map(read('parts.txt').trim().split('\n').map((l) => l.split(' ')).map(([name, ...rest]) => [name, rest]));

/** Names of what a visit needs beyond the core. */
export function wanted(visit, query = '') {
  const s = visit.survey, out = new Set(), text = JSON.stringify(visit);
  if (!s) return out.add('more');
  const qs = s.pages.flatMap((p) => p.questions);
  if (/"(visible_if|required_if|skip_to|branches)":/.test(text)) out.add('logic');
  if (/"random":true/.test(text)) out.add('order');
  if (text.includes('{{')) out.add('pipe');
  if (s.pages.some((p) => p.title || p.text)) out.add('titles');
  if (s.languages.length > 1) out.add('languages');
  if ((s.hidden ?? []).length) out.add('hidden');
  if (visit.test) out.add('test');
  if (s.theme && JSON.stringify(s.theme) !== JSON.stringify(DEFAULT_THEME)) out.add('theme');
  if (/^(ar|he|fa|ur)/.test(s.lang)) out.add('rtl');
  if (qs.some((q) => q.prefill != null) || /(^|&)answer\./.test(query)) out.add('prefill');
  const q = new URLSearchParams(query);
  if (q.get('kiosk') === '1') out.add('kiosk');
  if (q.get('embed')) out.add('embed');
  if (q.get('print') === '1') out.add('paper');
  for (const x of qs) out.add('kind-' + x.kind);
  return out;
}
export const DEFAULT_THEME = { accent: '#0f6b5c', on_accent: '#ffffff', background: '#f6f7f6', surface: '#ffffff', text: '#16211f', muted: '#5a6764', font: 'system', radius: 14 };
const ownLanguage = (lang) => (/^zh/i.test(lang) ? (/hant|-tw|-hk|-mo/i.test(lang) ? 'zh-TW' : 'zh-CN') : 'en');

export function page(visit, query = '') {
  const parts = wanted(visit, query);
  // The default colours stand in the style sheet already.
  if (visit.survey && !parts.has('theme')) visit = { ...visit, survey: { ...visit.survey, theme: undefined } };
  const map = needs(), done = [];
  const visit1 = (n) => { if (done.includes(n)) return; (map.get(n) ?? []).forEach(visit1); done.push(n); };
  const lang = visit.survey?.lang ?? visit.lang ?? 'en', own = ownLanguage(lang);
  [...parts].sort().forEach(visit1);
  const names = ['core', 'lang-' + own, ...done.map((n) => (n === 'more' ? `lang-${own}-more` : n))];
  const css = names.map((n) => read(n + '.css')).join(''), js = names.map((n) => read(n + '.js')).join('\n');
  const sha = (s) => `'sha256-${createHash('sha256').update(s).digest('base64')}'`;
  const esc = (s) => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const rtl = /^(ar|he|fa|ur)/.test(lang) ? ' dir="rtl"' : '';
  const head = `<!doctype html><html lang="${lang}"${rtl}><meta charset="utf-8"><title>${esc(visit.survey?.title ?? '')}</title>`;
  const fixed = `<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><style>${css}</style><script>${js}</script>`;
  const tail = `<script type="application/json" id="visit">${JSON.stringify(visit).replace(/</g, '\\u003c')}</script>`;
  return { html: head + fixed + tail, pieces: [head, fixed, tail], csp: `default-src 'none'; script-src ${sha(js)}; style-src ${sha(css)}; img-src https: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *` };
}
