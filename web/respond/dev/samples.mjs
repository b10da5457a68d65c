// A survey in one language as the server gives it, from a document.
import { DEFAULT_THEME } from './page.mjs';
export function publish(doc, lang, extra = {}) {
  const w = (t) => (t == null ? undefined : typeof t === 'string' ? t : t[lang] ?? t[doc.languages[0]]);
  const SENSES = { sight: 'What you saw', hearing: 'What you heard', smell: 'What you smelled', taste: 'What you tasted', touch: 'What you touched' };
  const scale = { nps: [0, 10], csat: [1, 5], ces: [1, 7], grid: [1, 5], pair: [1, 5], senses: [1, 5], dimensions: [1, 5] };
  return { token: 'k3v9x2m4q7ab', state: 'open', fields: {}, ...extra, survey: {
    key: doc.key, version: 1, lang, languages: doc.languages, title: w(doc.title), display: doc.display ?? 'one', theme: { ...DEFAULT_THEME, ...doc.theme }, hidden: doc.hidden?.map((x) => x.key),
    pages: doc.pages.map((p) => ({ ...p, title: w(p.title), text: w(p.text), questions: p.questions.map((q) => ({ ...q, metric: undefined, about: undefined, text: w(q.text), help: w(q.help), low: w(q.low), high: w(q.high), expected_text: w(q.expected_text), got_text: w(q.got_text),
      scale: q.scale ? { min: q.scale.min, max: q.scale.max } : scale[q.kind] && { min: scale[q.kind][0], max: scale[q.kind][1] }, look: q.kind === 'csat' ? q.look ?? 'stars' : undefined,
      other: q.other ? w(q.other_text) ?? '' : undefined,
      options: q.options?.map((o) => ({ ...o, text: w(o.text) })), rows: (q.rows ?? (q.kind === 'senses' ? Object.keys(SENSES).map((key) => ({ key })) : undefined))?.map((r) => ({ key: r.key, text: w(r.text) ?? SENSES[r.key] })) })) })),
    thanks: w(doc.thanks) } };
}
