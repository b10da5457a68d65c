// A row of radio buttons that look like tiles: every scale is made of it.
import { h } from '../core';
import type { Ask } from '../core';

export interface Tile { v: number | string; face: Node | string; say?: string }
interface TileOptions { cls?: string; low?: string; high?: string; label?: string; value?: unknown }

export const points = (s: { min: number; max: number; step?: number }): number[] =>
  Array.from({ length: Math.round((s.max - s.min) / (s.step || 1)) + 1 }, (_, i) => Math.round((s.min + i * (s.step || 1)) * 1e6) / 1e6);

/** `name` is unique in the page. The words at the ends belong to the first and last tile, for those who hear them too. */
export const tiles = (name: string, all: Tile[], o: TileOptions, pick: (v: Tile['v'], el: HTMLElement) => void): HTMLElement => {
  const end = [o.low, ...all.slice(2).map(() => ''), o.high];
  const row = h('div', { class: 'tiles n' + all.length + ' ' + (o.cls || '') }, all.map((x, i) => {
    const said = (x.say || (typeof x.face === 'string' ? x.face : String(x.v))) + (end[i] ? ' – ' + end[i] : '');
    return h('label', { class: 'tile', title: x.say || null },
      h('input', { type: 'radio', name, value: x.v, 'aria-label': said, checked: o.value === x.v, change: () => pick(x.v, row) }), h('b', null, x.face));
  }));
  return h('div', { 'data-radio': o.label ? null : '', role: o.label ? 'radiogroup' : null, 'aria-label': o.label },
    row, o.low || o.high ? h('div', { class: 'ends', 'aria-hidden': 'true' }, h('span', null, o.low), h('span', null, o.high)) : null);
};

/** A scale of numbers. */
export const numbers = (ask: Ask, o: TileOptions, pick: (v: number) => void, name = ask.id + 'c'): HTMLElement =>
  tiles(name, points(ask.q.scale || { min: 1, max: 5 }).map((v) => ({ v, face: String(v) })), o, (v) => pick(v as number));
