// Manners of the console on a generated company: weight and speed of the first load, nothing moves after data arrives, a page
// switch is instant, everything goes by keyboard, the back button and links work, choices are kept, figures can be saved.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { sweep, violations } from './axe.mjs';
import { open } from './browser.mjs';
import { settled } from './demo.mjs';
import { newData, removeData, start } from './server.mjs';

const SCRIPT_BUDGET = 350 * 1024;
const data = newData();
let server;
let b;
let journey = '';
let cookies;

const address = (path) => server.base + path + (path.includes('?') ? '&' : '?') + 'lang=en';
const go = async (path, page = b.page) => {
  await page.goto(address(path));
  await settled(page);
};
const best = async (n, f) => {
  const took = [];
  for (let i = 0; i < n; i++) took.push(await f(i));
  return Math.min(...took);
};
const PAGES = () => ['/today', `/journey/${journey}`, `/journey/${journey}/laws`, `/journey/${journey}/paths`, `/journey/${journey}/touchpoints`, `/journey/${journey}/touchpoints/delivery/online-mall`, '/customers', '/feedback', '/methods/nps'];

before(async () => {
  server = await start({ data, verb: 'demo', args: ['--customers', '1500', '--orders', '2600', '--no-live'], patience: 240_000 });
  b = await open();
}, { timeout: 300_000 });
after(async () => {
  await b?.close();
  await server?.stop();
  removeData(data);
});

