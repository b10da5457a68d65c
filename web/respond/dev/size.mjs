// The weight of the page for a survey of NPS and comment, as the server sends it: fails above the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { page } from './page.mjs';
import { publish } from './samples.mjs';

const RAW = 20 * 1024, PACKED = 8 * 1024, WIDGET = 10 * 1024;
const doc = JSON.parse(readFileSync(new URL('../../../examples/surveys/relationship-nps.json', import.meta.url), 'utf8'));
let fail = false;
const say = (name, n, most) => { console.log(`${String(n).padStart(7)} of ${most}  ${name}`); fail ||= n > most; };
for (const lang of doc.languages) {
  const html = page(publish(doc, lang)).html;
  say(`page, NPS + comment, ${lang}`, Buffer.byteLength(html), RAW);
  say(`the same, gzip`, gzipSync(html, { level: 9 }).length, PACKED);
}
const w = readFileSync(new URL('../dist/w.js', import.meta.url));
say('w.js', w.length, WIDGET);
if (fail) { console.error('over budget'); process.exit(1); }
