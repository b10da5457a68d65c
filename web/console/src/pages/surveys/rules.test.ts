import { describe, expect, it } from 'vitest';
import type { Logic, Survey } from '@shared/survey';
import { firstCond, fromRows, lastSubject, opsFor, retarget, subjectsAt, subjectsOf, targetsAfter, toRows } from './rules';

const v = (path: string) => ({ var: path });
describe('rows and JsonLogic', () => {
  const same: Logic[] = [
    { '>=': [v('answer.nps'), 9] }, { '<': [v('answer.pair.got'), v('answer.pair.expected')] }, { '!=': [v('answer.solved'), 'yes'] },
    { in: ['effort', v('answer.why')] }, { '!': [{ in: ['effort', v('answer.why')] }] }, { in: [v('answer.one'), ['a', 'b']] },
    { missing: ['answer.nps'] }, { '!': [{ missing: ['answer.nps'] }] }, { '==': [v('answer.ok'), true] }, { '==': [v('field.city'), 'Shanghai'] },
    { and: [{ '<=': [v('answer.nps'), 6] }, { '!': [{ missing: ['answer.why'] }] }] }, { or: [{ '>': [v('answer.a'), 1] }, { '<': [v('answer.b'), 2] }] },
  ];
  it('come back as they were', () => { for (const rule of same) expect(fromRows(toRows(rule)!), JSON.stringify(rule)).toEqual(rule); });
  it('no rule is no rows', () => { expect(toRows(undefined)).toEqual({ join: 'and', rows: [] }); expect(fromRows({ join: 'or', rows: [] })).toBeUndefined(); });
  it('turns a comparison that begins with the value', () => {
    expect(fromRows(toRows({ '>': [9, v('answer.nps')] })!)).toEqual({ '<': [v('answer.nps'), 9] });
    expect(fromRows(toRows({ '===': [v('answer.a'), 'x'] })!)).toEqual({ '==': [v('answer.a'), 'x'] });
  });
  it('leaves to JSON what rows cannot say', () => {
    for (const rule of [true, { '+': [1, 2] }, { '>': [{ '+': [v('answer.a'), 1] }, 2] }, { and: [{ or: [{ '>': [v('answer.a'), 1] }] }] }, { '<': [1, v('answer.a'), 5] }, { '==': [v('a'), 1] }, { and: [] }, { '!': [{ '>': [v('answer.a'), 1] }] }] as Logic[]) expect(toRows(rule), JSON.stringify(rule)).toBeUndefined();
  });
});

const survey: Survey = {
  format: 1, key: 's', kind: 'touchpoint', title: {}, languages: ['en'], hidden: [{ key: 'city' }],
  pages: [{ key: 'p1', questions: [{ key: 'nps', kind: 'nps', text: {} }, { key: 'who', kind: 'single', text: {}, options: [{ key: 'a', text: {} }, { key: 'b', text: {} }] }] }, { key: 'p2', questions: [{ key: 'grid', kind: 'grid', text: {}, rows: [{ key: 'r1' }, { key: 'r2' }] }, { key: 'end_note', kind: 'statement', text: {} }] }],
};
describe('places', () => {
  it('a rule reads answers before it and hidden fields; a jump also its own', () => {
    expect(subjectsAt(survey, 'who', false).map((s) => s.path)).toEqual(['answer.nps', 'field.city']);
    expect(subjectsAt(survey, 'who', true).map((s) => s.path)).toEqual(['answer.nps', 'answer.who', 'field.city']);
    expect(subjectsAt(survey, 'p2', false).map((s) => s.path)).toEqual(['answer.nps', 'answer.who', 'field.city']);
    expect(subjectsAt(survey, 'p2', true).map((s) => s.path)).toEqual(['answer.nps', 'answer.who', 'answer.grid.r1', 'answer.grid.r2', 'field.city']);
  });
  it('a new row begins with the answer asked last', () => {
    expect(lastSubject(subjectsAt(survey, 'p2', false))?.path).toBe('answer.who');
    expect(lastSubject(subjectsAt(survey, 'nps', false))?.path).toBe('field.city');
    expect(lastSubject([])).toBeUndefined();
  });
  it('a jump leads forward', () => {
    expect(targetsAfter(survey, 'nps').map((x) => x.key)).toEqual(['who', 'p2', 'grid', 'end_note']);
    expect(targetsAfter(survey, 'p1').map((x) => x.key)).toEqual(['p2', 'grid', 'end_note']);
    expect(targetsAfter(survey, 'end_note')).toEqual([]);
  });
  it('a first row always fits its subject, and one that fits is kept', () => {
    for (const s of subjectsAt(survey, 'end_note', true)) expect(opsFor(s.type)).toContain(firstCond(s).op);
    const [nps, who] = [subjectsOf(survey.pages[0]!.questions[0]!)[0]!, subjectsOf(survey.pages[0]!.questions[1]!)[0]!];
    expect(retarget({ of: 'answer.x', op: 'ge', value: 9 }, nps)).toEqual({ of: 'answer.nps', op: 'ge', value: 9 });
    expect(retarget({ of: 'answer.x', op: 'ge', value: 9 }, who)).toEqual({ of: 'answer.who', op: 'eq', value: 'a' });
  });
});
