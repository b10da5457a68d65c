// Who said nothing, and what customers are worth, on the demo company: each sentence is what the server counted, the list leads
// to the customer, a draw repeats, a fix is the engine's distribution.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sweep, violations } from './axe.mjs';
import { open } from './browser.mjs';
import { ask, demoCompany, settled, signIn } from './demo.mjs';

let demo;
let b;
const go = async (path) => { await b.page.goto(demo.server.base + path + (path.includes('?') ? '&' : '?') + 'lang=en'); await settled(b.page); };
const plain = (text) => text.replace(/[\u202f\u00a0\s]+/g, ' ');
const main = async () => plain(await b.page.locator('main').innerText());
const card = async (id) => plain(await b.page.locator(`section[aria-labelledby=${id}]`).innerText());
const n = (x) => String(Math.round(x)).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
const pc = (x) => `${(100 * x).toFixed(Math.abs(100 * x) > 0 && Math.abs(100 * x) < 9.95 ? 1 : 0)} %`;
const has = (text, part) => assert.ok(text.includes(part), `“${part}” is not in:\n${text}`);

before(async () => {
  demo = await demoCompany({ orders: 6000, customers: 4000 });
  b = await open({ height: 1000, reduced: true });
  await signIn(b.page, demo.server.base, demo.owner);
}, { timeout: 300_000 });
after(async () => { await b?.close(); await demo?.stop(); });

