// Where the words of a search stand in a text: the same rules as the server's (facts/search.h). Pure.
const BLANKS = /[\t\n\v\f\r \u00a0\u3000]/;

/** One letter, one letter: lower case, half width, every blank a space. Places stay the same. */
export function folded(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const c = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : text[i]!;
    const low = c.toLowerCase();
    out += BLANKS.test(c) ? ' ' : low.length === 1 ? low : c;
  }
  return out;
}

/** Words that must be there; words with a leading minus are not among them. */
export function wanted(search: string): string[] {
  const out: string[] = [];
  for (const m of folded(search).matchAll(/(-?)["“”]([^"“”]*)["“”]?|(-?)([^ "“”]+)/g)) {
    const word = (m[2] ?? m[4] ?? '').trim().replace(/ +/g, ' ');
    if (word && !(m[1] || m[3])) out.push(word);
  }
  return out.slice(0, 20);
}

/** [from, to) of every hit, in order, without overlaps. */
export function hits(text: string, search: string): [number, number][] {
  const words = wanted(search);
  if (!words.length) return [];
  const pattern = words.map((w) => (/^[0-9a-z]/.test(w) ? '(?<![0-9a-z])' : '') + w.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&').replace(/ /g, ' +')).sort((a, b) => b.length - a.length).join('|');
  return [...folded(text).matchAll(new RegExp(pattern, 'g'))].map((m) => [m.index, m.index + m[0].length]);
}
