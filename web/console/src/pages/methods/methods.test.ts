import { describe, expect, it } from 'vitest';

const pages = Object.keys(import.meta.glob('../../../../../docs/methods/*.md')).map((p) => p.replace(/^.*\/|\.md$/g, ''));
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
});