describe('silence', { concurrency: false }, () => {
  it('says what the server counted, in sentences, rates and shapes', async () => {
    await go('/silence');
    const s = await ask(b.page, '/v1/journeys/appliance/silence');
    const v = s.let_down;
    assert.ok(v.n > 300 && v.silent > 50 && v.told > 50, JSON.stringify(v));
    assert.equal(v.silent, v.n - v.heard);
    has(await main(), `Of ${n(v.n)} customers let down, ${n(v.silent)} said nothing afterwards (${pc(v.silent / v.n)}). ${n(v.told)} said it was bad.`);
    const rates = await card('silence-rates');
    has(rates, `${pc(s.voice.value)} of those let down said anything at all, and ${pc(s.told.value)} said it was bad.`);
    has(rates, `${n(v.heard)} of ${n(v.n)}`);
    has(rates, 'Counted from events, no model');
    for (const own of ['silence-berg', 'silence-rates']) assert.doesNotMatch(await card(own), /\b(24|76) % of/, 'no literature in what is counted');
    const berg = await b.page.locator('svg[role=img]').first().getAttribute('aria-label');
    assert.equal(plain(berg), `${n(v.told)} said it was bad, ${n(v.heard - v.told)} said something else, ${n(v.silent)} said nothing`);
    const worst = s.touchpoints[0];
    assert.equal(worst.touchpoint, 'delivery/online-mall');  // truth 1 of docs/demo.md
    has(await card('silence-where'), `Most silent customers were let down at Online mall × Delivery: ${n(worst.silent)} of ${n(worst.n)}.`);
    has(await card('silence-why'), `Most silent customers: Later than promised (${n(s.reasons[0].silent)}).`);
    const { bias, let_down: all, let_down_heard: heard } = s.answers;
    assert.ok(Math.abs(bias.value - (heard.value - all.value)) < 1e-9);
    const words = await card('silence-answers');
    has(words, bias.lo > 0 ? 'more often' : bias.hi < 0 ? 'less often' : 'no bias can be told');
    has(words, pc(heard.value));
  });

  it('lists whom to call, by expected value, and leads to the customer', async () => {
    const list = await ask(b.page, '/v1/journeys/appliance/silence/customers?limit=3');
    assert.equal(list.order, 'expected_value');
    assert.ok(list.customers[0].expected >= list.customers[1].expected);
    const text = await card('silence-list');
    has(text, `chance that it was bad for them × what they spent (“${list.value.property}” of “${list.value.event}”, in its unit)`);
    has(text, `12 of ${n(list.total)}`);
    const rows = b.page.locator('[data-customer]');
    assert.deepEqual(await rows.evaluateAll((all) => all.slice(0, 3).map((r) => r.dataset.customer)), list.customers.map((c) => c.id));
    has(plain(await rows.first().innerText()), n(list.customers[0].expected));
    await b.page.locator('[aria-labelledby=silence-list] .ant-select').nth(1).click();
    await b.page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: 'Later than promised' }).click();
    await b.page.waitForURL(/reason=late/);
    await rows.first().getByRole('link').click();
    await b.page.waitForURL(new RegExp(`/customers/cus_`));
  });

  it('draws at random, again the same for the same seed, with the rows as a table', async () => {
    await go('/silence?draw=5&seed=week-23');
    const drawn = await ask(b.page, '/v1/journeys/appliance/silence/customers?draw=5&seed=week-23');
    has(await card('silence-list'), `A random draw of 5 from ${n(drawn.total)} silent customers, seed week-23.`);
    const shown = () => b.page.locator('[data-customer]').evaluateAll((all) => all.map((r) => r.dataset.customer));
    assert.deepEqual(await shown(), drawn.customers.map((c) => c.id));
    await b.page.getByLabel('Seed').fill('week-24');
    await b.page.getByRole('button', { name: 'Draw', exact: true }).click();
    await b.page.waitForURL(/seed=week-24/);
    await settled(b.page);
    assert.notDeepEqual(await shown(), drawn.customers.map((c) => c.id));
    await go('/silence?draw=5&seed=week-23&table=silence-list');
    assert.equal(await b.page.locator('[aria-labelledby=silence-list] tbody tr').count(), 5);
  });

  it('learns who of the silent was dissatisfied, in the background, and says whether that can be believed', { timeout: 120_000 }, async () => {
    await go('/silence');
    has(await card('silence-model'), 'Nothing has been learnt yet');
    await b.page.getByRole('button', { name: 'Learn from those who spoke' }).click();
    await b.page.locator('[aria-labelledby=silence-model] .model-facts').waitFor({ timeout: 90_000 });
    await settled(b.page);
    const m = await ask(b.page, '/v1/journeys/appliance/silence/model');
    assert.equal(m.fresh, true);
    const words = await card('silence-model');
    has(words, m.state === 'accepted' ? 'Accepted' : 'Refused');
    has(words, `${n(m.heard)} ${n(m.bad)} said it was bad`);
    if (m.state === 'accepted') {
      assert.ok(m.quality.slope >= 0.8 && m.quality.slope <= 1.25 && m.quality.slope_se < 0.25 && m.quality.auc - 2 * m.quality.auc_se > 0.5);
      has(words, `Of ${n(m.silent)} silent customers, about ${n(m.count.value)} were dissatisfied [${n(m.count.lo)}, ${n(m.count.hi)}]`);
      const list = await ask(b.page, '/v1/journeys/appliance/silence/customers?limit=20');
      assert.equal(list.order, 'call_value');
      assert.deepEqual(list.customers.map((c) => !!c.random), Array.from({ length: 20 }, (_, i) => i % 10 === 9));
      has(await card('silence-list'), 'Ordered by what a call is worth');
      await b.page.getByLabel('Cost of a call').fill('5');
      await b.page.getByRole('button', { name: 'Apply' }).click();
      await b.page.waitForURL(/cost=5/);
    } else {
      has(words, { few_cases: 'too few voices', no_signal: 'no better than chance', off: 'the chances do not hold', unsure: 'too little is known of the chances' }[m.refusal]);
    }
  });

  it('keeps a random draw, records calls with keys and on a phone, and counts the silent', async () => {
    await go('/silence?draw=12&seed=week-30');
    await b.page.getByRole('button', { name: 'Keep as an audit' }).click();
    await b.page.waitForURL(/audit=aud_/);
    const row = (place) => b.page.locator(`.audit-call[data-place="${place}"]`);
    const pressed = (place, name) => row(place).locator('button[aria-pressed=true]', { hasText: name }).waitFor();
    await row(1).focus();
    for (let i = 1; i <= 4; i++) {
      await b.page.keyboard.press(i % 2 ? '1' : '2');
      await pressed(i, i % 2 ? 'It was bad' : 'It was fine');
      await b.page.keyboard.press('ArrowDown');
    }
    await b.page.keyboard.press('3');
    await b.page.keyboard.press('Enter');
    await b.page.keyboard.type('call on Monday');
    await b.page.keyboard.press('Enter');
    await b.page.getByText('4 reached so far; an estimate takes 5.').waitFor();
    await b.page.setViewportSize({ width: 390, height: 800 });
    await row(6).getByRole('button', { name: 'It was bad' }).click();
    await pressed(6, 'It was bad');
    await row(7).getByRole('button', { name: 'Given up' }).click();
    await pressed(7, 'Given up');
    await b.page.getByText('from 5 reached').waitFor();
    await b.page.getByText('6 still to call').waitFor();
    const id = new URL(b.page.url()).searchParams.get('audit');
    const a = await ask(b.page, `/v1/silence-audits/${id}`);
    assert.deepEqual([a.says.reached, a.says.bad, a.says.not_reached, a.says.open], [5, 3, 1, 6]);
    assert.equal(a.customers[4].note, 'call on Monday');
    assert.equal(a.customers[4].attempts, 1);
    has(await card('silence-audits'), `About ${n(a.says.silent_bad.value)} of ${n(a.silent)} silent customers were dissatisfied [${n(a.says.silent_bad.lo)}, ${n(a.says.silent_bad.hi)}], from 5 reached.`);
    const file = await b.page.evaluate((x) => fetch(`/v1/silence-audits/${x}/export`).then((r) => r.text()), id);
    assert.equal(file.trim().split('\r\n').length, 13);
    await b.page.setViewportSize({ width: 1440, height: 1000 });
  });

  it('names who says happy and leaves, and who leaves without a word', async () => {
    await go('/loyalty?window=91');
    const l = await ask(b.page, '/v1/journeys/appliance/loyalty?window=91');
    assert.equal(l.window_days, 91);
    assert.ok(l.repurchase.lo < l.repurchase.value && l.repurchase.value < l.repurchase.hi && l.repurchase.n > 500);
    has(await card('loyalty-rates'), `${(100 * l.repurchase.value).toFixed(0)} % of first purchases were followed by another one within 91 days`);
    const happy = await ask(b.page, '/v1/journeys/appliance/loyalty/leavers?window=91');
    has(await card('loyalty-leavers'), `${n(happy.total)} customers gave a good score and bought nothing since`);
    assert.equal(await b.page.locator('[data-customer]').first().getAttribute('data-customer'), happy.customers[0].id, 'who spent most first');
    assert.ok(happy.customers.every((c, i, all) => i === 0 || all[i - 1].spent >= c.spent));
    await b.page.getByRole('button', { name: 'Left without a word' }).click();
    await b.page.waitForURL(/left=silent/);
    await settled(b.page);
    const silent = await ask(b.page, '/v1/journeys/appliance/loyalty/leavers?window=91&kind=silent');
    has(await card('loyalty-leavers'), `${n(silent.total)} customers bought in the window before last`);
    assert.deepEqual(l.chain.filter((x) => !x.measured).map((x) => x.to).at(-1), 'referral');
    assert.equal(await b.page.locator('.chain li[data-measured=false]').count(), l.chain.filter((x) => !x.measured).length, 'what is not measured is dashed');
    await b.page.locator('[data-customer] a').first().click();
    await b.page.waitForURL(/\/customers\/cus_/);
    await settled(b.page);
  });

  it('says what complaints stand for; another constant changes it, and back', async () => {
    await go('/silence?complaints=24&clv=300');
    const url = '/v1/journeys/appliance/iceberg?complaints=24&clv=300';
    const say = ({ results: r }) => `24 complaints stand for ${n(r.bad.value)} bad experiences: ${n(r.silent.value)} did not complain, ${n(r.switch.value)} switch, ${n(r.tell_friends.value)} tell friends.`;
    const first = await ask(b.page, url);
    const [voice] = first.constants;
    assert.equal(voice.own_state, 'used');  // hundreds were let down
    assert.ok(Math.abs(first.results.bad.value - 24 / voice.own.value) < 1e-9 && first.results.bad.basis === 'observed');
    assert.equal(first.results.tell_friends.basis, 'assumed');
    const service = first.constants.find((c) => c.key === 'service').own;
    assert.ok(service.value > 0.1 && service.value < 0.9 && service.lo < service.value, 'half of what is remembered is set-up and after-sale');
    has(await card('silence-complaints'), say(first));
    const row = b.page.locator('[data-prior=tell_friends]');
    await row.getByRole('button', { name: /^Change/ }).click();
    await b.page.getByLabel('Percent: Complain to friends').fill('50');
    await b.page.getByLabel('Source: Complain to friends').fill('Survey of friends');
    await row.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Survey of friends').waitFor();
    await settled(b.page);
    const doubled = await ask(b.page, url);
    assert.ok(Math.abs(doubled.results.tell_friends.value - 2 * first.results.tell_friends.value) < 1e-9);
    has(await card('silence-complaints'), say(doubled));
    await row.getByRole('button', { name: /^Back to the default/ }).click();
    await row.getByText('Experience-management literature').waitFor();
    await settled(b.page);
    has(await card('silence-complaints'), say(first));
  });

  it('says what customers are worth, and refuses a risk that is not measured', async () => {
    await go('/worth');
    const w = await ask(b.page, '/v1/journeys/appliance/worth');
    assert.equal(w.period_days, 182);
    assert.ok(w.equity.lo > 0 && w.equity.hi > w.equity.value);
    has(await main(), 'Amounts are in the unit of "amount" of "Order Placed".');
    has(await card('worth-equity'), `Your active customers are worth ${n(w.equity.value)} together, ${n(w.lifetime.value)} each (n = ${n(w.equity.n)}).`);
    has(await card('worth-equity'), 'Turnover, not profit');
    // Nothing that is planted makes customers leave: a risk found here would be false.
    assert.deepEqual(w.touchpoints.filter((x) => x.status === 'measured'), []);
    has(await card('worth-risk'), 'no value at risk is told');
    has(await card('worth-risk'), w.touchpoints.some((x) => x.status === 'no_difference') ? 'cannot be told from none' : 'too few');
    await b.page.getByLabel('Margin, % of turnover').fill('30');
    await b.page.getByRole('button', { name: 'Apply' }).click();
    await b.page.waitForURL(/margin=0.3/);
    await settled(b.page);
    const third = await ask(b.page, '/v1/journeys/appliance/worth?margin=0.3');
    assert.ok(Math.abs(third.equity.value - 0.3 * w.equity.value) < 1e-6 * w.equity.value);
    has(await card('worth-equity'), `worth ${n(third.equity.value)} of margin together`);
  });

  it('a fix is a distribution with the chance to pay back, or refused', async () => {
    await go('/worth');
    const w = await ask(b.page, '/v1/journeys/appliance/worth');
    const can = w.touchpoints.find((x) => x.broken_now > 0 && x.status !== 'insufficient');
    const cannot = w.touchpoints.find((x) => x.broken_now > 0 && x.status === 'insufficient');
    assert.ok(can && cannot, JSON.stringify(w.touchpoints.map((x) => [x.touchpoint, x.status, x.broken_now])));
    await go(`/worth?fix=${cannot.touchpoint}`);
    has(await card('worth-fix'), 'How much a broken promise matters is not measured at this touchpoint');
    assert.ok(await b.page.getByRole('button', { name: 'Calculate' }).isDisabled());
    await go(`/worth?fix=${can.touchpoint}`);
    await b.page.getByLabel('Cost of the fix').fill('20000');
    await b.page.getByLabel('Broken promises it prevents, %').fill('50');
    await b.page.getByRole('button', { name: 'Calculate' }).click();
    await b.page.waitForURL(/cost=20000/);
    await settled(b.page);
    const fix = await b.page.evaluate(async (x) => {
      const s = await fetch('/v1/session').then((r) => r.json());
      const body = { reach: x.broken_now, clv: x.value_now / x.broken_now, uplift: 0.5, uplift_sd: 0.1, slope: x.difference.value, slope_sd: x.se, cost: 20000 };
      return fetch('/v1/compute/equity.fix_npv', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': s.csrf }, body: JSON.stringify(body) }).then((r) => r.json());
    }, can);
    const money = (x) => (x < 0 ? '−' : '') + n(Math.abs(x));
    has(await card('worth-fix'), `The chance that it pays back is ${pc(fix.p_pos)}. In half of the cases it earns between ${money(fix.quantiles[1])} and ${money(fix.quantiles[3])}.`);
  });

  it('teaches when there is nothing yet', async () => {
    await b.page.evaluate(async () => {
      const s = await fetch('/v1/session').then((r) => r.json());
      await fetch('/v1/journeys', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': s.csrf }, body: JSON.stringify({ template: 'online-shop', key: 'fresh' }) });
    });
    await go('/silence?journey=fresh');
    has(await main(), 'Silence shows once promises are known');
    await b.page.getByRole('link', { name: 'Add a promise to a rule' }).waitFor();
    assert.deepEqual(await violations(b.page), []);
  });

  it('nothing violates the accessibility rules or is too wide; both languages, themes, widths', { timeout: 120_000 }, async () => {
    const { cookies } = await b.context.storageState();
    assert.deepEqual(await sweep({ base: demo.server.base, cookies, paths: [`/silence?journey=appliance&draw=5&seed=a&audit=${(await ask(b.page, '/v1/journeys/appliance/silence/audits')).audits[0].id}`, '/worth?journey=appliance&cost=20000&effect=50', '/loyalty?journey=appliance', '/loyalty?journey=appliance&left=silent&window=30'] }), []);
    assert.deepEqual(b.errors, []);
  });
});

