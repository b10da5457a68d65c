// A server with surveys, asked without a browser session: what the tests of the respondents' page begin with.
import { newData, removeData, start } from './server.mjs';

const OWNER = { email: 'owner@example.com', password: 'a walk along the river', name: 'Lin Xiao', workspace: 'River Goods' };

/** `call` asks the API as the owner; `publish` makes a survey that can be answered and gives a new link to it. */
export async function asked() {
  const data = newData();
  const server = await start({ data });
  const json = { 'Content-Type': 'application/json' };
  const made = await fetch(server.base + '/v1/setup', { method: 'POST', headers: json, body: JSON.stringify({ token: new URL(server.url).searchParams.get('token'), ...OWNER }) });
  if (!made.ok) throw new Error(await made.text());
  const signed = await fetch(server.base + '/v1/sessions', { method: 'POST', headers: json, body: JSON.stringify({ email: OWNER.email, password: OWNER.password }) });
  if (!signed.ok) throw new Error(await signed.text());
  const set = signed.headers.getSetCookie?.() ?? signed.headers.get('set-cookie').split(/,\s*(?=[\w-]+=)/); // Node 18 has only the line of all
  const cookie = set.map((c) => c.split(';')[0]).join('; ');
  const { csrf } = await fetch(server.base + '/v1/session', { headers: { cookie } }).then((r) => r.json());
  const call = async (method, path, body) => {
    const r = await fetch(server.base + path, { method, headers: { ...json, cookie, 'X-CSRF-Token': csrf }, body: body && JSON.stringify(body) });
    const type = r.headers.get('content-type') ?? '';
    return { status: r.status, type, body: type.includes('json') ? await r.json() : Buffer.from(await r.arrayBuffer()) };
  };
  const need = async (status, ...request) => {
    const r = await call(...request);
    if (r.status !== status) throw new Error(`${request[0]} ${request[1]}: ${r.status} ${JSON.stringify(r.body)}`);
    return r.body;
  };
  const link = async (key, more = {}) => need(201, 'POST', `/v1/surveys/${key}/links`, { kind: 'public', ...more });
  const publish = async (survey, more) => {
    await need(201, 'POST', '/v1/surveys', { survey });
    await need(200, 'POST', `/v1/surveys/${survey.key}/publish`, {});
    return link(survey.key, more);
  };
  const responses = async (key) => (await need(200, 'GET', `/v1/surveys/${key}/responses`)).responses;
  return { ...server, call, need, link, publish, responses, close: async () => { await server.stop(); removeData(data); } };
}
