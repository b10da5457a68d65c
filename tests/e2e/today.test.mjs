// Today on a generated company: every planted truth of docs/demo.md is named there or at most two clicks away.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { violations } from './axe.mjs';
import { open } from './browser.mjs';
import { demoCompany, settled, signIn } from './demo.mjs';
import { root } from './server.mjs';

let demo;
let b;

const go = async (path) => {
  await b.page.goto(demo.server.base + path);
  await settled(b.page);
};
const main = async () => (await b.page.locator('main').innerText()).replace(/[\u202f\u00a0\s]+/g, ' ');

// What docs/demo.md planted (its number there), the touchpoint, and what Today says of it, without a click.
const TRUTHS = [
  { no: 1, truth: 'promised in 3 days, broken since day -130', place: 'delivery/online-mall', said: /Delivery in Online mall (was promised in 3 days|kept \d+ % of its promises)/, since: 130 },
  { no: 2, truth: 'the peak is setting up through the app', place: 'setup/app', said: /Set-up & use in App is the peak/ },
  { no: 2, truth: 'the valley is mall delivery', place: 'delivery/online-mall', said: /It is the valley/ },
  { no: 3, truth: 'after-sale in the store is loved or hated', place: 'aftersale/store', said: /After-sale in Store is loved or hated/ },
  { no: 4, truth: 'expectation rose before the sale in the app', place: 'presale/app', said: /Pre-sale in App satisfies less because expectation rose/ },
  { no: 5, truth: 'the gift of the mini program was advertised, then forgotten', place: 'setup/mini-program', said: /gives less of what is expected/ },
  { no: 6, truth: 'after-sale in the mall falls through its floor since day -30', place: 'aftersale/online-mall', said: /After-sale in Online mall falls through its floor/, since: 30 },
];
/** Told two clicks away: the initiative that worked, and beside it the one that does nothing. */
const PROVEN = { no: 7, name: 'Setup guided by video', placebo: 'Letter to silver members' };
/** Told two clicks away, too: what an experience is made of. */
const UNTRAINED = { no: 8, place: 'Store × Purchase' };
/** "since 20 July" as days back from today; the year is told only when it is not this one. */
function daysSince(text) {
  const [, day, year] = /since (\d+ \w+)( \d{4})?/.exec(text) ?? [];
  const at = Date.parse(`${day} ${year ?? new Date().getFullYear()} UTC`);
  const days = (Date.now() - at) / 86_400_000;
  return days < 0 ? days + 365 : days;
}

before(async () => {
  demo = await demoCompany({ orders: 45000, customers: 27000 });
  b = await open({ height: 1200 });
  await signIn(b.page, demo.server.base, demo.owner);
}, { timeout: 600_000 });
after(async () => {
  await b?.close();
  await demo?.stop();
});

describe('today', { concurrency: false }, () => {
  it('opens with numbers, each with interval and verdict', async () => {
    await b.page.waitForURL(/\/today/); // the first page after signing in
    await go('/today?lang=en');
    const numbers = await b.page.locator('.today-kpis .kpi').evaluateAll((all) => all.map((k) => ({ value: !!k.querySelector('.v small')?.textContent, verdict: k.querySelector('.delta-w')?.textContent ?? '' })));
    const known = numbers.filter((n) => n.value);
    assert.ok(known.length >= 3, JSON.stringify(numbers));
    for (const n of known) assert.match(n.verdict, /^(better|worse|no real change|too few to compare)/);
    assert.deepEqual(await violations(b.page), []);
  });

  it('names every planted truth, and nothing else', async () => {
    const planted = [...readFileSync(join(root, 'docs/demo.md'), 'utf8').matchAll(/^\| (\d+) \|/gm)].map((m) => Number(m[1]));
    assert.deepEqual([...new Set(TRUTHS.map((x) => x.no)), PROVEN.no, UNTRAINED.no], planted, 'all of docs/demo.md');
    const told = await b.page.locator('.findings > li').evaluateAll((all) => all.map((li) => [li.dataset.told, li.innerText]));
    const said = Object.fromEntries(told.map(([place, text]) => [place, text.replace(/[\u202f\u00a0\s]+/g, ' ')]));
    assert.deepEqual(TRUTHS.filter((x) => !x.said.test(said[x.place] ?? '')).map((x) => x.truth), [], JSON.stringify(said, null, 1));
    // Shifts are looked for by week.
    for (const x of TRUTHS.filter((t) => t.since)) assert.ok(Math.abs(daysSince(said[x.place]) - x.since) < 14, `${x.truth}: ${said[x.place]}`);
    // The control: nothing happens elsewhere, so no other touchpoint may be told a story.
    assert.deepEqual(Object.keys(said).filter((p) => !TRUTHS.some((x) => x.place === p)), [], JSON.stringify(said, null, 1));
  });

  it('a finding opens its touchpoint with the trend that shows it', async () => {
    await b.page.locator('.findings > li[data-told="delivery/online-mall"]').locator('.finding-go').click();
    await b.page.waitForURL(/touchpoints\/delivery\/online-mall.*metric=promise_kept/);
    await b.page.getByText(/Fell from 9\d\.\d.% to [1-3]\d\.\d.%/).waitFor({ timeout: 15_000 });
    await b.page.goBack();
    await b.page.waitForURL(/\/today/);
  });

  it('two clicks away, the improvement that worked is proven and the placebo is not', async () => {
    for (const [name, proven] of [[PROVEN.name, true], [PROVEN.placebo, false]]) {
      await go('/today?lang=en');
      await b.page.getByRole('navigation').getByRole('link', { name: 'Proof', exact: true }).first().click();
      await b.page.locator('main').getByRole('link', { name }).first().click();
      await settled(b.page);
      assert.equal(/Proven: it works|Proven, but small/.test(await main()), proven, `${name}: ${(await main()).slice(0, 600)}`);
    }
  });

  it('two clicks away, kind people who are not trained are told where they are, and nowhere else', async () => {
    await go('/today?lang=en');
    await b.page.getByRole('navigation').getByRole('link', { name: 'Journey', exact: true }).first().click();
    await b.page.getByRole('link', { name: 'Aspects', exact: true }).click();
    await settled(b.page);
    assert.match(await main(), new RegExp(`At ${UNTRAINED.place} training is missing`));
    const rows = await b.page.locator('section[aria-labelledby=aspects-training] tbody tr').allInnerTexts();
    assert.deepEqual(rows.filter((r) => r.includes('training is missing') && !r.startsWith('All touchpoints')).map((r) => r.split('\t')[0]), [UNTRAINED.place], JSON.stringify(rows));
  });

  it('a shorter range says aloud when there is nothing to compare or no change', async () => {
    await go('/today?lang=en&range=7d');
    assert.match(await main(), /no real change|too few to compare/);
    assert.deepEqual(b.errors, []);
  });
});
