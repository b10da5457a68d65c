// Touch in order of preference; arrows move what is ranked.
import { add, h, icon, kind, t } from '../core';
import type { Answer } from '../core';

kind('ranking', (ask) => {
  const options = ask.q.options || [], most = Math.min(ask.q.max_choices || options.length, options.length);
  let ranked = ((ask.value as string[]) || []).filter((k) => options.some((o) => o.key === k));
  const live = h('p', { class: 'sr', role: 'status' });
  const list = h('ol', { class: 'rank' });
  const set = (next: string[], focus: string, said = '') => {
    ranked = next;
    draw();
    live.textContent = said;
    const el = list.querySelector<HTMLElement>('[data-k="' + focus + '"]');
    if (el) el.focus();
    ask.set(ranked.length ? (ranked.slice() as Answer) : undefined);
  };
  const words = (k: string): string => options.filter((o) => o.key === k)[0].text;
  const move = (k: string, by: number) => {
    const i = ranked.indexOf(k), next = ranked.slice();
    next.splice(i, 1);
    next.splice(i + by, 0, k);
    set(next, k + by, t('ranked', words(k), i + by + 1));
  };
  const draw = () => {
    list.textContent = '';
    const rest = ask.order.map((i) => options[i].key).filter((k) => ranked.indexOf(k) < 0);
    add(list, ranked.concat(rest).map((k, i) => {
      const place = i < ranked.length ? i + 1 : 0;
      const arrow = (by: number, mark: string) => h('button', { type: 'button', 'data-k': k + by, 'aria-label': t(by < 0 ? 'up' : 'down', words(k)), disabled: place + by < 1 || place + by > ranked.length, click: () => move(k, by) }, icon(mark));
      return h('li', { class: place ? 'on' : '' },
        h('button', {
          type: 'button', class: 'pick', 'data-k': k, 'aria-pressed': String(!!place), 'aria-label': words(k) + (place ? ', ' + t('place', place) : ''), disabled: !place && ranked.length >= most,
          click: () => (place ? set(ranked.filter((x) => x !== k), k) : set(ranked.concat(k), k, t('ranked', words(k), ranked.length + 1))),
        }, h('i', null, place || ''), h('span', null, words(k))),
        place ? [arrow(-1, '<path d="m6 15 6-6 6 6"/>'), arrow(1, '<path d="m6 9 6 6 6-6"/>')] : null);
    }));
  };
  draw();
  return h('div', null, ask.paper ? null : h('p', { class: 'help' }, t('rank', most)), list, live);
}, undefined, (q, v) => {
  const need = Math.min(q.max_choices || (q.options || []).length, (q.options || []).length);
  return (v as string[]).length < need ? ['few', need] : undefined;
});
