// Customers and their words, against the real binary: search in both languages, marks, a comment moved and seen at its
// touchpoint, the replay of a journey, filters that live in the address, and the exported file.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { violations } from './axe.mjs';
import { signedIn } from './owner.mjs';

let s;
let page;
const settled = () => s.settled();
const go = (path, lang) => s.go(path, lang);
const rows = () => page.locator('.said');
const asked = () => new URL(page.url()).searchParams;

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
  s = await signedIn();
  page = s.page;
  assert.equal((await s.call('POST', '/v1/journeys', { template: 'online-shop' })).status, 201);
  const sent = await s.call('POST', '/v1/batch', { batch: orders() });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  assert.equal(sent.body.rejected ?? 0, 0, JSON.stringify(sent.body).slice(0, 500));
  let seen = 0;
  for (let i = 0; i < 40 && seen !== 33; i++) {
    seen = (await s.call('GET', '/v1/feedback?limit=1&count=1')).body.total;
    await page.waitForTimeout(250);
  }
  assert.equal(seen, 33, 'all comments are there');
}, { timeout: 120_000 });
after(() => s?.close());

describe('words', { concurrency: false }, () => {
  it('searches Chinese anywhere and English by words, and marks the hits', async () => {
    await go('/feedback');
    assert.equal(await page.getByRole('status').first().textContent(), '33 comments');
    await page.getByLabel('Search the words').fill('五天 快递');
    await page.waitForURL(/q=/);
    await settled();
    assert.equal(await rows().count(), 4);
    assert.deepEqual([...new Set(await page.locator('.said mark').allTextContents())].sort(), ['五天', '快递']);
    await page.getByLabel('Search the words').fill('app');
    await page.waitForURL(/q=app/);
    await settled();
    const marks = new Set(await page.locator('.said mark').allTextContents());
    assert.ok(marks.has('ＡＰＰ') && marks.has('app'), [...marks].join());
    await page.getByLabel('Search the words').fill('ate');
    await page.waitForURL(/q=ate/);
    await page.getByText('Nothing found').waitFor();
  });

  it('keeps filters in the address; back undoes them', async () => {
    await go('/feedback');
    await page.getByText('Negative', { exact: true }).click();
    await page.waitForURL(/tone=negative/);
    await settled();
    const bad = await rows().count();
    assert.equal(bad, 8);
    await page.getByRole('combobox', { name: 'All languages' }).click();
    await page.getByTitle('中文').click();
    await page.waitForURL(/words=zh/);
    await page.goBack();
    await page.waitForFunction(() => !location.search.includes('words='));
    await settled();
    assert.equal(await rows().count(), bad);
    assert.equal(asked().get('tone'), 'negative');
    await page.reload();
    await settled();
    assert.equal(await rows().count(), bad);
  });

  it('marks by keyboard and finds what is marked', async () => {
    await go('/feedback?q=lost');
    await page.keyboard.press('j');
    await page.waitForURL(/item=/);
    await page.keyboard.press('m');
    await page.locator('.said-now [data-act=important][aria-pressed=true]').waitFor();
    await page.keyboard.press('r');
    await page.locator('.said-now.said-read').waitFor();
    await go('/feedback?mark=important');
    assert.equal(await rows().count(), 1);
    await go('/feedback?mark=unread');
    assert.equal(await page.getByRole('status').first().textContent(), '32 comments');
    assert.deepEqual(await violations(page), []);
  });

  it('moves a comment and shows it at its touchpoint', async () => {
    await go('/feedback?touchpoint=-');
    assert.equal(await rows().count(), 1);
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    const form = page.getByRole('dialog', { name: 'Assign to a touchpoint' });
    await form.getByRole('combobox', { name: 'It belongs to …' }).fill('App × Ret');
    await page.keyboard.press('Enter');
    await form.getByRole('button', { name: 'Move' }).click();
    await page.getByText('Nothing found').waitFor();
    await go('/journey/online-shop/touchpoints/return/app');
    await page.getByText('the parcel is lost').waitFor();
    await go('/feedback?mark=assigned');
    await page.getByText('moved here by Lin Xiao').waitFor();
  });

  it('says that something is worked on, and what changed because of it', async () => {
    await go('/feedback?mark=assigned');
    await page.keyboard.press('j');
    await page.waitForURL(/item=/);
    await page.keyboard.press('l');
    const form = page.getByRole('dialog', { name: 'Labels' });
    await form.getByRole('button', { name: 'Being worked on' }).click();
    await page.locator('.said-labels').getByText('Being worked on').waitFor();
    await form.getByRole('textbox', { name: 'What changed because of it' }).fill('Parcels are insured now');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.locator('[data-change]').getByText('Parcels are insured now').waitFor();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
  });

  it('hides personal data and exports the filter', async () => {
    await go('/feedback?mark=assigned');
    await page.getByRole('switch').click();
    await page.getByText('Nobody answers •••').waitFor();
    assert.equal(await page.getByText('buyer-07').count(), 0);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByText('Export CSV').click()]);
    const text = (await import('node:fs')).readFileSync(await file.path(), 'utf8');
    assert.match(text, /^\ufeffat,text,lang/);
    assert.match(text, /Nobody answers •••, the parcel is lost/);
    assert.match(text, /return\/app/);
    assert.equal(text.trim().split('\n').length, 2);
    await page.getByRole('switch').click();
  });

  it('finds customers by a name in Chinese, by what they lived and by silence', async () => {
    await go('/customers?q=' + encodeURIComponent('小明'));
    assert.equal(await page.locator('tbody tr').count(), 1);
    await page.getByRole('link', { name: 'buyer-05' }).waitFor();
    await go('/customers');
    await page.getByLabel('A promise was broken').check();
    await page.waitForURL(/broken=1/);
    await settled();
    assert.equal(await page.getByRole('status').first().textContent(), '10 customers');
    await page.getByLabel('Lived it, said nothing').check();
    await page.waitForURL(/silent=1/);
    await settled();
    assert.equal(await page.getByRole('status').first().textContent(), '2 customers');
    await page.goBack();
    await page.waitForFunction(() => !location.search.includes('silent'));
    await settled();
    assert.equal(await page.getByRole('status').first().textContent(), '10 customers');
    assert.deepEqual(await violations(page), []);
  });

  it('turns pages by cursor and comes back', async () => {
    await go('/customers');
    const first = await page.locator('tbody tr a').first().textContent();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.waitForURL(/after=/);
    await settled();
    assert.equal(await page.locator('tbody tr').count(), 15);
    await page.goBack();
    await page.waitForFunction(() => !location.search.includes('after='));
    await settled();
    assert.equal(await page.locator('tbody tr a').first().textContent(), first);
  });

  it('replays a journey: the promise is open, then broken', async () => {
    await go('/customers/buyer-00');
    await page.getByRole('heading', { name: /Value to us/ }).waitFor();
    await page.getByText('Sum of “amount” over “Order Placed”.').waitFor();
    const now = page.getByRole('complementary', { name: 'So far' });
    await now.getByText('Broken', { exact: true }).waitFor();
    await page.locator('.replay h2').click();
    await page.keyboard.press('Home');
    await page.waitForURL(/step=1/);
    await now.getByText('Pending', { exact: true }).waitFor();
    assert.match(await now.textContent(), /left/);
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/step=2/);
    await now.getByText('Broken', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.waitForFunction(() => !location.search.includes('step='), null, { timeout: 10_000 });
    assert.deepEqual(await violations(page), []);
  });

  it('tells the owner of a touchpoint how late, and links to the customers', async () => {
    await go('/journey/online-shop/touchpoints/delivery/app');
    await page.getByRole('heading', { name: 'How late' }).waitFor();
    await page.getByText(/of outcomes|came after the promise/).first().waitFor();
    await page.getByRole('heading', { name: 'Before and after' }).waitFor();
    assert.match(await page.locator('[aria-labelledby=tp-around]').textContent(), /Order Placed/);
    assert.deepEqual(await violations(page), []);
  });

  it('left no errors in the console', () => assert.deepEqual(s.errors, []));
});
