// What is kept on the device: the answers so far, and finished responses until the server has them. Without storage (some
// WebViews) memory takes its place.
import type { Answers } from './types';

let disk: Record<string, string>;
try {
  disk = window.localStorage;
  disk.pk = 1 as unknown as string;
  delete disk.pk;
} catch (e) {
  disk = {};
}

export const load = <T>(key: string): T | undefined => {
  try {
    return JSON.parse(disk[key]) as T;
  } catch (e) {
    return undefined;
  }
};
/** undefined: forget */
export const keep = (key: string, value?: unknown): void => {
  try {
    if (value === undefined) delete disk[key];
    else disk[key] = JSON.stringify(value);
  } catch (e) { /* full: the answers are still in the page */ }
};

/** Answers of one visit, until the response is done. */
export interface Draft {
  r: string;                  // response id
  v: number;                  // version of the survey
  a: Answers;
  l: Record<string, number>;  // latency in ms
  at: string;                 // question on the screen
  s: string;                  // started_at
  f?: number;                 // finished: ms since 1970
}

/** 32 hex digits. */
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => (b + 256).toString(16).slice(1)).join('');
