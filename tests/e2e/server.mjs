// Starts the real binary on a free port with its own data directory, and knows the address it prints.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const binary = process.env.PEAKEND_BIN ?? [join(root, 'build/release/peakend'), join(root, 'build/dev/peakend')].find(existsSync);

export const freePort = () =>
  new Promise((done, fail) => {
    const s = createServer();
    s.once('error', fail);
    s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
  });

export const newData = () => mkdtempSync(join(tmpdir(), 'pk-data-'));
export const removeData = (dir) => rmSync(dir, { recursive: true, force: true });

/** Runs a command of the binary to its end; its output as text. */
export const command = (...args) => execFileSync(binary, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PEAKEND_LANG: 'en' } });

const running = new Set();
// As in browser.mjs: a failed test leaves no server that keeps the run from ending.
if (process.env.NODE_TEST_CONTEXT) after(() => running.forEach((child) => child.kill('SIGTERM')));
/** `verb` is "serve" or "demo". `url` is what the server printed: the set-up link at the first start. */
export async function start({ data, port, verb = 'serve', args = [], patience = 60_000 }) {
  if (!binary) throw new Error('no binary: build it or set PEAKEND_BIN');
  port ??= await freePort();
  const child = spawn(binary, [verb, '--data', data, '--port', String(port), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let out = '';
  const printed = await new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`no address after ${patience / 1000} s:\n${out}`)), patience);
    const read = (chunk) => {
      out += chunk;
      const link = /ready: +(http:\S+)/.exec(out) ?? /就绪：\s*(http:\S+)/.exec(out);
      if (link) { clearTimeout(late); done(link[1]); }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => { clearTimeout(late); fail(new Error(`exit ${code}:\n${out}`)); });
  });
  const gone = new Promise((done) => child.on('exit', () => { running.delete(child); done(); }));
  return { port, base: `http://127.0.0.1:${port}`, url: printed, log: () => out, stop: async () => { child.kill('SIGTERM'); await gone; } };
}
