// {{answer.q1}} and {{field.x}} in texts, as src/survey/survey.cc fills them in. What is missing becomes nothing.
import { feature } from '../core';
import type { Answer, Answers, PublicQuestion, PublicSurvey } from '../core/types';

const spoken = (q: PublicQuestion, v: Answer | undefined, comma: string): string => {
  if (Array.isArray(v)) return v.map((x) => spoken(q, x, comma)).join(comma);
  if (v && typeof v === 'object') return spoken(q, v.other, comma);
  const option = (q.options || []).filter((o) => o.key === v)[0];
  return option ? option.text : v == null || typeof v === 'boolean' ? '' : String(v);
};
export const pipe = (text: string, s: PublicSurvey, answers: Answers, fields: Record<string, string>): string =>
  text.replace(/\{\{([\s\S]*?)\}\}/g, (_, path: string) => {
    const [what, key, ...rest] = path.split('.');
    if (what === 'field') return fields[[key].concat(rest).join('.')] || '';
    if (what !== 'answer') return '';
    for (const p of s.pages) for (const q of p.questions) if (q.key === key) {
      let v: Answer | undefined = answers[key];
      for (const part of rest) v = v && typeof v === 'object' && !Array.isArray(v) ? v[part] : undefined;
      return spoken(q, v, s.lang.slice(0, 2) === 'zh' ? '、' : ', ');
    }
    return '';
  });

feature((page) => {
  const seen: [HTMLElement, string][] = [];
  page.text = (words) => pipe(words, page.survey, page.draft().a, page.fields);
  const set = ([el, words]: [HTMLElement, string]) => { const s = page.text(words); if (el.textContent !== s) el.textContent = s; };
  page.words = (el, words) => {
    if (seen.length > 300) seen.splice(0, 100);
    seen.push([el, words]);
    set([el, words]);
    return el;
  };
  page.after.push(() => seen.forEach(set));
});
