// Keyboard shortcuts: one table, read by the listener, the sheet ("?") and the palette. Sequences are two keys within a second.
export interface Shortcut { keys: string; id: string }

/** Keys of the navigation: "g" and then the letter. */
export const GO: Record<string, string> = { today: 't', moved: 'm', journey: 'j', touchpoints: 'p', customers: 'c', feedback: 'f', explore: 'e', silence: 'i', worth: 'w', loyalty: 'l', brand: 'a', proof: 'v', dashboards: 'b', surveys: 'q', reach: 'r', data: 'd', settings: 's' };
export const SHORTCUTS = [
  { keys: 'mod+k', id: 'palette' },
  { keys: '?', id: 'sheet' },
  { keys: '/', id: 'search' },
  { keys: 'r', id: 'range' },
  { keys: 'm', id: 'theme' },
  { keys: 'l', id: 'lang' },
] as const;
export type ActionId = (typeof SHORTCUTS)[number]['id'];

export const isMac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '');
export const keyName = (k: string): string => (k === 'mod' ? (isMac ? '⌘' : 'Ctrl') : k.length === 1 ? k.toUpperCase() : k);

const OFF = 'pk.keys';
/** Single-key shortcuts can be switched off (WCAG 2.1.4); Ctrl+K stays. */
export const singleKeys = (): boolean => localStorage.getItem(OFF) !== 'off';
export const setSingleKeys = (on: boolean): void => (on ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, 'off'));

export interface Pressed { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; typing: boolean }
/** What a key press means: an action, a page ("go:journey"), or nothing. `pending` is the key pressed within the last second. */
export function meaning(e: Pressed, pending: string, single: boolean): string | undefined {
  if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === 'k') return 'palette';
  if (e.ctrlKey || e.metaKey || e.altKey || e.typing || !single) return undefined;
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  if (pending === 'g') {
    const area = Object.keys(GO).find((a) => GO[a] === key);
    if (area) return `go:${area}`;
  }
  return SHORTCUTS.find((s) => s.keys === key)?.id;
}
