// People: invite, accept, a role that sees less, second factor, sessions, audit log. Against the real binary.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sweep, violations } from './axe.mjs';
import { open } from './browser.mjs';
import { newData, removeData, start } from './server.mjs';

const OWNER = { email: 'owner@example.com', password: 'a walk along the river', name: 'Lin Xiao', workspace: 'River Goods' };
const BO = { email: 'bo@example.com', password: 'a boat on the river', name: 'Bo Chen' };
const SHOTS = process.env.PEAKEND_SHOTS;
const data = newData();
let server;
let a; // the owner's browser
let b; // Bo's browser
let secret = '';

/** RFC 6238, as an authenticator computes it. */
function totp(base32, at = Date.now()) {
  const bits = [...base32].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((x) => parseInt(x, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const o = mac[19] & 15;
  return String((mac.readUInt32BE(o) & 0x7fffffff) % 1e6).padStart(6, '0');
}
const settled = async (page) => {
  await page.waitForFunction(() => document.querySelector('main') && !document.querySelector('.skel'), null, { timeout: 20_000 });
  await page.waitForTimeout(250);
};
const go = async (w, path, lang = 'en') => {
  await w.page.goto(`${server.base}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
  await settled(w.page);
};
const shot = async (w, name) => { if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); await w.page.screenshot({ path: join(SHOTS, name + '.png'), fullPage: true }); } };
const ask = (w, path, method = 'GET', body) =>
  w.page.evaluate(async ([p, m, x]) => {
    const s = await fetch('/v1/session').then((r) => r.json());
    const r = await fetch(p, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': s.csrf ?? '' }, body: x && JSON.stringify(x) });
    return { status: r.status, body: await r.json().catch(() => null) };
  }, [path, method, body]);
const copied = (w) => w.page.locator('[data-copy]').first().innerText();
const signIn = async (w, who) => {
  await w.page.getByLabel('E-mail').fill(who.email);
  await w.page.getByLabel('Password').fill(who.password);
  await w.page.getByRole('button', { name: 'Sign in' }).click();
};

before(async () => {
  server = await start({ data });
  [a, b] = [await open(), await open()];
  await a.page.goto(server.url + '&lang=en');
  await a.page.getByLabel('Company or workspace').fill(OWNER.workspace);
  await a.page.getByLabel('Your name').fill(OWNER.name);
  await a.page.getByLabel('E-mail').fill(OWNER.email);
  await a.page.getByLabel('Password').fill(OWNER.password);
  await a.page.getByRole('button', { name: 'Create and enter' }).click();
  await a.page.waitForURL((u) => !u.pathname.startsWith('/setup'));
  await ask(a, '/v1/journeys', 'POST', { template: 'online-shop', key: 'shop' });
}, { timeout: 120_000 });
after(async () => {
  await a?.close();
  await b?.close();
  await server?.stop();
  removeData(data);
});

describe('people', { concurrency: false }, () => {
  let link = '';

  it('an invitation is a link that the owner copies', async () => {
    await go(a, '/settings/members');
    await a.page.getByRole('button', { name: 'Invite' }).click();
    await a.page.getByRole('dialog').getByLabel('E-mail').fill(BO.email);
    await shot(a, 'invite-dialog');
    await a.page.getByRole('button', { name: 'Make the link' }).click();
    await a.page.locator('[data-copy]').waitFor();
    link = await copied(a);
    assert.match(link, /\/invite#[0-9a-f]{48}$/);
    await a.page.getByRole('cell', { name: BO.email }).waitFor();
    await settled(a.page);
    assert.deepEqual(await violations(a.page), []);
    await shot(a, 'members');
  });

  it('who opens it chooses a password and is in', async () => {
    await b.page.goto(link.replace('/invite#', '/invite?lang=en#'));
    await b.page.getByRole('heading', { name: 'Join River Goods' }).waitFor();
    assert.deepEqual(await violations(b.page), []);
    await shot(b, 'invite');
    await b.page.getByLabel('Your name').fill(BO.name);
    await b.page.getByLabel('Password').fill(BO.password);
    await b.page.getByRole('button', { name: 'Join' }).click();
    await b.page.waitForURL((u) => !u.pathname.startsWith('/invite'));
    await b.page.getByText(BO.name).first().waitFor();
    // The link is spent.
    const c = await open();
    await c.page.goto(link.replace('/invite#', '/invite?lang=en#'));
    await c.page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await c.close();
  });

  it('a viewer sees less, in the interface and on the routes', async () => {
    await settled(b.page);
    assert.equal(await b.page.getByRole('link', { name: 'Customers' }).count(), 0);
    assert.equal(await b.page.getByRole('link', { name: 'Feedback' }).count(), 0);
    assert.ok((await b.page.getByRole('link', { name: 'Journey', exact: true }).count()) > 0);
    await go(b, '/settings/members');
    await b.page.waitForURL(/\/settings\/profile/);
    assert.equal(await b.page.getByRole('link', { name: 'Audit log' }).count(), 0);
    for (const path of ['/v1/customers', '/v1/feedback', '/v1/keys', '/v1/audit']) assert.equal((await ask(b, path)).status, 403, path);
    assert.equal((await ask(b, '/v1/journeys')).status, 200);
  });

  it('the owner makes Bo a manager of one department', async () => {
    await go(a, '/settings/members');
    await a.page.getByRole('button', { name: `Edit ${BO.name}` }).click();
    const dialog = a.page.getByRole('dialog');
    // Not forced: a click waits until the dialog has come to rest.
    const choose = (label) => dialog.locator('.ant-form-item', { has: a.page.getByText(label, { exact: true }) }).locator('.ant-select-selector').click();
    await choose('Role');
    await a.page.locator('.ant-select-item-option', { hasText: 'Manager' }).click();
    await choose('Departments');
    await a.page.locator('.ant-select-item-option', { hasText: 'E-commerce' }).click();
    await dialog.getByText(`Edit ${BO.name}`).click();
    await shot(a, 'edit-member');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const session = await ask(b, '/v1/session');
    assert.equal(session.body.role, 'manager');
    const shop = (await ask(a, '/v1/journeys/shop')).body;
    assert.deepEqual([...session.body.scope.shop].sort(), shop.touchpoints.filter((x) => x.owner?.en === 'E-commerce').map((x) => x.key).sort());
    const answers = { '/v1/customers': 403, '/v1/journeys/shop/paths': 403, '/v1/feedback': 200, '/v1/today': 200, '/v1/dimensions': 200, '/v1/journeys/shop/coverage': 200 };
    for (const [path, status] of Object.entries(answers)) assert.equal((await ask(b, path)).status, status, path);
    const covered = (await ask(b, '/v1/journeys/shop/coverage')).body.touchpoints.map((x) => x.touchpoint);
    assert.deepEqual(covered.sort(), [...session.body.scope.shop].sort());
    // What would be refused is not offered, and nothing that these pages ask is refused.
    const refused = [];
    const watch = (r) => { if (r.status() === 403) refused.push(new URL(r.url()).pathname); };
    b.page.on('response', watch);
    await go(b, '/');
    await b.page.waitForURL(/\/today/);
    await settled(b.page);
    assert.equal(await b.page.getByRole('alert').count(), 0);
    assert.equal(await b.page.getByRole('link', { name: 'Customers' }).count(), 0);
    await go(b, '/journey/shop');
    assert.deepEqual(await b.page.getByRole('navigation', { name: 'Views of the journey' }).getByRole('link').allInnerTexts(), ['Map', 'Coverage']);
    await b.page.getByRole('link', { name: 'Coverage' }).click();
    await settled(b.page);
    assert.equal(await b.page.getByRole('alert').count(), 0);
    const place = session.body.scope.shop[0];
    for (const path of [`/journey/shop/touchpoints`, `/journey/shop/touchpoints/${place}`, '/feedback', '/explore', '/dashboards']) { await go(b, path); await b.page.waitForTimeout(1200); }
    // By its address, a page that is not theirs says so without asking.
    for (const path of ['/journey/shop/laws', '/journey/shop/drivers', '/customers', '/customers/c1', '/data']) {
      await go(b, path);
      await b.page.getByRole('heading', { name: 'This page is not part of your role' }).waitFor();
    }
    assert.deepEqual([...new Set(refused)], []);
    b.page.off('response', watch);
  });

  it('second factor: enrolled with a computed code, then asked for at sign-in', { timeout: 120_000 }, async () => {
    await go(b, '/settings/security');
    await b.page.getByRole('button', { name: 'Set up' }).click();
    await b.page.locator('[data-copy]').waitFor();
    secret = await copied(b);
    assert.match(secret, /^[A-Z2-7]{32}$/);
    await b.page.locator('.qr img').waitFor();
    assert.deepEqual(await violations(b.page), []);
    await shot(b, 'enrol');
    const code = totp(secret);
    await b.page.getByLabel('Code of your authenticator').fill(code);
    await b.page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await b.page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    assert.equal(await b.page.locator('.codes li').count(), 10);
    await shot(b, 'recovery');
    const recovery = await b.page.locator('.codes li').first().innerText();
    await b.page.getByRole('button', { name: 'I have kept them' }).click();
    await b.page.getByRole('button', { name: 'Sign out' }).first().click();
    await b.page.waitForURL(/\/sign-in/);
    await signIn(b, BO);
    await b.page.getByRole('heading', { name: 'Second step' }).waitFor();
    await shot(b, 'second-step');
    // The code that proved the enrolment is spent; a wrong one is refused; a recovery code works once.
    await b.page.getByLabel('Code of your authenticator').fill(code);
    await b.page.getByRole('button', { name: 'Sign in' }).click();
    await b.page.getByText('This code is not right.').waitFor();
    await b.page.getByLabel('Code of your authenticator').fill(recovery);
    await b.page.getByRole('button', { name: 'Sign in' }).click();
    await b.page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
    await go(b, '/settings/security');
    await b.page.getByText('9 recovery codes left').waitFor();
  });

  it('a session is seen and revoked', { timeout: 120_000 }, async () => {
    const c = await open({ width: 390, height: 844 });
    await c.page.goto(server.base + '/sign-in?lang=en');
    await signIn(c, BO);
    // The next step of thirty seconds, so that the code is a new one.
    await c.page.getByLabel('Code of your authenticator').fill(totp(secret, Date.now() + 30_000));
    await c.page.getByRole('button', { name: 'Sign in' }).click();
    await c.page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
    await go(c, '/settings/security');
    await shot(c, 'security-phone');
    await go(b, '/settings/security');
    assert.equal(await b.page.locator('tbody tr').count(), 2);
    await shot(b, 'security');
    await b.page.getByRole('button', { name: 'End', exact: true }).click();
    await b.page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
    await c.page.reload();
    await c.page.waitForURL(/\/sign-in/);
    await c.close();
  });

  it('a key is shown once, with what to paste', async () => {
    await go(a, '/settings/keys');
    await a.page.getByLabel('What for').fill('web shop');
    await a.page.getByRole('button', { name: 'Create key' }).click();
    const key = await copied(a);
    assert.match(key, /^pk_ingest_[0-9a-f]{48}$/);
    assert.ok((await a.page.locator('.set-snippet pre').innerText()).includes(key));
    await a.page.getByText('Python', { exact: true }).click();
    assert.match(await a.page.locator('.set-snippet pre').innerText(), /urllib/);
    await settled(a.page);
    assert.deepEqual(await violations(a.page), []);
    await shot(a, 'keys');
    const sent = await fetch(server.base + '/v1/track', { method: 'POST', headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ messageId: 'm-1', userId: 'customer-1', event: 'Order Delivered' }) });
    assert.equal(sent.status, 201);
    await a.page.reload();
    await settled(a.page);
    assert.equal(await a.page.locator('[data-copy]').count(), 0);
  });

  it('the audit log tells all of it, with before and after, and without secrets', async () => {
    await go(a, '/settings/workspace');
    await a.page.getByLabel('Company or workspace').fill('River Goods Ltd');
    await a.page.getByRole('button', { name: 'Save' }).first().click();
    await a.page.getByText('Saved').first().waitFor();
    await shot(a, 'workspace');
    await go(a, '/settings/audit');
    await a.page.getByText('changed the workspace').first().waitFor();
    const text = await a.page.locator('.audit-list').innerText();
    for (const words of ['accepted an invitation', 'changed a member', 'turned the second factor on', 'ended a session', 'created an API key']) assert.ok(text.includes(words), words);
    await shot(a, 'audit');
    await a.page.getByRole('textbox').first().fill('river goods ltd');
    await a.page.waitForFunction(() => document.querySelectorAll('.audit-list > li').length === 1);
    assert.match(await a.page.locator('.audit-list').innerText(), /River Goods\s+→\s+(after\s+)?River Goods Ltd/);
    const file = await (await a.context.request.get(server.base + '/v1/audit/export')).text();
    for (const hidden of [OWNER.password, BO.password, secret, link.split('#')[1]]) assert.ok(!file.includes(hidden), 'a secret in the log');
  });

  it('a forgotten password: the owner hands over a link', async () => {
    await go(a, '/settings/members');
    await a.page.getByRole('button', { name: `Reset link for ${BO.name}` }).click();
    await a.page.locator('[data-copy]').waitFor();
    const reset = await copied(a);
    await b.page.goto('about:blank');
    await b.page.goto(reset.replace('/reset#', '/reset?lang=en#'));
    await b.page.waitForFunction((email) => [...document.querySelectorAll('input')].some((i) => i.value === email), BO.email);
    await shot(b, 'reset');
    await b.page.getByLabel('New password').fill('another boat on the lake');
    await b.page.getByRole('button', { name: 'Set password' }).click();
    await b.page.getByRole('heading', { name: 'Password set' }).waitFor();
    await b.page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(b, { ...BO, password: 'another boat on the lake' }); // the link took the second factor off as well
    await b.page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
  });

  it('every section of the settings: no violation, nothing too wide; both languages, themes, widths', { timeout: 300_000 }, async () => {
    const { cookies } = await a.context.storageState();
    const sections = ['profile', 'security', 'workspace', 'members', 'roles', 'metrics', 'keys', 'audit'];
    const found = await sweep({ base: server.base, cookies, paths: sections.map((s) => `/settings/${s}`), each: (c, name) => shot(c, name.replace('/settings/', '')) });
    assert.deepEqual(found, []);
  });
});
