import { describe, expect, it } from 'vitest';
import { areas as enFirst, en as first } from './en';
import { areas as enMore, more } from './en/more';
import { areas as zhFirst, zh as zhTexts } from './zh';
import { areas as zhMoreAreas, more as zhMore } from './zh/more';

const areas = { ...enFirst, ...enMore };
const zhAreas = { ...zhFirst, ...zhMoreAreas };
const en = { ...first, ...more };
const zh = { ...zhTexts, ...zhMore };

function flat(o: object, at = ''): [string, string][] {
  return Object.entries(o).flatMap(([k, v]) => (typeof v === 'string' ? [[at + k, v] as [string, string]] : flat(v as object, `${at}${k}.`)));
}
const holes = (s: string): string[] => [...s.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]!).sort();

describe('texts', () => {
  const a = new Map(flat(en));
  const b = new Map(flat(zh));
  it('have the same keys in both languages', () => {
    expect([...b.keys()].sort()).toEqual([...a.keys()].sort());
  });
  it('fill the same holes', () => {
    // Plural forms that Chinese does not use may keep the same hole set; the story and the label never lose a number.
    for (const [k, v] of a) expect([...new Set(holes(b.get(k)!))], k).toEqual([...new Set(holes(v))]);
  });
  it('say something everywhere', () => {
    for (const [k, v] of [...a, ...b]) if (k !== 'moment.none') expect(v.trim(), k).not.toBe('');
  });
  it('never overwrite a group of another area', () => {
    for (const all of [areas, zhAreas]) {
      const groups = Object.values(all).flatMap((a) => Object.keys(a));
      expect(groups.filter((g, i) => groups.indexOf(g) !== i)).toEqual([]);
    }
  });
  it('pair every singular with a plural', () => {
    for (const k of a.keys()) if (k.endsWith('_one')) expect(a.has(k.replace(/_one$/, '_other')), k).toBe(true);
  });
  it('of the pages that come later are used by those pages alone', () => {
    const later = new RegExp(`['"\`](${Object.keys(more).join('|')})\\.[a-z]`);
    const files = Object.entries(import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })).filter(([f]) => !/^\.\.\/pages\/(surveys|reach|silence|worth|loyalty|brand|proof|aspects|begin)\/|^\.\//.test(f));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter(([, text]) => later.test(text)).map(([f]) => f)).toEqual([]);
  });
});
