import { describe, expect, it } from 'vitest';

const texts = (glob: Record<string, string>) => Object.fromEntries(Object.entries(glob).map(([p, text]) => [p.replace(/^.*\/|\.md$/g, ''), text]));
const en = texts(import.meta.glob<string>('../../../../../docs/methods/*.md', { query: '?raw', import: 'default', eager: true }));
const zh = texts(import.meta.glob<string>('../../../../../docs/methods/zh/*.md', { query: '?raw', import: 'default', eager: true }));
const pages = Object.keys(en);
const sources = import.meta.glob<string>('../../**/*.tsx', { query: '?raw', import: 'default', eager: true });

describe('method pages', () => {
  it('exist for every figure that names one', () => {
    const missing: string[] = [];
    let seen = 0;
    for (const [file, text] of Object.entries(sources)) for (const m of text.matchAll(/<Figure\b[^>]*?\s(?:method|metric)="(\w+)"/gs)) {
      seen++;
      if (!pages.includes(m[1]!)) missing.push(`${file}: ${m[1]}`);
    }
    expect(seen).toBeGreaterThan(8);
    expect(missing).toEqual([]);
  });
  it('are there in both languages, with the same worked numbers and the same links', () => {
    expect(Object.keys(zh).sort()).toEqual(pages.sort());
    const numbers = (text: string) => (/^\*\*(?:Worked number|算例)[.。]\*\*(.*(?:\n(?!\n).*)*)/m.exec(text)?.[1] ?? '').match(/\d*\.?\d+/g) ?? [];
    const links = (text: string) => [...text.matchAll(/\]\((\w+\.md)\)/g)].map((m) => m[1]).sort();
    for (const name of pages) {
      expect(numbers(zh[name]!), name).toEqual(expect.arrayContaining(numbers(en[name]!)));
      expect(links(zh[name]!), name).toEqual(links(en[name]!));
      if (name !== 'README' && name !== 'episodes') expect(numbers(en[name]!).length, name).toBeGreaterThan(0);
    }
  });
});
