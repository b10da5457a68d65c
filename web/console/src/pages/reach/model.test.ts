import { describe, expect, it } from 'vitest';
import { body, differences, faultAt, fresh, hoursOf, keyFrom, lifeOf, minutesOf, span, unplaced, type FullInvitation } from './model';

describe('triggers', () => {
  it('make keys that the server takes and nobody has', () => {
    expect(keyFrom('After delivery!', [])).toBe('after-delivery');
    expect(keyFrom('送货之后', [])).toBe('trigger');
    expect(keyFrom('After delivery', ['after-delivery', 'after-delivery-2'])).toBe('after-delivery-3');
  });
  it('say delays in the largest unit that fits', () => {
    expect(span(1440)).toEqual([1, 'day']);
    expect(span(90)).toEqual([90, 'minute']);
    expect(span(120)).toEqual([2, 'hour']);
    expect(span(0)).toEqual([0, 'minute']);
    for (const m of [0, 45, 60, 1440, 2880]) expect(minutesOf(...span(m))).toBe(m);
  });
  it('say every fault somewhere', () => {
    const faults = ['when[0].values[2]', 'messages.zh-CN.subject', 'sampling.cells.Shanghai', 'sampling.need', 'key'].map((field) => ({ field, code: 'x', message: field }));
    expect(faultAt(faults, 'when[0].values')?.field).toBe('when[0].values[2]');
    expect(faultAt(faults, 'when[0]')?.field).toBe('when[0].values[2]');
    expect(faultAt(faults, 'when[1]')).toBeUndefined();
    expect(faultAt([{ field: 'events', code: 'x', message: '' }], 'event')).toBeUndefined();
    expect(unplaced(faults, 'cells').map((f) => f.field)).toEqual(['messages.zh-CN.subject', 'sampling.cells.Shanghai', 'key']);
    expect(unplaced(faults, 'all').map((f) => f.field)).toContain('sampling.need');
  });
  it('send neither empty words nor what the server made', () => {
    const sent = body({ ...fresh(), messages: { en: { subject: 'Hello', text: '' }, zh: { subject: '' } }, counts: { queued: 0, sent: 0, done: 0, refused: 0 }, author: 'x', version: 3 });
    expect(sent).toMatchObject({ messages: { en: { subject: 'Hello' } }, version: 3 });
    expect(sent).not.toHaveProperty('counts');
    expect((sent as { messages: object }).messages).not.toHaveProperty('zh');
  });
  it('have versions that differ in what people set', () => {
    const a = { ...fresh(), key: 'x', event: 'A', version: 1, author: 'Lin' }, b = { ...a, event: 'B', version: 2, quiet: { from: 22, to: 8 }, author: 'Mo' };
    expect(differences(a, b)).toEqual([{ field: 'event', before: 'A', after: 'B' }, { field: 'quiet', before: undefined, after: { from: 22, to: 8 } }]);
    expect(differences(b, b)).toEqual([]);
  });
});

describe('invitations', () => {
  const made = { event: 'E', event_at: '2026-03-14T10:00:00Z', created_at: '2026-03-14T10:00:00Z', state: 'sent', reason: '', messages: [{ id: 'm', step: 0, channel: 'email', at: '2026-03-15T10:00:00Z', result: 'sent', code: '' }], due_at: '2026-03-18T10:00:00Z' } as unknown as FullInvitation;
  it('live in the order of time, with what is to come at the end', () => {
    expect(lifeOf(made).map((s) => s.what)).toEqual(['event', 'created', 'message', 'due']);
    expect(lifeOf({ ...made, opened_at: '2026-03-15T10:00:00Z', done_at: '2026-03-19T10:00:00Z', ended_at: '2026-03-19T10:00:00Z' }).map((s) => s.what)).toEqual(['event', 'created', 'message', 'opened', 'done']);
    expect(lifeOf({ ...made, messages: [], ended_at: '2026-03-14T11:00:00Z' }).map((s) => s.what)).toEqual(['event', 'created', 'ended']);
  });
  it('fill the hours of a day', () => {
    const h = hoursOf([{ hour: 9, sent: 4, opened: 3, started: 2, done: 1, bounced: 0, response_rate: {} as never }]);
    expect(h).toHaveLength(24);
    expect(h[9]!.sent).toBe(4);
    expect(h[10]!.sent).toBe(0);
  });
});
