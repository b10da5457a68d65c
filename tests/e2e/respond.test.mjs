// The page of respondents against the real binary: every kind by keyboard, offline in between, double submits, closing and reopening,
// what it weighs, what it may load, three languages in both themes for axe, kiosk, paper, widget.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { everyKind } from '../../web/respond/dev/every-kind.mjs';
import { violations } from './axe.mjs';
import { open } from './browser.mjs';
import { asked } from './respond.mjs';

let s;
let path = {};
const survey = (name) => JSON.parse(readFileSync(new URL(`../../examples/surveys/${name}.json`, import.meta.url), 'utf8'));
const visit = async (address, options = {}, init) => {
  const b = await open({ width: 390, height: 844, reduced: true, ...options });
  if (init) await b.page.addInitScript(init);
  await b.page.goto(s.base + address);
  await b.page.waitForSelector('main h2:visible, #paper');
  return b;
};
const title = (page) => page.locator('main h2').first().textContent();
const next = (page) => page.click('.go');
const until = async (f, what) => {
  for (let i = 0; i < 60; i++) {
    const got = await f();
    if (got) return got;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('did not happen: ' + what);
};
const done = async (key) => (await s.responses(key)).filter((r) => r.state === 'done');

describe('respondents', () => { // one, with its own hooks: Node 18 waits for no others
before(async () => {
  s = await asked();
  path.nps = (await s.publish(survey('relationship-nps'))).path;
  path.delivery = (await s.publish(survey('after-delivery'))).path;
  path.every = (await s.publish(everyKind())).path;
  path.pages = (await s.publish({ ...everyKind('pages'), key: 'every-page' })).path;
});
after(() => s?.close());

// weight and policy
  it('is one request of at most 20 KB, 8 KB compressed, without cookies', async () => {
    for (const lang of ['zh-CN', 'zh-TW', 'en']) {
      const packed = await new Promise((ok, fail) => import('node:http').then(({ get }) => get(`${s.base}${path.nps}?lang=${lang}`, { headers: { 'Accept-Encoding': 'gzip' } }, (r) => {
        const parts = [];
        r.on('data', (c) => parts.push(c)).on('end', () => ok({ headers: r.headers, body: Buffer.concat(parts) })).on('error', fail);
      })));
      const raw = gunzipSync(packed.body);
      assert.equal(packed.headers['content-encoding'], 'gzip');
      assert.ok(raw.length <= 20 * 1024, `${lang}: ${raw.length} bytes`);
      assert.ok(packed.body.length <= 8 * 1024, `${lang}: ${packed.body.length} bytes compressed`);
      assert.equal(packed.headers['set-cookie'], undefined);
      assert.doesNotMatch(packed.headers['content-security-policy'], /unsafe|script-src[^;]*(https?:|\*)/);
      assert.equal(raw.toString(), await fetch(`${s.base}${path.nps}?lang=${lang}`, { headers: { 'Accept-Encoding': 'identity' } }).then((r) => r.text()));
    }
    const b = await open({ width: 390, height: 844 });
    const requests = [];
    b.page.on('request', (r) => { if (!r.url().startsWith('data:')) requests.push(r.url()); });
    await b.page.goto(s.base + path.nps);
    await b.page.waitForSelector('.tile');
    await b.page.waitForTimeout(300);
    assert.deepEqual(requests, [s.base + path.nps]);
    assert.deepEqual(await b.context.cookies(), []);
    assert.deepEqual(b.errors, []);
    await b.close();
  });

// answering
  it('takes every kind by keyboard alone', async () => {
    const b = await visit(path.every + '?lang=en&city=Shanghai');
    const { page } = b, key = (k) => page.keyboard.press(k), type = (t) => page.keyboard.type(t);
    const is = (t) => until(async () => (await title(page)).startsWith(t), t);
    const tab = async (n = 1) => { for (let i = 0; i < n; i++) await key('Tab'); };
    await is('Twenty short'); await key('Enter');
    await is('How likely'); await key('1'); await key('0'); await key('Enter');
    await is('You gave 10.'); await tab(); await type('Quick <b>and</b> quiet'); await key('Control+Enter');
    await is('How satisfied'); await tab(); await key('ArrowRight'); await key('ArrowRight'); await key('ArrowRight'); await key('Enter');
    await is('And with the person'); await key('5'); await key('Enter');
    await is('How easy'); await key('6'); await key('Enter');
    await is('How fast'); await tab(); await key('ArrowRight'); await key('ArrowRight'); await tab(); await key('Space'); await key('Enter');
    await is('Was it better'); await tab(); await key('ArrowRight'); await key('ArrowRight'); await key('ArrowRight'); await key('ArrowRight'); await key('Enter');
    await is('How did you feel'); await tab(); await key('ArrowLeft'); await tab(); await key('Space'); await key('Enter');
    await is('How good are these');
    await key('Enter');
    await until(() => page.locator('.error:visible').count(), 'a required row is missed');
    for (let i = 0; i < 3; i++) { await page.locator('.row').nth(i).locator('input').first().focus(); await key('Space'); for (let k = 0; k < i; k++) await key('ArrowRight'); }
    await key('Enter');
    await is('What your senses'); await tab(); await key('Space'); await key('Enter');
    await is('And the whole'); await tab(); await key('Space'); await key('Enter');
    await is('Where did you buy'); await page.locator('.opt input').last().focus(); await key('Space'); await type('At a fair'); await page.locator('.go').focus(); await key('Enter');
    await is('What went well'); await tab(); await key('Space'); await tab(); await key('Space'); await key('Enter');
    await is('What matters'); await tab(); await key('Enter'); await page.locator('.pick[aria-pressed=false]').first().focus(); await key('Enter'); await page.locator('.go').focus(); await key('Enter');
    await is('Which colour'); await tab(); await key('Space'); await key('Enter');
    await is('What comes to mind'); await tab(); await type('The driver called'); await tab(); await type('Blue box'); await page.locator('.go').focus(); await key('Enter');
    await is('Which of these'); await page.locator('.opt input').last().focus(); await key('Space'); await key('Enter');
    await is('Tell us one moment'); await tab(); await type('It snowed'); await tab(); await key('Space'); await key('Enter');
    await is('When did it arrive'); await page.locator('input[type=date]').fill('2026-03-14'); await page.locator('.go').focus(); await key('Enter');
    await is('What do you call'); await tab(); await type('小吸'); await key('Enter');
    await is('How may we reach'); await tab(); await type('Lin'); await tab(); await type('lin@'); await key('Enter');
    await until(() => page.locator('.error:visible').count(), 'an address is not complete');
    await page.locator('input[type=email]').fill('lin@example.com'); await page.locator('input[type=email]').focus(); await key('Enter');
    await is('May we write'); await tab(); await key('Space'); await key('Enter');
    await is('Thank you!');
    const [row] = await until(async () => { const r = await done('every-kind'); return r.length && r; }, 'the response is stored');
    const { good, rank, ...rest } = row.answers;
    assert.equal(good.length, 2);
    assert.equal(rank.length, 2);
    assert.deepEqual(rest, {
      nps: 10, reason: 'Quick <b>and</b> quiet', stars: 4, faces: 5, ease: 6, arrival: { expected: 3, got: 1 }, better: 2, felt: rest.felt, parts: { look: 1, noise: 2, power: 3 }, senses: { sight: 1 }, four: { physical: 1 },
      where: { other: 'At a fair' }, pic: ['green'], mind: ['The driver called', 'Blue box'], noticed: [], story: { text: 'It snowed', tone: 'good' }, since: '2026-03-14', short: '小吸', contact: { name: 'Lin', email: 'lin@example.com' }, agree: true,
    });
    assert.equal(rest.felt.arousal, 1);
    assert.equal(row.fields.city, 'Shanghai');
    assert.ok(row.latency.nps > 0 && row.latency.agree > 0);
    assert.deepEqual(b.errors, []);
    await b.close();
  });

  it('goes on by itself after a touch, follows jumps, and back shows the answers', async () => {
    const b = await visit(path.delivery + '?lang=en');
    const { page } = b;
    await page.locator('.expected .tile').nth(3).click();
    await page.locator('.got .tile').nth(1).click();
    await until(async () => (await title(page)).startsWith('What fell short'), 'whom it disappointed is asked why');
    await page.click('.back');
    assert.equal(await page.locator('.expected input:checked').getAttribute('value'), '4');
    await page.locator('.got .tile').nth(4).click();
    await next(page);
    await until(async () => (await title(page)).startsWith('In what state'), 'others are not');
    await next(page);
    await next(page);
    await page.locator('.tile').nth(9).click();
    await until(async () => (await page.locator('.go').textContent()) === 'Send', 'promoters are done');
    await next(page);
    await until(async () => (await done('after-delivery')).length === 1, 'stored');
    const [row] = await done('after-delivery');
    assert.deepEqual(row.answers, { arrival: { expected: 4, got: 5 }, nps: 9 });
    assert.deepEqual(b.errors, []);
    await b.close();
  });

// a bad network
  it('keeps answers offline and sends them later, once', async () => {
    const before = (await done('relationship-nps')).length;
    const b = await visit(path.nps + '?lang=en');
    const { page } = b;
    await b.context.setOffline(true);
    await page.locator('.tile').nth(9).click();
    await page.locator('textarea').fill('From the train');
    await next(page);
    await until(async () => /offline/i.test(await page.locator('.status').textContent()), 'says that it waits');
    await page.waitForTimeout(400);
    assert.equal((await done('relationship-nps')).length, before);
    await b.context.setOffline(false);
    await until(async () => /arrived/.test(await page.locator('.status').textContent()), 'sent by itself');
    // The same again, as if the answer had been lost on its way.
    const row = (await done('relationship-nps'))[0];
    const again = await fetch(`${s.base}/v1/respond/${path.nps.slice(3)}/submit`, { method: 'POST', body: JSON.stringify({ response: row.response, version: row.version, lang: 'en', answers: row.answers }) });
    assert.equal(again.status, 200);
    assert.equal((await done('relationship-nps')).length, before + 1);
    assert.equal(row.answers.reason, 'From the train');
    await b.close();
  });

  it('counts once when the answer to a submit is lost', async () => {
    const before = (await done('relationship-nps')).length;
    const b = await visit(path.nps + '?lang=en');
    let lost = 0;
    // It reaches the server, what comes back does not reach the page.
    await b.page.route('**/submit', async (route) => { if (lost++) return route.continue(); await route.fetch(); await route.abort(); });
    await b.page.locator('.tile').nth(7).click();
    await next(b.page);
    await until(async () => /arrived/.test(await b.page.locator('.status').textContent()), 'sent again');
    assert.ok(lost >= 2);
    assert.equal((await done('relationship-nps')).length, before + 1);
    await b.close();
  });

  it('goes on where it was left, and stores partial answers', async () => {
    const b = await visit(path.delivery + '?lang=en');
    await b.page.locator('.expected .tile').nth(3).click();
    await b.page.locator('.got .tile').nth(4).click();
    await until(async () => (await title(b.page)).startsWith('In what state'), 'second question');
    await until(async () => (await s.responses('after-delivery')).some((r) => r.state === 'partial' && r.answers.arrival?.got === 5), 'partial answers are stored');
    await b.page.goto('about:blank');
    await b.page.goto(`${s.base}${path.delivery}?lang=zh-CN`);
    await until(async () => (await title(b.page)).startsWith('收到时包裹的状况'), 'the same question, in another language');
    await b.page.click('.back');
    assert.equal(await b.page.locator('.got input:checked').getAttribute('value'), '5');
    assert.equal((await s.responses('after-delivery')).filter((r) => r.state === 'partial').length, 1);
    await b.close();
  });

  it('works where nothing can be stored', async () => {
    const before = (await done('relationship-nps')).length;
    const b = await visit(path.nps + '?lang=en', {}, () => Object.defineProperty(window, 'localStorage', { get: () => { throw new Error('denied'); } }));
    await b.page.locator('.tile').nth(3).click();
    await next(b.page);
    await until(async () => (await done('relationship-nps')).length === before + 1, 'stored');
    assert.deepEqual(b.errors, []);
    await b.close();
  });

// states
  it('says that a link was used, is closed, or leads nowhere', async () => {
    const once = await s.need(201, 'POST', '/v1/surveys/relationship-nps/links', { kind: 'signed', customer: 'c1', channel: 'email' });
    const b = await visit(once.path + '?lang=en&answer.nps=9');
    assert.equal(await b.page.locator('input:checked').getAttribute('value'), '9');  // chosen in the message
    assert.ok(!b.page.url().includes('answer'));
    await next(b.page);
    await until(async () => /arrived/.test(await b.page.locator('.status').textContent()), 'sent');
    assert.equal(await b.page.locator('.again').count(), 0);
    await b.page.evaluate(() => localStorage.clear());
    await b.page.goto(s.base + once.path + '?lang=zh-TW');
    assert.match(await title(b.page), /已經回答過/);
    const gone = await s.link('relationship-nps');
    await s.need(204, 'DELETE', `/v1/surveys/relationship-nps/links/${gone.id}`);
    await b.page.goto(s.base + gone.path + '?lang=en');
    assert.match(await title(b.page), /closed/);
    const none = await b.page.goto(s.base + '/r/nosuchlink22?lang=zh');
    assert.equal(none.status(), 404);
    assert.match(await title(b.page), /链接无效/);
    await b.close();
  });

  it('keeps the words of companies and addresses inert', async () => {
    const evil = '</script><img src=x onerror=window.hit=1>';
    const { path: p } = await s.publish({ format: 1, key: 'evil', kind: 'relationship', title: { en: evil }, languages: ['en'], display: 'pages', hidden: [{ key: 'who', shown: true }], pages: [{ key: 'p', title: { en: evil }, questions: [{ key: 'nps', kind: 'nps', text: { en: evil + '{{field.who}}' } }] }], thanks: { en: evil } });
    const b = await visit(`${p}?who=${encodeURIComponent('<svg onload=window.hit=1>')}`);
    assert.match(await title(b.page), /<img src=x.*<svg onload/);
    await next(b.page);
    assert.match(await title(b.page), /<img src=x/);
    assert.equal(await b.page.evaluate(() => window.hit), undefined);
    assert.deepEqual(b.errors, []);
    await b.close();
  });

  it('starts again in a kiosk, and forgets who was there', async () => {
    const before = (await done('relationship-nps')).length;
    const b = await visit(path.nps + '?lang=en&kiosk=1&idle=1');
    await b.page.locator('.tile').nth(2).click();
    await next(b.page);
    await until(() => b.page.locator('.again').count(), 'thanks');
    await b.page.click('.again');
    assert.equal(await b.page.locator('input:checked').count(), 0);
    await b.page.locator('.tile').nth(4).click();
    await until(async () => (await b.page.locator('input:checked').count()) === 0, 'nobody touched it');
    assert.equal((await done('relationship-nps')).length, before + 1);
    await b.close();
  });

  it('prints the whole survey', async () => {
    const b = await visit(path.every + '?lang=en&print=1', { width: 900, height: 1200 });
    assert.equal(await b.page.locator('#paper .q').count(), 23);
    await b.page.emulateMedia({ media: 'print' });
    assert.equal(await b.page.locator('#paper .go').isVisible(), false);
    assert.equal(await b.page.locator('#paper .tile').first().isVisible(), true);
    assert.deepEqual(b.errors, []);
    await b.close();
  });

// everybody
  for (const theme of ['light', 'dark'])
    for (const lang of ['zh-CN', 'zh-TW', 'en'])
      it(`axe finds nothing: ${lang}, ${theme}`, async () => {
        const b = await visit(`${path.pages}?lang=${lang}`, { theme });
        for (let i = 0; i < 6; i++) {
          assert.deepEqual(await violations(b.page), [], `page ${i}`);
          // Required ones, as a script may do it: the test is about the pages.
          await b.page.evaluate(() => { document.querySelectorAll('.tiles').forEach((r) => r.querySelector('input').click()); document.querySelectorAll('[type=checkbox]').forEach((c, n) => n < 1 && c.click()); });
          if (i === 5) await b.page.locator('input[type=email]').fill('a@example.com');
          await next(b.page);
        }
        await until(() => b.page.locator('.done').count(), 'thanks');
        assert.deepEqual(await violations(b.page), []);
        assert.deepEqual(b.errors, []);
        await b.close();
      });

  for (const width of [320, 390])
    it(`fits into ${width} pixels`, async () => {
      const b = await visit(path.pages + '?lang=en', { width });
      for (let i = 0; i < 6; i++) {
        const wide = await b.page.evaluate(() => [...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.sr')).map((e) => e.outerHTML.slice(0, 80)));
        assert.deepEqual(wide, [], `page ${i}`);
        assert.ok(await b.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        const small = await b.page.evaluate(() => [...document.querySelectorAll('main input:not([type=text]), main button')].map((e) => e.getBoundingClientRect()).filter((r) => r.width > 0 && (r.width < 24 || r.height < 24)).length);
        assert.equal(small, 0);
        await b.page.evaluate(() => { document.querySelectorAll('.tiles').forEach((r) => r.querySelector('input').click()); });
        await next(b.page);
      }
      await b.close();
    });

// widget and code
  it('shows a card and a frame in a page with a strict policy, and sends events', async () => {
    const key = (await s.need(201, 'POST', '/v1/keys', { name: 'web', scope: 'ingest' })).key;
    const token = (await s.link('relationship-nps')).token;
    const html = `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1><div id="here"></div><script src="${s.base}/w.js" data-key="${key}"></script><script src="/own.js"></script>`;
    const own = `peakend('identify','web-1',{city:'Shanghai'});peakend('track','Order Viewed',{order_id:'o1'});peakend('show',{link:'${token}',as:'button',lang:'en'});peakend('show',{link:'${token}',as:'frame',target:'#here',lang:'en'});`;
    const shop = createServer((req, res) => {
      if (req.url === '/own.js') { res.writeHead(200, { 'Content-Type': 'text/javascript' }); return res.end(own); }
      res.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': `default-src 'none'; script-src 'self' ${s.base}; connect-src ${s.base}; frame-src ${s.base}` });
      res.end(html);
    });
    await new Promise((ok) => shop.listen(0, '127.0.0.1', ok));
    const b = await open({ width: 1100, height: 800, reduced: true });
    const answers = [];
    b.page.on('response', (r) => { if (r.url().includes('/v1/batch')) answers.push(r.json().catch(() => null)); });
    await b.page.goto(`http://127.0.0.1:${shop.address().port}/`);
    const sent = await until(async () => (await Promise.all(answers)).find(Boolean), 'events are sent');
    assert.equal(sent.accepted, 2, JSON.stringify(sent));
    await until(async () => (await b.page.evaluate(() => localStorage['pk-events'])) === '[]', 'the queue is empty');
    const inner = b.page.frameLocator('#here iframe');
    await inner.locator('.tile').first().waitFor();
    await b.page.click('button');
    const card = b.page.frameLocator('[role=dialog] iframe');
    await card.locator('.tile').nth(8).click();
    await card.locator('.go').click();
    await card.locator('.done').waitFor();
    await card.locator('.shut').click();
    await until(async () => (await b.page.locator('[role=dialog]').count()) === 0, 'the card closes');
    assert.deepEqual(b.errors, []);
    await b.close();
    await new Promise((ok) => shop.close(ok));
  });

  it('draws a link as a code', async () => {
    const { id } = await s.link('relationship-nps', { channel: 'qr' });
    const svg = await s.call('GET', `/v1/surveys/relationship-nps/links/${id}/qr.svg`);
    assert.equal(svg.type, 'image/svg+xml');
    assert.match(String(svg.body), /^<svg /);
    const png = await s.call('GET', `/v1/surveys/relationship-nps/links/${id}/qr.png?scale=8`);
    assert.equal(png.type, 'image/png');
    const b = await open({ width: 400, height: 400 });
    const width = await b.page.evaluate(async (data) => { const i = new Image(); i.src = data; await i.decode(); return i.naturalWidth; }, 'data:image/png;base64,' + png.body.toString('base64'));
    assert.equal(width % 8, 0);
    assert.ok(width >= 29 * 8);
    await b.close();
    assert.equal((await s.call('GET', `/v1/surveys/relationship-nps/links/${id}/qr.png?scale=0`)).status, 422);
  });
});
