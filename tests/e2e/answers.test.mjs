// The answers walked on a generated company and on public data (airline ratings, marketplace orders): no error, no figure that is
// empty without a reason, and every number in a sentence is a number of the interface, the same in both languages.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { open } from './browser.mjs';
import { ask, demoCompany, settled, signIn } from './demo.mjs';
import { command, root } from './server.mjs';

const shared = join(root, '../shared/data');
const files = {
  'airline-ratings': existsSync(join(shared, 'airline_satisfaction')) ? [join(shared, 'airline_satisfaction/train.csv.zip')] : [],
  olist: existsSync(join(shared, 'olist')) ? readdirSync(join(shared, 'olist')).filter((f) => f.startsWith('olist_')).map((f) => join(shared, 'olist', f)) : [],
};
/** Page, and what of the interface its sentences are made of. */
const pages = (j, range, span) => {
  const of = (kind, more = '') => `/v1/journeys/${j}/${kind}?${span}${more}`;
  return {
    drivers: [`/journey/${j}/drivers?range=${range}`, of('drivers'), of('drivers/split', '&by=quarter')],
    aspects: [`/journey/${j}/aspects?range=${range}`, of('aspects'), of('drivers', '&of=aspects')],
    memory: [`/journey/${j}/memory?range=${range}`, of('memory')],
    laws: [`/journey/${j}/laws?range=${range}`, of('laws'), of('contrast')],
    silence: [`/silence?journey=${j}&range=${range}`, of('silence'), of('silence/customers'), of('silence/model'), of('silence/audits'), `/v1/journeys/${j}/iceberg`],
    worth: [`/worth?journey=${j}`, `/v1/journeys/${j}/worth`],
    brand: [`/brand?journey=${j}&range=${range}`, of('brand')],
    loyalty: [`/loyalty?journey=${j}`, `/v1/journeys/${j}/loyalty`, `/v1/journeys/${j}/loyalty/leavers`],
  };
};

let demo;
let b;
/** Every number of an answer as a sentence may show it: rounded, as a share, without its sign. */
function shown(answer, out = new Set()) {
  if (typeof answer === 'number') for (const x of [answer, 100 * answer, 1 - answer, 100 - 100 * answer]) for (const digits of [0, 1, 2, 3]) out.add(Math.abs(x).toFixed(digits));
  else if (answer && typeof answer === 'object') { if (Array.isArray(answer)) out.add(String(answer.length)); Object.values(answer).forEach((v) => shown(v, out)); }
  return out;
}
const DATES = /\d{4}-(?:\d\d(?:-\d\d)?|Q\d)|\d{1,2} [A-Z][a-z]{2} \d{4}|\d{4} ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?日)?/g;
const numbers = (text) => [...text.replace(DATES, ' ').replace(/(\d)[\u202f\u00a0](?=\d{3})/g, '$1').matchAll(/\d+(?:\.\d+)?/g)].map((m) => m[0]);

