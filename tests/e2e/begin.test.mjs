// A new workspace comes to its first live survey by the guide alone: only clicks, no typing of addresses, no call of the API.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { violations } from './axe.mjs';
import { open } from './browser.mjs';
import { signedIn } from './owner.mjs';

let s;
let page;
before(async () => { s = await signedIn({ reduced: true }); page = s.page; }, { timeout: 120_000 });
after(() => s?.close());
const step = (name) => page.locator('.begin-now h2', { hasText: name }).waitFor();
// A button that was just switched on changes its colour for a moment.
const clean = async (what) => { await page.waitForTimeout(450); assert.deepEqual(await violations(page), [], what); };

describe('the guide', { concurrency: false }, () => {
  const began = Date.now();
  it('leads from the first page through need, journey, key touchpoints and indicators to a survey that is live', { timeout: 90_000 }, async () => {
    await s.settled();
    await page.getByRole('link', { name: /From a need to a live survey/ }).click();
    await step('What do you want to know?');
    await clean('need');
    await page.locator('[data-need="delivery"]').click();
    await step('Which journey?');
    await page.locator('[data-journey="online-shop"]').click();
    await step('Which touchpoints are key?');
    await page.locator('.begin-keys button').first().waitFor();
    const proposed = await page.locator('.begin-keys [aria-pressed="true"]').evaluateAll((all) => all.map((x) => x.dataset.touchpoint));
    assert.ok(proposed.some((k) => k.startsWith('delivery/')), `proposed: ${proposed}`);
    await page.locator('[data-touchpoint="browse/app"]').click();
    await clean('key');
    await page.getByRole('button', { name: 'Continue' }).click();
    await step('What is measured');
    await clean('measure');
    await page.getByRole('button', { name: 'Continue' }).click();
    await step('Ask');
    assert.deepEqual((await s.call('GET', '/v1/journeys')).body.journeys, [], 'nothing is made before the last step');
    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByRole('heading', { name: 'Your survey is live' }).waitFor();
    await clean('live');
    assert.ok(Date.now() - began < 600_000);
    const [survey] = (await s.call('GET', '/v1/surveys')).body.surveys;
    assert.equal(survey.state, 'open');
    const journey = (await s.call('GET', '/v1/journeys/online-shop')).body;
    const floor = (key) => journey.touchpoints.find((t) => t.key === key).floor;
    assert.deepEqual(floor('browse/app'), { value: -0.8, rate: 0.02 });
    for (const key of proposed) assert.ok(floor(key), key);  // the template's own stay
  });

  it('what is answered through its link stands at the chosen touchpoint', { timeout: 60_000 }, async () => {
    const link = await page.getByRole('link', { name: 'Answer it yourself' }).getAttribute('href');
    const phone = await open({ width: 360, height: 740 });
    await phone.page.goto(link);
    await phone.page.locator('h1, h2, legend').first().waitFor();
    assert.deepEqual(phone.errors, []);
    await phone.close();
    const place = (await s.call('GET', '/v1/surveys/after-delivery')).body.draft;
    assert.match(place.touchpoint, /^delivery\//);
    const sent = await fetch(`${s.server.base}/v1/respond/${new URL(link).pathname.split('/').pop()}/submit`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ response: '0123456789abcdef0123456789abcdef', version: 1, lang: 'en', answers: { arrival: { expected: 4, got: 2 }, nps: 6 } }),
    });
    assert.equal(sent.status, 201, await sent.text());
    await page.waitForTimeout(1500);
    const cell = (await s.call('GET', '/v1/journeys/online-shop/matrix')).body.cells.find((c) => c.touchpoint === place.touchpoint);
    assert.equal(cell.experience.n, 2);
    await page.getByRole('link', { name: /See the journey/ }).click();
    await page.waitForURL(/\/journey\/online-shop/);
  });
});
