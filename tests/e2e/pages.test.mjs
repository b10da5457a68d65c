// What every page of understanding and running must have: an empty state that says what to do, clean accessibility in both
// languages, themes and widths, and clear words with a way back when the server is gone. Against the real binary.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sweep, violations } from './axe.mjs';
import { open } from './browser.mjs';
import { signedIn } from './owner.mjs';

const PAGES = ['/explore', '/explore?metric=nps&by=&range=all&segment=', '/dashboards/cx-lead', '/data', '/data?view=sources', '/data?view=unmapped', '/explore?talk=page'];
const MORE = ['/explore?metric=mean_experience&by=touchpoint,month&range=all&segment=', '/explore?metric=mean_experience&by=touchpoint&range=90d&compare=1&segment=', '/data/import?file=orders.csv'];
const GONE = 'The server does not answer.';
let s;
let page;

function answers() {
  const batch = [];
  for (let i = 0; i < 160; i++) {
    const at = new Date(Date.now() - (1 + (i % 80)) * 86_400_000).toISOString();
    batch.push({ type: 'rating', id: `r${i}`, customer: `c${i % 60}`, journey: 'online-shop', touchpoint: ['delivery/app', 'order/app', 'use/app'][i % 3], metric: i % 2 ? 'nps' : 'csat', value: 1 + (i % 5), scale: { min: i % 2 ? 0 : 1, max: i % 2 ? 10 : 5, neutral: i % 2 ? 7.5 : 3 }, at, comment: i % 4 ? '' : 'It came too late.' });
  }
  batch.push({ type: 'track', messageId: 'e1', userId: 'c1', event: 'Refund Sent', timestamp: new Date().toISOString(), properties: { order_id: 'o1' } });
  return batch;
}
const look = async (paths) => sweep({ base: s.server.base, cookies: (await s.context.storageState()).cookies, paths });

before(async () => {
  s = await signedIn();
  page = s.page;
}, { timeout: 120_000 });
after(() => s?.close());

describe('pages', { concurrency: false }, () => {
  it('without data each says what belongs there, and leads to it', async () => {
    const leads = async (path, title, action) => {
      await s.go(path);
      await page.getByRole('heading', { name: title, exact: true }).waitFor();
      if (action) assert.ok(await page.locator('main').getByRole('link', { name: action, exact: true }).count(), `${path} leads to ${action}`);
    };
    await leads('/explore?metric=nps&by=month&range=all&segment=', 'Nothing has this number yet', 'Bring data');
    await leads('/feedback', 'No words yet', 'Bring data');
    await leads('/customers', 'No customers yet', 'Bring data');
    await leads('/dashboards/cx-lead', 'It fills with your first journey', 'To the journey');
    await leads('/data', 'No imports yet');
    await leads('/data?view=sources', 'Nothing yet');
    await leads('/data?view=unmapped', 'No event has arrived yet', 'Choose files');
    await leads('/data/import', 'This file is not here any more', 'Choose another file');
    await leads('/settings/keys', 'No key yet');
    await leads('/settings/members', 'No open invitation');
    await page.getByRole('button', { name: 'Invite', exact: true }).waitFor();
  });

  it('without data: no violation, nothing too wide; both languages, themes, widths', { timeout: 300_000 }, async () => assert.deepEqual(await look(PAGES), []));

  it('with data: no violation, nothing too wide; both languages, themes, widths', { timeout: 300_000 }, async () => {
    assert.equal((await s.call('POST', '/v1/journeys', { template: 'online-shop' })).status, 201);
    assert.equal((await s.call('POST', '/v1/batch', { batch: answers() })).body.rejected ?? 0, 0);
    await page.evaluate(async () => {
      const { csrf } = await fetch('/v1/session').then((r) => r.json());
      await fetch('/v1/imports/files/orders.csv', { method: 'PUT', headers: { 'X-CSRF-Token': csrf }, body: 'order_no,member_no,ordered_at,delivered_at,promised_date\no1,m1,2026-01-05 09:00,2026-01-07 09:00,2026-01-08\no2,m2,2026-01-05 09:00,the day after,2026-01-08\n' });
    });
    await page.waitForFunction(() => fetch('/v1/insights/volume').then((r) => r.json()).then((x) => x.total.value >= 161), null, { polling: 300, timeout: 20_000 });
    assert.deepEqual(await look([...PAGES, ...MORE]), []);
  });

  it('a page that is opened while the server is gone says so, and fills by itself when it is back', { timeout: 120_000 }, async () => {
    const nav = (name) => page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click();
    /** No page may pretend that it is still loading. */
    const honest = async (what) => {
      await page.waitForFunction(() => document.querySelector('main h1, main h2') && !document.querySelector('main .skel'), null, { timeout: 10_000 }).catch(() => assert.fail(`${what} waits for ever`));
    };
    await s.go('/settings/profile');
    await page.waitForTimeout(4000); // the code of the other pages is fetched ahead
    await s.stop();
    await page.locator('.gone', { hasText: GONE }).waitFor({ timeout: 15_000 });
    const told = async (what) => {
      await honest(what);
      await page.locator('main [role=alert]', { hasText: GONE }).first().waitFor({ timeout: 5000 }).catch(() => assert.fail(`${what} does not say it`));
      assert.deepEqual(await violations(page), [], what);
    };
    for (const name of ['Members', 'Roles', 'Metrics', 'API keys', 'Audit log', 'Security']) { await nav(name); await honest(name); }
    await nav('Audit log');
    await told('the audit log');
    await nav('Data');
    await told('data');
    await page.getByText('Systems', { exact: true }).click();
    await told('systems');
    await page.getByText('Unmapped events', { exact: true }).click();
    await honest('unmapped events');
    await nav('Dashboards');
    await told('dashboards');
    await nav('Customers');
    await told('customers');
    await nav('Feedback');
    await told('feedback');
    for (const name of ['Today', 'What moved', 'Silence', 'Worth', 'Proof', 'Surveys', 'Reach', 'Journey', 'Touchpoints']) {
      await nav(name);
      await told(name);
    }
    await nav('Explore');
    await honest('explore');
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await told('explore, asked again');
    // A part whose code was never needed before does not take the page with it; it comes when the server is back.
    await page.getByRole('button', { name: 'Comment on this page' }).click();
    await page.waitForURL(/talk=page/);
    await page.evaluate(() => { globalThis.notReloaded = true; });
    await page.getByRole('heading', { name: 'Explore' }).waitFor();
    await s.restart();
    await page.locator('.gone').waitFor({ state: 'detached', timeout: 20_000 });
    await page.locator('main [role=alert]').waitFor({ state: 'detached', timeout: 10_000 });
    await s.settled();
    await page.locator('.explore-answer .figure-body [role=img]').first().waitFor();
    await page.getByRole('dialog').getByText('No comment yet.').waitFor();
    assert.ok(await page.evaluate(() => globalThis.notReloaded), 'without a reload');
    await page.keyboard.press('Escape');
    for (const name of ['Dashboards', 'Data', 'Settings']) {
      await nav(name);
      await s.settled();
      assert.equal(await page.locator('main [role=alert]').count(), 0, name);
    }
  });
});
