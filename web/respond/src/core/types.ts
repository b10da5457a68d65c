import type { Answer, Answers, PublicQuestion, PublicSurvey, Visit } from '@shared/survey';
import type { Kid } from './dom';
import type { Draft } from './store';
export type { Answer, Answers, Logic, PublicQuestion, PublicSurvey, Submission, Visit } from '@shared/survey';

/** One question on the screen, as its kind sees it. */
export interface Ask {
  q: PublicQuestion;
  id: string;                   // prefix of element ids, unique in the page
  value: Answer | undefined;    // when it was shown
  paper?: boolean;              // to be filled in with a pen
  order: number[];              // of options or rows
  /** A new answer; undefined: none. `whole`: one touch said everything. */
  set(value: Answer | undefined, whole?: boolean): void;
}
export type Fail = [code: string, n?: number];
export interface Kind {
  render(ask: Ask): HTMLElement;
  /** What is wrong with an answer that is there. */
  check?(q: PublicQuestion, value: Answer): Fail | undefined;
  /** What is missing although there is an answer. */
  whole?(q: PublicQuestion, value: Answer): Fail | undefined;
  /** A label names the one control (text fields): no group. */
  single?: boolean;
}
export type Texts = Record<string, string>;

/** Which questions are met, and which of them must be answered. */
export interface Walked { met: PublicQuestion[]; must(q: PublicQuestion): boolean }
/** What features may see and change; each is sent only where it is needed. */
export interface Page {
  visit: Visit;
  survey: PublicSurvey;
  address: URLSearchParams;
  fields: Record<string, string>;  // all that are known
  own: Record<string, string>;     // those from the page's address
  draft(): Draft;
  kinds: Record<string, Kind>;
  app: HTMLElement; header: HTMLElement; main: HTMLElement; footer: HTMLElement;
  walk(answers: Answers): Walked;
  text(words: string): string;
  /** Sets a text that may change with answers. */
  words(el: HTMLElement, text: string): HTMLElement;
  /** What stands above the questions of a page. */
  above(p: PublicSurvey['pages'][0], one: boolean): Kid;
  order(response: string, key: string, n: number): number[];
  /** Before the first step of a response. */
  begin: ((anew: boolean) => void)[];
  /** After each answer. */
  after: (() => void)[];
  /** After thanks stand on the screen; `again` starts another response. */
  done: ((again: HTMLElement) => void)[];
  /** Keys of the steps in order, with these answers. */
  stepKeys(): string[];
  save(): void;
  partial(): void;
  leave(): void;
  start(anew?: boolean): void;
  offline(): boolean;
}
