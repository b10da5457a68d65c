// One question asked by two pages in one browser on one machine: how many requests, how many bytes, and how long until it can be answered.
// run.mjs OURS [LOADS]: OURS is the address of a survey of peakend's (NPS and a comment). The other page is SurveyJS as its documentation
// sets it up (three files of its own, compressed), served by this process. Every load is a new, empty profile. Prints JSON.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const { chromium } = createRequire(new URL('../../tests/e2e/package.json', import.meta.url))('playwright-core');
const [ours, loads = '15'] = process.argv.slice(2);
// Wide enough for its scale: on a phone it becomes a list to unfold.
const SURVEY = { showProgressBar: false, elements: [
  { type: 'rating', name: 'nps', title: 'How likely are you to recommend us to a friend?', rateMin: 0, rateMax: 10, minRateDescription: 'Not at all likely', maxRateDescription: 'Extremely likely', isRequired: true },
  { type: 'comment', name: 'reason', title: 'What is the main reason?' }] };
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Survey</title>
<link href="/survey-core.min.css" rel="stylesheet"><script src="/survey.core.min.js"></script><script src="/survey-js-ui.min.js"></script></head>
<body><div id="surveyContainer"></div><script>const survey = new Survey.Model(${JSON.stringify(SURVEY)});
document.addEventListener('DOMContentLoaded', () => survey.render(document.getElementById('surveyContainer')));</script></body></html>`;
const file = (name) => readFileSync(new URL(`node_modules/${name}`, import.meta.url));
const served = Object.fromEntries([['/', 'text/html; charset=utf-8', PAGE], ['/survey-core.min.css', 'text/css', file('survey-core/survey-core.min.css')],
  ['/survey.core.min.js', 'text/javascript', file('survey-core/survey.core.min.js')], ['/survey-js-ui.min.js', 'text/javascript', file('survey-js-ui/survey-js-ui.min.js')]]
  .map(([path, type, body]) => [path, { type, body: gzipSync(body, { level: 9 }) }]));
const server = createServer((ask, answer) => {
  const it = served[ask.url];
  if (!it) return answer.writeHead(404).end();
  answer.writeHead(200, { 'Content-Type': it.type, 'Content-Encoding': 'gzip', 'Content-Length': it.body.length }).end(it.body);
});
await new Promise((ok) => server.listen(0, '127.0.0.1', ok));

/** Runs in the page: since its navigation began, when was a 9 on the scale seen, and under the finger where it is seen? */
function watch() {
  const look = () => {
    for (const e of document.querySelectorAll('button, label, [role=radio]')) {
      if (e.textContent.trim() !== '9') continue;
      const r = e.getBoundingClientRect();
      const hit = r.width > 0 && document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
      if (hit && (e.contains(hit) || hit.contains(e))) { globalThis.usableAt = performance.now(); globalThis.place = [r.x + r.width / 2, r.y + r.height / 2]; return; }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-dev-shm-usage'] });
/** Asked from outside: the policy of a page may forbid what a browser driver would run inside it. */
async function until(done, what) {
  for (const end = Date.now() + 20_000; !(await done()); await new Promise((ok) => setTimeout(ok, 20))) if (Date.now() > end) throw new Error(`no ${what}`);
}
async function load(address) {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, locale: 'en-GB', reducedMotion: 'reduce' });
  await context.addInitScript(watch);
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send('Network.enable');
  let requests = 0, bytes = 0;
  wire.on('Network.responseReceived', (e) => { if (/^http/.test(e.response.url) && !e.response.url.endsWith('/favicon.ico')) requests++; });
  wire.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
  await page.goto(address, { waitUntil: 'load' });
  await until(() => page.evaluate(() => globalThis.usableAt > 0), `a scale on ${address}`);
  // What is there must also work: a click is taken (marked, or answered with the next question).
  const before = await page.evaluate(() => document.body.innerText);
  await page.mouse.click(...(await page.evaluate(() => globalThis.place)));
  await until(() => page.evaluate((was) => !!document.querySelector('input:checked, [aria-checked=true], [class*=selected]') || document.body.innerText !== was, before), `an answer taken on ${address}`);
  const ms = await page.evaluate(() => globalThis.usableAt);
  await context.close();
  return { ms, requests, bytes };
}
const theirs = `http://127.0.0.1:${server.address().port}/`;
const taken = { ours: [], theirs: [] };
await load(ours), await load(theirs); // the browser itself warms up once
for (let i = 0; i < Number(loads); i++) for (const [who, address] of [['ours', ours], ['theirs', theirs]]) taken[who].push(await load(address));
const middle = (list, of) => list.map((x) => x[of]).sort((a, b) => a - b)[Math.floor(list.length / 2)];
const last = (list, of) => list.map((x) => x[of]).sort((a, b) => a - b)[Math.ceil(list.length * 0.95) - 1];
const sum = (list) => ({ loads: list.length, ms: middle(list, 'ms'), p95: last(list, 'ms'), requests: middle(list, 'requests'), bytes: middle(list, 'bytes') });
console.log(JSON.stringify({ ours: sum(taken.ours), theirs: sum(taken.theirs) }));
await browser.close();
server.close();
