import { describe, expect, it } from 'vitest';
import type { Survey } from '@shared/survey';
import { addQuestion, contrast, duplicateQuestion, flatIds, joinPage, missingIn, moveBy, moveFlat, newQuestion, pathOf, removeQuestion, renameQuestion, setAt, setQuestion, splitPage, textsOf, USES, type FirstWords } from './model';

const W = (s: string) => ({ en: s });
const first: FirstWords = { text: W('New'), options: [W('A'), W('B')], rows: [W('R')], expected: W('E'), got: W('G'), purpose: 'call' };
const survey: Survey = {
  format: 1, key: 's', kind: 'touchpoint', title: { en: 'T', 'zh-CN': '标题' }, languages: ['en', 'zh-CN'],
  pages: [
    { key: 'one', questions: [{ key: 'a', kind: 'nps', text: W('A?') }, { key: 'b', kind: 'single', text: W('B?'), options: [{ key: 'x', text: W('X') }, { key: 'y', text: W('Y') }] }] },
    { key: 'two', questions: [{ key: 'c', kind: 'long_text', text: W('You said {{answer.a}} and {{answer.b}}'), about: 'a', visible_if: { and: [{ '<': [{ var: 'answer.a' }, 7] }, { '==': [{ var: 'answer.b' }, 'a'] }] } }] },
  ],
};

describe('order of questions', () => {
  it('is one list of pages and questions', () => expect(flatIds(survey)).toEqual(['p:one', 'q:a', 'q:b', 'p:two', 'q:c']));
  it('moves within a page and over its border', () => {
    expect(flatIds(moveFlat(survey, 1, 2))).toEqual(['p:one', 'q:b', 'q:a', 'p:two', 'q:c']);
    expect(flatIds(moveFlat(survey, 1, 4))).toEqual(['p:one', 'q:b', 'p:two', 'q:c', 'q:a']);
    expect(flatIds(moveFlat(survey, 4, 0))).toEqual(['p:one', 'q:c', 'q:a', 'q:b']);  // a page without questions goes
    expect(moveFlat(survey, 0, 3)).toBe(survey);                                      // pages are not moved so
  });
  it('moves by one place', () => {
    expect(flatIds(moveBy(survey, 'b', 1))).toEqual(['p:one', 'q:a', 'p:two', 'q:b', 'q:c']);
    expect(moveBy(survey, 'a', -1)).toEqual(survey);
    expect(moveBy(survey, 'c', 1)).toEqual(survey);
  });
  it('splits and joins pages', () => {
    const split = splitPage(survey, 'b');
    expect(flatIds(split)).toEqual(['p:one', 'q:a', 'p:page', 'q:b', 'p:two', 'q:c']);
    expect(flatIds(joinPage(split, 1))).toEqual(flatIds(survey));
    expect(splitPage(survey, 'a')).toBe(survey);
    expect(joinPage(survey, 0)).toBe(survey);
  });
});

describe('questions', () => {
  it('of every kind have only members that the kind knows', () => {
    for (const kind of Object.keys(USES) as (keyof typeof USES)[]) {
      const q = newQuestion(kind, 'q', first);
      expect(!!q.options, kind).toBe(USES[kind].includes('options'));
      expect(!!q.contact, kind).toBe(kind === 'contact');
    }
  });
  it('are added after another, with free keys', () => {
    const one = addQuestion(survey, 'nps', first, 'a');
    expect(one.key).toBe('nps');
    expect(flatIds(one.survey)).toEqual(['p:one', 'q:a', 'q:nps', 'q:b', 'p:two', 'q:c']);
    expect(addQuestion(one.survey, 'nps', first).key).toBe('nps_2');
    expect(pathOf(one.survey, 'b')).toBe('pages[0].questions[2]');
  });
  it('are copied without jumps, and removed', () => {
    const copy = duplicateQuestion(survey, 'a');
    expect(copy.key).toBe('a_2');
    expect(flatIds(removeQuestion(copy.survey, 'a'))).toEqual(['p:one', 'q:a_2', 'q:b', 'p:two', 'q:c']);
  });
  it('lose members that become empty', () => expect(setQuestion(setQuestion(survey, 'a', { required: true }), 'a', { required: false }).pages[0]!.questions[0]).toEqual(survey.pages[0]!.questions[0]));
  it('are renamed everywhere, and only as keys', () => {
    const c = renameQuestion(survey, 'a', 'score').pages[1]!.questions[0]!;
    expect(c.text.en).toBe('You said {{answer.score}} and {{answer.b}}');
    expect(c.about).toBe('score');
    expect(c.visible_if).toEqual({ and: [{ '<': [{ var: 'answer.score' }, 7] }, { '==': [{ var: 'answer.b' }, 'a'] }] });
  });
});

describe('texts', () => {
  it('are all there, with the paths of the server', () => {
    const said = textsOf(survey);
    expect(said.map((x) => x.path)).toEqual(['title', 'pages[0].questions[0].text', 'pages[0].questions[1].text', 'pages[0].questions[1].options[0].text', 'pages[0].questions[1].options[1].text', 'pages[1].questions[0].text']);
    expect(missingIn(said, 'zh-CN')).toBe(5);
  });
  it('are set by path', () => {
    const next = setAt(survey, 'pages[0].questions[1].options[1].text', { en: 'Why' });
    expect(next.pages[0]!.questions[1]!.options![1]!.text).toEqual({ en: 'Why' });
    expect(next.pages[1]).toBe(survey.pages[1]);
    expect(setAt(survey, 'title', { en: 'X' }).title.en).toBe('X');
  });
});

it('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 9);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 3);
});
