import { describe, expect, it } from 'vitest';
import { body, fresh, keyFrom, minutesOf, span } from './model';

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
  it('send neither empty words nor what the server made', () => {
    const sent = body({ ...fresh(), messages: { en: { subject: 'Hello', text: '' }, zh: { subject: '' } }, counts: { queued: 0, sent: 0, done: 0, refused: 0 }, author: 'x', version: 3 });
    expect(sent).toMatchObject({ messages: { en: { subject: 'Hello' } }, version: 3 });
    expect(sent).not.toHaveProperty('counts');
    expect((sent as { messages: object }).messages).not.toHaveProperty('zh');
  });
});
