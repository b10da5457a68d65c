import { describe, expect, it } from 'vitest';
import type { Rule } from '@shared/api';
import { changes } from './diff';
import { add, addRule, complete, emptyJourney, freeKey, leadsTo, move, redo, remove, rename, sameDraft, setCell, setRule, startHistory, step, undo } from './model';

const text = (en: string) => ({ zh: '', en });
const start = () => emptyJourney('shop', text('Shop'), { stages: [text('Order'), text('Delivery')], scenes: [text('Web'), text('App')] });

describe('draft', () => {
  it('has every cell in the order of stages, then scenes', () => {
    expect(start().touchpoints.map((t) => t.key)).toEqual(['stage-1/scene-1', 'stage-1/scene-2', 'stage-2/scene-1', 'stage-2/scene-2']);
    expect(move(start(), 'stages', 1, 0).touchpoints[0]!.key).toBe('stage-2/scene-1');
  });
  it('keeps what was said about a cell when its stage moves, and forgets it when the stage goes', () => {
    const d = setCell(start(), 'stage-2/scene-1', { owner: text('Logistics'), floor: { value: -0.5, rate: 0.02 } });
    expect(move(d, 'stages', 1, 0).touchpoints[0]!.owner.en).toBe('Logistics');
    expect(remove(d, 'stages', 'stage-2').touchpoints).toHaveLength(2);
  });
  it('takes the rules of a removed stage away and the outcome of others', () => {
    let d = addRule(start(), { event: 'Placed', touchpoint: 'stage-1/{scene}', promise: { expected: 'due', actual: '', since: '@time', kind: 'time', polarity: 'less', rule: 'timestamp', unit: 'day', outcome_touchpoint: 'stage-2/scene-1' } }).draft;
    d = addRule(d, { event: 'Delivered', touchpoint: 'stage-2/scene-1' }).draft;
    const left = remove(d, 'stages', 'stage-2');
    expect(left.rules.map((r) => r.event)).toEqual(['Placed']);
    expect(left.rules[0]!.promise!.outcome_touchpoint).toBe('');
  });
  it('makes keys that are free and fit the server', () => {
    expect(freeKey('First Payment', [], 'stage')).toBe('first-payment');
    expect(freeKey('First Payment', ['first-payment'], 'stage')).toBe('first-payment-2');
    expect(freeKey('配送', ['a', 'b'], 'stage')).toBe('stage-3');
    expect(add(start(), 'stages', text('Use'), 'stage').key).toBe('use');
  });
  it('knows which rules may lead to a cell', () => {
    const r = { id: 'r', event: 'e', touchpoint: 'delivery/{scene}' } as Rule;
    expect(leadsTo(r, 'delivery/app')).toBe(true);
    expect(leadsTo(r, 'order/app')).toBe(false);
    expect(leadsTo({ ...r, touchpoint: 'order/app' }, 'order/web')).toBe(false);
  });
  it('drops empty members, so that nothing changed reads as nothing changed', () => {
    const d = addRule(start(), { event: 'x', touchpoint: 'stage-1/scene-1' }).draft;
    expect(sameDraft(setRule(d, d.rules[0]!.id, { ratings: [], when: [] }), d)).toBe(true);
    expect(sameDraft({ ...d, version: 9 }, d)).toBe(true);
    expect(sameDraft(rename(d, 'stages', 'stage-1', text('Orders')), d)).toBe(false);
  });
});

describe('history', () => {
  it('goes back and forth; typing is one step', () => {
    let h = startHistory(start());
    h = step(h, rename(h.now, 'stages', 'stage-1', text('O')), 'name', 1000);
    h = step(h, rename(h.now, 'stages', 'stage-1', text('Or')), 'name', 1300);
    h = step(h, rename(h.now, 'stages', 'stage-1', text('Ord')), 'name', 9000);
    expect(h.past).toHaveLength(2);
    h = undo(h);
    expect(h.now.stages[0]!.name.en).toBe('Or');
    h = undo(h);
    expect(h.now.stages[0]!.name.en).toBe('Order');
    expect(undo(h)).toBe(h);
    h = redo(redo(h));
    expect(h.now.stages[0]!.name.en).toBe('Ord');
  });
});

describe('changes', () => {
  it('says nothing about equal versions', () => expect(changes(start(), complete({ ...start(), version: 4 }))).toEqual([]));
  it('names what changed and whether stored events are touched', () => {
    const a = addRule(start(), { event: 'Placed', touchpoint: 'stage-1/scene-1' }).draft;
    let b = rename(a, 'stages', 'stage-1', text('Ordering'));
    b = move(b, 'stages', 0, 1);
    b = setCell(b, 'stage-2/scene-1', { owner: text('Logistics') });
    expect(changes(a, b).map((c) => c.what)).toEqual(['stage_renamed', 'stages_order', 'cell']);
    expect(changes(a, b).some((c) => c.facts)).toBe(false);
    b = setRule(b, b.rules[0]!.id, { episode: 'order_id' });
    b = addRule(b, { event: 'Paid', touchpoint: 'stage-2/scene-2' }).draft;
    const after = changes(a, b).filter((c) => c.facts);
    expect(after.map((c) => [c.what, c.event, c.fields])).toEqual([['rule_changed', 'Placed', ['episode']], ['rule_added', 'Paid', undefined]]);
  });
  it('adding a stage is not a change of order', () => {
    expect(changes(start(), add(start(), 'stages', text('Use'), 'stage').draft).map((c) => c.what)).toEqual(['stage_added']);
  });
});
