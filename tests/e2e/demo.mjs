// A small demo company for tests: the same planted truths as the large one, without the live trickle.
import { execFileSync } from 'node:child_process';
import { binary, newData, removeData, start } from './server.mjs';

/** `{server, owner, colleague, stop}`; the second account exists when a colleague is asked for. */
export async function demoCompany({ orders = 9000, customers = 6000, colleague } = {}) {
  const data = newData();
  const args = ['--no-live', '--orders', String(orders), '--customers', String(customers)];
  let server = await start({ data, verb: 'demo', args, patience: 300_000 });
  const [email, password] = /(\S+@\S+)\s+\/?\s*(\S+)/.exec(server.log())?.slice(1, 3) ?? [];
  if (colleague) {
    await server.stop();
    execFileSync(binary, ['user', 'create', colleague.email, '--name', colleague.name, '--data', data], { env: { ...process.env, PEAKEND_PASSWORD: colleague.password }, stdio: ['ignore', 'pipe', 'pipe'] });
    server = await start({ data, verb: 'demo', args, patience: 120_000, port: server.port });
  }
  return { server, owner: { email, password }, stop: async () => { await server.stop(); removeData(data); } };
}

export async function signIn(page, base, { email, password }) {
  await page.goto(base + '/sign-in?lang=en');
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
}
/** No skeletons left, and the questions of the page answered. */
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector('main') && !document.querySelector('.skel') && !document.querySelector('[aria-busy=true]'), null, { timeout: 30_000 });
  await page.waitForTimeout(250);
}
/** An answer of the API, asked by the page itself (its session). */
export const ask = (page, path) => page.evaluate((p) => fetch(p).then((r) => r.json()), path);
