// Customers and their words, against the real binary: search in both languages, marks, a comment moved and seen at its
// touchpoint, the replay of a journey, filters that live in the address, and the exported file.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { violations } from './axe.mjs';
import { open } from './browser.mjs';
import { newData, removeData, start } from './server.mjs';

const OWNER = { email: 'owner@example.com', password: 'a walk along the river', name: 'Lin Xiao', workspace: 'River Goods' };
const data = newData();
let server;
let b;

const settled = async (page = b.page) => {
  await page.waitForFunction(() => document.querySelector('main') && !document.querySelector('.skel'), null, { timeout: 20_000 });
  await page.waitForTimeout(250);
};
const go = async (path, lang = 'en') => {
  await b.page.goto(server.base + path + (path.includes('?') ? '&' : '?') + 'lang=' + lang);
  await settled();
};
const session = (path, method = 'GET', body) =>
  b.page.evaluate(async ([p, m, x]) => {
    const s = await fetch('/v1/session').then((r) => r.json());
    const r = await fetch(p, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': s.csrf }, body: x && JSON.stringify(x) });
    return { status: r.status, body: await r.json().catch(() => null) };
  }, [path, method, body]);
const rows = () => b.page.locator('.said');
const asked = () => new URL(b.page.url()).searchParams;

/** Forty orders: placed with a promise, delivered in time or late, reviewed in words; some customers never say a thing. */
function orders() {
  const batch = [];
  const words = { zh: ['快递太慢了，等了五天才到', '客服很好，ＡＰＰ也好用'], en: ['It came far too late', 'Great service, the app works'] };
  for (let i = 0; i < 40; i++) {
    const at = (h) => new Date(Date.UTC(2026, 0, 1 + i, h)).toISOString();
    const late = i % 4 === 0;
    const lang = i % 3 ? 'en' : 'zh';
    const user = `buyer-${String(i).padStart(2, '0')}`;
    const event = (name, hours, properties) => batch.push({ type: 'track', messageId: `e${i}-${name}`, userId: user, event: name, timestamp: at(hours), properties: { order_id: `o${i}`, scene: 'app', ...properties }, context: { channel: 'app' } });
    if (i === 5) batch.push({ type: 'identify', messageId: 'i5', userId: user, traits: { name: '王小明', city: '上海' } });
    event('Order Placed', 8, { amount: 100 + i * 10, estimated_delivery_at: at(80) });
    event('Order Delivered', late ? 150 : 70, { estimated_delivery_at: at(80), ordered_at: at(8) });
    if (i % 5 === 3) continue;
    batch.push({ type: 'rating', id: `r${i}`, customer: user, journey: 'online-shop', touchpoint: 'delivery/app', metric: 'csat', value: late ? 1 : 5, scale: { min: 1, max: 5, neutral: 3 }, at: at(late ? 160 : 90), episode: `o${i}`, channel: 'app', comment: words[lang][late ? 0 : 1] });
  }
  batch.push({ type: 'feedback', id: 'lost', customer: 'buyer-07', text: 'Nobody answers 13800138000, the parcel is lost', channel: 'review', at: new Date(Date.UTC(2026, 1, 20)).toISOString() });
  return batch;
}

before(async () => {
  server = await start({ data });
  b = await open({ locale: 'en-GB' });
  await b.page.goto(server.url + '&lang=en');
  await b.page.getByLabel('Company or workspace').fill(OWNER.workspace);
  await b.page.getByLabel('Your name').fill(OWNER.name);
  await b.page.getByLabel('E-mail').fill(OWNER.email);
  await b.page.getByLabel('Password').fill(OWNER.password);
  await b.page.getByRole('button', { name: 'Create and enter' }).click();
  await b.page.waitForURL((u) => !u.pathname.startsWith('/setup'));
  assert.equal((await session('/v1/journeys', 'POST', { template: 'online-shop' })).status, 201);
  const sent = await session('/v1/batch', 'POST', { batch: orders() });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  assert.equal(sent.body.rejected ?? 0, 0, JSON.stringify(sent.body).slice(0, 500));
  for (let i = 0; i < 40; i++) {
    const seen = await session('/v1/feedback?limit=1&count=1');
    if (seen.body.total === 33) break;
    await b.page.waitForTimeout(250);
  }
}, { timeout: 120_000 });
after(async () => {
  await b?.close();
  await server?.stop();
  removeData(data);
});

describe('words', { concurrency: false }, () => {
  it('searches Chinese anywhere and English by words, and marks the hits', async () => {
    await go('/feedback');
    assert.equal(await b.page.getByRole('status').first().textContent(), '33 comments');
    await b.page.getByLabel('Search the words').fill('五天 快递');
    await b.page.waitForURL(/q=/);
    await settled();
    assert.equal(await rows().count(), 4);
    assert.deepEqual([...new Set(await b.page.locator('.said mark').allTextContents())].sort(), ['五天', '快递']);
    await b.page.getByLabel('Search the words').fill('app');
    await b.page.waitForURL(/q=app/);
    await settled();
    const marks = new Set(await b.page.locator('.said mark').allTextContents());
    assert.ok(marks.has('ＡＰＰ') && marks.has('app'), [...marks].join());
    await b.page.getByLabel('Search the words').fill('ate');
    await b.page.waitForURL(/q=ate/);
    await b.page.getByText('Nothing found').waitFor();
  });

  it('keeps filters in the address; back undoes them', async () => {
    await go('/feedback');
    await b.page.getByText('Negative', { exact: true }).click();
    await b.page.waitForURL(/tone=negative/);
    await settled();
    const bad = await rows().count();
    assert.equal(bad, 8);
    await b.page.getByRole('combobox', { name: 'All languages' }).click();
    await b.page.getByTitle('中文').click();
    await b.page.waitForURL(/words=zh/);
    await b.page.goBack();
    await b.page.waitForFunction(() => !location.search.includes('words='));
    await settled();
    assert.equal(await rows().count(), bad);
    assert.equal(asked().get('tone'), 'negative');
    await b.page.reload();
    await settled();
    assert.equal(await rows().count(), bad);
  });

  it('marks by keyboard and finds what is marked', async () => {
    await go('/feedback?q=lost');
    await b.page.keyboard.press('j');
    await b.page.waitForURL(/item=/);
    await b.page.keyboard.press('m');
    await b.page.locator('.said-now [data-act=important][aria-pressed=true]').waitFor();
    await b.page.keyboard.press('r');
    await b.page.locator('.said-now.said-read').waitFor();
    await go('/feedback?mark=important');
    assert.equal(await rows().count(), 1);
    await go('/feedback?mark=unread');
    assert.equal(await b.page.getByRole('status').first().textContent(), '32 comments');
    assert.deepEqual(await violations(b.page), []);
  });

  it('moves a comment and shows it at its touchpoint', async () => {
    await go('/feedback?touchpoint=-');
    assert.equal(await rows().count(), 1);
    await b.page.keyboard.press('j');
    await b.page.keyboard.press('a');
    const form = b.page.getByRole('dialog', { name: 'Assign to a touchpoint' });
    await form.getByRole('combobox', { name: 'It belongs to …' }).fill('App × Ret');
    await b.page.keyboard.press('Enter');
    await form.getByRole('button', { name: 'Move' }).click();
    await b.page.getByText('Nothing found').waitFor();
    await go('/journey/online-shop/touchpoints/return/app');
    await b.page.getByText('the parcel is lost').waitFor();
    await go('/feedback?mark=assigned');
    await b.page.getByText('moved here by Lin Xiao').waitFor();
  });

  it('hides personal data and exports the filter', async () => {
    await go('/feedback?mark=assigned');
    await b.page.getByRole('switch').click();
    await b.page.getByText('Nobody answers •••').waitFor();
    assert.equal(await b.page.getByText('buyer-07').count(), 0);
    const [file] = await Promise.all([b.page.waitForEvent('download'), b.page.getByText('Export CSV').click()]);
    const text = (await import('node:fs')).readFileSync(await file.path(), 'utf8');
    assert.match(text, /^\ufeffat,text,lang/);
    assert.match(text, /Nobody answers •••, the parcel is lost/);
    assert.match(text, /return\/app/);
    assert.equal(text.trim().split('\n').length, 2);
    await b.page.getByRole('switch').click();
  });

  it('finds customers by a name in Chinese, by what they lived and by silence', async () => {
    await go('/customers?q=' + encodeURIComponent('小明'));
    assert.equal(await b.page.locator('tbody tr').count(), 1);
    await b.page.getByRole('link', { name: 'buyer-05' }).waitFor();
    await go('/customers');
    await b.page.getByLabel('A promise was broken').check();
    await b.page.waitForURL(/broken=1/);
    await settled();
    assert.equal(await b.page.getByRole('status').first().textContent(), '10 customers');
    await b.page.getByLabel('Lived it, said nothing').check();
    await b.page.waitForURL(/silent=1/);
    await settled();
    assert.equal(await b.page.getByRole('status').first().textContent(), '2 customers');
    await b.page.goBack();
    await b.page.waitForFunction(() => !location.search.includes('silent'));
    await settled();
    assert.equal(await b.page.getByRole('status').first().textContent(), '10 customers');
    assert.deepEqual(await violations(b.page), []);
  });

  it('turns pages by cursor and comes back', async () => {
    await go('/customers');
    const first = await b.page.locator('tbody tr a').first().textContent();
    await b.page.getByRole('button', { name: 'Next page' }).click();
    await b.page.waitForURL(/after=/);
    await settled();
    assert.equal(await b.page.locator('tbody tr').count(), 15);
    await b.page.goBack();
    await b.page.waitForFunction(() => !location.search.includes('after='));
    await settled();
    assert.equal(await b.page.locator('tbody tr a').first().textContent(), first);
  });

  it('replays a journey: the promise is open, then broken', async () => {
    await go('/customers/buyer-00');
    await b.page.getByRole('heading', { name: /Value to us/ }).waitFor();
    await b.page.getByText('Sum of “amount” over “Order Placed”.').waitFor();
    const now = b.page.getByRole('complementary', { name: 'So far' });
    await now.getByText('Broken', { exact: true }).waitFor();
    await b.page.locator('.replay h2').click();
    await b.page.keyboard.press('Home');
    await b.page.waitForURL(/step=1/);
    await now.getByText('Pending', { exact: true }).waitFor();
    assert.match(await now.textContent(), /left/);
    await b.page.keyboard.press('ArrowRight');
    await b.page.waitForURL(/step=2/);
    await now.getByText('Broken', { exact: true }).waitFor();
    await b.page.getByRole('button', { name: 'Play', exact: true }).click();
    await b.page.waitForFunction(() => !location.search.includes('step='), null, { timeout: 10_000 });
    assert.deepEqual(await violations(b.page), []);
  });

  it('tells the owner of a touchpoint how late, and links to the customers', async () => {
    await go('/journey/online-shop/touchpoints/delivery/app');
    await b.page.getByRole('heading', { name: 'How late' }).waitFor();
    await b.page.getByText(/of outcomes|came after the promise/).first().waitFor();
    await b.page.getByRole('heading', { name: 'Before and after' }).waitFor();
    assert.match(await b.page.locator('[aria-labelledby=tp-around]').textContent(), /Order Placed/);
    assert.deepEqual(await violations(b.page), []);
  });

  it('left no errors in the console', () => assert.deepEqual(b.errors, []));
});
