// The journey editor against the real binary: template, stages, touchpoint, rule with preview, save, versions, restore.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { violations } from './axe.mjs';
import { signedIn } from './owner.mjs';

let s;
let page;
const heads = () => page.locator('.board-stage .board-name b').allTextContents();
const wait = (text) => page.getByText(text, { exact: false }).first().waitFor({ timeout: 15_000 });
const save = async (note) => {
  await page.getByRole('button', { name: 'Save …' }).click();
  const box = page.getByRole('dialog');
  await box.getByRole('textbox').fill(note);
  const text = await box.innerText();
  await box.getByRole('button', { name: 'Save', exact: true }).click();
  await box.waitFor({ state: 'hidden' });
  return text;
};

before(async () => {
  s = await signedIn();
  page = s.page;
}, { timeout: 120_000 });
after(() => s?.close());

describe('editor', { concurrency: false }, () => {
  it('a template becomes a journey with one click', async () => {
    await s.go('/journeys/new');
    assert.equal(await page.locator('[data-template]').count(), 6);
    await page.locator('[data-template="online-shop"]').click();
    await page.waitForURL(/\/journeys\/online-shop\/edit/);
    await page.locator('.board-stage').first().waitFor();
    assert.deepEqual(await heads(), ['Browse', 'Order', 'Payment', 'Delivery', 'Use', 'Return']);
    assert.equal(await page.locator('.board-cell').count(), 12);
  });

  it('renames a stage, and says what keeps a draft from being saved', async () => {
    await page.locator('[data-head="browse"]').click();
    const name = page.getByRole('textbox', { name: 'Name (English)' });
    const other = page.getByRole('textbox', { name: 'Name (Chinese)' });
    await name.fill('');
    await other.fill('');
    await page.locator('[data-problems="1"]').waitFor();
    await page.locator('.sheet .field-error').first().waitFor();
    await name.fill('Discover');
    await other.fill('发现');
    await page.locator('[data-problems]').waitFor({ state: 'detached' });
    assert.equal((await heads())[0], 'Discover');
  });

  it('reorders by keyboard, undoes and redoes', async () => {
    await page.locator('[data-grip="browse"]').focus();
    await page.keyboard.press('Space');
    await page.waitForTimeout(300);
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(400);
    await page.keyboard.press('Space');
    await page.waitForFunction(() => document.querySelector('.board-stage .board-name b')?.textContent === 'Order');
    await page.locator('[data-act="undo"]').click();
    assert.equal((await heads())[0], 'Discover');
    await page.locator('[data-act="redo"]').click();
    assert.deepEqual((await heads()).slice(0, 2), ['Order', 'Discover']);
  });

  it('adds a scene, and fills the sheet of its touchpoint', async () => {
    await page.getByRole('button', { name: 'Add a scene' }).click();
    await page.getByRole('textbox', { name: 'Name (English)' }).fill('Phone');
    assert.equal(await page.locator('.board-cell').count(), 18);
    await page.locator('[data-cell="delivery/scene-3"]').click();
    await page.getByRole('textbox', { name: 'Responsible department (English)' }).fill('Service centre');
    await page.locator('.sheet').getByRole('radio', { name: 'Use' }).check();
    await page.getByRole('button', { name: 'Add a standard' }).click();
    await page.getByRole('textbox', { name: 'Standard 1 (English)' }).fill('Answered within a minute');
    assert.match(await page.locator('[data-cell="delivery/scene-3"]').innerText(), /MOT[\s\S]*Service centre/);
  });

  it('adds a rule and shows what it would do to stored events', async () => {
    const batch = [];
    for (let i = 0; i < 40; i++) batch.push({ type: 'track', messageId: `d${i}`, userId: `c${i % 9}`, event: 'Parcel Damaged', timestamp: new Date(Date.UTC(2026, 2, 1 + (i % 20), 9)).toISOString(), properties: { order_id: `o${i}`, severity: i % 4 ? 'low' : 'high', score: 1 + (i % 3), promised_at: `2026-03-${String(1 + (i % 20)).padStart(2, '0')}` }, context: { channel: 'phone' } });
    const sent = await s.call('POST', '/v1/batch', { batch });
    assert.equal(sent.status, 200);
    await page.locator('[data-cell="delivery/scene-3"]').click();
    await page.getByRole('button', { name: 'Add a rule that leads here' }).click();
    await page.waitForURL(/tab=rules/);
    await page.getByRole('combobox', { name: 'Event', exact: true }).fill('Parcel Damaged');
    await wait('40 of 40 stored');
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await page.getByRole('combobox', { name: 'Condition 1: property' }).fill('severity');
    await page.getByRole('combobox', { name: 'Condition 1: values' }).fill('high');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await wait('10 of 40 stored');
    const preview = await page.locator('.rule-preview').innerText();
    assert.match(preview, /unmapped[\s\S]*Phone × Delivery/);
    assert.match(preview, /matches/);
    await page.getByRole('combobox', { name: 'Episode key' }).fill('order_id');
    await wait('is there in 10 of 10');
  });

  it('saves with a note; the differences are said in words', async () => {
    const text = await save('phone line joins');
    for (const part of ['Stage "Browse" is now "Discover"', 'Order of stages', 'Scene "Phone" added', 'Rule for "Parcel Damaged" added']) assert.ok(text.includes(part), `${part}\n${text}`);
    await wait('Saved as version 2');
    await wait('Stored events follow the new rules.');
    const events = await s.call('GET', '/v1/events');
    assert.equal(events.body.events.find((e) => e.event === 'Parcel Damaged').unmapped, 30);
    const j = (await s.call('GET', '/v1/journeys/online-shop')).body;
    assert.equal(j.stages[0].key, 'order');
    assert.equal(j.touchpoints.find((t) => t.key === 'delivery/scene-3').standards[0].en, 'Answered within a minute');
  });

  it('lists versions with notes and restores the first', async () => {
    await page.getByRole('button', { name: 'Versions' }).click();
    await page.locator('[data-version="2"]', { hasText: 'added' }).waitFor();  // the differences come after the list
    assert.match(await page.locator('[data-version="2"]').innerText(), /phone line joins[\s\S]*Scene "Phone" added/);
    await page.locator('[data-version="1"] .version-head').click();
    await page.locator('[data-version="1"]').getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('tooltip').getByRole('button', { name: 'Restore' }).click();
    await wait('Version 1 is back');
    const j = (await s.call('GET', '/v1/journeys/online-shop')).body;
    assert.equal(j.version, 3);
    assert.equal(j.stages[0].name.en, 'Browse');
    assert.equal((await s.call('GET', '/v1/journeys/online-shop/versions')).body.versions[0].note, 'Restored version 1');
  });

  it('asks before unsaved changes are lost, and sees when somebody else saved', async () => {
    await s.go('/journeys/online-shop/edit?at=stage:order');
    await page.getByRole('textbox', { name: 'Name (English)' }).fill('Checkout');
    await page.locator('.nav-list a').first().click();
    const ask = page.getByRole('dialog', { name: 'Leave without saving?' });
    await page.locator('.ant-zoom-appear').waitFor({ state: 'detached' });  // a click during its appearance may miss
    await ask.getByRole('button', { name: 'Stay' }).click();
    await ask.waitFor({ state: 'hidden' });
    assert.match(page.url(), /\/edit/);
    const j = (await s.call('GET', '/v1/journeys/online-shop')).body;
    delete j.lint;
    j.description.en = 'changed by somebody else';
    assert.equal((await s.call('PUT', '/v1/journeys/online-shop', j)).status, 200);
    await page.getByRole('button', { name: 'Save …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await wait('Somebody else saved in the meantime');
    await page.getByRole('button', { name: 'Store mine on top' }).click();
    await wait('Saved as version 5');
  });

  it('has no accessibility violations, in both languages', async () => {
    for (const [path, lang] of [['/journeys/online-shop/edit?at=cell:order/website', 'en'], ['/journeys/online-shop/edit?tab=rules&rule=delivered', 'zh'], ['/journeys/online-shop/edit?tab=about', 'en'], ['/journeys/new', 'zh']]) {
      await s.go(path, lang);
      await page.waitForTimeout(900);
      assert.deepEqual(await violations(page), [], path);
    }
  });

  it('logs no errors', () => assert.deepEqual(s.errors.filter((e) => !/401|409|422/.test(e)), []));
});
