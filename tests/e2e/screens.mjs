// Regenerates docs/screens/<page>-<lang>-<theme>-<width>.png from a running server:
//   node screens.mjs --base http://127.0.0.1:8321 [--email E --password P] [--out DIR] [--only name,name] [--lang zh] [--theme light] [--width 1440] [--quick]
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { open } from './browser.mjs';

const arg = (name, fallback) => { const i = process.argv.indexOf('--' + name); return i > 0 ? process.argv[i + 1] : fallback; };
const base = arg('base', 'http://127.0.0.1:8321').replace(/\/$/, '');
const out = arg('out', fileURLToPath(new URL('../../docs/screens/', import.meta.url)));
const only = arg('only')?.split(',');
const langs = arg('lang', 'zh,en').split(',');
const themes = arg('theme', 'light,dark').split(',');
const widths = arg('width', '1440,390').split(',').map(Number);
mkdirSync(out, { recursive: true });

const api = (page, path) => page.evaluate((p) => fetch(p).then((r) => (r.ok ? r.json() : null)), path);
/** What to show, found from the server itself: its journey with most data, that journey's worst touchpoint, a customer who met it. */
async function subjects(page) {
  const { journeys = [] } = (await api(page, '/v1/journeys')) ?? {};
  let best = { key: journeys[0]?.key, n: -1 };
  for (const j of journeys) {
    const m = await api(page, `/v1/journeys/${j.key}/matrix`);
    const n = m ? m.cells.reduce((a, c) => a + c.experience.n + c.promise_kept.n, 0) : 0;
    if (n > best.n) best = { key: j.key, n, worst: m?.story.worst?.touchpoint ?? m?.cells.find((c) => c.state === 'measured')?.touchpoint };
  }
  const words = best.worst ? await api(page, `/v1/feedback?touchpoint=${encodeURIComponent(best.worst)}&limit=50`) : null;
  const customer = arg('customer') ?? words?.items.find((w) => w.customer)?.customer ?? (await api(page, '/v1/customers?sort=most&limit=1'))?.customers[0]?.id;
  return { journey: best.key, touchpoint: best.worst, customer, data: best.n > 0 };
}
function pagesOf(s) {
  if (!s.journey) return [['start', '/journey']];
  const j = `/journey/${s.journey}`;
  if (!s.data) return [['journey-empty', j], ['picker', '/journey?pick=1'], ['laws-empty', j + '/laws'], ['touchpoints-empty', j + '/touchpoints'], ['customers-empty', '/customers'], ['feedback-empty', '/feedback']];
  return [['journey', j], ['laws', j + '/laws'], ['touchpoints', j + '/touchpoints'], ['touchpoint', `${j}/touchpoints/${s.touchpoint}`], ['customers', '/customers'], ['timeline', `/customers/${encodeURIComponent(s.customer)}`], ['feedback', '/feedback'], ['picker', '/journey?pick=1']];
}
/** Quiet: no skeletons, no requests of questions, fonts ready. */
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector('main') && !document.querySelector('.skel'), null, { timeout: 20000 }).catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(450);
}

let made = 0;
for (const width of widths) for (const theme of themes) {
  const b = await open({ width, height: width < 720 ? 844 : 900, theme, scale: width < 720 ? 2 : 1, reduced: true });
  const at = (path, lang) => base + path + (path.includes('?') ? '&' : '?') + 'lang=' + lang;
  const shot = async (name, lang) => {
    await settled(b.page);
    // The window takes the height of the page, so that what sticks to its edges stands at the edges of the picture.
    const least = width < 720 ? 844 : 900;
    const height = await b.page.evaluate(() => document.documentElement.scrollHeight);
    if (height > least) { await b.page.setViewportSize({ width, height: Math.min(height, 6000) }); await b.page.waitForTimeout(150); }
    await b.page.screenshot({ path: join(out, `${name}-${lang}-${theme}-${width}.png`), animations: 'disabled' });
    if (height > least) await b.page.setViewportSize({ width, height: least });
    made++;
  };
  for (const lang of langs) if (!only || only.includes('sign-in')) { await b.page.goto(at('/sign-in', lang)); await shot((await b.page.url()).includes('/setup') ? 'setup' : 'sign-in', lang); }
  if (arg('email')) {
    await b.page.goto(at('/sign-in', 'en'));
    await b.page.fill('input[type=email]', arg('email'));
    await b.page.fill('input[type=password]', arg('password'));
    await b.page.click('button[type=submit]');
    await b.page.waitForURL(/\/journey/);
  } else await b.page.goto(at('/', 'en'));
  const s = await subjects(b.page);
  for (const lang of langs) for (const [name, path] of pagesOf(s)) {
    if (only && !only.includes(name)) continue;
    await b.page.goto(at(path, lang));
    await shot(name, lang);
    if (name === 'journey' && width < 720) { await b.page.locator(`[data-touchpoint="${s.touchpoint}"]`).first().click(); await b.page.waitForTimeout(400); await settled(b.page); await b.page.screenshot({ path: join(out, `panel-${lang}-${theme}-${width}.png`), animations: 'disabled' }); made++; }
  }
  if (b.errors.length) console.error(`${theme} ${width}:`, [...new Set(b.errors)].slice(0, 8));
  await b.close();
}
console.log(`${made} pictures in ${out}`);
