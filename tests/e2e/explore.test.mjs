// Explore, dashboards and comments against the real binary: ask, save, share, pin, arrange, talk.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { violations } from './axe.mjs';
import { open } from './browser.mjs';
import { ask, demoCompany, settled, signIn } from './demo.mjs';

const ANN = { email: 'ann@example.com', name: 'Ann Analyst', password: 'a bridge over the river' };
let demo;
let b;
let second;
const go = async (path, page = b.page) => { await page.goto(demo.server.base + path + (path.includes('?') ? '&' : '?') + 'lang=en'); await settled(page); };
const tiles = () => b.page.locator('[data-tile]').evaluateAll((all) => all.map((el) => el.dataset.tile));

before(async () => {
  demo = await demoCompany({ colleague: ANN });
  b = await open({ height: 1000, reduced: true });
  await b.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  second = await open({ reduced: true });
  await signIn(b.page, demo.server.base, demo.owner);
  await signIn(second.page, demo.server.base, ANN);
}, { timeout: 420_000 });
after(async () => {
  await b?.close();
  await second?.close();
  await demo?.stop();
});

describe('explore', { concurrency: false }, () => {
  it('asks any number by two dimensions; what is shown is what the server says', { timeout: 60_000 }, async () => {
    await go('/explore');
    const choose = async (label, option) => {
      await b.page.getByLabel(label, { exact: true }).first().click();
      await b.page.keyboard.type(option);
      await b.page.locator('.ant-select-dropdown:visible .ant-select-item-option-active', { hasText: option }).waitFor();
      await b.page.keyboard.press('Enter');
    };
    await choose('Number', 'Promises kept');
    await choose('First dimension', 'Touchpoint');
    await settled(b.page);
    assert.match(b.page.url(), /metric=promise_kept/);
    assert.match(b.page.url(), /by=touchpoint/);
    const api = await ask(b.page, '/v1/insights/promise_kept?by=touchpoint');
    const worst = api.rows.filter((r) => r.value !== undefined).sort((x, y) => x.value - y.value)[0];
    const row = b.page.locator('.ranking tbody tr').first();
    const said = await row.innerText();
    assert.ok(said.includes(new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 }).format(worst.value * 100)), `${said} has ${worst.value}`);
    assert.ok(said.replace(/\s/g, '').includes(String(worst.n)), `${said} has n ${worst.n}`);
    await choose('Second dimension', 'Month');
    await settled(b.page);
    assert.ok((await b.page.locator('.heat td b').count()) > 5, 'a heat map');
    assert.deepEqual(await violations(b.page), []);
  });

  it('says aloud what may not be shown', async () => {
    await go('/explore?metric=mean_experience&by=touchpoint,city&range=90d');
    const api = await ask(b.page, '/v1/insights/mean_experience?by=touchpoint,city&from=90d');
    const few = api.rows.filter((r) => r.insufficient);
    assert.ok(few.length > 0, 'the demo has rare cells');
    await b.page.getByText(/not enough data \(/).waitFor();
  });

  it('compares with the period before and tells a change from chance', async () => {
    await go('/explore?metric=promise_kept&by=month&where=touchpoint:delivery/online-mall&range=90d&compare=1');
    await b.page.getByText(/against the period before/).first().waitFor();
    assert.match(await b.page.locator('.figure-say').first().innerText(), /Down|No real change|Up/);
  });

  it('a saved view, shared by link, opens the same for somebody else', { timeout: 60_000 }, async () => {
    await go('/explore?metric=mean_experience&by=stage,scene&range=12m');
    await b.page.getByRole('button', { name: 'Save view' }).click();
    await b.page.getByLabel('Name of the view').fill('Feeling by place');
    await b.page.getByText('Everybody in the workspace sees it').click();
    await b.page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
    await b.page.waitForURL(/view=view_/);
    await settled(b.page);
    await b.page.getByRole('heading', { name: 'Feeling by place' }).waitFor();
    await b.page.getByRole('button', { name: 'More about this view' }).click();
    await b.page.getByRole('menuitem', { name: 'Copy link' }).click();
    const link = await b.page.evaluate(() => navigator.clipboard.readText());
    await second.page.goto(link);
    await settled(second.page);
    await second.page.getByRole('heading', { name: 'Feeling by place' }).waitFor();
    const cells = (page) => page.locator('.heat td').allInnerTexts();
    assert.deepEqual(await cells(second.page), await cells(b.page));
    // Changed but not saved: the name gives way.
    await b.page.getByLabel('Compare with the period before').check();
    await b.page.getByRole('button', { name: /Update “Feeling by place”/ }).waitFor();
    await b.page.goBack();
    await b.page.getByRole('heading', { name: 'Feeling by place' }).waitFor();
  });

  it('saves what it shows as CSV', async () => {
    await go('/explore?metric=nps&by=city');
    await b.page.getByRole('button', { name: /^Menu of/ }).first().click();
    const [file] = await Promise.all([b.page.waitForEvent('download'), b.page.getByRole('menuitem', { name: 'Save as CSV' }).click()]);
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(await file.path(), 'utf8');
    const api = await ask(b.page, '/v1/insights/nps?by=city');
    assert.equal(text.trim().split('\r\n').length, api.rows.length + 1);
    assert.ok(text.includes(String(api.rows.find((r) => r.value !== undefined).value)), 'full precision');
  });
});

