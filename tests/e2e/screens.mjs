// Regenerates docs/screens/<page>-<lang>-<theme>-<width>.png.
//   node screens.mjs                       starts the binary twice: an empty first start, then the demo company
//   node screens.mjs --base URL [--email E --password P]     takes a server that runs already
// Both: [--out DIR] [--only name,name] [--lang zh,en] [--theme light,dark] [--width 1440,390] [--customer ID]
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { open } from './browser.mjs';
import { small } from './png.mjs';
import { newData, removeData, start } from './server.mjs';

const arg = (name, fallback) => { const i = process.argv.indexOf('--' + name); return i > 0 ? process.argv[i + 1] : fallback; };
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
  const whole = best.key ? await api(page, `/v1/journeys/${best.key}`) : null;
  const rule = whole?.rules.find((r) => r.promise && r.promise.actual)?.id ?? whole?.rules[0]?.id;
  await sampleFile(page);
  const survey = best.n > 0 ? await sampleSurvey(page) : undefined;
  const initiative = (await api(page, '/v1/initiatives'))?.initiatives.find((x) => x.state === 'running')?.id;
  return { survey, initiative, journey: best.key, touchpoint: best.worst, cell: whole?.touchpoints.find((x) => x.applicable)?.key, rule, customer, data: best.n > 0 };
}
/** A small file of orders, so that the import form has something to show. */
async function sampleFile(page) {
  const rows = ['order_no,member_no,ordered_at,delivered_at,promised_date,city'];
  for (let i = 0; i < 120; i++) {
    const d = (n) => new Date(Date.UTC(2026, 0, 5 + (i % 40) + n, 9, i % 60)).toISOString().slice(0, 16).replace('T', ' ');
    rows.push(`o${1000 + i},m${200 + (i % 70)},${d(0)},${i === 7 ? 'the day after' : d(i % 3 ? 2 : 5)},${d(3).slice(0, 10)},${['上海', '北京', '深圳'][i % 3]}`);
  }
  await page.evaluate(async (text) => {
    const s = await fetch('/v1/session').then((r) => r.json());
    if (s.rights.includes('write')) await fetch('/v1/imports/files/orders.csv', { method: 'PUT', headers: { 'X-CSRF-Token': s.csrf }, body: text });
  }, rows.join('\n'));
}
/** A survey from a template, published and with a link. */
async function sampleSurvey(page) {
  const there = (await api(page, '/v1/surveys'))?.surveys ?? [];
  const most = there.sort((a, b) => b.responses.done - a.responses.done)[0];
  if (most) return most.key;
  return page.evaluate(async () => {
    const s = await fetch('/v1/session').then((r) => r.json());
    if (!s.rights.includes('write')) return undefined;
    const post = (path, body) => fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': s.csrf }, body: JSON.stringify(body) }).then((r) => r.json());
    for (const template of ['relationship-nps', 'after-service', 'after-delivery']) await post('/v1/surveys', { template });
    await post('/v1/surveys/after-delivery/publish', { note: '' });
    const link = await post('/v1/surveys/after-delivery/links', { kind: 'public', name: 'A', channel: 'qr' });
    for (let i = 0; i < 60; i++) {
      const got = 1 + ((i * 7) % 5);
      await fetch(`/v1/respond/${link.token}/submit`, { method: 'POST', body: JSON.stringify({ response: String(i + 1).padStart(32, '0'), version: 1, lang: i % 3 ? 'zh-CN' : 'en', answers: { arrival: { expected: 4, got }, ...(got < 4 && i % 4 === 0 ? { why: ['晚了两天', 'The box was open'][i % 2] } : {}), state: ['intact', 'intact', 'dented', 'broken'][i % 4], effort: 1 + (i % 7), nps: (i * 3) % 11 } }) });
    }
    await post('/v1/triggers', { key: 'after-delivery', name: { zh: '送货之后', en: 'After delivery' }, on: 'event', event: 'Order Delivered', survey: 'after-delivery', channels: ['email', 'sms'], delay_minutes: 1440, unless: [{ event: 'Order Returned' }] });
    return 'after-delivery';
  });
}
const DATA = [['data', '/data'], ['data-import', '/data/import?file=orders.csv'], ['data-sources', '/data?view=sources'], ['data-unmapped', '/data?view=unmapped'], ['editor-new', '/journeys/new']];
const SETTINGS = ['profile', 'security', 'workspace', 'members', 'roles', 'metrics', 'keys', 'audit'].map((x) => [`settings-${x}`, `/settings/${x}`]);
const editorOf = (s) => [['editor', `/journeys/${s.journey}/edit`], ['editor-sheet', `/journeys/${s.journey}/edit?at=cell:${s.touchpoint ?? s.cell}`], ['editor-rules', `/journeys/${s.journey}/edit?tab=rules&rule=${s.rule}`], ['editor-about', `/journeys/${s.journey}/edit?tab=about`]];
const surveysOf = (s) => (s.survey ? [['surveys', '/surveys'], ['surveys-new', '/surveys?new=template'], ...Object.entries({ questions: '', logic: '?tab=logic', translations: '?tab=translations', design: '?tab=design', versions: '?tab=versions', share: '/share', results: '/results' }).map(([name, tail]) => [`survey-${name}`, `/surveys/${s.survey}${tail}`]), ['reach', '/reach'], ['reach-trigger', '/reach/triggers/after-delivery'], ['reach-refusals', '/reach?view=refusals'], ['reach-funnel', '/reach?view=funnel'], ['reach-budget', '/reach?view=budget'], ['reach-channels', '/reach?view=channels']] : []);
function pagesOf(s) {
  if (!s.journey) return [['start', '/journey'], ['data-empty', '/data']];
  const j = `/journey/${s.journey}`;
  if (!s.data) return [['today-empty', '/today'], ['journey-empty', j], ['picker', '/journey?pick=1'], ['laws-empty', j + '/laws'], ['drivers-empty', j + '/drivers'], ['aspects-empty', j + '/aspects'], ['touchpoints-empty', j + '/touchpoints'], ['customers-empty', '/customers'], ['feedback-empty', '/feedback'], ['data-unmapped-empty', '/data?view=unmapped'], ['explore-empty', '/explore'], ['dashboard-empty', '/dashboards/cx-lead'], ['moved-empty', '/moved'], ['memory-empty', j + '/memory'], ['silence-empty', '/silence'], ['worth-empty', '/worth'], ['loyalty-empty', '/loyalty'], ['brand-empty', '/brand'], ['proof-empty', '/proof'], ['proof-new', '/proof/new'], ['surveys-empty', '/surveys'], ['reach-empty', '/reach']];
  return [['today', '/today'], ['moved', '/moved'], ['memory', j + '/memory'], ['silence', '/silence'], ['worth', '/worth'], ['loyalty', '/loyalty'], ['brand', '/brand'], ['brand-edit', '/brand/edit'], ['loyalty-silent', '/loyalty?left=silent&window=91'], ['proof', '/proof'], ...(s.initiative ? [['proof-one', `/proof/${s.initiative}`]] : []), ['journey', j], ['paths', j + '/paths'], ['laws', j + '/laws'], ['drivers', j + '/drivers'], ['aspects', j + '/aspects'], ['aspects-people', j + '/aspects?family=people'], ['aspects-dimensions', j + '/aspects?family=dimensions'], ['touchpoints', j + '/touchpoints'], ['touchpoint', `${j}/touchpoints/${s.touchpoint}`], ['customers', '/customers'], ['customers-broken', '/customers?broken=1&sort=broken'], ['timeline', `/customers/${encodeURIComponent(s.customer)}`], ['replay', `/customers/${encodeURIComponent(s.customer)}?step=4`], ['feedback', '/feedback'], ['feedback-search', '/feedback?q=' + encodeURIComponent('late -never')], ['picker', '/journey?pick=1'], ['method', '/methods/promise_kept'], ...editorOf(s), ...DATA, ...SETTINGS,
    ['explore', '/explore?metric=mean_experience&by=touchpoint,month&range=12m'], ['explore-ranking', '/explore?metric=promise_kept&by=touchpoint&range=90d&compare=1'], ['explore-trend', `/explore?metric=promise_kept&by=week&where=touchpoint:${s.touchpoint}&range=90d&compare=1`],
    ['dashboard', '/dashboards/cx-lead'], ['dashboard-owner', '/dashboards/touchpoint-owner'], ['dashboard-print', '/dashboards/cx-lead?print=1'], ...surveysOf(s), ['comments', `${j}/touchpoints/${s.touchpoint}?talk=tp-trend`]];
}
/** Quiet: no skeletons, no requests of questions, fonts ready. */
async function settled(page) {
  await page.waitForFunction(() => document.querySelector('main') && !document.querySelector('.skel'), null, { timeout: 20000 }).catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(450);
}

