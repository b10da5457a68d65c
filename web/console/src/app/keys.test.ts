import { describe, expect, it } from 'vitest';
import { GO, meaning, SHORTCUTS } from './keys';

const press = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, typing: false, ...more });

describe('shortcuts', () => {
  it('open the palette everywhere, also while typing', () => {
    expect(meaning(press('k', { ctrlKey: true, typing: true }), '', true)).toBe('palette');
    expect(meaning(press('K', { metaKey: true }), '', false)).toBe('palette');
  });
  it('do nothing while typing, with modifiers, or when switched off', () => {
    expect(meaning(press('?', { typing: true }), '', true)).toBeUndefined();
    expect(meaning(press('m', { ctrlKey: true }), '', true)).toBeUndefined();
    expect(meaning(press('m'), '', false)).toBeUndefined();
  });
  it('go to a page with two keys', () => {
    expect(meaning(press('j'), 'g', true)).toBe('go:journey');
    expect(meaning(press('j'), '', true)).toBeUndefined();
  });
  it('have one meaning each', () => {
    const letters = Object.values(GO);
    expect(new Set(letters).size).toBe(letters.length);
    expect(new Set(SHORTCUTS.map((s) => s.keys)).size).toBe(SHORTCUTS.length);
    expect(SHORTCUTS.some((s) => (s.keys as string) === 'g')).toBe(false);
  });
});
