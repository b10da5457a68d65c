import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, it, vi } from 'vitest';
import type { AnswerState } from '@shared/api';
import { ApiError } from './client';
import { costly, done } from './costly';

const state = (s: Partial<AnswerState>): AnswerState => ({ id: 'ans_1', question: '/q', state: 'running', ahead: 0, read: 0, elapsed_ms: 0, ...s });
const at = () => ({ signal: new AbortController().signal, queryKey: ['q'], client: new QueryClient() });
/** Answers in order; what was asked comes back. */
function server(...answers: [number, unknown, Record<string, string>?][]) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push(`${init.method} ${path} ${(init.headers as Record<string, string>).Prefer ?? ''}`);
    const [status, body, headers] = answers.shift() ?? [500, {}];
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
  });
  return asked;
}
afterEach(() => vi.unstubAllGlobals());

it('knows how far it is only when it knows how long it takes', () => {
  expect(done(state({}))).toBeUndefined();
  expect(done(state({ state: 'queued', left_ms: 5 }))).toBeUndefined();
  expect(done(state({ elapsed_ms: 1000, left_ms: 3000 }))).toBe(0.25);
  expect(done(state({ elapsed_ms: 9000, left_ms: 0 }))).toBe(0.97);
});

it('watches what is computed and then asks again', async () => {
  const asked = server([202, state({ state: 'queued' })], [200, state({})], [200, state({ state: 'done' })], [200, { n: 7 }]);
  expect(await costly('/q', { a: 1 }, at())).toEqual({ n: 7 });
  expect(asked).toEqual(['GET /q?a=1 respond-async, wait=1', 'GET /v1/answers/ans_1 wait=1', 'GET /v1/answers/ans_1 wait=1', 'GET /q?a=1 respond-async, wait=1']);
});

it('says that it was cancelled, and what is wrong with the question', async () => {
  server([202, state({})], [200, state({ state: 'cancelled' })]);
  await expect(costly('/q', {}, at())).rejects.toMatchObject({ problem: { code: 'answer_cancelled' } });
  server([202, state({})], [200, state({ state: 'failed' })], [422, { code: 'invalid_fields' }]);
  await expect(costly('/q', {}, at())).rejects.toBeInstanceOf(ApiError);
});

it('shows the last answer and asks again when the new one is there', async () => {
  const asked = server([200, { n: 1 }, { Link: '</v1/answers/ans_1>; rel="monitor"' }], [200, state({})], [200, state({ state: 'done' })]);
  const from = at();
  const again = vi.spyOn(from.client, 'invalidateQueries');
  expect(await costly('/q', {}, from)).toEqual({ n: 1 });
  await vi.waitFor(() => expect(again).toHaveBeenCalledOnce());
  expect(asked).toHaveLength(3);
});
