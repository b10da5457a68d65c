// One question on its whole way: a survey from a template, translated, published; a trigger; an event posted through the API; a mail
// taken by a mail server; answered on a phone that loses its network; seen on the journey matrix; a second event that sends nothing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sweep, violations } from './axe.mjs';
import { open } from './browser.mjs';
import { signedIn } from './owner.mjs';
import { read, sink, until } from './sink.mjs';

const JA = { title: '配送について', effort: '荷物の受け取りは簡単でしたか？', nps: '友人に勧める可能性はどのくらいですか？', comment: '{{answer.nps}}点の理由は？', thanks: 'ありがとうございました。' };
const TOUCHPOINT = 'delivery/app';

describe('listening', { concurrency: false }, () => {
  let s;
  let page;
  let mail;
  let key;
  let asked;
  const phones = [];
  const took = []; // milliseconds until an answer stood on the matrix: other programs on the machine may slow one of them down
  const post = async (path, body) => {
    const r = await fetch(s.server.base + path, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` }, body: JSON.stringify(body) });
    assert.ok(r.ok, `${path}: ${r.status} ${await r.clone().text()}`);
    return r.json();
  };
  const delivered = (customer, order) => post('/v1/track', { messageId: `m-${order}`, userId: customer, event: 'Order Delivered', timestamp: new Date().toISOString(), properties: { order_id: order, scene: 'app', city: 'Shanghai' } });
  const phone = async (width) => { const b = await open({ width, height: 740, reduced: true, locale: 'ja-JP' }); phones.push(b); return b; };
  const title = (b) => b.page.locator('main h2').first().innerText();
  const stored = () => page.locator('[data-kept="stored"]').waitFor({ timeout: 15_000 });
  /** Milliseconds until the cell of the touchpoint says something else, on the page as it stands. */
  const moved = async (act) => {
    const cell = page.locator(`[data-touchpoint="${TOUCHPOINT}"]`).first();
    const was = await cell.innerText();
    await act();
    const began = Date.now();
    await page.waitForFunction(([t, old]) => document.querySelector(`[data-touchpoint="${t}"]`)?.innerText !== old, [TOUCHPOINT, was], { timeout: 20_000, polling: 50 });
    return { ms: Date.now() - began, text: await cell.innerText() };
  };
  before(async () => {
    mail = await sink();
    s = await signedIn({ args: ['--allow-private-channels'] });
    page = s.page;
    const must = async (status, ...ask) => { const r = await s.call(...ask); assert.equal(r.status, status, JSON.stringify(r.body)); return r.body; };
    await must(201, 'POST', '/v1/journeys', { template: 'online-shop' });
    await must(200, 'PUT', '/v1/channels/email', { host: '127.0.0.1', port: mail.port, security: 'none', from: 'ask@example.com', from_name: 'River Goods' });
    const budget = await must(200, 'GET', '/v1/attention');
    await must(200, 'PUT', '/v1/attention', { ...budget, company: 'River Goods', quiet: { from: 0, to: 0 } }); // the test may run at night
    key = (await must(201, 'POST', '/v1/keys', { name: 'shop', scope: 'ingest' })).key;
    const known = ['aiko', 'bunta'].map((id) => ({ type: 'identify', messageId: `i-${id}`, userId: id, traits: { email: `${id}@example.com`, name: id, lang: 'ja' } }));
    const rated = Array.from({ length: 6 }, (_, i) => ({ type: 'rating', id: `r${i}`, customer: `c${i}`, journey: 'online-shop', touchpoint: TOUCHPOINT, metric: 'csat', value: 2 + (i % 2), scale: { min: 1, max: 5, neutral: 3 }, at: new Date(Date.now() - 3_600_000 * (i + 1)).toISOString() }));
    await post('/v1/batch', { batch: [...known, ...rated] });
  }, { timeout: 120_000 });
  after(async () => { for (const b of phones) await b.close(); await s?.close(); mail?.close(); });

  it('a survey is made from a template, cut to what is asked, and translated', async () => {
    await s.go('/surveys?new=template');
    await page.locator('[data-template="after-delivery"]').click();
    await page.waitForURL(/\/surveys\/after-delivery/);
    for (const q of ['why', 'arrival', 'state']) {
      await page.locator(`[data-question="${q}"]`).click();
      await page.locator('[data-act="delete"]').click();
      await page.locator(`[data-question="${q}"]`).waitFor({ state: 'detached' });
    }
    await stored();
    await s.go('/surveys/after-delivery?tab=translations');
    await page.getByRole('combobox', { name: 'Add a language' }).click();
    await page.keyboard.type('ja');
    await page.keyboard.press('Enter');
    await page.locator('[data-lang="ja"]').waitFor();
    for (const row of await page.locator('[data-text]').all()) {
      const path = await row.getAttribute('data-text');
      const words = path.startsWith('pages') ? JA[['effort', 'nps', 'comment'][Number(/questions\[(\d)/.exec(path)?.[1])]] : JA[path];
      await row.locator('textarea[lang=ja]').fill(words ?? '説明');
    }
    await page.locator('[data-missing]').waitFor({ state: 'detached' });
    await stored();
  });

  it('is published', async () => {
    await page.getByRole('button', { name: 'Publish …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 1 is what people see now').waitFor();
  });

  it('a trigger asks it after each delivery', async () => {
    await s.go('/reach/triggers/new');
    await page.getByLabel('Name (English)').fill('After delivery');
    await page.getByLabel('Event', { exact: true }).fill('Order Delivered');
    await page.keyboard.press('Tab');
    await page.getByLabel('How long after').fill('0');
    await page.getByLabel('Survey', { exact: true }).click();
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: 'delivery' }).first().click();
    await page.locator('.ant-select-selection-item', { hasText: 'delivery' }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/\/reach\/triggers\/after-delivery/);
    await page.getByRole('switch', { name: 'After delivery: on or off' }).click();
    await until(async () => (await s.call('GET', '/v1/triggers/after-delivery')).body.enabled, 'switched on');
  });

  it('an event posted through the API becomes a mail in the customer’s language, with scores to click', async () => {
    await delivered('aiko', 'o-1');
    asked = read(await until(() => mail.mails[0], 'a mail'));
    assert.match(asked.to, /aiko@example\.com/);
    assert.match(asked.text + asked.html, new RegExp(JA.effort.slice(0, 10)));
    assert.equal(asked.links.filter((l) => l.includes('?answer.effort=')).length, 7);
    assert.ok(asked.links.some((l) => /\/r\/[\w.-]+$/.test(l)), 'a link to the survey');
  });

  it('answered on a phone without a network in between, it stands on the matrix within two seconds', { timeout: 60_000 }, async () => {
    await s.go('/journey/online-shop');
    await page.getByText('Live', { exact: false }).first().waitFor();
    const b = await phone(360);
    await b.page.goto(asked.links.find((l) => /\/r\/[\w.-]+$/.test(l)));
    assert.equal(await title(b), JA.effort);
    assert.equal(await b.page.evaluate(() => document.documentElement.lang), 'ja');
    assert.ok(await b.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'as wide as the phone');
    await b.page.locator('.tile').nth(6).tap();
    await until(async () => (await title(b)) === JA.nps, 'goes on by itself');
    await b.context.setOffline(true);
    await b.page.locator('.tile').nth(8).tap();
    await until(async () => (await title(b)) === '8点の理由は？', 'goes on without a network');
    await b.page.locator('textarea').fill('電車の中から');
    await b.page.locator('.go').tap();
    await until(async () => (await title(b)) === JA.thanks, 'thanks');
    assert.match(await b.page.locator('.status').innerText(), /\S/);
    assert.equal((await s.call('GET', '/v1/surveys/after-delivery/responses?state=done')).body.responses.length, 0);
    const seen = await moved(() => b.context.setOffline(false));
    took.push(seen.ms);
    const [row] = (await s.call('GET', '/v1/surveys/after-delivery/responses?state=done')).body.responses;
    assert.deepEqual(row.answers, { effort: 7, nps: 8, comment: '電車の中から' });
    assert.equal(row.lang, 'ja');
    assert.equal(row.touchpoint, TOUCHPOINT);
    assert.deepEqual(b.errors.filter((e) => !/ERR_INTERNET_DISCONNECTED/.test(e)), []);
  });

  it('one click on a score in the mail answers the first question', { timeout: 60_000 }, async () => {
    const before = mail.mails.length;
    await delivered('bunta', 'o-2');
    const m = read(await until(() => mail.mails[before], 'a mail'));
    const b = await phone(320);
    await b.page.goto(m.links.find((l) => l.includes('?answer.effort=2')));
    await until(async () => (await title(b)) === JA.nps, 'the first question is answered');
    await until(async () => (await s.call('GET', '/v1/surveys/after-delivery/responses')).body.responses.some((r) => r.state === 'partial' && r.answers.effort === 2), 'and stored, whatever comes next');
    assert.ok(!b.page.url().includes('answer'), 'a reload changes nothing');
    assert.ok(await b.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'as wide as the phone');
    assert.deepEqual(await violations(b.page), []);
    await b.page.locator('.tile').nth(10).tap();
    const seen = await moved(() => until(async () => {
      if ((await title(b)) === JA.thanks) return true;
      if (await b.page.locator('.go').isVisible()) await b.page.locator('.go').tap();
      return false;
    }, 'thanks'));
    took.push(seen.ms);
    assert.ok(Math.min(...took) < 2000, `${took} ms`);
    assert.deepEqual(b.errors, []);
  });

  it('a second event inside the quarantine sends nothing, and the console says why', async () => {
    const before = mail.mails.length;
    await delivered('aiko', 'o-3');
    await until(async () => (await s.call('GET', '/v1/refusals?customer=aiko')).body.total === 1, 'a refusal');
    await s.go('/reach?view=refusals');
    const bars = page.locator('[data-reason="gap_any"]');
    await bars.waitFor();
    assert.match(await bars.innerText(), /asked not long ago\s+1\s+100/);
    await page.getByRole('textbox', { name: 'Customer' }).fill('aiko');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'May we ask aiko now?' }).waitFor();
    assert.match(await page.locator('[data-may="touchpoint"]').innerText(), /asked not long ago\s+again from/);
    assert.match(await page.locator('[data-refusal]').innerText(), /aiko[\s\S]*After delivery · Order Delivered[\s\S]*asked not long ago/);
    assert.deepEqual(await violations(page), []);
    assert.equal(mail.mails.length, before);
  });

  it('one invitation tells its life, the funnel counts it, and versions of the trigger are compared', { timeout: 60_000 }, async () => {
    await s.go('/reach?view=invitations');
    await page.locator('[data-invitation]', { hasText: 'aiko' }).getByRole('button', { name: /Its life/ }).click();
    const life = page.getByRole('dialog', { name: 'One invitation' });
    await life.locator('[data-life="done"]').waitFor();
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.veil')).position), 'fixed', 'it stands over the page');
    assert.deepEqual(await life.locator('[data-step]').evaluateAll((all) => all.map((x) => x.dataset.step)), ['event', 'created', 'message', 'opened', 'started', 'done']);
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    await life.waitFor({ state: 'detached' });
    await s.go('/reach?view=funnel');
    const steps = await page.locator('[data-funnel="email"] [data-step]').evaluateAll((all) => all.map((x) => [x.dataset.step, x.querySelectorAll('td')[1].innerText]));
    assert.deepEqual(steps, [['sent', '2'], ['opened', '2'], ['started', '2'], ['done', '2']]);
    await s.go('/reach/triggers/after-delivery');
    await page.locator('[data-version="1"]').getByRole('button', { name: 'Compare' }).click();
    assert.match(await page.locator('[data-differences="1"]').innerText(), /On\s+false\s+→\s+true/);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find or do' }).fill('not sent');
    await page.getByRole('option', { name: /Reach: not sent/ }).click();
    await page.waitForURL(/view=refusals/);
    assert.deepEqual(s.errors, []);
  });

  it('the new views hurt no rule and fit everywhere', { timeout: 120_000 }, async () => {
    const { cookies } = await s.context.storageState();
    const shots = process.env.PEAKEND_E2E_SHOTS;
    assert.deepEqual(await sweep({ base: s.server.base, cookies, paths: ['/reach?view=refusals'], each: shots && ((c, name) => c.page.screenshot({ path: `${shots}/${name.replace(/[^\w-]+/g, '_')}.png`, fullPage: true })) }), []);
  });
});
