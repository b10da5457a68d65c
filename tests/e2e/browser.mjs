// Starts Debian's Chromium with a fresh profile, quiet and offline apart from the server under test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { chromium } from 'playwright-core';

const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--font-render-hinting=none', '--disable-dev-shm-usage'];

const left = new Set();
// A test that failed before it closed its browser may not keep the run from ending.
if (process.env.NODE_TEST_CONTEXT) after(() => Promise.all([...left].map((close) => close())));

/** One browser context; `close` removes its profile. */
export async function open({ width = 1440, height = 900, theme = 'light', scale = 1, reduced = false, locale = 'en-GB' } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'pk-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS, headless: true,
    viewport: { width, height }, deviceScaleFactor: scale, colorScheme: theme, locale, reducedMotion: reduced ? 'reduce' : 'no-preference', hasTouch: width < 720,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const errors = [];
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') errors.push([m.text(), URL.canParse?.(m.location().url) && new URL(m.location().url).pathname].filter(Boolean).join(' ')); });
  page.on('pageerror', (e) => errors.push(String(e)));
  const close = async () => { left.delete(close); await context.close(); rmSync(profile, { recursive: true, force: true }); };
  left.add(close);
  return { context, page, errors, close };
}
