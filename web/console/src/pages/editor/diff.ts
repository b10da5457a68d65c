// What changed between two versions of a journey, as facts that the interface puts into words.
import type { Journey, Rule, Text, Touchpoint } from '@shared/api';
import { complete, sameValue, type Draft } from './model';

type Side = Draft | Journey;
/** `what` names a text of i18n (editor.diff.*); names are labels in both languages, fields are keys of editor.field.*. */
export interface Change {
  what: 'stage_added' | 'stage_removed' | 'stage_renamed' | 'stage_phase' | 'stages_order' | 'scene_added' | 'scene_removed' | 'scene_renamed' | 'scenes_order'
    | 'cell' | 'cell_off' | 'cell_on' | 'rule_added' | 'rule_removed' | 'rule_changed' | 'rules_order' | 'name' | 'description' | 'episode';
  name?: Text; before?: Text; event?: string; cell?: string; fields?: string[]; order?: Text[];
  /** Whether stored events may come out differently. */
  facts: boolean;
}
const CELL: (keyof Touchpoint)[] = ['owner', 'moment', 'floor', 'expectation_sources', 'standards', 'play_stage', 'props', 'actor'];
const RULE: (keyof Rule)[] = ['event', 'when', 'touchpoint', 'episode', 'promise', 'ratings', 'text'];
const fieldsOf = <T extends object>(keys: (keyof T)[], a: T, b: T): string[] => keys.filter((k) => !sameValue(a[k] ?? '', b[k] ?? '')).map(String);
const orderOf = (a: { key?: string; id?: string }[], b: { key?: string; id?: string }[]): boolean => {
  const key = (x: { key?: string; id?: string }) => x.key ?? x.id ?? '';
  const both = new Set(a.map(key).filter((k) => b.some((x) => key(x) === k)));
  const left = a.map(key).filter((k) => both.has(k));
  return left.some((k, i) => b.map(key).filter((x) => both.has(x))[i] !== k);
};

export function changes(before: Side, after: Side): Change[] {
  const a = complete(before as Draft), b = complete(after as Draft);
  const out: Change[] = [];
  if (!sameValue(a.name, b.name)) out.push({ what: 'name', before: a.name, name: b.name, facts: false });
  if (!sameValue(a.description, b.description)) out.push({ what: 'description', facts: false });
  for (const axis of ['stages', 'scenes'] as const) {
    const word = axis === 'stages' ? 'stage' : 'scene';
    for (const x of b[axis]) {
      const old = a[axis].find((y) => y.key === x.key);
      if (!old) out.push({ what: `${word}_added`, name: x.name, facts: true });
      else if (!sameValue(old.name, x.name)) out.push({ what: `${word}_renamed`, before: old.name, name: x.name, facts: false });
      if (old && axis === 'stages' && (old as { phase?: string }).phase !== (x as { phase?: string }).phase) out.push({ what: 'stage_phase', name: x.name, facts: false });
    }
    for (const x of a[axis]) if (!b[axis].some((y) => y.key === x.key)) out.push({ what: `${word}_removed`, name: x.name, facts: true });
    if (orderOf(a[axis], b[axis])) out.push({ what: `${axis}_order`, order: b[axis].map((x) => x.name), facts: false });
  }
  for (const x of b.touchpoints) {
    const old = a.touchpoints.find((y) => y.key === x.key);
    if (!old) continue;
    if (old.applicable !== x.applicable) out.push({ what: x.applicable ? 'cell_on' : 'cell_off', cell: x.key, facts: true });
    const fields = fieldsOf(CELL, old, x);
    if (fields.length) out.push({ what: 'cell', cell: x.key, fields, facts: fields.includes('floor') });
  }
  for (const x of b.rules) {
    const old = a.rules.find((y) => y.id === x.id);
    if (!old) { out.push({ what: 'rule_added', event: x.event, cell: x.touchpoint, facts: true }); continue; }
    const fields = fieldsOf(RULE, old, x);
    if (fields.length) out.push({ what: 'rule_changed', event: x.event, fields, facts: true });
  }
  for (const x of a.rules) if (!b.rules.some((y) => y.id === x.id)) out.push({ what: 'rule_removed', event: x.event, cell: x.touchpoint, facts: true });
  if (orderOf(a.rules, b.rules)) out.push({ what: 'rules_order', facts: true });
  if (!sameValue(a.episode, b.episode)) out.push({ what: 'episode', facts: true });
  return out;
}
