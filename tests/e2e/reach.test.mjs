// Reaching people from the console: a mail server of our own, a trigger made in the editor, simulated, switched on; an event
// comes, a mail goes out, the invitation is listed with its steps.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { sweep, violations } from './axe.mjs';
import { signedIn } from './owner.mjs';
import { sink, until } from './sink.mjs';

const survey = JSON.parse(readFileSync(new URL('../../examples/surveys/after-delivery.json', import.meta.url), 'utf8'));

describe('reach', { concurrency: false }, () => {
  let s;
  let page;
  let mail;
  before(async () => {
    mail = await sink();
    s = await signedIn({ args: ['--allow-private-channels'] });
    page = s.page;
    const must = async (status, ...ask) => { const r = await s.call(...ask); assert.equal(r.status, status, JSON.stringify(r.body)); return r.body; };
    await must(201, 'POST', '/v1/surveys', { survey });
    await must(200, 'POST', `/v1/surveys/${survey.key}/publish`, {});
    const past = Array.from({ length: 40 }, (_, i) => ({ type: 'track', messageId: `p${i}`, userId: `c${i % 25}`, event: 'Order Delivered', timestamp: new Date(Date.now() - (i + 2) * 6 * 3_600_000).toISOString(), properties: { order_id: `o${i}`, city: i % 2 ? 'Shanghai' : 'Hangzhou' } }));
    const known = Array.from({ length: 25 }, (_, i) => ({ type: 'identify', messageId: `i${i}`, userId: `c${i}`, traits: { email: `c${i}@example.com`, name: `C${i}` } }));
    await must(200, 'POST', '/v1/batch', { batch: [...known, ...past] });
  }, { timeout: 120_000 });
  after(async () => { await s?.close(); mail?.close(); });

  it('begins empty and teaches', async () => {
    await s.go('/reach');
    await page.getByRole('heading', { name: 'Nobody is asked by itself yet' }).waitFor();
    await s.go('/reach?view=invitations');
    await page.getByRole('heading', { name: 'No invitations yet' }).waitFor();
    assert.deepEqual(await violations(page), []);
  });

  it('sets up the mail server, never shows the password, and sends a test message', async () => {
    await s.go('/reach?view=channels');
    const box = page.locator('[data-channel=email]');
    await box.getByRole('button', { name: 'Set up' }).click();
    await box.getByLabel('Mail server').fill('127.0.0.1');
    await box.locator('.ant-segmented-item', { hasText: 'None' }).click();
    await box.getByLabel('Port').fill(String(mail.port));
    await box.getByLabel('Sender address').fill('ask@example.com');
    await box.getByRole('button', { name: 'Save' }).click();
    await box.getByText('On', { exact: true }).waitFor();
    await box.getByLabel('Send a test message to').fill('lin@example.com');
    await box.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Taken for lin@example.com.').waitFor();
    assert.equal(mail.mails.length, 1);
    assert.match(mail.mails[0], /^To: .*lin@example.com/m);
  });

  it('an unreachable server is said in words', async () => {
    const box = page.locator('[data-channel=sms]');
    await box.getByRole('button', { name: 'Set up' }).click();
    await box.getByLabel('Address of the gateway').fill('not an address');
    await box.getByLabel('Secret for signatures').fill('a long secret of 32 characters ..');
    await box.getByRole('button', { name: 'Save' }).click();
    await box.locator('.field-error').first().waitFor();
    await box.getByRole('button', { name: 'Cancel' }).click();
  });

  it('the budget is changed and kept', async () => {
    await s.go('/reach?view=budget');
    await page.getByLabel('Any two').fill('7');
    await page.getByLabel('Company').fill('River Goods');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    assert.equal((await s.call('GET', '/v1/attention')).body.gap_days.any, 7);
  });

  it('a trigger is made, and says what is missing', async () => {
    await s.go('/reach');
    await page.getByRole('link', { name: 'New trigger' }).first().click();
    await page.getByRole('heading', { name: 'New trigger' }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.field-error').first().waitFor();
    await page.getByLabel('Name (English)').fill('After delivery');
    await page.getByLabel('Event', { exact: true }).fill('Order Delivered');
    await page.keyboard.press('Tab');
    await page.getByLabel('How long after').fill('0');
    await page.getByLabel('Survey', { exact: true }).click();
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: 'delivery' }).first().click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/\/reach\/triggers\/after-delivery/);
    const kept = (await s.call('GET', '/v1/triggers/after-delivery')).body;
    assert.equal(kept.enabled, false);
    assert.equal(kept.event, 'Order Delivered');
    assert.equal(kept.delay_minutes, 0);
    assert.equal(kept.survey, survey.key);
  });

  it('simulates what it would have sent, as the server counts it', async () => {
    await page.getByRole('button', { name: 'Simulate' }).click();
    const said = await page.locator('.reach-outcome > p').first().innerText();
    const now = new Date();
    const r = (await s.call('POST', '/v1/triggers/after-delivery/simulate', { from: new Date(now - 30 * 86_400_000).toISOString(), to: now.toISOString() })).body;
    assert.equal(r.events, 40);
    assert.ok(r.sent > 0 && r.refusals.length > 0);
    assert.ok(said.includes(`Of 40 events, ${r.sent} invitations`), said);
    assert.match(await page.locator('.reach-bars').first().innerText(), /asked not long ago/);
  });

  it('switched on, an event becomes a mail and an invitation', { timeout: 60_000 }, async () => {
    // No quiet hours: the test may run at night.
    const budget = (await s.call('GET', '/v1/attention')).body;
    assert.equal((await s.call('PUT', '/v1/attention', { ...budget, quiet: { from: 0, to: 0 } })).status, 200);
    await page.getByRole('switch', { name: 'After delivery: on or off' }).click();
    await until(async () => (await s.call('GET', '/v1/triggers/after-delivery')).body.enabled, 'switched on');
    const before = mail.mails.length;
    assert.equal((await s.call('POST', '/v1/track', { messageId: 'now', userId: 'c3', event: 'Order Delivered', timestamp: new Date().toISOString(), properties: { order_id: 'o-now' } })).status, 201);
    await until(() => mail.mails.length > before, 'a mail');
    assert.match(mail.mails.at(-1), /^To: .*c3@example.com/m);
    assert.match(mail.mails.at(-1), /List-Unsubscribe-Post/);
    await s.go('/reach?view=invitations');
    const row = page.locator('[data-invitation]').first();
    await row.waitFor();
    assert.match(await row.innerText(), /c3[\s\S]*After delivery · Order Delivered · E-mail/);
    await s.go('/reach');
    assert.match(await page.locator('[data-trigger=after-delivery]').innerText(), /On “Order Delivered”, at once:/);
  });

  it('nothing violates the accessibility rules or is too wide; both languages, themes, widths', { timeout: 180_000 }, async () => {
    const { cookies } = await s.context.storageState();
    assert.deepEqual(await sweep({ base: s.server.base, cookies, paths: ['/reach', '/reach?view=invitations', '/reach?view=funnel', '/reach?view=budget', '/reach?view=channels', '/reach/triggers/after-delivery', '/reach/triggers/new'] }), []);
  });
});
