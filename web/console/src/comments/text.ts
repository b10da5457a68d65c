// Mentions in the text of a comment: "@[Name](acc_…)" as stored, "@Name" as typed and read. Pure.
import type { Person } from '@/api/board';

export type Piece = string | Person;
/** The text cut at its mentions. */
export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let from = 0;
  for (const m of text.matchAll(/@\[([^\][\n]*)\]\((acc_[0-9a-f]{32})\)/g)) {
    if (m.index > from) out.push(text.slice(from, m.index));
    out.push({ name: m[1]!, id: m[2]! });
    from = m.index + m[0].length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}
export const typed = (text: string): string => pieces(text).map((p) => (typeof p === 'string' ? p : `@${p.name}`)).join('');

/** "@Name" becomes a mention where it names a colleague; of two that fit, the longer name. A letter before the @ makes it an e-mail address. */
export function withMentions(text: string, people: Person[]): string {
  const byLength = people.filter((p) => p.name).sort((a, b) => b.name.length - a.name.length);
  let out = '';
  for (let i = 0; i < text.length; ) {
    const hit = text[i] === '@' && !/[\w.]/.test(text[i - 1] ?? '') ? byLength.find((p) => text.startsWith(p.name, i + 1) && !/[A-Za-z0-9]/.test(text[i + 1 + p.name.length] ?? '')) : undefined;
    if (hit) { out += `@[${hit.name.replace(/[[\]\n]/g, ' ')}](${hit.id})`; i += 1 + hit.name.length; }
    else out += text[i++];
  }
  return out;
}
