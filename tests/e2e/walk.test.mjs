// The main way through the console, against the real binary: first start, sign-in, data by command, matrix, words, customer.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sweep, violations } from './axe.mjs';
import { open } from './browser.mjs';
import { settled } from './demo.mjs';
import { command, newData, removeData, root, start } from './server.mjs';

const OWNER = { email: 'owner@example.com', password: 'a walk along the river', name: 'Lin Xiao', workspace: 'River Goods' };
const OLIST = join(root, '../shared/data/olist');
const withOlist = existsSync(OLIST);
const data = newData();
let server;
let b;
let key = '';
const journey = withOlist ? 'olist' : 'online-shop';
const delivery = withOlist ? 'delivery/online-mall' : 'delivery/website';

const go = async (path, lang = 'en') => {
  await b.page.goto(server.base + path + (path.includes('?') ? '&' : '?') + 'lang=' + lang);
  await settled(b.page);
};
const api = (method, path, body, bearer) =>
  fetch(server.base + path, { method, headers: { 'Content-Type': 'application/json', ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) }, body: body && JSON.stringify(body) });
const session = (path, method = 'GET', body) =>
  b.page.evaluate(async ([p, m, x]) => {
    const s = await fetch('/v1/session').then((r) => r.json());
    const r = await fetch(p, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': s.csrf }, body: x && JSON.stringify(x) });
    return { status: r.status, body: await r.json().catch(() => null) };
  }, [path, method, body]);

/** A small order history, when the Olist files are not at hand: enough for every page. */
async function sendOrders() {
  const batch = [];
  for (let i = 0; i < 120; i++) {
    const at = (h) => new Date(Date.now() - (1 + (i % 60)) * 86_400_000 + h * 3_600_000 - 12 * 3_600_000).toISOString();
    const late = i % 4 === 0;
    batch.push({ type: 'rating', id: `r${i}`, customer: `c${i % 90}`, journey, touchpoint: delivery, metric: 'csat', value: late ? 1 + (i % 2) : 4 + (i % 2), scale: { min: 1, max: 5, neutral: 3 }, at: at(10), episode: `o${i}`, comment: late ? 'It came far too late.' : '' });
  }
  const r = await api('POST', '/v1/batch', { batch }, key);
  assert.ok(r.ok, await r.text());
}

before(async () => {
  server = await start({ data });
  b = await open({ locale: 'en-GB' });
}, { timeout: 120_000 });
after(async () => {
  await b?.close();
  await server?.stop();
  removeData(data);
});

describe('walk', { concurrency: false }, () => {
  it('first start: the printed link makes the owner', async () => {
    assert.match(server.url, /\/setup\?token=/);
    await b.page.goto(server.base + '/?lang=en');
    await b.page.waitForURL(/\/setup/);
    await b.page.goto(server.url + '&lang=en');
    await b.page.getByLabel('Company or workspace').fill(OWNER.workspace);
    await b.page.getByLabel('Your name').fill(OWNER.name);
    await b.page.getByLabel('E-mail').fill(OWNER.email);
    await b.page.getByLabel('Password').fill('short');
    await b.page.getByRole('button', { name: 'Create and enter' }).click();
    await b.page.getByText('At least 10 characters', { exact: true }).waitFor();
    await b.page.getByLabel('Password').fill(OWNER.password);
    await b.page.getByRole('button', { name: 'Create and enter' }).click();
    await b.page.waitForURL(/\/today/);
    await b.page.getByRole('heading', { name: 'Which journey do your customers take?' }).waitFor();
    assert.deepEqual(await violations(b.page), []);
    const ways = await b.page.locator('.pick-way').evaluateAll((all) => all.map((a) => a.getAttribute('href')?.replace(/lang=en&?/, '').replace(/\?$/, '') ?? a.querySelector('pre')?.textContent));
    assert.deepEqual(ways, ['/begin', '/journeys/new', '/data', '/data?view=sources', 'peakend demo']);
    const made = await session('/v1/keys', 'POST', { name: 'walk', scope: 'admin' });
    assert.equal(made.status, 201);
    key = made.body.key;
  });

  it('a template loads with one click and teaches what to do next', async () => {
    await b.page.getByRole('button', { name: /Online shop order/ }).click();
    await b.page.waitForURL(/\/journey\/online-shop/);
    await b.page.getByText('No data has reached this journey yet').waitFor();
    await settled(b.page);
    await b.page.getByRole('link', { name: 'Upload a file' }).waitFor();
    await b.page.getByRole('link', { name: 'Edit', exact: true }).click();
    await b.page.waitForURL(/\/journeys\/online-shop\/edit/);
    await b.page.goBack();
    await b.page.waitForURL(/\/journey\/online-shop/);
    await settled(b.page);
    assert.deepEqual(await violations(b.page), []);
  });

  it('wrong password is refused, the right one returns to where one was', async () => {
    await b.page.getByRole('button', { name: 'Sign out' }).first().click();
    await b.page.waitForURL(/\/sign-in/);
    await b.page.goto(server.base + '/customers?lang=en');
    await b.page.waitForURL(/\/sign-in\?next=/);
    b.errors.length = 0; // the browser itself logs the refused requests
    await b.page.getByLabel('E-mail').fill(OWNER.email);
    await b.page.getByLabel('Password').fill('not the password');
    await b.page.getByRole('button', { name: 'Sign in' }).click();
    await b.page.getByText('E-mail or password is not right.').waitFor();
    await b.page.getByLabel('Password').fill(OWNER.password);
    await b.page.getByRole('button', { name: 'Sign in' }).click();
    await b.page.waitForURL(/\/customers/);
    b.errors.length = 0;
  });

  it('data by command, then matrix to words in at most four clicks', { timeout: 300_000 }, async () => {
    if (withOlist) {
      await b.page.goto('about:blank');
      await server.stop();
      command('import', OLIST, '--map', join(root, 'examples/olist/map.json'), '--data', data);
      server = await start({ data, port: server.port });
    } else await sendOrders();
    await go(`/journey/${journey}`);
    const cells = b.page.locator('[role=gridcell] [data-touchpoint]:not(.cell-void)');
    await cells.first().waitFor({ timeout: 30_000 });
    // The curve's nodes stand over the middle of their columns, to the pixel.
    const off = await b.page.evaluate(() => {
      const mid = (el) => { const r = el.getBoundingClientRect(); return r.left + r.width / 2; };
      const heads = [...document.querySelectorAll('.grid-stage')].map(mid);
      return [...document.querySelectorAll('.curve circle')].map((c) => Math.min(...heads.map((h) => Math.abs(h - mid(c)))));
    });
    assert.ok(off.length > 0 && Math.max(...off) < 1, `nodes off their columns: ${off}`);
    let clicks = 0;
    const click = async (target) => { clicks++; await target.click(); };
    const words = withOlist ? b.page.locator('[data-touchpoint="use/online-mall"]') : cells.first();
    if ((await words.getAttribute('aria-pressed')) !== 'true') await click(words);
    await click(b.page.getByRole('link', { name: 'Open touchpoint' }));
    await b.page.waitForURL(/\/touchpoints\//);
    await settled(b.page);
    await b.page.locator('blockquote').first().waitFor();
    assert.ok(clicks <= 4, `${clicks} clicks`);
    await b.page.locator('svg').first().waitFor();
  });

  it('words lead to the customer and to every step of the journey', async () => {
    const text = (await b.page.locator('blockquote p').first().innerText()).slice(0, 40);
    await b.page.locator('blockquote').first().locator('footer a').last().click();
    await b.page.waitForURL(/\/customers\//);
    await settled(b.page);
    await b.page.getByText(text).first().waitFor();
    assert.ok((await b.page.locator('.tl-item').count()) >= 1);
    await b.page.goBack();
    await b.page.waitForURL(/\/touchpoints\//);
  });

  it('the four laws speak plainly', async () => {
    await go(`/journey/${journey}/laws`);
    for (const name of ['Triangle law', 'Peak-end law', 'Law of effective experience', 'Joy-pain law']) await b.page.getByRole('heading', { name }).waitFor();
    if (withOlist) {
      const page = await b.page.locator('main').innerText();
      assert.match(page, /4\.27/);
      assert.match(page, /2\.18/);
    }
  });

  it('switches language, keeps it in the address and in the page', async () => {
    await go(`/journey/${journey}`);
    await b.page.getByRole('button', { name: /切换到中文/ }).click();
    await b.page.waitForFunction(() => document.documentElement.lang === 'zh-CN');
    assert.match(b.page.url(), /lang=zh/);
    await b.page.getByText('旅程图').waitFor();
    await b.page.reload();
    await b.page.getByText('旅程图').waitFor();
    await b.page.getByRole('button', { name: /switch to English/ }).click();
    await b.page.getByText('Four laws').waitFor();
  });

  it('keyboard: the matrix is one tab stop with arrow keys', async () => {
    await go(`/journey/${journey}?at=none`);
    await b.page.locator('[role=gridcell] button[tabindex="0"]').focus();
    const before = await b.page.evaluate(() => document.activeElement.dataset.at);
    await b.page.keyboard.press('ArrowRight');
    const after = await b.page.evaluate(() => document.activeElement.dataset.at);
    assert.notEqual(after, before);
    await b.page.keyboard.press('End');
    await b.page.keyboard.press('Enter');
    await b.page.getByRole('complementary', { name: 'Selected touchpoint' }).waitFor();
  });

  it('a new answer shows within two seconds, without reload and without a jump', async () => {
    const tp = withOlist ? 'use/online-mall' : delivery;
    await go(`/journey/${journey}`);
    await b.page.getByText('Live', { exact: false }).first().waitFor();
    const cell = b.page.locator(`[data-touchpoint="${tp}"] .meta span`).first();
    const top = async () => (await b.page.locator('.map').boundingBox()).y;
    const y = await top();
    await b.page.evaluate(() => { globalThis.notReloaded = true; });
    // The best of three: other programs on the machine may slow one of them down.
    const took = [];
    for (let i = 0; i < 3 && !(took.at(-1) < 2000); i++) {
      const before = await cell.innerText();
      const started = Date.now();
      const r = await api('POST', '/v1/ratings', { id: `live-${started}`, customer: 'c-live', journey, touchpoint: tp, metric: 'csat', value: 5, scale: { min: 1, max: 5, neutral: 3 }, at: new Date().toISOString(), comment: 'Just now.' }, key);
      assert.equal(r.status, 201, await r.text());
      await b.page.waitForFunction(([t, was]) => document.querySelector(`[data-touchpoint="${t}"] .meta span`)?.innerText !== was, [tp, before], { timeout: 30_000, polling: 50 });
      took.push(Date.now() - started);
      if (took.at(-1) >= 2000) await b.page.waitForTimeout(2000);
    }
    assert.ok(Math.min(...took) < 2000, `${took} ms`);
    assert.ok(await b.page.evaluate(() => globalThis.notReloaded), 'no reload');
    assert.ok(Math.abs((await top()) - y) < 1, 'no jump');
  });

  it('customers, feedback, touchpoints: search and order', async () => {
    await go('/customers');
    assert.ok((await b.page.locator('tbody tr').count()) > 0);
    await b.page.getByRole('textbox').fill('c-live');
    await b.page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1, null, { timeout: 5000 });
    await go('/feedback');
    assert.ok((await b.page.locator('blockquote').count()) > 0);
    await b.page.getByRole('textbox').first().fill('just now');
    await b.page.locator('mark').first().waitFor();
    await go(`/journey/${journey}/touchpoints`);
    assert.ok((await b.page.locator('tbody tr').count()) > 0);
  });

  it('no violation of the accessibility rules, both languages, both themes, two widths', { timeout: 240_000 }, async () => {
    const { cookies } = await b.context.storageState();
    const map = `/journey/${journey}`;
    const found = await sweep({ base: server.base, cookies, paths: [map, `${map}/laws`, `${map}/touchpoints`, `${map}/touchpoints/${delivery}`, '/customers', '/customers/c-live', '/feedback', '/journey?pick=1'] });
    assert.deepEqual(found, []);
  });

  it('says so when the server stops, and recovers by itself', { timeout: 60_000 }, async () => {
    await go(`/journey/${journey}`);
    assert.deepEqual(b.errors, [], 'no console errors on the way here');
    await server.stop();
    await b.page.getByText('The server does not answer.').waitFor({ timeout: 15_000 });
    server = await start({ data, port: server.port });
    await b.page.getByText('The server does not answer.').waitFor({ state: 'detached', timeout: 20_000 });
    await b.page.getByText('Live', { exact: false }).first().waitFor();
  });

  it('an ended session leads to sign-in and back', async () => {
    await go('/feedback');
    await b.context.clearCookies();
    // A question of the page in the background may notice first and take the link away.
    await b.page.getByRole('link', { name: 'Customers' }).click({ timeout: 5000 }).catch(() => undefined);
    await b.page.waitForURL(/\/sign-in\?next=/, { timeout: 10_000 });
  });
});
