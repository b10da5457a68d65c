// Elements without a library: a page is built once per step, what changes afterwards is set where it changes.
export type Kid = Node | string | number | boolean | null | undefined | Kid[];
type Props = Record<string, unknown> | null;

export const add = (el: Node, kid: Kid): void => {
  if (Array.isArray(kid)) kid.forEach((k) => add(el, k));
  else if (kid != null && kid !== false && kid !== true) el.appendChild(typeof kid === 'object' ? kid : document.createTextNode(String(kid)));
};

/** Functions become listeners, `true` an empty attribute; null, undefined and false are left out. Texts stay texts. */
export const h = <K extends keyof HTMLElementTagNameMap>(tag: K, props?: Props, ...kids: Kid[]): HTMLElementTagNameMap[K] => {
  const el = document.createElement(tag);
  for (const k in props) {
    const v = props[k];
    if (typeof v === 'function') el.addEventListener(k, v as EventListener);
    else if (v != null && v !== false) el.setAttribute(k, v === true ? '' : String(v));
  }
  add(el, kids);
  return el;
};

/** A picture of 24 x 24 from fixed markup, never from data. */
export const icon = (markup: string, cls = ''): HTMLElement => {
  const el = h('span', { class: 'i ' + cls, 'aria-hidden': 'true' });
  el.innerHTML = '<svg viewBox="0 0 24 24">' + markup + '</svg>';
  return el;
};
