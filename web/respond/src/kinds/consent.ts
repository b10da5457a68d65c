// Yes as a box to tick; a box cleared again is a no.
import { h, icon, kind, t } from '../core';

kind('consent', (ask) => {
  const box: HTMLInputElement = h('input', { type: 'checkbox', checked: ask.value === true, 'aria-describedby': ask.id + 'e', 'aria-required': ask.q.required ? 'true' : null, change: () => ask.set(box.checked) });
  return h('div', { class: 'opts' }, h('label', { class: 'opt' }, box, h('b', null, icon('<path d="M6.500 12.500 10.500 16.500 18 8.500"/>', 'tick'), h('span', null, t('agree')))));
}, undefined, (_, v) => (v === true ? undefined : ['consent']));
