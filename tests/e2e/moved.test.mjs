// What moved and what is remembered, on a generated company: every sentence says what the interface says, and what was planted is found.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sweep } from './axe.mjs';
import { open } from './browser.mjs';
import { ask, demoCompany, settled, signIn } from './demo.mjs';

let demo;
let b;
const go = async (path) => { await b.page.goto(demo.server.base + path); await settled(b.page); };
const plain = (text) => text.replace(/[\u202f\u00a0\s]+/g, ' ');
const said = async (selector) => plain(await b.page.locator(selector).first().innerText());
const num = (x, digits) => (x < 0 ? '−' : '') + Math.abs(x).toFixed(digits);

before(async () => {
  demo = await demoCompany({ orders: 16000, customers: 9000 });
  b = await open({ height: 1200, reduced: true });
  await signIn(b.page, demo.server.base, demo.owner);
}, { timeout: 420_000 });
after(async () => {
  await b?.close();
  await demo?.stop();
});

describe('what moved', { concurrency: false }, () => {
  it('says how many were compared and how many moved, as the interface does', async () => {
    await go('/moved?lang=en&range=30d');
    const api = await ask(b.page, '/v1/moved?from=30d');
    assert.ok(api.compared > 20, `${api.compared} compared`);
    const honest = await said('[data-honest]');
    assert.match(honest, new RegExp(`^${api.compared} compared, ${api.moved === 1 ? 'one' : api.moved} moved beyond chance at q ≤ 0\\.1; the rest is within noise\\.`));
    assert.equal(await b.page.locator('[data-moved]').count(), api.moved);
    const real = api.rows.filter((r) => r.verdict === 'improved' || r.verdict === 'worsened');
    assert.equal(real.length, api.moved);
    assert.ok(real.every((r) => r.change.p_adjusted <= api.level));
    for (const r of real.slice(0, 4)) {
      const row = await said(`[data-moved="${r.touchpoint}|${r.metric}"]`);
      assert.ok(row.includes(`n ${r.before.n.toLocaleString('en').replace(',', ' ')} → ${r.now.n.toLocaleString('en').replace(',', ' ')}`), row);
      assert.ok(row.includes(`${r.effect > 0 ? '+' : ''}${num(r.effect, 2)} sd`), `${row} has ${r.effect}`);
    }
    assert.match(await said('.moved-noise summary'), new RegExp(`Within noise: ${api.compared - api.moved}`));
  });

  it('shows how far a long computation is, cancels it, and continues by itself when it is done', async () => {
    // The server is quick with so few facts: it is told to be slow here, and its own state route is not asked.
    const state = { id: 'ans_1', question: '/v1/moved', state: 'running', ahead: 0, read: 312000, elapsed_ms: 3000, left_ms: 5000 };
    const json = (status, body) => ({ status, contentType: 'application/json', body: JSON.stringify(body) });
    let slow = true, end = 'running';
    const cancelled = [];
    await b.page.route('**/v1/moved?*', (r) => (slow && r.request().headers().prefer?.includes('respond-async') ? r.fulfill(json(202, state)) : r.continue()));
    await b.page.route('**/v1/answers/ans_1', (r) => {
      if (r.request().method() === 'DELETE') { cancelled.push(1); end = 'cancelled'; return r.fulfill({ status: 204 }); }
      return new Promise((go) => { setTimeout(go, 200); }).then(() => r.fulfill(json(200, { ...state, state: end })));
    });
    await b.page.goto(`${demo.server.base}/moved?lang=en&range=60d`);
    const row = b.page.locator('[data-computing=running]');
    await row.waitFor();
    assert.equal(plain(await row.locator('.computing-how').innerText()), '312 000 rows read · about 5 s left');
    assert.equal(await row.locator('[role=progressbar]').getAttribute('aria-valuenow'), '38');
    await row.getByRole('button', { name: 'Cancel' }).click();
    await b.page.getByRole('alert').getByText('Cancelled', { exact: true }).first().waitFor();
    assert.deepEqual(cancelled, [1]);
    assert.equal(await row.count(), 0);
    end = 'running';
    await b.page.getByRole('alert').getByRole('button', { name: 'Try again' }).first().click();
    await row.waitFor();
    slow = false;
    end = 'done';
    await settled(b.page);
    assert.match(await said('[data-honest]'), /compared/);
    await b.page.unrouteAll({ behavior: 'wait' });
  });

  it('finds the promise that broke, dated, and takes it apart', async () => {
    // Delivery of the mall breaks its promise since day -130: a span around that day holds the old level before and the new one in it.
    const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
    await go(`/moved?lang=en&range=${day(145)}..${day(116)}&number=promise_kept`);
    const api = await ask(b.page, `/v1/moved?from=${day(145)}&to=${day(116)}&metric=promise_kept`);
    const first = api.rows[0];
    assert.equal(`${first.touchpoint}|${first.metric}|${first.verdict}`, 'delivery/online-mall|promise_kept|worsened');
    assert.match(await said('section[aria-labelledby="moved-rows"] .figure-say'), new RegExp(`Online mall × Delivery: Promises kept went from ${num(100 * first.before.value, 1)} % to ${num(100 * first.now.value, 1)} %`));
    const alarm = api.alarms.find((a) => a.touchpoint === 'delivery/online-mall' && a.metric === 'promise_kept');
    assert.ok(Math.abs((Date.now() - Date.parse(alarm.began)) / 86_400_000 - 130) < 6, `began ${alarm.began}`);
    assert.match(await said('[data-alarm="delivery/online-mall|promise_kept"]'), new RegExp(`${num(100 * alarm.after, 1)} % instead of the usual ${num(100 * alarm.before, 1)} %`));
    const best = api.why.splits[0];
    assert.ok(['touchpoint', 'stage', 'scene'].includes(best.by), best.by);
    assert.match(await said('section[aria-labelledby="moved-why"] .figure-say'), new RegExp(`Promises kept changed by ${num(100 * best.change, 1)} pp.*moved apart most`));
    // The words behind the row: of that touchpoint and those days.
    await b.page.locator('[data-moved="delivery/online-mall|promise_kept"] .moved-words').click();
    await b.page.waitForURL(/\/feedback\?.*touchpoint=delivery%2Fonline-mall/);
    await settled(b.page);
    const words = await ask(b.page, `/v1/feedback?journey=appliance&touchpoint=delivery/online-mall&from=${day(145)}&to=${day(116)}&limit=1&count=1`);
    assert.ok(plain(await b.page.locator('.said-bar').innerText()).includes(words.total.toLocaleString('en').replace(',', ' ')));
  });

  it('nothing happens to price, cities or tiers: no split by them explains anything', async () => {
    const api = await ask(b.page, '/v1/moved?from=30d');
    for (const s of api.why.splits.filter((x) => ['city', 'tier', 'price'].includes(x.by))) assert.ok(s.apart_p_adjusted > 0.01, `${s.by}: ${s.apart_p_adjusted}`);
  });

  it('memory names the planted peak and valley, with the numbers of the interface', async () => {
    await go('/journey/appliance/memory?lang=en&range=12m');
    const api = await ask(b.page, '/v1/journeys/appliance/memory?from=12m');
    assert.equal(`${api.peak} ${api.valley}`, 'setup/app delivery/online-mall'); // truth 2 of docs/demo.md
    assert.match(await said('.memory-lead'), /Good memories come from App × Set-up & use, bad ones from Online mall × Delivery/);
    const [first] = api.moments;
    assert.ok((await said(`[data-memory="${first.touchpoint}"]`)).includes(`${num(100 * first.share.value, 1)} %`));
    const best = [...api.moments].sort((x, y) => y.gain.value - x.gain.value)[0];
    assert.match(await said('section[aria-labelledby="memory-gain"] .figure-say'), new RegExp(`would lift what is remembered by \\+${num(best.gain.value, 2)}; the plain mean would promise \\+${num(best.mean_gain, 2)}`));
    assert.equal(api.recall.surveys, 0);
    await b.page.getByText('No survey asks what people recall').waitFor();
    assert.ok((await said('.memory-contest')).includes(`Among ${api.contest.n} customers`));
  });

  it('recall is asked by a survey and matched with what was lived through', async () => {
    const call = (method, path, body) => b.page.evaluate(async ({ m, p, d, csrf }) => { const s = await (await fetch('/v1/session')).json(); const r = await fetch(p, { method: m, headers: { 'content-type': 'application/json', 'x-csrf-token': s.csrf }, body: d && JSON.stringify(d) }); return { status: r.status, body: await r.json().catch(() => null) }; }, { m: method, p: path, d: body });
    const survey = { format: 1, key: 'probe', kind: 'relationship', title: { en: 'Recall' }, languages: ['en'], pages: [{ key: 'p', questions: [{ key: 'free', kind: 'recall_unaided', text: { en: 'What?' } }, { key: 'list', kind: 'recall_aided', text: { en: 'Which?' }, options: [{ key: 'a', text: { en: 'Delivery' }, touchpoint: 'delivery/online-mall' }, { key: 'b', text: { en: 'Buying' }, touchpoint: 'purchase/online-mall' }, { key: 'c', text: { en: 'Looking' }, touchpoint: 'presale/online-mall' }, { key: 'd', text: { en: 'Help' }, touchpoint: 'aftersale/app' }] }] }] };
    assert.equal((await call('POST', '/v1/surveys', { survey })).status, 201);
    assert.equal((await call('POST', '/v1/surveys/probe/publish')).status, 200);
    const people = (await ask(b.page, '/v1/customers?touchpoint=delivery/online-mall&journey=appliance&limit=70')).customers;
    for (const [i, c] of people.entries()) {
      const link = await call('POST', '/v1/surveys/probe/links', { kind: 'signed', customer: c.user_id });
      assert.equal(link.status, 201, JSON.stringify(link.body));
      const sent = await call('POST', `/v1/respond/${link.body.token}/submit`, { response: '5' + String(i).padStart(31, '0'), lang: 'en', answers: { free: i % 4 ? ['the driver'] : [], list: i % 2 ? ['a', 'b'] : ['a'] } });
      assert.equal(sent.status, 201, JSON.stringify(sent.body));
    }
    await go('/journey/appliance/memory?lang=en&range=12m');
    const { recall } = await ask(b.page, '/v1/journeys/appliance/memory?from=12m');
    assert.equal(`${recall.surveys} ${recall.answers}`, `1 ${people.length}`);
    assert.ok(recall.all.n > 20, JSON.stringify(recall));
    assert.match(await said('section[aria-labelledby="memory-recall"] .figure-say'), new RegExp(`${num(100 * recall.all.value, 0)} % is still there; most of all Online mall × Delivery \\(100 %\\)`));
    assert.match(await said('section[aria-labelledby="memory-curve"] .figure-say'), new RegExp(recall.curve.half_life ? 'Half of what' : `${recall.curve.have} have them|Nothing is forgotten`));
    assert.ok((await said('section[aria-labelledby="memory-recall"]')).includes(`n ${recall.unaided.nothing.n}`));
    // The effective rate, and what is lived through for nothing: nobody was told to tick "Looking".
    const effective = await said('section[aria-labelledby="memory-effective"]'), looked = recall.places.find((x) => x.touchpoint === 'presale/online-mall');
    assert.ok(effective.includes(`${num(100 * recall.all.value, 1)} %`) && (await said('.memory-lead')).includes(`Effective rate · n ${recall.all.n}`));
    assert.equal(looked.kept, 'forgotten', JSON.stringify(looked));
    assert.ok((await said('[data-forgotten="presale/online-mall"]')).includes(`0.0 % [0.0, ${num(100 * looked.recalled.hi, 1)}], n = ${looked.recalled.n}`));
    for (const x of recall.places.filter((x) => x.kept === 'not_enough_data')) assert.match(effective, /Not enough data \(35 asked/, x.touchpoint);
  });

  it('holds in both languages, themes and widths, full and empty', { timeout: 60_000 }, async () => {
    const cookies = await b.context.cookies();
    assert.deepEqual(await sweep({ base: demo.server.base, cookies, paths: ['/moved?range=30d', '/journey/appliance/memory?range=12m'] }), []);
    await go('/moved?lang=en&range=2020-01-01..2020-01-30');
    assert.match(await said('h1'), /Nothing to compare yet/);
    assert.deepEqual(b.errors, []);
  });
});
