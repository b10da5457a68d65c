// The register of kinds, words and features: the server sends along only those that a survey uses.
import type { Kind, Page, Texts } from './types';

export const kinds: Record<string, Kind> = {};
export const kind = (name: string, k: Kind | Kind['render'], check?: Kind['check'], whole?: Kind['whole']): void => {
  kinds[name] = typeof k === 'function' ? { render: k, check, whole } : k;
};
export const features: ((page: Page) => void)[] = [];
export const feature = (f: (page: Page) => void): void => { features.push(f); };

const texts: Texts = {};
let own = '';
/** More of our own texts, and their language. */
export const speak = (lang: string, words: Texts): void => { own = lang; Object.assign(texts, words); };
export const t = (key: string, n?: unknown, m?: unknown): string => (texts[key] || '').replace('{n}', n as string).replace('{m}', m as string);
/** The words at the ends of a scale: the survey's, or ours where the survey speaks a language of ours. */
export const ends = (given: string | undefined, key: string): string =>
  given || (document.documentElement.lang.slice(0, 2) === own.slice(0, 2) ? t(key) : '');
