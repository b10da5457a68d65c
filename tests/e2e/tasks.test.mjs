// The everyday questions of docs/tasks.md, really clicked from Today on a demo company. Each answer seen is held against the
// API and against what docs/demo.md says was planted. The clicks are counted; the page must not claim fewer.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { open } from './browser.mjs';
import { ask, demoCompany, settled, signIn } from './demo.mjs';
import { root } from './server.mjs';

let demo;
let b;
let page;
let clicks = 0;
const path = (touchpoint) => `/journey/appliance/touchpoints/${touchpoint}`;
const api = (p) => ask(page, p);
const plain = (text) => text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-').replace(/[ \t]+/g, ' ');
const main = async () => plain(await page.locator('main').innerText());
const click = async (target) => { clicks++; await target.first().click(); await settled(page); };
const nav = (name) => click(page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name, exact: true }));
const cell = (touchpoint) => click(page.locator(`[data-touchpoint="${touchpoint}"]`));
const openTouchpoint = async (touchpoint) => {
  await nav('Touchpoints');
  await click(page.locator(`tbody a[href^="${path(touchpoint)}"]`));
};
/** A question offered in Explore. */
const start = async (name) => {
  await nav('Explore');
  await click(page.getByRole('button', { name: 'Saved views' }));
  await click(page.getByRole('menuitem', { name }));
};
const pickOption = async (label, text) => {
  clicks++;
  await page.getByLabel(label, { exact: true }).first().click();
  await page.keyboard.type(text);
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option-active', { hasText: text }).waitFor();
  clicks++;
  await page.keyboard.press('Enter');
  await settled(page);
};
/** Rounded as the page rounds: toFixed goes by the binary value, so its 4.55 is 4.5 and the page's 4.6. */
const rounded = (v, digits, always = true) =>
  new Intl.NumberFormat('en', { maximumFractionDigits: digits, minimumFractionDigits: always ? digits : 0, useGrouping: false }).format(v).replace(/^-(?=[0.]+$)/, '');
const percent = (v, digits = 1) => rounded(v * 100, digits) + ' %';
const has = (text, part) => assert.ok(text.includes(part), `“${part}” is not in:\n${text.slice(0, 1500)}`);
const say = async () => plain((await page.locator('.figure-say').allInnerTexts()).join(' '));
const order = (rows, dimension) => [...rows].sort((x, y) => x.key[dimension].localeCompare(y.key[dimension]));

