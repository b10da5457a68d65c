// Runs the browser tests, one file at a time: two at once on two cores lose clicks. A file that fails runs once more, since a
// real browser on a busy machine is not exact; what passes only then is named "unsteady" at the end, and is a fault to mend.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const files = process.argv.length > 2 ? process.argv.slice(2) : readdirSync('.').filter((f) => f.endsWith('.test.mjs')).sort();
const passes = (file) => spawnSync(process.execPath, ['--test', '--test-reporter=spec', file], { stdio: 'inherit' }).status === 0;

const failed = [];
const unsteady = [];
for (const file of files) {
  const began = Date.now();
  if (!passes(file)) {
    console.log(`${file} failed: once more`);
    (passes(file) ? unsteady : failed).push(file);
  }
  console.log(`${file}: ${Math.round((Date.now() - began) / 1000)} s`);
}
for (const file of unsteady) console.log(`unsteady: ${file} failed once and passed once`);
for (const file of failed) console.log(`failed twice: ${file}`);
console.log(`${files.length - failed.length} of ${files.length} browser test files passed, ${unsteady.length} unsteady`);
process.exitCode = failed.length ? 1 : 0;
