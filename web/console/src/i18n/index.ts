// Language set-up and everything that depends on it: labels, dates, durations.
import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Lang, Text } from '@shared/api';
import { fixed, plain, THIN } from '@/design/number';
import type { en } from './en';
import type { more } from './en/more';

declare module 'i18next' {
  interface CustomTypeOptions { defaultNS: 'text'; resources: { text: typeof en & typeof more }; returnNull: false }
}
const load = { en: () => import('./en').then((m) => m.en), zh: () => import('./zh').then((m) => m.zh) };

/** Texts of pages that are not part of the first load: fetched with the first of those, then for each language that is chosen. */
const loadMore = { en: () => import('./en/more').then((m) => m.more), zh: () => import('./zh/more').then((m) => m.more) };
const whole = new Set<Lang>();
let wanted = false;
async function addMore(lang: Lang): Promise<void> {
  if (whole.has(lang)) return;
  const more = await loadMore[lang]();
  i18next.addResourceBundle(lang, 'text', more, true);
  whole.add(lang);
}
export async function moreTexts(): Promise<void> {
  wanted = true;
  await addMore(i18next.language === 'zh' ? 'zh' : 'en');
}

export function firstLang(): Lang {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem('pk.lang') ?? navigator.language;
  return asked.startsWith('zh') ? 'zh' : 'en';
}

export async function initI18n(lang: Lang): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: lang,
    ns: ['text'],
    defaultNS: 'text',
    resources: { [lang]: { text: await load[lang]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  announce(lang);
}
export async function switchLang(lang: Lang): Promise<void> {
  if (!i18next.hasResourceBundle(lang, 'text')) i18next.addResourceBundle(lang, 'text', await load[lang]());
  if (wanted) await addMore(lang);
  await i18next.changeLanguage(lang);
  localStorage.setItem('pk.lang', lang);
  announce(lang);
}
function announce(lang: Lang): void {
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  document.cookie = `pk_lang=${lang}; path=/; max-age=31536000; samesite=lax`;
}

export const useT = () => useTranslation().t;
export type T = ReturnType<typeof useT>;
export const useLang = (): Lang => (useTranslation().i18n.language === 'zh' ? 'zh' : 'en');

/** A label in the reader's language, or the other when that is empty. */
export const pick = (text: Text | undefined, lang: Lang): string => (text ? text[lang] || text[lang === 'zh' ? 'en' : 'zh'] : '');
/** A text whose key is only known at run time; `fallback` when there is none. */
export function tx(key: string, fallback: string, params?: Record<string, unknown>): string {
  return i18next.exists(key, params) ? String(i18next.t(key as never, params as never)) : fallback;
}

const tag = (lang: Lang) => (lang === 'zh' ? 'zh-CN' : 'en-GB');
const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(lang: Lang, zone: string, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = lang + zone + JSON.stringify(style);
  let f = cache.get(key);
  if (!f) cache.set(key, (f = new Intl.DateTimeFormat(tag(lang), { timeZone: zone, ...style })));
  return f;
}
const at = (when: string | number): number => (typeof when === 'number' ? when : Date.parse(when));
function show(lang: Lang, zone: string, when: string | number, style: Intl.DateTimeFormatOptions): string {
  const ms = at(when);
  return Number.isFinite(ms) ? formatter(lang, zone, style).format(ms) : String(when);
}
export const day = (lang: Lang, zone: string, when: string | number): string => show(lang, zone, when, { year: 'numeric', month: 'short', day: 'numeric' });
export const dayShort = (lang: Lang, zone: string, when: string | number): string => show(lang, zone, when, { month: lang === 'zh' ? 'long' : 'short', day: 'numeric' });
export const dayLong = (lang: Lang, zone: string, when: string | number): string => show(lang, zone, when, { month: 'long', day: 'numeric' });
/** "12 July", with the year when it is not this one. */
export const monthDay = (lang: Lang, zone: string, when: string | number, now = Date.now()): string => (now - at(when) > 300 * 86400e3 ? show(lang, zone, when, { year: 'numeric', month: 'long', day: 'numeric' }) : dayLong(lang, zone, when));
export const monthYear = (lang: Lang, when: string | number): string => show(lang, 'UTC', when, { year: 'numeric', month: 'short' });
export const clock = (lang: Lang, zone: string, when: string | number): string => show(lang, zone, when, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
export const dateTime = (lang: Lang, zone: string, when: string | number): string => day(lang, zone, when) + ' ' + clock(lang, zone, when);

/** "2 minutes ago" up to a week back, then the day. */
export function ago(lang: Lang, zone: string, when: string | number, now = Date.now()): string {
  const s = Math.round((now - at(when)) / 1000);
  if (s < 0 || s > 7 * 86400 || !Number.isFinite(s)) return day(lang, zone, when);
  const f = new Intl.RelativeTimeFormat(tag(lang), { numeric: 'auto', style: lang === 'zh' ? 'short' : 'long' });
  if (s < 60) return f.format(-s, 'second');
  if (s < 3600) return f.format(-Math.floor(s / 60), 'minute');
  if (s < 86400) return f.format(-Math.floor(s / 3600), 'hour');
  return f.format(-Math.floor(s / 86400), 'day');
}

/** A quantity in the unit of a promise: "3 days", "4.6 天", "1 200 yuan". */
export function quantity(x: number, unit: string | undefined): string {
  if (!unit) return plain(x);
  const n = Math.abs(x) >= 100 ? fixed(x, 0) : plain(x);
  return tx(`unit.${unit}`, `${n}${THIN}${unit}`, { n, count: Number(plain(Math.abs(x)).replace(/\u202f/g, '')) });
}