describe('brand', { concurrency: false }, () => {
  it('says where each value is felt, which need has no evidence, and opens the comments', async () => {
    await go('/brand');
    const s = await ask(b.page, '/v1/journeys/appliance/brand');
    for (const [i, v] of s.values.entries()) assert.ok(Math.abs(s.touchpoints.reduce((sum, p) => sum + p.cells[i].association, 0) - 1) < 1e-9, v.key);
    const best = s.touchpoints.find((p) => p.score !== undefined);
    assert.equal(best.score, Math.max(...s.touchpoints.map((p) => p.score ?? 0)));
    has(await card('brand-score'), `${s.empty.length} combinations of touchpoint and value or need are empty`);
    assert.deepEqual(s.needs.filter((x) => !x.evidenced).map((x) => x.key), ['second_hand']);
    has(await b.page.locator('[data-need=second_hand]').innerText(), 'no evidence');
    const r = s.rivals[0];
    has(await card('brand-rivals'), `${r.difference.value.toFixed(3)} bit [${r.difference.lo.toFixed(3)}, ${r.difference.hi.toFixed(3)}]`);
    await b.page.locator('[data-need=solved] a').first().click();
    await b.page.waitForURL(/\/feedback\?.*item=/);
    await settled(b.page);
    assert.equal(await b.page.locator('blockquote').count() > 0, true);
  });

  it('is changed whole; a fault stands at its field, and the score follows the needs', async () => {
    await go('/brand/edit');
    const before = await ask(b.page, '/v1/journeys/appliance/brand');
    await b.page.getByRole('button', { name: 'Add a need' }).click();
    await b.page.getByRole('button', { name: 'Save' }).click();
    await b.page.locator('.field-error').first().waitFor();
    assert.equal(await b.page.locator('.field-error').count(), 2, 'name and words');
    await b.page.getByRole('button', { name: 'Remove', exact: true }).nth(7).click();
    const weight = b.page.getByRole('group', { name: 'Need 1' }).getByLabel('Weight');
    await weight.fill('0.5');
    await b.page.getByRole('button', { name: 'Save' }).click();
    await b.page.waitForURL(/\/brand(\?|$)/);
    await settled(b.page);
    const after = await ask(b.page, '/v1/journeys/appliance/brand');
    assert.equal(after.version, before.version + 1);
    const score = (s) => Object.fromEntries(s.touchpoints.map((p) => [p.touchpoint, p.score]));
    assert.notDeepEqual(score(after), score(before));
  });

  it('nothing violates the accessibility rules or is too wide', { timeout: 90_000 }, async () => {
    const { cookies } = await b.context.storageState();
    assert.deepEqual(await sweep({ base: demo.server.base, cookies, paths: ['/brand?journey=appliance', '/brand/edit'] }), []);
    assert.deepEqual(b.errors.filter((e) => !/422/.test(e)), []);
  });
});
