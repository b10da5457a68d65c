// The survey's own colours as CSS variables (core.css holds the default ones); by night default surfaces stay dark and the accent is
// lightened until it can be read.
import { feature, h } from '../core';
import type { PublicSurvey } from '../core/types';

type Rgb = [number, number, number];
const parse = (hex: string): Rgb => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)) as Rgb;
const mix = (a: string, b: string, share: number): string =>
  '#' + parse(a).map((x, i) => (256 + Math.round(x + (parse(b)[i] - x) * share)).toString(16).slice(1)).join('');
const light = (hex: string): number => {
  const [r, g, b] = parse(hex).map((x) => (x /= 255, x <= 0.03928 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4)));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number => {
  const [x, y] = [light(a), light(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
};
/** Towards `b` until `ratio` is reached against `ground`. */
const reach = (a: string, b: string, ground: string, ratio: number): string => {
  let out = a;
  for (let k = 0.1; k <= 1 && contrast(out, ground) < ratio; k += 0.1) out = mix(a, b, k);
  return out;
};
const FONTS: Record<string, string> = {
  system: 'system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif',
  serif: 'Georgia,"Songti SC","Noto Serif CJK SC",serif',
  rounded: 'ui-rounded,"SF Pro Rounded",Nunito,"PingFang SC","Noto Sans CJK SC",system-ui,sans-serif',
};

export const paint = (t: PublicSurvey['theme']): void => {
  const plain = t.background + t.surface + t.text + t.muted === '#f6f7f6#ffffff#16211f#5a6764';
  const night = matchMedia('(prefers-color-scheme:dark)').matches && plain;
  let { accent: a, on_accent: o, background: b, surface: s, text: x, muted: m } = t;
  if (night) {
    b = '#0e1413'; s = '#18201f'; x = '#e9f0ee'; m = '#a0b0ac';
    a = reach(a, '#ffffff', s, 5.5);
    o = contrast('#0b1211', a) > contrast('#ffffff', a) ? '#0b1211' : '#ffffff';
  }
  const vars: Record<string, string> = {
    a, o, b, s, x, m,
    l: reach(mix(s, m, 0.35), m, s, 3),       // borders of controls: 3 : 1
    f: mix(s, m, night ? 0.22 : 0.16),        // hairlines
    w: mix(s, a, night ? 0.16 : 0.08),        // accent as a wash
    t: reach(a, x, mix(s, a, 0.16), 4.5),     // accent as text
    e: reach(night ? '#ff9c8f' : '#b3261e', x, s, 4.5),
    r: t.radius + 'px', font: FONTS[t.font] || FONTS.system,
  };
  for (const k in vars) document.documentElement.style.setProperty('--' + k, vars[k]);
  document.documentElement.style.colorScheme = night ? 'dark' : 'light';
};

feature((page) => {
  const again = () => paint(page.survey.theme), night = matchMedia('(prefers-color-scheme:dark)');
  again();
  if (page.survey.theme.logo) page.header.insertBefore(h('img', { src: page.survey.theme.logo, alt: '', class: 'logo' }), page.header.firstChild);
  if (night.addEventListener) night.addEventListener('change', again);
});
