import { useEffect } from 'react';

export interface WordKeys { next: () => void; before: () => void; open: () => void; leave: () => void; press: (act: 'important' | 'read' | 'label' | 'assign') => void }
const ACTS = { m: 'important', r: 'read', l: 'label', a: 'assign' } as const;

/** j k m r l a Enter Escape, while nothing is being typed and no dialog is open. */
export function useWordKeys(keys: WordKeys): void {
  useEffect(() => {
    const on = (e: KeyboardEvent) => {
      const at = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || at.closest('input, textarea, select, [contenteditable], [role=dialog], .ant-select-dropdown')) return;
      if (e.key === 'j') keys.next();
      else if (e.key === 'k') keys.before();
      else if (e.key === 'Escape') keys.leave();
      else if (e.key === 'Enter' && !at.closest('a, button')) keys.open();
      else if (e.key in ACTS) keys.press(ACTS[e.key as keyof typeof ACTS]);
      else return;
      e.preventDefault();
    };
    document.addEventListener('keydown', on);
    return () => document.removeEventListener('keydown', on);
  }, [keys]);
}
