// Initiatives on the demo company (docs/demo.md, truth 7): each sentence agrees with the answer, a placebo is not proven, a plan is
// written, registered and then frozen.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sweep } from './axe.mjs';
import { open } from './browser.mjs';
import { ask, demoCompany, settled, signIn } from './demo.mjs';

let demo;
let b;
let list;
const go = async (path) => { await b.page.goto(demo.server.base + path + (path.includes('?') ? '&' : '?') + 'lang=en'); await settled(b.page); };
const plain = (text) => text.replace(/[\u202f\u00a0\s]+/g, ' ');
const card = async (id) => plain(await b.page.locator(`section[aria-labelledby=${id}]`).innerText());
const has = (text, part) => assert.ok(text.includes(part), `"${part}" is not in:\n${text}`);
const signed = (x) => { const s = Math.abs(x).toFixed(2); return (Number(s) === 0 ? '' : x < 0 ? '\u2212' : '+') + s; };
const WORDS = { PROVEN: 'Proven', HARM: 'It does harm', NO_MEANINGFUL_EFFECT: 'No effect that matters', NOT_YET: 'Not proven yet', NOT_ENOUGH_DATA: 'Not enough data' };

before(async () => {
  demo = await demoCompany({ orders: 14000, customers: 9000 });
  b = await open({ height: 1000, reduced: true });
  await signIn(b.page, demo.server.base, demo.owner);
  list = (await ask(b.page, '/v1/initiatives')).initiatives;
}, { timeout: 300_000 });
after(async () => { await b?.close(); await demo?.stop(); });

describe('proof', { concurrency: false }, () => {
  it('the improvement that was planted is told as the server has it', async () => {
    const it = list.find((x) => x.plan.name.includes('guided'));
    await go(`/proof/${it.id}`);
    const p = await ask(b.page, `/v1/initiatives/${it.id}/proof`);
    assert.ok(p.effect.value > 0.05 && p.effect.value < 0.45, JSON.stringify(p.effect));
    assert.ok(['PROVEN', 'NOT_YET'].includes(p.verdict), p.verdict);
    assert.ok(p.effect.lo < p.fixed.lo && p.effect.hi > p.fixed.hi, 'looking costs width');
    const words = await card('proof-verdict');
    has(words, WORDS[p.verdict]);
    has(words, `effect is ${signed(p.effect.value)}`);
    has(words, `between ${signed(p.effect.lo)} and ${signed(p.effect.hi)}`);
    has(words, `would have claimed ${signed(p.naive.value)}`);
    assert.equal(p.looks, 1, 'one person, one day');
    has(await card('proof-compared'), `${p.groups[0].after.customers} customers`);
    assert.equal(await b.page.locator('svg.proof-live').count(), 1);
  });

  it('the letter that does nothing is not proven', async () => {
    const it = list.find((x) => x.plan.name.includes('silver'));
    assert.equal(it.state, 'ended');
    await go(`/proof/${it.id}`);
    const p = await ask(b.page, `/v1/initiatives/${it.id}/proof`);
    assert.notEqual(p.verdict, 'PROVEN');
    has(await card('proof-verdict'), p.verdict === 'NOT_YET' ? 'Ended without proof' : WORDS[p.verdict]);
  });

  it('a plan is written, registered, and frozen', async () => {
    await go('/proof/new');
    await b.page.getByLabel('Name', { exact: true }).fill('Gift again');
    await b.page.getByRole('button', { name: 'Save draft' }).click();
    await b.page.getByText('Some fields need another look').waitFor();  // who gets it, and why, is missing
    assert.ok((await b.page.locator('.field-error').count()) >= 2);
    await b.page.getByLabel('Hypothesis').fill('Whoever finds the gift again is delighted');
    await b.page.getByText('The time before', { exact: true }).click();
    await b.page.getByRole('button', { name: 'Save draft' }).click();
    await b.page.waitForURL(/\/proof\/ini_/);
    await settled(b.page);
    has(await card('proof-reach'), 'A draft shows no effect');
    await b.page.getByRole('button', { name: 'Register', exact: true }).click();
    await b.page.locator('.ant-popconfirm').getByRole('button', { name: 'Register' }).click();
    await b.page.locator('section[aria-labelledby=proof-plan]').waitFor();
    await settled(b.page);
    // It begins at midnight: by the time of day somebody may have answered since.
    assert.match(await card('proof-verdict'), /It has not begun\.|are needed before anything is said/);
    assert.equal(await b.page.getByRole('button', { name: 'Save draft' }).count(), 0);
  });

  it('nothing violates the accessibility rules or is too wide; both languages, themes, widths', { timeout: 120_000 }, async () => {
    const { cookies } = await b.context.storageState();
    assert.deepEqual(await sweep({ base: demo.server.base, cookies, paths: ['/proof', `/proof/${list.find((x) => x.state === 'running').id}`, '/proof/new'] }), []);
    assert.deepEqual(b.errors.filter((e) => !/422/.test(e)), []);
  });
});
