// What comes to mind, one thing a line; the next line appears with the first letter of the one before.
import { h, kind, t } from '../core';
import { line } from '../parts/words';

kind('recall_unaided', (ask) => {
  const most = ask.q.max_items || 5, lines: HTMLInputElement[] = [], list = h('ol', { class: 'lines-in' });
  const told = () => {
    const all = lines.map((l) => l.value.trim()).filter(Boolean);
    ask.set(all.length ? all : undefined);
    if (lines.length < most && lines[lines.length - 1].value) more('');
  };
  const more = (value: string) => {
    const box = line(ask, ask.id + 'c' + lines.length, value, { maxlength: 500, 'aria-label': t('thing', lines.length + 1), placeholder: t('thing', lines.length + 1) }, told);
    lines.push(box);
    list.appendChild(h('li', null, box));
  };
  ((ask.value as string[]) || []).forEach(more);
  do more(''); while (ask.paper && lines.length < most);
  while (lines.length > most) { lines.pop(); list.lastChild && list.removeChild(list.lastChild); }
  return list;
});