let made = 0;
const at = (base, path, lang) => base + path + (path.includes('?') ? '&' : '?') + 'lang=' + lang;
const wanted = (name) => !only || only.includes(name);

async function shot(b, name, lang, theme, width) {
  await settled(b.page);
  // The window takes the height of the page, so that what sticks to its edges stands at the edges of the picture.
  const least = width < 720 ? 844 : 900;
  const height = await b.page.evaluate(() => document.documentElement.scrollHeight);
  if (height > least) { await b.page.setViewportSize({ width, height: Math.min(height, width < 720 ? 3200 : 2400) }); await b.page.waitForTimeout(150); }
  await keep(b, `${name}-${lang}-${theme}-${width}`);
  if (height > least) await b.page.setViewportSize({ width, height: least });
}
async function keep(b, name) {
  writeFileSync(join(out, name + '.png'), small(await b.page.screenshot({ animations: 'disabled' })));
  made++;
}

/** `enter` leaves the browser signed in. */
async function everywhere(base, { doors = false, enter }) {
  for (const width of widths) for (const theme of themes) {
    const b = await open({ width, height: width < 720 ? 844 : 900, theme, reduced: true });
    if (doors && wanted('sign-in')) for (const lang of langs) { await b.page.goto(at(base, '/sign-in', lang)); await shot(b, 'sign-in', lang, theme, width); }
    await enter(b.page);
    const s = await subjects(b.page);
    for (const lang of langs) for (const [name, path] of pagesOf(s)) {
      if (!wanted(name)) continue;
      await b.page.goto(at(base, path, lang));
      await shot(b, name, lang, theme, width);
      if (name === 'journey' && width >= 720) {
        await b.page.keyboard.press('Control+k');
        await b.page.locator('[role=combobox]').fill(lang === 'zh' ? '物流' : 'deliv');
        await b.page.waitForTimeout(400);
        await keep(b, `palette-${lang}-${theme}-${width}`);
        await b.page.keyboard.press('Escape');
      }
      if (name !== 'journey' || width >= 720 || !s.touchpoint) continue;
      await b.page.locator(`[data-touchpoint="${s.touchpoint}"]`).first().click();
      await b.page.waitForTimeout(400);
      await settled(b.page);
      await keep(b, `panel-${lang}-${theme}-${width}`);
    }
    if (b.errors.length) console.error(`${theme} ${width}:`, [...new Set(b.errors)].slice(0, 8));
    await b.close();
  }
}