const TASKS = {
  'Which promise do we break most, where, since when?': async () => {
    const { story } = await api('/v1/journeys/appliance/matrix');
    assert.equal(story.worst.touchpoint, 'delivery/online-mall', 'truth 1');
    assert.ok(story.worst.actual > story.worst.expected);
    const days = (Date.now() - Date.parse(story.worst.since)) / 86_400_000;
    assert.ok(Math.abs(days - 130) < 22, `since ${days} days`);
    const first = plain(await page.locator('.findings > li').first().innerText());
    has(first, 'Delivery in Online mall was promised in 3 days');
    const shift = (await api('/v1/today?journey=appliance')).shifts.find((s) => s.measure === 'promise_kept' && s.touchpoint === 'delivery/online-mall');
    const since = new Date(shift.since).toLocaleDateString('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long' });
    has(first, `since ${since}`);
  },
  'How many days does it take, and how many were promised?': async () => {
    await nav('Journey');
    const { story } = await api('/v1/journeys/appliance/matrix');
    has(await main(), `promised in ${Math.round(story.worst.expected)} days and took ${rounded(story.worst.actual, 1, false)} days`);
  },
  'What will customers remember best, and what worst?': async () => {
    await nav('Journey');
    const { stages } = await api('/v1/journeys/appliance/matrix');
    const peak = stages.find((s) => s.role === 'peak').name.en;
    const valley = stages.find((s) => s.role === 'valley').name.en;
    assert.equal(peak, 'Set-up & use', 'truth 2');
    assert.equal(valley, 'Delivery', 'truth 2');
    const text = await main();
    has(text, `Customers will remember ${valley}`);
    has(text, `${peak} is the peak`);
  },
  'What share of all promises do we keep, and how sure is that?': async () => {
    await nav('Journey');
    const { headline } = await api('/v1/journeys/appliance/matrix');
    const kpi = plain(await page.locator('.kpi', { hasText: 'Promises kept' }).innerText());
    has(kpi, percent(headline.promise_kept.value));
    has(kpi.replaceAll(' ', ''), String(headline.promise_kept.n));
    assert.match(kpi, /±|\[/);
  },
  'What is our NPS?': async () => {
    await nav('Journey');
    const { headline } = await api('/v1/journeys/appliance/matrix');
    has(plain(await page.locator('.kpi', { hasText: 'NPS' }).innerText()), rounded(headline.nps.value, 1));
  },
  'How much of the journey do we measure at all?': async () => {
    await nav('Journey');
    const { coverage } = await api('/v1/journeys/appliance/matrix');
    assert.match(await main(), new RegExp(`${coverage.measured}.{0,40}${coverage.applicable}`));
  },
  'Which touchpoints can nobody judge yet?': async () => {
    await nav('Touchpoints');
    const { cells } = await api('/v1/journeys/appliance/matrix');
    const silent = cells.filter((c) => c.state === 'unmeasured' || c.state === 'insufficient');
    assert.ok(silent.some((c) => c.touchpoint === 'delivery/store'), 'never measured');
    has(await main(), `${silent.length} touchpoints without enough data`);
  },
  'Which touchpoint is worst rated?': async () => {
    await nav('Touchpoints');
    const { cells } = await api('/v1/journeys/appliance/matrix');
    const worst = cells.filter((c) => c.state === 'measured').sort((x, y) => x.experience.value - y.experience.value)[0];
    const first = page.locator('table.rank tbody tr').first();
    assert.ok((await first.locator('a').first().getAttribute('href')).startsWith(path(worst.touchpoint)));
    has(plain(await first.innerText()), rounded(worst.experience.value, 2));
  },
  'Which touchpoint is loved or hated?': async () => {
    await nav('Touchpoints');
    const { cells } = await api('/v1/journeys/appliance/matrix');
    assert.deepEqual(cells.filter((c) => c.polarised).map((c) => c.touchpoint), ['aftersale/store'], 'truth 3');
    const marked = page.locator('table.rank tbody tr', { hasText: 'polarised' });
    assert.equal(await marked.count(), 1);
    assert.ok((await marked.locator('a').first().getAttribute('href')).startsWith(path('aftersale/store')));
  },
  'Which floor is broken more often than tolerated?': async () => {
    const { floors } = await api('/v1/today?journey=appliance');
    const mall = floors.find((x) => x.touchpoint === 'aftersale/online-mall');
    assert.ok(mall?.alarm, 'truth 6');
    const row = plain(await page.locator('.floors li', { hasText: 'Online mall × After-sale' }).innerText());
    has(row, `${mall.k} of ${mall.n}`);
    has(row, 'tolerated 3.0 %');
    assert.match(row, /since \d+ \w+[\s\S]*alarm/);
  },
  'What would repair lift the remembered score most?': async () => {
    await nav('Journey');
    await click(page.getByRole('link', { name: 'Four laws' }));
    const { peak_end } = await api('/v1/journeys/appliance/laws');
    const top = [...peak_end.leverage].sort((x, y) => (y.gain.value ?? -1) - (x.gain.value ?? -1))[0];
    const text = await main();
    has(text, 'What repair would lift the remembered score');
    has(text, rounded(top.gain.value, 2));
  },
  'What do customers say about mall delivery?': async () => {
    await openTouchpoint('delivery/online-mall');
    const words = await api('/v1/feedback?journey=appliance&touchpoint=delivery/online-mall&limit=12');
    const shown = await page.locator('blockquote p').allInnerTexts();
    assert.ok(shown.length > 0 && words.items.some((w) => shown.some((s) => s.includes(w.text.slice(0, 30)))));
  },
  'Does the expectation of the app’s pre-sale rise while experience stays?': async () => {
    await start('Gap to expectation by touchpoint and month · Last 12 months');
    await click(page.locator('.heat tbody tr', { hasText: 'App × Pre-sale' }).locator('button'));
    const gap = order((await api('/v1/insights/expectation_gap?journey=appliance&by=month&where=touchpoint:presale/app')).rows, 'month').filter((r) => r.value !== undefined);
    assert.ok(gap.at(-1).hi < gap[1].value, 'truth 4');
    assert.match(await say(), /^Fell/);
  },
  'Is the gift of the mini program still a delight?': async () => {
    await start('Gap to expectation by touchpoint and month · Last 12 months');
    await click(page.locator('.heat tbody tr', { hasText: 'Mini program × Set-up' }).locator('button'));
    const gap = order((await api('/v1/insights/expectation_gap?journey=appliance&by=month&where=touchpoint:setup/mini-program')).rows, 'month').filter((r) => r.value !== undefined);
    assert.ok(gap[1].value > 0 && gap.at(-1).value < gap[1].value, 'truth 5');
    assert.match(await say(), /^Fell/);
  },
  'Did complaints about delivery fall?': async () => {
    await start('Bad scores by stage and month · Last 12 months');
    await click(page.locator('.heat tbody tr', { has: page.getByRole('rowheader', { name: 'Delivery', exact: true }) }).locator('button'));
    const rows = order((await api('/v1/insights/bottom_box?journey=appliance&by=month&where=stage:delivery')).rows, 'month').filter((r) => r.value !== undefined);
    assert.ok(rows.at(-2).lo > rows[1].hi, 'they rose: truth 1');
    assert.match(await say(), /^Rose from/);
  },
  'Since which month do mall promises break?': async () => {
    await start('Promises kept by touchpoint and month · Last 12 months');
    const rows = order((await api('/v1/insights/promise_kept?journey=appliance&by=touchpoint,month&where=touchpoint:delivery/online-mall&from=12m')).rows, 'month');
    const worst = rows.reduce((a, r) => (r.value < a.value ? r : a));
    has(plain(await page.locator('.heat tbody tr', { hasText: 'Online mall × Delivery' }).innerText()), percent(worst.value));
    assert.ok(rows.findIndex((r) => r.value < 0.5) > 5, 'the first months were good');
  },
  'Which promises changed against the 90 days before?': async () => {
    await start('Promises kept by touchpoint · Last 90 days');
    const now = await api('/v1/insights/promise_kept?journey=appliance&by=touchpoint&from=90d');
    const mall = now.rows.find((r) => r.key.touchpoint === 'delivery/online-mall');
    const row = plain(await page.locator('.ranking tbody tr', { hasText: 'Online mall × Delivery' }).innerText());
    has(row, percent(mall.value));
    assert.match(row, /a real change|no real change/);
  },
  'Do customers of one city feel worse than others?': async () => {
    await nav('Explore');
    await pickOption('First dimension', 'city');
    const { rows } = await api('/v1/insights/mean_experience?by=city');
    const known = rows.filter((r) => r.value !== undefined).sort((x, y) => x.value - y.value);
    const text = plain(await page.locator('.ranking').innerText());
    has(text, rounded(known[0].value, 2));
    assert.match(await say(), /no real difference|is lowest/);
  },
  'Through which channel do most facts come?': async () => {
    await nav('Explore');
    await pickOption('Number', 'Volume');
    await pickOption('First dimension', 'Channel');
    const { rows } = await api('/v1/insights/volume?by=channel');
    const most = rows.reduce((a, r) => (r.value > a.value ? r : a));
    has((await main()).replaceAll(' ', ''), String(most.value));
  },
  'Which customers feel worst?': async () => {
    await nav('Customers');
    clicks++;
    await page.getByRole('combobox', { name: 'Sort by' }).locator('xpath=ancestor::*[contains(@class,"ant-select-selector")]').click();
    await click(page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: 'Worst experience' }));
    await page.waitForURL(/sort=worst/);
    await settled(page);
    const { customers } = await api('/v1/customers?sort=worst&limit=25');
    assert.equal(await page.locator('tbody tr a').first().innerText(), customers[0].user_id || customers[0].id);
  },
};

before(async () => {
  demo = await demoCompany({ orders: 45000, customers: 27000 });
  b = await open({ height: 1000, reduced: true });
  page = b.page;
  await signIn(page, demo.server.base, demo.owner);
}, { timeout: 600_000 });
after(async () => {
  await b?.close();
  await demo?.stop();
});

/** "| 3 | question | Journey → … | 1 |" of docs/tasks.md. */
const listed = readFileSync(join(root, 'docs/tasks.md'), 'utf8').split('\n').map((l) => /^\| *\d+ *\| *(.+?) *\|.*\| *(\d+) *\|$/.exec(l)).filter(Boolean).map((m) => ({ question: m[1], clicks: Number(m[2]) }));

describe('everyday questions', { concurrency: false }, () => {
  it('are all of docs/tasks.md', () => assert.deepEqual(listed.map((l) => l.question), Object.keys(TASKS)));
  for (const [question, work] of Object.entries(TASKS)) {
    it(question, { timeout: 60_000 }, async () => {
      await page.goto(demo.server.base + '/today?lang=en');
      await settled(page);
      clicks = 0;
      await work();
      assert.equal(clicks, listed.find((l) => l.question === question)?.clicks, 'clicks that docs/tasks.md says');
    });
  }
});
