// Runs axe-core inside the page; evaluated by the debugger, so the page's content policy stays as it is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { open } from './browser.mjs';
import { settled } from './demo.mjs';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations of WCAG 2.2 A and AA and of best practice, as short lines. */
export async function violations(page) {
  await page.evaluate(source);
  const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }));
  return result.violations.flatMap((v) => v.nodes.slice(0, 4).map((n) => `${v.id}: ${n.target.join(' ')} — ${n.any.concat(n.all, n.none).map((c) => c.message).join('; ').slice(0, 220)}`));
}

/** One look: every path at one width and theme, in `langs`. */
async function seen({ base, cookies, paths, each, width, theme, langs }) {
  const found = [];
  const c = await open({ width, height: width < 720 ? 844 : 900, theme, reduced: true });
  await c.context.addCookies(cookies);
  for (const lang of langs) for (const path of paths) {
    await c.page.goto(`${base}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
    await settled(c.page);
    for (const v of await violations(c.page)) found.push(`${path} ${lang} ${theme} ${width}: ${v}`);
    const wide = await c.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) found.push(`${path} ${lang} ${width}: ${wide} px too wide`);
    await each?.(c, `${path}-${lang}-${theme}-${width}`);
  }
  found.push(...c.errors.map((e) => `console: ${e}`));
  await c.close();
  return found;
}

/**
 * Every path in both languages, both themes and at desktop and phone width: violations, pages that are too wide, messages of
 * the console, as lines. Each pair of the three is seen on each page; all eight crossings with PEAKEND_E2E_LOOKS=all. Two
 * browsers look at once: nothing is clicked here, so nothing is lost by it.
 */
export async function sweep(of) {
  const langs = (theme, width) => (process.env.PEAKEND_E2E_LOOKS === 'all' ? ['zh', 'en'] : [(theme === 'dark') === (width < 720) ? 'zh' : 'en']);
  const found = [];
  for (const width of [1440, 390]) {
    found.push(...(await Promise.all(['light', 'dark'].map((theme) => seen({ ...of, width, theme, langs: langs(theme, width) })))).flat());
  }
  return found;
}