describe('dashboards', { concurrency: false }, () => {
  it('a role starts with a full one, and makes it its own', { timeout: 60_000 }, async () => {
    await go('/dashboards/cx-lead');
    assert.ok((await b.page.locator('[data-tile]').count()) >= 5);
    assert.equal(await b.page.locator('.tile-grip').count(), 0, 'a default is not arranged');
    assert.deepEqual(await violations(b.page), []);
    await b.page.getByRole('button', { name: 'Make it mine' }).click();
    await b.page.waitForURL(/dashboards\/dash_/);
    await settled(b.page);
  });

  it('pins from Explore', async () => {
    const here = b.page.url();
    const n = (await tiles()).length;
    await go('/explore?metric=nps&by=city');
    await b.page.getByRole('button', { name: 'Pin', exact: true }).click();
    await b.page.getByRole('dialog').getByRole('button', { name: 'Pin', exact: true }).click();
    await b.page.waitForURL(/dashboards\/dash_/);
    assert.equal(new URL(b.page.url()).pathname, new URL(here).pathname);
    await settled(b.page);
    assert.equal((await tiles()).length, n + 1);
    await b.page.getByRole('heading', { name: 'NPS by city' }).waitFor();
  });

  it('arranges by keyboard and by drag, and keeps it', { timeout: 60_000 }, async () => {
    const order = await tiles();
    await b.page.locator(`[data-tile="${order[0]}"] .tile-grip`).focus();
    await b.page.keyboard.press('ArrowRight');
    await b.page.waitForFunction((first) => document.querySelector('[data-tile]').dataset.tile === first, order[1]);
    assert.equal(await b.page.evaluate(() => document.activeElement.closest('[data-tile]')?.dataset.tile), order[0], 'the focus stays on the tile');
    await b.page.locator('[aria-live=assertive]', { hasText: 'is now 2 of' }).waitFor({ state: 'attached' });
    const now = await tiles();
    await b.page.evaluate(() => scrollTo(0, 0));
    const from = await b.page.locator(`[data-tile="${now[0]}"] .tile-grip`).boundingBox();
    const to = await b.page.locator(`[data-tile="${now[1]}"]`).boundingBox();
    await b.page.mouse.move(from.x + 8, from.y + 8);
    await b.page.mouse.down();
    await b.page.mouse.move(to.x + to.width / 2, to.y + 120, { steps: 8 });
    await b.page.mouse.up();
    await b.page.waitForFunction((first) => document.querySelector('[data-tile]').dataset.tile === first, now[1]);
    await b.page.waitForTimeout(500);
    const kept = await tiles();
    await b.page.reload();
    await settled(b.page);
    assert.deepEqual(await tiles(), kept, 'stored');
  });

  it('notes, names, width, removal with undo', { timeout: 60_000 }, async () => {
    await b.page.getByRole('button', { name: 'Note', exact: true }).click();
    await b.page.getByLabel('Note', { exact: true }).last().fill('Read from the top.');
    await b.page.getByRole('button', { name: 'Done' }).click();
    await b.page.getByText('Read from the top.').waitFor();
    const first = b.page.locator('[data-tile]').first();
    await first.getByRole('button', { name: /^Tile:/ }).click();
    await b.page.getByRole('menuitem', { name: 'Rename' }).click();
    await b.page.getByLabel('Rename', { exact: true }).fill('Look here first');
    await b.page.keyboard.press('Enter');
    await first.getByRole('heading', { name: 'Look here first' }).waitFor();
    const n = (await tiles()).length;
    await first.getByRole('button', { name: /^Tile:/ }).click();
    await b.page.getByRole('menuitem', { name: 'Remove from the dashboard' }).click();
    await b.page.waitForFunction((k) => document.querySelectorAll('[data-tile]').length === k, n - 1);
    await b.page.getByRole('button', { name: 'Undo' }).click();
    await b.page.waitForFunction((k) => document.querySelectorAll('[data-tile]').length === k, n);
    await b.page.waitForTimeout(500);
    await b.page.reload();
    await settled(b.page);
    assert.equal((await tiles()).length, n);
    await b.page.getByRole('heading', { name: 'Look here first' }).waitFor();
    assert.deepEqual(await violations(b.page), []);
    // Private: the colleague does not see it.
    await go(new URL(b.page.url()).pathname, second.page);
    await second.page.getByRole('heading', { name: 'There is no such dashboard' }).waitFor();
  });

  it('prints on A4 without cutting anything off', { timeout: 60_000 }, async () => {
    await go('/dashboards/cx-lead?print=1');
    const wide = await b.page.locator('[data-tile] > .card').evaluateAll((all) => all.filter((el) => el.scrollWidth > el.clientWidth + 1).map((el) => el.textContent.slice(0, 40)));
    assert.deepEqual(wide, []);
    const pdf = await b.page.pdf({ preferCSSPageSize: true, printBackground: true });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
    assert.ok(pages >= 1 && pages <= 4, `${pages} pages`);
    assert.match(pdf.toString('latin1'), /\/MediaBox\s*\[0 0 59[45]\S* 84[12]/, 'A4');
  });
});

describe('comments', { concurrency: false }, () => {
  it('a comment with a mention reaches the other, who answers and resolves', { timeout: 90_000 }, async () => {
    await go('/explore?metric=promise_kept&by=touchpoint&range=90d');
    await b.page.getByRole('button', { name: /^Comment on Promises kept/ }).click();
    const box = b.page.getByLabel('New comment', { exact: true });
    await box.pressSequentially('Why so low? @Ann', { delay: 20 });
    await b.page.locator('.ant-mentions-dropdown li', { hasText: ANN.name }).click();
    await b.page.getByRole('button', { name: 'Send' }).click();
    await b.page.locator('.mention', { hasText: '@Ann Analyst' }).waitFor();
    assert.deepEqual(await violations(b.page), []);

    await second.page.goto(demo.server.base + '/journey?lang=en');
    await settled(second.page);
    await second.page.getByRole('button', { name: '1 unread mention' }).click();
    await second.page.getByRole('menuitem').first().click();
    await second.page.waitForURL(/\/explore\?.*promise_kept.*thread=/);
    await settled(second.page);
    await second.page.locator('.talk-marked').getByText('Why so low?').waitFor();
    await second.page.locator('.talk-marked').getByRole('button', { name: 'Reply' }).click();
    await second.page.getByLabel('Reply', { exact: true }).fill('The courier changed.');
    await second.page.getByRole('button', { name: 'Send' }).first().click();
    await second.page.getByText('The courier changed.').waitFor();
    await second.page.locator('.talk-marked').getByRole('button', { name: 'Resolve' }).click();
    await second.page.locator('.talk-marked').getByText('Resolved', { exact: true }).waitFor();
    const left = await ask(second.page, '/v1/mentions?unread=1');
    assert.equal(left.unread, 0);

    await b.page.reload();
    await settled(b.page);
    await b.page.getByRole('button', { name: 'Show 1 resolved' }).click();
    await b.page.getByText('The courier changed.').waitFor();
  });

  it('no console errors on the way', () => assert.deepEqual([...b.errors, ...second.errors].filter((e) => !/404/.test(e)), []));
});
