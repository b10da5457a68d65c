// Options to choose from: radio buttons or check boxes as cards.
import { h, icon, t } from '../core';
import type { Answer, Ask, Fail } from '../core';

interface ChoiceOptions { many: boolean; none?: string; picture?: boolean }

export const choices = (ask: Ask, o: ChoiceOptions): HTMLElement => {
  const q = ask.q, options = q.options || [], name = ask.id + 'c';
  const given = ask.value == null ? [] : Array.isArray(ask.value) ? ask.value : [ask.value];
  const other = given.filter((x) => x && typeof x === 'object')[0] as { other: string } | undefined;
  const boxes: HTMLInputElement[] = [];
  const type = o.many ? 'checkbox' : 'radio';
  let words: HTMLInputElement | undefined, none: HTMLInputElement | undefined, free: HTMLInputElement | undefined;
  const changed = (from?: HTMLInputElement) => {
    if (none && from === none && none.checked) boxes.forEach((b) => (b.checked = false));
    else if (none && from) none.checked = false;
    if (words && free) words.hidden = !free.checked;
    const out: Answer[] = boxes.filter((b) => b.checked && b !== free).map((b) => b.value);
    if (free && free.checked) out.push({ other: words ? words.value.trim() : '' });
    if (!o.many) ask.set(out[0], from && from !== free);
    else ask.set(out.length || (none && none.checked) ? out : undefined);
  };
  const card = (value: string, label: string, checked: boolean, image?: string): HTMLElement => {
    const box: HTMLInputElement = h('input', { type, name, value, checked, change: () => changed(box) });
    if (value || label !== o.none) boxes.push(box);
    return h('label', { class: 'opt' }, box, o.picture ? h('span', { class: 'pic' }, image ? h('img', { src: image, alt: '', loading: 'lazy' }) : null) : null,
      h('b', null, icon('<path d="M6.500 12.500 10.500 16.500 18 8.500"/>', 'tick'), h('span', null, label)));
  };
  const list = h('div', { class: (o.picture ? 'pics' : 'opts') + (options.length > 7 && !o.picture ? ' long' : ''), 'data-radio': o.many ? null : '' },
    ask.order.map((i) => card(options[i].key, options[i].text, given.indexOf(options[i].key) >= 0, options[i].image)));
  if (q.other != null) {
    const label = q.other || t('otherwise'), el = card('', label, !!other);
    free = boxes[boxes.length - 1];
    words = h('input', { type: 'text', maxlength: 500, 'aria-label': label, placeholder: t('other'), class: 'free', hidden: !other, value: other ? other.other : '', input: () => changed() });
    free.addEventListener('change', () => { if (words && !words.hidden) words.focus(); });
    list.appendChild(el);
    list.appendChild(words);
  }
  if (o.none) {
    const el = card('', o.none, Array.isArray(ask.value) && !ask.value.length);
    none = el.querySelector('input') as HTMLInputElement;
    list.appendChild(el);
  }
  return list;
};
export const counted = (q: Ask['q'], v: Answer): Fail | undefined => {
  const n = (v as Answer[]).length;
  return q.min_choices && n && n < q.min_choices ? ['few', q.min_choices] : q.max_choices && n > q.max_choices ? ['many', q.max_choices] : undefined;
};
export const someChoice = (_: Ask['q'], v: Answer): Fail | undefined => ((v as Answer[]).length ? undefined : ['required']);
