// A text is a text: markup that attackers would write goes into every field that somebody inside or outside can fill, and on no page,
// in no mail and in no file does it become an element, a handler, an address or a formula.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { open } from './browser.mjs';
import { signedIn } from './owner.mjs';
import { read, sink, until } from './sink.mjs';

const EVIL = '"><img src=x onerror=pwned=1>';
const FORMULA = '=HYPERLINK("http://evil")' + EVIL;
const LANGUAGES = new Set(['en', 'zh', 'zh-CN', 'zh-TW']);
/** Every text of a document that has languages begins with markup. */
function dirty(x) {
  if (Array.isArray(x)) return x.map(dirty);
  if (!x || typeof x !== 'object') return x;
  const keys = Object.keys(x);
  if (keys.length && keys.every((k) => LANGUAGES.has(k) && typeof x[k] === 'string')) return Object.fromEntries(keys.map((k) => [k, `${EVIL} ${x[k].includes('{{') ? x[k] : x[k].slice(0, 20)}`]));
  return Object.fromEntries(keys.map((k) => [k, dirty(x[k])]));
}
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString();

describe('a text is a text', { concurrency: false }, () => {
  let s, page, mail, guest;
  const at = {};
  const must = async (status, ...ask) => { const r = await s.call(...ask); assert.equal(r.status, status, `${ask[0]} ${ask[1]}: ${JSON.stringify(r.body)?.slice(0, 600)}`); return r.body; };
  /** Nothing of the page, nor of a frame in it, came from the text; where it should be read, it is read as it was written. */
  async function inert(p, what, seen) {
    for (const frame of p.frames()) {
      const found = await frame.evaluate(() => ({
        ran: 'pwned' in window,
        made: [...document.querySelectorAll('img[src="x"], [onerror], a[href^="javascript:" i], [src^="javascript:" i]')].map((e) => e.outerHTML.slice(0, 120)),
      }));
      assert.deepEqual(found, { ran: false, made: [] }, what);
    }
    if (seen) assert.ok(await p.evaluate(() => (document.body.innerText + [...document.querySelectorAll('input, textarea')].map((e) => e.value).join()).includes('<img src=x')), `${what}: the text is not there`);
  }
  const walk = async (pages) => { for (const [i, [path, seen]] of pages.entries()) { await s.go(path, i % 2 ? 'zh' : 'en'); await inert(page, path, seen); } };

  before(async () => {
    mail = await sink();
    s = await signedIn({ args: ['--allow-private-channels'], reduced: true });
    page = s.page;
    page.on('dialog', () => assert.fail('a dialog was opened'));
    const made = await must(201, 'POST', '/v1/journeys', { template: 'online-shop' });
    await must(200, 'PUT', '/v1/journeys/online-shop', dirty({ ...(await must(200, 'GET', '/v1/journeys/online-shop')), lint: undefined, job: undefined, version: made.version ?? 1 }));
    const scale = { min: 1, max: 5, neutral: 3 };
    const batch = [{ type: 'identify', messageId: 'i1', userId: EVIL, traits: { name: EVIL, email: 'evil@example.com', city: EVIL } }];
    for (let i = 0; i < 60; i++) batch.push({ type: 'rating', id: `r${i}`, customer: i % 2 ? `c${i}` : EVIL, journey: 'online-shop', touchpoint: ['delivery/app', 'order/app'][i % 2], metric: i % 3 ? 'csat' : 'nps', value: 1 + (i % 5), scale: i % 3 ? scale : { min: 0, max: 10, neutral: 7.5 }, at: day(1 + i), comment: i % 2 ? FORMULA : `${EVIL} too late ${i}`, channel: EVIL, attributes: { city: EVIL }, episode: EVIL + i });
    batch.push({ type: 'feedback', id: 'f1', customer: EVIL, text: FORMULA, channel: EVIL, at: day(1), touchpoint: 'delivery/app', journey: 'online-shop' });
    batch.push({ type: 'track', messageId: 't1', userId: EVIL, event: EVIL, timestamp: day(1), properties: { order_id: EVIL, note: EVIL }, context: { channel: EVIL } });
    assert.equal((await must(200, 'POST', '/v1/batch', { batch })).rejected ?? 0, 0);
    await page.waitForFunction(() => fetch('/v1/insights/volume').then((r) => r.json()).then((x) => x.total.value >= 62), null, { polling: 300, timeout: 20_000 });
  }, { timeout: 120_000 });
  after(async () => { await guest?.close(); await s?.close(); mail?.close(); });

  it('everything that people inside can name is named', async () => {
    const budget = await must(200, 'GET', '/v1/attention');
    await must(200, 'PUT', '/v1/channels/email', { host: '127.0.0.1', port: mail.port, security: 'none', from: 'ask@example.com', from_name: EVIL });
    await must(200, 'PUT', '/v1/attention', { ...budget, company: EVIL, contact: EVIL, quiet: { from: 0, to: 0 }, topics: [{ key: 'delivery', name: { en: EVIL, zh: EVIL } }] });
    await must(201, 'POST', '/v1/surveys', { template: 'after-delivery', key: 'evil' });
    const survey = await must(200, 'GET', '/v1/surveys/evil');
    await must(200, 'PUT', '/v1/surveys/evil', { survey: dirty(survey.draft), revision: survey.revision });
    await must(200, 'POST', '/v1/surveys/evil/publish', {});
    at.link = (await must(201, 'POST', '/v1/surveys/evil/links', { kind: 'public', name: EVIL, fields: { city: EVIL, order_id: EVIL } })).token;
    await must(201, 'POST', '/v1/triggers', { key: 'evil', name: { en: EVIL, zh: EVIL }, event: 'Order Delivered', survey: 'evil', channels: ['email'], delay_minutes: 0, topic: 'delivery', when: [{ property: 'note', op: 'contains', values: [EVIL] }], messages: { en: { subject: EVIL, text: EVIL, button: EVIL } } });
    await must(200, 'PATCH', '/v1/triggers/evil', { enabled: true });
    await must(201, 'POST', '/v1/views', { name: EVIL, question: { metric: 'nps', by: ['city'], range: '90d', where: [`city:${EVIL}`] } });
    at.board = (await must(201, 'POST', '/v1/dashboards', { name: EVIL, shared: true, tiles: [{ kind: 'note', text: EVIL }] })).id;
    const thread = await must(201, 'POST', '/v1/threads', { page: '/journey/online-shop', figure: 'matrix', link: '/journey/online-shop', title: EVIL, text: EVIL });
    await must(201, 'POST', `/v1/threads/${thread.id}/comments`, { text: EVIL });
    await must(201, 'POST', '/v1/keys', { name: EVIL, scope: 'ingest' });
    at.proof = (await must(201, 'POST', '/v1/initiatives', { name: EVIL, hypothesis: EVIL, journey: 'online-shop', touchpoints: ['delivery/app'], metric: 'mean_experience', treated: [`city:${EVIL}`], against: 'others', start: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10), end: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10), smallest: 0.1 })).id;
    await must(204, 'PATCH', '/v1/account', { name: EVIL });
    const named = await s.call('PATCH', '/v1/workspace', { name: EVIL });
    assert.ok(named.status < 300, JSON.stringify(named.body));
    const file = await page.evaluate(async ([name, body]) => {
      const { csrf } = await fetch('/v1/session').then((r) => r.json());
      return (await fetch(`/v1/imports/files/${name}`, { method: 'PUT', headers: { 'X-CSRF-Token': csrf }, body })).status;
    }, ['orders.csv', `order_no,"${EVIL.replaceAll('"', '""')}",ordered_at,delivered_at\no1,"${EVIL.replaceAll('"', '""')}",2026-01-05 09:00,2026-01-07 09:00\n`]);
    assert.equal(file, 201);
  });

  it('addresses that run are refused', async () => {
    for (const link of ['javascript:alert(1)', 'data:text/html,x', '//evil.example']) assert.equal((await s.call('POST', '/v1/threads', { page: '/today', figure: 'x', link, title: 't', text: 't' })).status, 422, link);
    const survey = (await must(200, 'GET', '/v1/surveys/evil'));
    for (const theme of [{ accent: 'red;}body{display:none' }, { accent: 'url(javascript:1)' }]) {
      const r = await s.call('PUT', '/v1/surveys/evil', { survey: { ...survey.draft, theme }, revision: survey.revision });
      assert.ok(r.status === 422 || r.body.faults.length > 0, `${JSON.stringify(theme)}: ${r.status}`);
      if (r.status === 200) survey.revision = r.body.revision;
    }
    await must(200, 'PUT', '/v1/surveys/evil', { survey: survey.draft, revision: survey.revision });
  });

  it('who answers reads and writes it; what the address prefills stays words', async () => {
    guest = await open({ width: 390, height: 780, reduced: true });
    const p = guest.page;
    const told = encodeURIComponent(EVIL);
    for (const tail of ['', '?lang=zh-TW', `?city=${told}&answer.comment=${told}&answer.why=${told}`, '?print=1', '?kiosk=1']) {
      await p.goto(`${s.server.base}/r/${at.link}${tail}`);
      await p.locator('main').first().waitFor({ state: 'attached' });
      await p.waitForTimeout(150);
      await inert(p, `survey ${tail}`, true);
    }
    await p.evaluate(async ([link, evil]) => {
      const r = await fetch(`/v1/respond/${link}/submit`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ response: '0123456789abcdef0123456789abcdef', version: 1, lang: 'en', answers: { arrival: { expected: 4, got: 2 }, why: evil, state: { other: evil }, effort: 3, nps: 3, comment: evil }, fields: {} }) });
      if (r.status !== 201) throw new Error(await r.text());
    }, [at.link, FORMULA]);
    for (const nowhere of [`/r/${told}`, `/p/${told}`]) {
      await p.goto(s.server.base + nowhere);
      await inert(p, `${nowhere}: an address of nothing`);
    }
  });

  it('a mail carries it as words', async () => {
    await must(201, 'POST', '/v1/track', { messageId: 'd1', userId: EVIL, event: 'Order Delivered', timestamp: new Date().toISOString(), properties: { order_id: EVIL, scene: 'app', note: EVIL, city: EVIL } });
    const asked = read(await until(() => mail.mails[0], 'a mail', 30_000));
    assert.ok(asked.text.includes(EVIL), 'the plain part has the words');
    await guest.page.setContent(asked.html);
    await inert(guest.page, 'mail', true);
    const own = asked.links.find((l) => l.includes('/p/'));
    assert.ok(own, 'a link to the preferences');
    await guest.page.goto(s.server.base + new URL(own).pathname);
    await inert(guest.page, 'preferences', true);
  });

  it('no page of the console takes it for markup', { timeout: 240_000 }, async () => {
    const customer = (await must(200, 'GET', `/v1/customers?q=${encodeURIComponent(EVIL)}`)).customers?.[0]?.id;
    assert.ok(customer, 'the customer is found');
    await walk([
      ['/today', true], ['/moved?journey=online-shop&range=30d', false], ['/journey/online-shop', true], ['/journey/online-shop/paths', true], ['/journey/online-shop/laws?range=all', true],
      ['/journey/online-shop/memory?range=all', false], ['/journey/online-shop/drivers?range=all', false], ['/journeys/online-shop/edit', true], ['/journey/online-shop/touchpoints', true],
      ['/journey/online-shop/touchpoints/delivery/app?range=all', true], ['/customers', true], [`/customers/${customer}`, true], ['/feedback', true],
      ['/explore?metric=csat&by=city&range=all&segment=', true], ['/explore?metric=csat&by=touchpoint&range=all&segment=', true], ['/silence?journey=online-shop&range=all', true], ['/worth?journey=online-shop', true], ['/loyalty?journey=online-shop', true], ['/brand?journey=online-shop', true],
      ['/proof', true], [`/proof/${at.proof}`, true], ['/proof/new', false], [`/dashboards/${at.board}`, true], ['/surveys', true], ['/surveys/evil', true], ['/surveys/evil?tab=translations', true], ['/surveys/evil?tab=preview', false],
      ['/surveys/evil/share', true], ['/surveys/evil/results', true], ['/reach', true], ['/reach/triggers/evil', true], ['/data', false], ['/data?view=sources', false], ['/data?view=unmapped', true],
      ['/data/import?file=orders.csv', true], ['/settings/profile', true], ['/settings/members', true], ['/settings/keys', true], ['/settings/audit', true], ['/settings/workspace', false],
    ]);
    await s.go(`/explore?metric=${encodeURIComponent(EVIL)}&by=${encodeURIComponent(EVIL)}&range=${encodeURIComponent(EVIL)}&segment=${encodeURIComponent(EVIL)}`);
    await inert(page, 'an address made of it');
  });

  it('no file runs it as a formula', async () => {
    const file = (path) => page.evaluate(async (p) => { const r = await fetch(p); return { status: r.status, text: await r.text() }; }, path);
    for (const path of ['/v1/feedback/export', '/v1/surveys/evil/responses?format=csv', '/v1/export?format=csv', '/v1/audit/export']) {
      const { status, text } = await file(path);
      assert.equal(status, 200, `${path}: ${text.slice(0, 200)}`);
      assert.ok(text.includes('img src=x'), `${path} has the words`);
      for (const start of ['=', '+', '@']) assert.ok(!new RegExp(`(^|[,\\n])"?\\${start}`).test(text.replace(/^\ufeff/, '')), `${path}: a value begins with ${start}`);
    }
  });
});
