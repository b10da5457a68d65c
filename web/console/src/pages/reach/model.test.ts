import { describe, expect, it } from 'vitest';
import { body, faultAt, fresh, keyFrom, minutesOf, span, unplaced } from './model';

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
});
