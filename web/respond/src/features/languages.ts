// The choice of language: the same address again with ?lang=; the answers are on the device.
import { feature, h } from '../core';

const name = (l: string): string => {
  const names: Record<string, string> = { 'zh-CN': '简体中文', 'zh-TW': '繁體中文' };
  try {
    return names[l] || new (Intl as unknown as { DisplayNames: new (l: string[], o: object) => { of(l: string): string } }).DisplayNames([l], { type: 'language' }).of(l);
  } catch (e) {
    return l;
  }
};
feature((page) => page.survey.languages.forEach((l) => {
  const to = new URLSearchParams(page.address);
  to.set('lang', l);
  if (l !== page.survey.lang) page.footer.appendChild(h('a', { lang: l, href: '?' + to, click: (e: Event) => { if (page.offline()) e.preventDefault(); } }, name(l)));
}));
