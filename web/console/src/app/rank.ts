// Finds entries by what was typed: all words must occur; the start of a word beats its middle, a shorter text a longer one. Pure.
export function rank<E>(entries: E[], typed: string, textOf: (e: E) => string): E[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return entries;
  const scored: { e: E; score: number; i: number }[] = [];
  entries.forEach((e, i) => {
    const text = textOf(e).toLowerCase();
    let score = -text.length / 200;
    for (const w of words) {
      const at = text.indexOf(w);
      if (at < 0) return;
      score += at === 0 ? 3 : /[\s/×:-]/.test(text[at - 1]!) || w.charCodeAt(0) > 0x2e7f ? 2 : 1;
    }
    scored.push({ e, score, i });
  });
  return scored.sort((a, b) => b.score - a.score || a.i - b.i).map((s) => s.e);
}
