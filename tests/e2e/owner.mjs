// A server with its owner, and a browser that is signed in: what most browser tests begin with.
import { open } from './browser.mjs';
import { newData, removeData, start } from './server.mjs';

const OWNER = { email: 'owner@example.com', password: 'a walk along the river', name: 'Lin Xiao', workspace: 'River Goods' };

/** `call` asks the API as the signed-in owner; `close` stops everything. `args` go to the server, other options to the browser. */
export async function signedIn({ args = [], ...options } = {}) {
  const data = newData();
  let server = await start({ data, args });
  const b = await open({ locale: 'en-GB', ...options });
  const made = await fetch(server.base + '/v1/setup', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token: new URL(server.url).searchParams.get('token'), ...OWNER }) });
  if (!made.ok) throw new Error(await made.text());
  await b.page.goto(server.base + '/sign-in?lang=en');
  await b.page.fill('input[type=email]', OWNER.email);
  await b.page.fill('input[type=password]', OWNER.password);
  await b.page.click('button[type=submit]');
  await b.page.waitForURL((u) => !u.pathname.startsWith('/sign-in'));
  const call = (method, path, body) =>
    b.page.evaluate(async ([m, p, x]) => {
      const s = await fetch('/v1/session').then((r) => r.json());
      const r = await fetch(p, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': s.csrf }, body: x && JSON.stringify(x) });
      return { status: r.status, body: await r.json().catch(() => null) };
    }, [method, path, body]);
  const settled = async () => {
    await b.page.waitForFunction(() => document.querySelector('main') && !document.querySelector('main .skel'), null, { timeout: 20_000 });
    await b.page.waitForTimeout(250);
  };
  const go = async (path, lang = 'en') => {
    await b.page.goto(server.base + path + (path.includes('?') ? '&' : '?') + 'lang=' + lang);
    await settled();
  };
  const close = async () => {
    await b.close();
    await server.stop();
    removeData(data);
  };
  // The same data at the same address, as after a crash or an update.
  const restart = async () => { server = await start({ data, port: server.port, args }); };
  return { server, stop: () => server.stop(), restart, page: b.page, context: b.context, errors: b.errors, call, go, settled, close };
}
