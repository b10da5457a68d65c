import { describe, expect, it } from 'vitest';
import { hits, wanted } from './search';

const found = (text: string, q: string) => hits(text, q).map(([a, b]) => text.slice(a, b));
describe('search', () => {
  it('reads words, quotes and minus', () => {
    expect(wanted('Late  "Two Days" -refund')).toEqual(['late', 'two days']);
    expect(wanted('快递 ＡＰＰ')).toEqual(['快递', 'app']);
    expect(wanted('  ')).toEqual([]);
    expect(wanted('e-mail')).toEqual(['e-mail']);
  });
  it('marks words where they begin, Chinese anywhere', () => {
    expect(found('Late again, the plate came lately', 'late')).toEqual(['Late', 'late']);
    expect(found('这个ＡＰＰ很慢，app太慢', 'app 慢')).toEqual(['ＡＰＰ', '慢', 'app', '慢']);
    expect(found('two  days', '"two days"')).toEqual(['two  days']);
    expect(found('a+b (c)', 'a+b')).toEqual(['a+b']);
  });
});
