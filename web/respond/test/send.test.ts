import { beforeEach, expect, it, vi } from 'vitest';
import type { Submission } from '@shared/survey';

vi.stubGlobal('addEventListener', () => undefined);
const { flush, hooks, put, queue } = await import('../src/core/send');
const { keep } = await import('../src/core/store');
const body = (response: string) => ({ response, version: 1, lang: 'en', answers: {} }) as Submission;
const answer = (status: number, json: unknown = {}, headers = {}) => Promise.resolve(new Response(JSON.stringify(json), { status, headers }));
let asked: string[] = [];
const serve = (f: (id: string) => Promise<Response>) => vi.stubGlobal('fetch', (_: string, o: { body: string }) => { const id = JSON.parse(o.body).response; asked.push(id); return f(id); });

beforeEach(async () => {
  // What an earlier test left under way ends first.
  vi.useFakeTimers();
  serve(() => answer(201));
  await vi.advanceTimersByTimeAsync(200_000);
  keep('pk-out');
  asked = [];
  hooks.heard = undefined;
});

it('sends in order, each once', async () => {
  put({ t: 'x', b: body('1') });
  put({ t: 'x', b: body('2') });
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual(['1', '2']);
  expect(queue()).toEqual([]);
});
it('keeps what cannot be sent and tries again, ever less often', async () => {
  serve(() => Promise.reject(new TypeError('no network')));
  put({ t: 'x', b: body('1') });
  await vi.advanceTimersByTimeAsync(15_000);  // at 0, 2, 6, 14 s
  expect(asked.length).toBe(4);
  expect(queue().length).toBe(1);
  serve(() => answer(201));
  await flush(true);
  expect(queue()).toEqual([]);
});
it('waits as long as it is told', async () => {
  serve(() => answer(429, {}, { 'Retry-After': '30' }));
  put({ t: 'x', b: body('1') });
  await vi.advanceTimersByTimeAsync(29_000);
  expect(asked.length).toBe(1);
  serve(() => answer(200));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked.length).toBe(2);
  expect(queue()).toEqual([]);
});
it('gives up what is refused, says why, goes on with the next', async () => {
  const heard: unknown[] = [];
  hooks.heard = (w, refused) => heard.push([w.b.response, refused?.code]);
  serve((id) => (id === '1' ? answer(409, { status: 409, code: 'survey_closed', detail: 'closed' }) : answer(201)));
  put({ t: 'x', b: body('1') });
  put({ t: 'x', b: body('2') });
  await vi.advanceTimersByTimeAsync(1000);
  expect(heard).toEqual([['1', 'survey_closed'], ['2', undefined]]);
  expect(queue()).toEqual([]);
});
it('replaces a response that is queued already', async () => {
  serve(() => Promise.reject(new TypeError('no network')));
  put({ t: 'x', b: body('1') });
  put({ t: 'x', b: body('1') });
  await vi.advanceTimersByTimeAsync(10);
  expect(queue().length).toBe(1);
});
it('survives an answer that is no JSON', async () => {
  serve(() => Promise.resolve(new Response('<html>', { status: 404 })));
  const heard: unknown[] = [];
  hooks.heard = (_, refused) => heard.push(refused && refused.status);
  put({ t: 'x', b: body('1') });
  await vi.advanceTimersByTimeAsync(1000);
  expect(heard).toEqual([404]);
  expect(queue()).toEqual([]);
});