describe('manners', { concurrency: false }, () => {
  it('signed out: the door opens without a refused request', async () => {
    await b.page.goto(address('/'));
    await b.page.waitForURL(/\/sign-in/);
    await b.page.getByLabel('E-mail').waitFor();
    assert.deepEqual(b.errors, []);
    const [, email, password] = /(\S+@\S+)\s+\/\s*(\S+)/.exec(server.log());
    await b.page.getByLabel('E-mail').fill(email);
    await b.page.getByLabel('Password').fill(password);
    await b.page.getByRole('button', { name: 'Sign in' }).click();
    await b.page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
    await settled(b.page);
    cookies = (await b.context.storageState()).cookies;
    journey = await b.page.evaluate(() => fetch('/v1/journeys').then((r) => r.json()).then((r) => r.journeys[0].key));
    assert.deepEqual(b.errors, []);
  });

  it('first load: script weight, requests, and time to content against the no-op page', { timeout: 120_000 }, async () => {
    const first = await open();
    await first.context.addCookies(cookies);
    const noop = await best(5, async () => {
      await first.page.goto(server.base + '/v1/noop');
      return first.page.evaluate(() => performance.getEntriesByType('navigation')[0].duration);
    });
    const cold = async () => {
      const session = await first.context.newCDPSession(first.page);
      await session.send('Network.clearBrowserCache');
      await first.page.goto(address(`/journey/${journey}`));
      await first.page.waitForFunction(() => document.querySelector('main h1')?.textContent && document.querySelector('.kpi .v'), null, { polling: 10, timeout: 30_000 });
      return first.page.evaluate(() => performance.now());
    };
    const content = await best(3, cold);
    const seen = await first.page.evaluate(() => performance.getEntriesByType('resource').map((r) => ({ name: new URL(r.name).pathname, size: r.encodedBodySize, end: r.responseEnd })));
    const before = seen.filter((r) => r.end <= content);
    const script = before.filter((r) => r.name.endsWith('.js')).reduce((a, r) => a + r.size, 0);
    console.log(`first load: ${(script / 1024).toFixed(0)} KB script, ${before.length} requests, content after ${content.toFixed(0)} ms; no-op page ${noop.toFixed(1)} ms`);
    assert.ok(script > 50_000 && script <= SCRIPT_BUDGET, `${script} bytes of script`);
    assert.ok(before.length <= 45, `${before.length} requests before content`);
    // A page that does nothing costs the round trip; the console may take two seconds more on a busy machine, not ten.
    assert.ok(content - noop < Math.max(2500, 60 * noop), `content after ${content} ms, no-op ${noop} ms`);
    assert.ok(!before.some((r) => /\/charts-|echarts/.test(r.name)), 'the chart library loads on demand');
    await first.close();
  });

  it('nothing moves after data arrives, on any page, wide or phone', { timeout: 180_000 }, async () => {
    const moved = [];
    for (const width of [1440, 390]) {
      const c = await open({ width, height: width < 720 ? 844 : 900 });
      await c.context.addCookies(cookies);
      await c.page.addInitScript(() => {
        globalThis.shifts = [];
        new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) globalThis.shifts.push({ value: e.value, what: e.sources?.map((s) => `${s.node?.nodeName}.${s.node?.className}`).slice(0, 3) }); }).observe({ type: 'layout-shift', buffered: true });
      });
      for (const path of PAGES()) {
        await go(path, c.page);
        await c.page.waitForTimeout(300);
        const shifts = await c.page.evaluate(() => globalThis.shifts);
        const sum = shifts.reduce((a, s) => a + s.value, 0);
        if (sum > 0.01) moved.push(`${path} ${width}: ${sum.toFixed(3)} ${JSON.stringify(shifts.sort((x, y) => y.value - x.value)[0].what)}`);
      }
      await c.close();
    }
    assert.deepEqual(moved, []);
  });

  it('a page switch takes less than 150 ms', { timeout: 60_000 }, async () => {
    await go(`/journey/${journey}`);
    await b.page.waitForTimeout(2500); // the other pages' code is fetched ahead
    const to = async (name, heading) =>
      b.page.evaluate(([n, h]) => new Promise((done) => {
        const started = performance.now();
        const check = () => ([...document.querySelectorAll('main h1')].some((x) => x.textContent.includes(h)) ? requestAnimationFrame(() => done(performance.now() - started)) : setTimeout(check, 4));
        [...document.querySelectorAll('.nav a')].find((a) => a.textContent.includes(n)).click();
        check();
      }), [name, heading]);
    // Once to warm answers and code, then the best of four: other programs share the machine.
    const rounds = [];
    for (let i = 0; i < 5; i++) rounds.push({ customers: await to('Customers', 'Customers'), touchpoints: await to('Touchpoints', 'Touchpoints') });
    const fastest = { customers: Math.min(...rounds.slice(1).map((r) => r.customers)), touchpoints: Math.min(...rounds.slice(1).map((r) => r.touchpoints)) };
    console.log('page switch', Object.entries(fastest).map(([k, v]) => `${k} ${v.toFixed(0)} ms`).join(', '));
    assert.ok(fastest.customers < 150 && fastest.touchpoints < 150, JSON.stringify(rounds));
  });

  it('keyboard: palette, pages by two keys, the sheet, and focus comes back', async () => {
    await go(`/journey/${journey}`);
    await b.page.keyboard.press('Control+k');
    const box = b.page.getByRole('combobox', { name: 'Find or do' });
    await box.waitFor();
    assert.deepEqual(await violations(b.page), []);
    await box.fill('mall deliv');
    await b.page.keyboard.press('Enter');
    await b.page.waitForURL(/touchpoints\/delivery\/online-mall/);
    await b.page.goBack();
    await b.page.waitForURL((u) => u.pathname === `/journey/${journey}`);
    await settled(b.page);
    await b.page.locator('body').press('g');
    await b.page.keyboard.press('c');
    await b.page.waitForURL(/\/customers/);
    await settled(b.page);
    await b.page.keyboard.press('/');
    assert.equal(await b.page.evaluate(() => document.activeElement?.tagName), 'INPUT');
    await b.page.keyboard.type('?');
    assert.equal(await b.page.getByRole('dialog').count(), 0, 'no shortcut while typing');
    const find = b.page.getByRole('button', { name: 'Find or do' });
    await find.focus();
    await b.page.keyboard.press('?');
    await b.page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    assert.deepEqual(await violations(b.page), []);
    await b.page.keyboard.press('Escape');
    await b.page.getByRole('dialog').waitFor({ state: 'detached' });
    await b.page.waitForFunction(() => document.activeElement?.classList.contains('find-btn'));
    await b.page.keyboard.press('Control+k');
    await box.fill('c1');
    await b.page.getByRole('option').filter({ hasText: /^c1/ }).first().waitFor();
    await b.page.keyboard.press('Escape');
  });

  it('range and segment: chosen once, kept across pages and visits; back undoes', async () => {
    await go(`/journey/${journey}`);
    await b.page.getByRole('button', { name: 'All time' }).click();
    await b.page.getByRole('menuitemradio', { name: 'Last 90 days' }).click();
    await b.page.waitForURL(/range=90d/);
    await b.page.getByRole('button', { name: /Customers to look at/ }).click();
    await b.page.getByRole('menuitem', { name: 'Channel', exact: true }).click();
    const value = b.page.getByRole('menuitemradio').first();
    await value.waitFor();
    await value.click();
    await b.page.waitForURL(/segment=channel/);
    await b.page.getByRole('link', { name: 'Touchpoints', exact: true }).click();
    await b.page.waitForURL((u) => u.pathname.endsWith('/touchpoints') && u.searchParams.get('range') === '90d' && u.searchParams.has('segment'));
    await b.page.goto(server.base + '/feedback');
    await b.page.waitForURL((u) => u.searchParams.get('range') === '90d' && u.searchParams.has('segment'));
    await go(`/journey/${journey}?range=90d`);
    await b.page.getByRole('button', { name: /Customers to look at/ }).click();
    await b.page.getByRole('menuitem').first().click();
    await b.page.getByRole('menuitemradio', { name: 'All customers' }).click();
    await b.page.waitForURL((u) => !u.searchParams.has('segment'));
    await b.page.goBack();
    await b.page.waitForURL(/segment=channel/);
    await b.page.evaluate(() => { localStorage.removeItem('pk.range'); localStorage.removeItem('pk.segment'); });
  });

  it('every figure: table, CSV, picture, method', { timeout: 60_000 }, async () => {
    await go(`/journey/${journey}/touchpoints/delivery/online-mall?metric=promise_kept`);
    const figure = b.page.locator('.figure', { has: b.page.getByRole('heading', { name: 'Trend' }) });
    const menu = async (item) => {
      await figure.getByRole('button', { name: /Menu of/ }).click();
      await b.page.getByRole('menuitem', { name: item }).click();
    };
    const saved = async (item) => {
      const [file] = await Promise.all([b.page.waitForEvent('download'), menu(item)]);
      return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
    };
    const csv = await saved('Save as CSV');
    const lines = csv.bytes.toString('utf8').trim().split('\r\n');
    assert.match(csv.name, /\.csv$/);
    assert.ok(lines.length > 10, `${lines.length} lines`);
    assert.equal(lines[0].split(',').length, lines[1].split(',').length);
    assert.match(lines[1], /^\d{4}-\d\d-\d\d,0?\.?\d+/);
    const png = await saved('Save as PNG');
    assert.deepEqual([...png.bytes.subarray(1, 4)], [...Buffer.from('PNG')]);
    assert.ok(png.bytes.readUInt32BE(16) > 600 && png.bytes.length > 8000, 'a picture with something on it');
    await menu('Show as table');
    assert.ok((await figure.locator('tbody tr').count()) > 10);
    await b.page.reload();
    await settled(b.page);
    assert.ok((await figure.locator('tbody tr').count()) > 10, 'the link opens the table again');
    await figure.getByRole('button', { name: /how is this computed/ }).click();
    await b.page.getByRole('link', { name: 'Method page' }).click();
    await b.page.waitForURL(/\/methods\/promise_kept/);
    await b.page.getByText('Formula').first().waitFor();
    await b.page.goBack();
    await b.page.waitForURL(/touchpoints\/delivery/);
  });

  it('an error says so in its figure and can be tried again', async () => {
    await b.page.route('**/v1/journeys/*/laws*', (r) => r.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"title":"broken","status":500}' }));
    await b.page.goto(address(`/journey/${journey}/touchpoints/delivery/online-mall`));
    const alert = b.page.getByRole('alert').first();
    await alert.waitFor({ timeout: 15_000 });
    await b.page.unroute('**/v1/journeys/*/laws*');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'detached' });
    b.errors.length = 0; // the browser itself logs the invented failure
  });

  it('prints the content only, in ink', async () => {
    await go(`/journey/${journey}/laws`);
    await b.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const shown = await b.page.evaluate(() => ({ nav: getComputedStyle(document.querySelector('.nav-col')).display, ground: getComputedStyle(document.body).backgroundColor, wide: document.documentElement.scrollWidth - innerWidth }));
    assert.deepEqual(shown, { nav: 'none', ground: 'rgb(255, 255, 255)', wide: 0 });
    await b.page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  });

  it('no violation of the accessibility rules on the pages of the day', { timeout: 180_000 }, async () => {
    const found = await sweep({ base: server.base, cookies, paths: ['/today', `/journey/${journey}/paths`, '/methods/nps', '/methods'] });
    assert.deepEqual(found, []);
    assert.deepEqual(b.errors, []);
  });
});