async function walk(name, [path, ...asks]) {
  const said = {};
  for (const lang of ['en', 'zh']) {
    await b.page.goto(`${demo.server.base}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
    await settled(b.page);
    assert.equal(await b.page.locator('main [role=alert]').count(), 0, `${name} ${lang}: ${await b.page.locator('main').innerText()}`);
    assert.equal(await b.page.locator('main').getByText(/undefined|NaN|\{\{|Infinity/).count(), 0, `${name} ${lang} has a hole`);
    const figures = await b.page.locator('main .figure').evaluateAll((all) => all.map((f) => ({ id: f.querySelector('h2,h3')?.id ?? '', say: f.querySelector('.figure-say')?.innerText ?? '', body: (f.querySelector('.figure-body')?.innerText ?? '').trim() })));
    assert.ok(figures.length > 0 || (await b.page.locator('main .empty, main h1').count()) > 0, `${name} ${lang}: nothing on the page`);
    for (const f of figures) assert.ok(f.body, `${name} ${lang}: ${f.id} is empty without a reason`);
    const wide = await b.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 1, `${name} ${lang}: ${wide} px too wide`);
    said[lang] = figures.map((f) => ({ id: f.id, say: f.say, numbers: numbers(f.say) }));
  }
  const known = new Set();
  const answers = [];
  for (const a of asks) answers.push(await ask(b.page, a));
  shown([...answers, ...worked(answers)], known);
  for (const lang of ['en', 'zh'])
    for (const f of said[lang]) for (const n of f.numbers) assert.ok(known.has(n), `${name} ${lang} ${f.id}: ${n} of "${f.say}" is not in the answer`);
  assert.deepEqual(said.zh.map((f) => [f.id, [...f.numbers].sort()]), said.en.map((f) => [f.id, [...f.numbers].sort()]), `${name}: both languages say the same numbers`);
  return said.en;
}
/** Numbers that a sentence works out of those of the answer. */
const worked = ([a]) => [
  ...(a.moments ? [a.moments.slice(0, 3).reduce((sum, m) => sum + (m.share.value ?? 0), 0)] : []),
  ...(a.joy_pain ? [a.joy_pain.breaches.reduce((sum, x) => sum + x.k, 0)] : []),
  ...(a.equity ? [a.touchpoints.filter((x) => x.status !== 'insufficient').length] : []),
  ...(a.empty ? [a.empty.length, a.needs.filter((x) => x.evidenced).length] : []),
  ...(a.chain ? [a.chain.filter((x) => x.measured).length] : []),
  ...(a.let_down?.told ? [a.let_down.silent / a.let_down.told] : []),
];

const sure = (f) => (x) => x.find((s) => s.id === f)?.say.replace(/[\u202f\u00a0\s]+/g, ' ') ?? '';

before(async () => {
  demo = await demoCompany({ orders: 9000, customers: 5000 });
  b = await open({ height: 1000, reduced: true });
  await signIn(b.page, demo.server.base, demo.owner);
  const key = await b.page.evaluate(async () => {
    const { csrf } = await (await fetch('/v1/session')).json();
    return (await (await fetch('/v1/keys', { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, body: JSON.stringify({ name: 'import', scope: 'admin' }) })).json()).key;
  });
  for (const [map, of] of Object.entries(files)) {
    if (!of.length) { console.log(`skipped: ${map}: its data is not beside the project`); continue; }
    command('import', ...of, '--map', join(root, 'examples', map, 'map.json'), '--server', demo.server.base, '--key', key, ...(map === 'airline-ratings' ? ['--limit', '6000'] : []));
  }
  for (let i = 0; i < 150; i++) {
    const s = await ask(b.page, '/v1/status');
    if (s.lag === 0 && (s.episodes_lag ?? 0) === 0) break;
    await b.page.waitForTimeout(200);
  }
}, { timeout: 420_000 });
after(async () => {
  await b?.close();
  await demo?.stop();
});

describe('answers on screen', { concurrency: false }, () => {
  for (const [j, range, span] of [['appliance', '12m', 'from=12m'], ['airline-ratings', 'all', ''], ['olist', 'all', '']])
    it(j, { timeout: 90_000 }, async (t) => {
      if (j in files && !files[j].length) return t.skip('its data is not beside the project');
      const said = {};
      for (const [page, of] of Object.entries(pages(j, range, span))) said[page] = await walk(`${j} ${page}`, of);
      if (j === 'airline-ratings') {
        const d = await ask(b.page, '/v1/journeys/airline-ratings/drivers');
        assert.equal(d.first, 'pooled');
        assert.match(sure('drivers-share')(said.drivers), new RegExp(`explain ${(100 * d.pooled.r2.value).toFixed(0)} ?% of the differences in .*satisfied`, 'i'));
        const best = d.drivers.filter((x) => x.priority && !x.share.noise).sort((x, y) => y.priority.value - x.priority.value)[0];
        const p = (x) => (100 * x).toFixed(1);
        assert.ok(sure('drivers-first')(said.drivers).includes(`+${p(best.priority.value)} [${p(best.priority.lo)}, ${p(best.priority.hi)}]`), sure('drivers-first')(said.drivers));
        const step = best.what_if[13];
        assert.ok(sure('drivers-what')(said.drivers).includes(`+${p(step.value)} points [+${p(step.lo)}, +${p(step.hi)}]`), sure('drivers-what')(said.drivers));
      }
    });

  it('what moved, on the company and on the orders', { timeout: 60_000 }, async () => {
    await walk('moved', ['/moved?journey=appliance&range=30d', '/v1/moved?journey=appliance&from=30d']);
    if (files.olist.length) await walk('moved olist', ['/moved?journey=olist&range=2018-03-01..2018-04-30', '/v1/moved?journey=olist&from=2018-03-01&to=2018-04-30']);
  });

  it('the slider of the drivers moves sentence and curve', { timeout: 30_000 }, async () => {
    const j = files['airline-ratings'].length ? 'airline-ratings' : 'appliance';
    await b.page.goto(`${demo.server.base}/journey/${j}/drivers?lang=en&range=all`);
    await settled(b.page);
    const d = await ask(b.page, `/v1/journeys/${j}/drivers`);
    const slider = b.page.locator('#drivers-what').locator('xpath=ancestor::section').locator('input[type=range]');
    if (!(await slider.count())) return assert.ok(d.drivers.every((x) => x.share.noise || !x.what_if));
    await slider.fill('20');
    const best = d.drivers.filter((x) => x.what_if?.length && !x.share.noise).sort((x, y) => y.priority.value - x.priority.value)[0];
    const say = await b.page.locator('section[aria-labelledby="drivers-what"] .figure-say').innerText();
    assert.ok(say.includes(`+${(100 * best.what_if[20].value).toFixed(1)}`) && say.includes(`+${best.what_if[20].mean.toFixed(2)}`), say);
    assert.deepEqual(b.errors, []);
  });
});
