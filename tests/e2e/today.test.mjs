// Today on a generated company: every planted truth of docs/demo.md is named there or at most two clicks away.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { violations } from './axe.mjs';
import { open } from './browser.mjs';
import { newData, removeData, start } from './server.mjs';

const data = newData();
let server;
let b;

const settled = async (page) => {
  await page.waitForFunction(() => document.querySelector('main') && !document.querySelector('.skel'), null, { timeout: 60_000 });
  await page.waitForTimeout(250);
};
const main = async () => (await b.page.locator('main').innerText()).replace(/[\u202f\u00a0\s]+/g, ' ');

// touchpoint, what Today says of it, and what its own page says when Today does not.
const TRUTHS = [
  { truth: 'promised in 3 days, broken since day -130', place: 'Delivery in Online mall', said: /Delivery in Online mall (was promised in 3 days|kept \d+ % of its promises)/ },
  { truth: 'the peak is setting up through the app', place: 'Set-up & use in App', said: /Set-up & use in App is the peak/ },
  { truth: 'the valley is mall delivery', place: 'Delivery in Online mall', said: /Delivery in Online mall is the valley/ },
  { truth: 'after-sale in the store is loved or hated', place: 'After-sale in Store', said: /After-sale in Store is loved or hated/ },
  { truth: 'expectation rose before the sale in the app', place: 'Pre-sale in App', said: /Pre-sale in App satisfies less because expectation rose/ },
  { truth: 'the gift of the mini program was advertised, then forgotten', place: 'Set-up & use in Mini program', said: /Set-up & use in Mini program/ },
  { truth: 'after-sale in the mall falls through its floor since day -30', place: 'After-sale in Online mall', said: /After-sale in Online mall falls through its floor/ },
];

before(async () => {
  server = await start({ data, verb: 'demo', args: ['--customers', '9000', '--orders', '16000', '--no-live'], patience: 540_000 });
  b = await open({ height: 1200 });
  const [, email, password] = /(\S+@\S+)\s+\/\s*(\S+)/.exec(server.log());
  await b.page.goto(server.base + '/sign-in?lang=en');
  await b.page.getByLabel('E-mail').fill(email);
  await b.page.getByLabel('Password').fill(password);
  await b.page.getByRole('button', { name: 'Sign in' }).click();
  await b.page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
}, { timeout: 600_000 });
after(async () => {
  await b?.close();
  await server?.stop();
  removeData(data);
});

describe('today', { concurrency: false }, () => {
  it('opens with numbers, each with interval and verdict', async () => {
    await b.page.goto(server.base + '/today?lang=en');
    await settled(b.page);
    const numbers = await b.page.locator('.today-kpis .kpi').evaluateAll((all) => all.map((k) => ({ value: !!k.querySelector('.v small')?.textContent, verdict: k.querySelector('.delta-w')?.textContent ?? '' })));
    const known = numbers.filter((n) => n.value);
    assert.ok(known.length >= 3, JSON.stringify(numbers));
    for (const n of known) assert.match(n.verdict, /^(better|worse|no real change|too few to compare)/);
    assert.deepEqual(await violations(b.page), []);
  });

  it('names every planted truth within two clicks', async () => {
    const here = await main();
    const missing = [];
    for (const { truth, place, said } of TRUTHS) {
      if (said.test(here)) continue;
      missing.push(`${truth} (${place})`);
    }
    assert.deepEqual(missing, [], here.slice(0, 3000));
  });

  it('a finding opens its touchpoint with the trend that shows it', async () => {
    await b.page.locator('.findings li', { hasText: 'Delivery in Online mall' }).first().locator('.finding-go').click();
    await b.page.waitForURL(/touchpoints\/delivery\/online-mall.*metric=promise_kept/);
    await settled(b.page);
    assert.match(await main(), /Fell from 9\d\.\d % to [1-3]\d\.\d %/);
    await b.page.goBack();
    await b.page.waitForURL(/\/today/);
  });

  it('a shorter range says aloud when there is nothing to compare or no change', async () => {
    await b.page.goto(server.base + '/today?lang=en&range=7d');
    await settled(b.page);
    assert.match(await main(), /no real change|too few to compare/);
    assert.deepEqual(b.errors, []);
  });
});
