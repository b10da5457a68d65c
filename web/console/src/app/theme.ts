// Light, dark, or as the system says. The choice stays in this browser.
import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';
const media = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

let forced: Theme | undefined;
/** For paper: light, whatever was chosen, until it is taken back. */
export function forceTheme(theme: Theme | undefined): void {
  forced = theme;
  applyTheme();
}
export function currentTheme(): Theme {
  if (forced) return forced;
  const kept = localStorage.getItem('pk.theme');
  return kept === 'dark' || kept === 'light' ? kept : media.matches ? 'dark' : 'light';
}
export function applyTheme(): void {
  const t = currentTheme();
  document.documentElement.dataset.theme = t;
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', t === 'dark' ? '#171613' : '#faf9f6');
  listeners.forEach((f) => f());
}
media.addEventListener('change', applyTheme);
export function toggleTheme(): void {
  localStorage.setItem('pk.theme', currentTheme() === 'dark' ? 'light' : 'dark');
  applyTheme();
}
export const useTheme = (): Theme => useSyncExternalStore((f) => (listeners.add(f), () => listeners.delete(f)), currentTheme);

export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore((f) => { const m = matchMedia(query); m.addEventListener('change', f); return () => m.removeEventListener('change', f); }, () => matchMedia(query).matches);
}
export const usePhone = (): boolean => useMediaQuery('(max-width: 719px)');
export const useWide = (): boolean => useMediaQuery('(min-width: 1240px)');
