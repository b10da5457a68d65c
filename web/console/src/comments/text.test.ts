import { expect, it } from 'vitest';
import { pieces, typed, withMentions } from './text';

const id = (n: number) => 'acc_' + String(n).padStart(32, '0');
const people = [{ id: id(1), name: 'Li' }, { id: id(2), name: 'Li Lei' }, { id: id(3), name: '林晓' }];

it('finds colleagues in what is typed, the longer name first', () => {
  expect(withMentions('Ask @Li Lei and @Li, not @Lisa or a@Li.example; 请@林晓看', people)).toBe(`Ask @[Li Lei](${id(2)}) and @[Li](${id(1)}), not @Lisa or a@Li.example; 请@[林晓](${id(3)})看`);
  expect(withMentions('@nobody', people)).toBe('@nobody');
});
it('reads back what it wrote', () => {
  const text = 'See @Li Lei: @Li!';
  expect(typed(withMentions(text, people))).toBe(text);
  expect(pieces(withMentions('a @Li b', people))).toEqual(['a ', { name: 'Li', id: id(1) }, ' b']);
  expect(pieces('@[x](acc_1)')).toEqual(['@[x](acc_1)']);
});
