import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PublicSurvey } from '@shared/survey';
import { run, walk } from '../src/features/logic';
import { shuffled, fnv1a64, splitmix64 } from '../src/features/order';
import { pipe } from '../src/features/pipe';
import { fitting } from '../src/features/prefill';

const fixtures = JSON.parse(readFileSync(new URL('../../../tests/logic/fixtures.json', import.meta.url), 'utf8'));
describe('logic', () => {
  it('has fixtures', () => expect(fixtures.cases.length).toBeGreaterThan(100));
  for (const c of fixtures.cases) {
    it(c.name, () => {
      const evaluate = () => run(c.logic, c.data);
      if (c.broken) expect(evaluate).toThrow();
      else expect(JSON.parse(JSON.stringify(evaluate()))).toEqual(c.result);
    });
  }
});

describe('order', () => {
  it('has the numbers of the server', () => {
    const [high, low] = splitmix64(fnv1a64('salt|cust42|tp7|ev1001'));
    expect((high * 2 ** 21 + (low >>> 11)) * 2 ** -53).toBe(0.3416261330534416);  // src/engine/sampling.h
    expect(shuffled('00112233445566778899aabbccddeeff', 'why', 6)).toEqual([3, 5, 2, 0, 4, 1]);
    expect(shuffled('00112233445566778899aabbccddeeff', '为何', 9)).toEqual([7, 0, 2, 5, 3, 8, 1, 4, 6]);
  });
  it('is a permutation', () => expect(shuffled('a', 'b', 100).sort((x, y) => x - y)).toEqual(Array.from({ length: 100 }, (_, i) => i)));
});

const survey = (pages: object[], lang = 'en') => ({ key: 's', version: 1, lang, languages: [lang], title: '', display: 'one', pages }) as unknown as PublicSurvey;
const q = (key: string, more: object = {}) => ({ key, kind: 'nps', text: key, ...more });
const met = (s: PublicSurvey, answers = {}, field = {}) => walk(s, answers, field).met.map((x) => x.key).join(' ');
describe('walk', () => {
  it('follows jumps, pages and the end', () => {
    const s = survey([
      { key: 'p1', questions: [q('a', { skip_to: [{ if: { '>=': [{ var: 'answer.a' }, 9] }, to: 'end' }, { if: { '==': [{ var: 'answer.a' }, 5] }, to: 'e' }] }), q('b')], branches: [{ if: { '==': [{ var: 'field.city' }, 'Rome'] }, to: 'p3' }] },
      { key: 'p2', visible_if: { '<': [{ var: 'answer.a' }, 3] }, questions: [q('c'), q('d', { visible_if: { var: 'answer.c' } })] },
      { key: 'p3', questions: [q('f'), q('e')] },
    ]);
    expect(met(s)).toBe('a b f e');
    expect(met(s, { a: 1 })).toBe('a b c f e');
    expect(met(s, { a: 1, c: 2 })).toBe('a b c d f e');
    expect(met(s, { a: 9 })).toBe('a');
    expect(met(s, { a: 5 })).toBe('a e');
    expect(met(s, { a: 1 }, { city: 'Rome' })).toBe('a b f e');
  });
  it('lets rules see only what was met', () => {
    const s = survey([{ key: 'p', questions: [q('a'), q('b', { visible_if: { var: 'answer.a' } }), q('c', { visible_if: { var: 'answer.b' }, required_if: { '>': [{ var: 'answer.a' }, 1] } })] }]);
    expect(met(s, { b: 1 })).toBe('a');
    expect(met(s, { a: 1, b: 1 })).toBe('a b c');
    expect(walk(s, { a: 1, b: 1 }, {}).must(s.pages[0].questions[2])).toBe(false);
    expect(walk(s, { a: 2, b: 1 }, {}).must(s.pages[0].questions[2])).toBe(true);
  });
});

describe('pipe', () => {
  const options = [{ key: 'x', text: 'Ex' }, { key: 'y', text: 'Why' }];
  const s = survey([{ key: 'p', questions: [q('n'), q('m', { kind: 'multiple', options }), q('pair')] }]);
  const say = (text: string, answers = {}, lang = 'en') => pipe(text, { ...s, lang }, answers, { order: '<b>o7</b>' });
  it('says answers by their words', () => {
    expect(say('You gave {{answer.n}}.', { n: 0 })).toBe('You gave 0.');
    expect(say('{{answer.m}}', { m: ['x', 'y', { other: 'wet' }] })).toBe('Ex, Why, wet');
    expect(say('{{answer.m}}', { m: ['x', 'y'] }, 'zh-TW')).toBe('Ex、Why');
    expect(say('{{answer.pair.got}} {{answer.gone}}{{field.order}} {{x}}', { pair: { got: 2 } })).toBe('2 <b>o7</b> ');
    expect(say('{{open')).toBe('{{open');
  });
});

describe('prefill', () => {
  const ask = (more: object) => q('x', more) as never;
  it('takes only answers that fit', () => {
    expect(fitting(ask({ scale: { min: 0, max: 10 } }), '9')).toBe(9);
    expect(fitting(ask({ scale: { min: 0, max: 10 } }), '11')).toBeUndefined();
    expect(fitting(ask({ scale: { min: 0, max: 10 } }), '1.5')).toBeUndefined();
    expect(fitting(ask({ scale: { min: 0, max: 10 } }), 'x')).toBeUndefined();
    expect(fitting(ask({ kind: 'better_worse' }), '-2')).toBe(-2);
    expect(fitting(ask({ kind: 'single', options: [{ key: 'a', text: '' }] }), 'a')).toBe('a');
    expect(fitting(ask({ kind: 'single', options: [{ key: 'a', text: '' }] }), 'b')).toBeUndefined();
    expect(fitting(ask({ kind: 'multiple', options: [{ key: 'a', text: '' }] }), 'a')).toEqual(['a']);
  });
});
