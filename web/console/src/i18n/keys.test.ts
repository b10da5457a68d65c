import { describe, expect, it } from 'vitest';
import { areas, en } from './en';
import { areas as zhAreas, zh } from './zh';

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
});
