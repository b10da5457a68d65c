import { describe, expect, it } from 'vitest';
import { eventName, fits, mapKey, pace, roleOf, setItem, setJourney, setRole, type Column, type MapFile } from './mapmodel';

const col = (name: string, more: Partial<Column> = {}): Column => ({ name, role: 'ignored', sample: '', ...more });
const now = { value: '2026-03-01T00:00:00Z' };
const orders: MapFile = {
  name: 'f', customer: 'who', episode: 'order', attributes: { city: 'city' },
  items: [{ type: 'track', event: 'Placed', time: 'placed' }, { type: 'track', event: 'Delivered', time: 'delivered', promise: { expected: 'due', since: 'placed', rule: 'calendar_day', unit: 'day' } }],
};

describe('roles', () => {
  it('are read from the map', () => {
    expect(['who', 'order', 'city', 'placed', 'due', 'other'].map((c) => roleOf(orders, c))).toEqual(['customer', 'episode', 'attribute', 'time', 'promise', 'ignored']);
  });
  it('move a column from one meaning to another', () => {
    const f = setRole(orders, col('city'), 'channel', now);
    expect(roleOf(f, 'city')).toBe('channel');
    expect(f.attributes).toEqual({});
    expect(setRole(orders, col('other'), 'customer', now).customer).toBe('other');
  });
  it('ignoring a time takes its event and whatever counted from it', () => {
    const f = setRole(orders, col('placed'), 'ignored', now);
    expect(f.items.map((i) => i.event)).toEqual(['Delivered']);
    expect(f.items[0]!.promise).toEqual({ expected: 'due', rule: 'calendar_day', unit: 'day' });
  });
  it('a new promise belongs to the last event', () => {
    const f = setRole(setRole(orders, col('due'), 'ignored', now), col('eta'), 'promise', now);
    expect(f.items[1]!.promise).toEqual({ expected: 'eta', since: 'placed', rule: 'calendar_day', unit: 'day' });
  });
  it('scores take their scale from the values, the time from the file, words that stood alone', () => {
    const f = setRole({ name: 'f', items: [{ type: 'feedback', text: 'words', time: 'at' }] }, col('nps_score', { min: 0, max: 10 }), 'rating', now);
    expect(f.items).toEqual([{ type: 'rating', metric: 'nps', scale: { min: 0, max: 10, neutral: 7.5 }, value: 'nps_score', time: 'at', comment: 'words' }]);
    const five = setRole({ name: 'f', items: [] }, col('stars', { min: 1, max: 5 }), 'rating', now);
    expect(five.items[0]).toMatchObject({ metric: 'rating', scale: { min: 1, max: 5, neutral: 3 }, time: now });
    expect(setRole(five, col('at', { time_format: 'dmy' }), 'time', now)).toMatchObject({ time_format: 'dmy', items: [{ time: 'at' }] });
  });
  it('a text is the comment of the first score, else feedback', () => {
    const rated = setRole({ name: 'f', items: [] }, col('stars', { max: 5, min: 1 }), 'rating', now);
    expect(setRole(rated, col('why'), 'text', now).items[0]!.comment).toBe('why');
    expect(setRole({ name: 'f', items: [] }, col('why'), 'text', now).items).toEqual([{ type: 'feedback', text: 'why', time: now }]);
  });
});

describe('small parts', () => {
  it('names', () => {
    expect(eventName('order_delivered_at')).toBe('Order Delivered');
    expect(mapKey('Olist Orders (2018).csv.zst')).toBe('olist-orders-2018');
    expect(mapKey('答卷.csv')).toBe('import');
  });
  it('globs', () => {
    expect(fits(['orders*.csv*'], 'Orders_2018.csv.gz')).toBe(true);
    expect(fits(['a.csv'], 'abcsv')).toBe(false);
  });
  it('another journey forgets the touchpoints', () => {
    const m = { files: [setItem(orders, 0, { touchpoint: 'order/web' })] };
    expect(setJourney(m, { template: 'airline' })).toMatchObject({ journey: { template: 'airline' } });
    expect(setJourney(m, 'x').files[0]!.items[0]).not.toHaveProperty('touchpoint');
  });
  it('pace: 1000 rows and a quarter of the bytes in 2 s, whenever one began to look', () => {
    expect(pace({ at: 0, rows: 0, bytes: 0 }, { at: 2000, rows: 1000, bytes: 25 }, 100)).toEqual({ rate: 500, left: 6 });
    expect(pace({ at: 7000, rows: 4000, bytes: 50 }, { at: 9000, rows: 5000, bytes: 75 }, 100)).toEqual({ rate: 500, left: 2 });
    expect(pace({ at: 0, rows: 0, bytes: 0 }, { at: 2000, rows: 0, bytes: 0 }, 100)).toEqual({});
  });
});
