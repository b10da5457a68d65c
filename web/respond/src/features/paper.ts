// ?print=1: the whole survey on paper, every page and question, numbered, to be filled in with a pen.
import { feature, h, t } from '../core';
import type { Page, PublicQuestion } from '../core';

const body = (page: Page, q: PublicQuestion, id: string): HTMLElement =>
  page.kinds[q.kind].render({ q, id, value: undefined, paper: true, order: (q.options || q.rows || []).map((_, i) => i), set: () => undefined });

feature((page) => {
  const s = page.survey, text = (words: string) => page.text(words);
  let n = 0;
  page.begin.push(() => {
    if (document.getElementById('paper')) return;
    page.app.hidden = true;
    document.body.appendChild(h('main', { id: 'paper' }, h('button', { type: 'button', class: 'go', click: () => print() }, t('print')), h('h1', null, s.title), s.pages.map((p) => [
      p.title && h('h2', null, text(p.title)),
      p.text && h('p', null, text(p.text)),
      p.questions.map((q) => h('section', { class: 'q' },
        h('h3', null, q.kind === 'statement' ? '' : ++n + '. ', text(q.text), q.required ? ' *' : ''), q.help && h('p', { class: 'help' }, text(q.help)), body(page, q, 'p' + n + q.key))),
    ]), s.thanks && h('p', null, text(s.thanks))));
  });
});
