// How pleasant (five faces), then how stirred (five waves).
import { h, icon, kind, t } from '../core';
import { face } from '../parts/faces';
import { tiles } from '../parts/tiles';

type Felt = { valence?: number; arousal?: number };
const wave = (k: number): HTMLElement => icon('<path d="M2.500 12q2.370-' + (k * 4 - 3) + ' 4.750 0t4.750 0 4.750 0 4.750 0"/>', 'face');
kind('emotion', (ask) => {
  const value: Felt = Object.assign({}, ask.value as Felt);
  const row = (key: 'valence' | 'arousal', from: number, draw: (v: number) => HTMLElement, name: string) =>
    tiles(ask.id + key, [0, 1, 2, 3, 4].map((i) => ({ v: from + i, face: draw(from + i), say: t(name + i) })),
      { cls: 'faces', label: t(key), low: t(name + 0), high: t(name + 4), value: value[key] }, (v) => { value[key] = v as number; ask.set(Object.assign({}, value) as Record<string, number>); });
  return h('div', { class: 'emotion' }, h('p', { class: 'sub', 'aria-hidden': 'true' }, t('valence')), row('valence', -2, face, 'va'), h('p', { class: 'sub', 'aria-hidden': 'true' }, t('arousal')), row('arousal', 1, wave, 'ar'));
}, undefined, (_, v) => ((v as Felt).valence == null ? ['required'] : undefined));