const signIn = (base, email, password) => async (page) => {
  await page.goto(at(base, '/sign-in', 'en'));
  await page.fill('input[type=email]', email);
  await page.fill('input[type=password]', password);
  await page.click('button[type=submit]');
  await page.waitForURL((u) => !u.pathname.includes('/sign-in'));
};

if (arg('base')) {
  const base = arg('base').replace(/\/$/, '');
  await everywhere(base, { doors: true, enter: arg('email') ? signIn(base, arg('email'), arg('password')) : (page) => page.goto(at(base, '/', 'en')) });
} else {
  const owner = { workspace: 'Example', name: 'Lin Xiao', email: 'owner@example.com', password: 'a walk along the river' };
  const first = newData();
  let server = await start({ data: first });
  if (wanted('setup')) for (const width of widths) for (const theme of themes) {
    const b = await open({ width, height: width < 720 ? 844 : 900, theme, reduced: true });
    for (const lang of langs) { await b.page.goto(`${server.url}&lang=${lang}`); await shot(b, 'setup', lang, theme, width); }
    await b.close();
  }
  const made1 = await fetch(server.base + '/v1/setup', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token: new URL(server.url).searchParams.get('token'), ...owner }) });
  if (!made1.ok) throw new Error(await made1.text());
  await everywhere(server.base, { enter: signIn(server.base, owner.email, owner.password) });
  const session = await open();
  await signIn(server.base, owner.email, owner.password)(session.page);
  await session.page.evaluate(async () => {
    const s = await fetch('/v1/session').then((r) => r.json());
    await fetch('/v1/journeys', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': s.csrf }, body: '{"template":"appliance"}' });
  });
  await session.close();
  await everywhere(server.base, { enter: signIn(server.base, owner.email, owner.password) });
  await server.stop();
  removeData(first);
  const data = newData();
  server = await start({ data, verb: 'demo', patience: 300_000 });
  const demo = (arg('demo') ?? /(\S+@\S+)\s+\/?\s*(\S+)/.exec(server.log())?.slice(1, 3).join(',') ?? '').split(',');
  await everywhere(server.base, { doors: true, enter: demo[1] ? signIn(server.base, demo[0], demo[1]) : (page) => page.goto(server.url) });
  await server.stop();
  removeData(data);
}
console.log(`${made} pictures in ${out}`);
