// Inside another page (widget or inline frame): tells the outer page its height, the end and the wish to be closed.
import { feature, h, icon, t } from '../core';

feature((page) => {
  const tell = (what: string, more?: object) => { if (parent !== window) parent.postMessage(Object.assign({ peakend: what }, more), '*'); };
  let height = 0;
  document.documentElement.classList.add('framed');
  setInterval(() => { const now = page.app.offsetHeight; if (now !== height) tell('size', { height: (height = now) }); }, 100);
  page.done.push(() => tell('done'));
  if (page.address.get('embed') === 'card') page.app.appendChild(h('button', { type: 'button', class: 'shut', 'aria-label': t('close'), click: () => tell('close') }, icon('<path d="M6 6l12 12M18 6L6 18"/>')));
  addEventListener('keydown', (e) => { if (e.key === 'Escape') tell('close'); });
});
