// Shapes of surveys and of the routes around them. docs/surveys.md explains, api/survey.schema.json publishes the format.
import type { Asof, Estimate } from './api';

/** Words by language: {"zh-CN": "...", "en": "..."} */
export type Words = Record<string, string>;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** A JsonLogic rule over {answer: {...}, field: {...}} */
export type Logic = Json;

export type Occasion = 'touchpoint' | 'relationship' | 'employee' | 'market';
export type QuestionKind =
  | 'nps' | 'csat' | 'ces' | 'grid' | 'single' | 'multiple' | 'ranking' | 'short_text' | 'long_text' | 'pair' | 'better_worse'
  | 'emotion' | 'senses' | 'dimensions' | 'recall_unaided' | 'recall_aided' | 'critical_incident' | 'picture' | 'date' | 'contact'
  | 'consent' | 'statement';

export interface Scale { min: number; max: number; neutral?: number; direction?: 'up' | 'down'; step?: number }
/** To a later question or page, or "end" */
export interface Jump { if: Logic; to: string }
export interface Option { key: string; text: Words; image?: string; touchpoint?: string }
export interface Row { key: string; text?: Words; metric?: string; journey?: string; touchpoint?: string }
export interface ContactField { key: 'name' | 'email' | 'phone' | 'wechat' | 'company' | 'address'; required?: boolean }

export interface Question {
  key: string; kind: QuestionKind; text: Words; help?: Words; required?: boolean;
  visible_if?: Logic; required_if?: Logic; skip_to?: Jump[]; prefill?: Json;
  scale?: Scale; metric?: string; journey?: string; touchpoint?: string; low?: Words; high?: Words;
  look?: 'stars' | 'faces' | 'numbers';                               // csat
  expectation?: 'will' | 'should' | 'adequate' | 'promised';           // pair
  expected_text?: Words; got_text?: Words;                            // pair
  expected_only?: boolean;                                            // pair: asked before the experience
  indirect?: boolean;                                                 // nps, csat, ces, grid: about people like the respondent
  names?: boolean;                                                    // short_text: the answer names somebody
  options?: Option[]; rows?: Row[]; random?: boolean; other?: boolean; other_text?: Words;
  min_choices?: number; max_choices?: number; min_length?: number; max_length?: number; max_items?: number;
  about?: string;                                                     // words explain this rating
  contact?: ContactField[]; purpose?: string; earliest?: string; latest?: string;
}
export interface Page { key: string; title?: Words; text?: Words; visible_if?: Logic; random?: boolean; questions: Question[]; branches?: Jump[] }
export interface Theme { accent?: string; on_accent?: string; background?: string; surface?: string; text?: string; muted?: string;
  font?: 'system' | 'serif' | 'rounded'; radius?: number; logo?: string }
export interface Survey {
  format: 1; key: string; kind: Occasion; title: Words; description?: Words; languages: string[]; display?: 'one' | 'pages';
  journey?: string; touchpoint?: string; pages: Page[]; hidden?: { key: string; shown?: boolean }[];
  quotas?: { key: string; limit: number; when?: Logic }[]; theme?: Theme; thanks?: Words; closed_text?: Words;
  closes_at?: string; max_responses?: number;
}

/** Answers by question key; the form of each kind is in docs/surveys.md */
export type Answer = Json;
export type Answers = Record<string, Answer>;

// ---- the respondent's side (no account) -------------------------------------------------------------------------------
/** One question in one language */
export interface PublicQuestion {
  key: string; kind: QuestionKind; text: string; help?: string; required?: true;
  visible_if?: Logic; required_if?: Logic; skip_to?: Jump[]; prefill?: Json;
  scale?: { min: number; max: number; step?: number }; low?: string; high?: string; look?: 'stars' | 'faces' | 'numbers';
  expected_text?: string; got_text?: string; expected_only?: true; options?: { key: string; text: string; image?: string }[];
  rows?: { key: string; text: string }[]; random?: true; other?: string; min_choices?: number; max_choices?: number;
  min_length?: number; max_length?: number; max_items?: number; contact?: ContactField[]; earliest?: string; latest?: string;
}
export interface PublicSurvey {
  key: string; version: number; lang: string; languages: string[]; title: string; display: 'one' | 'pages'; theme: Required<Omit<Theme, 'logo'>> & { logo?: string };
  pages: { key: string; title?: string; text?: string; visible_if?: Logic; random?: true; questions: PublicQuestion[]; branches?: Jump[] }[];
  hidden?: string[]; thanks?: string;
}
/** GET /v1/respond/{token}?lang= ; the same object is inside the page GET /r/{token} */
export interface Visit {
  token: string;
  state: 'open' | 'closed' | 'used' | 'expired' | 'full';
  survey?: PublicSurvey;              // when open
  message?: string;                   // when not open: the survey's words, "" = use your own
  lang?: string;                      // when not open: language of message
  fields: Record<string, string>;     // for {{field.x}} and logic; those of the link cannot be changed
  test?: true;                        // nothing is counted
}
/** POST /v1/respond/{token}/partial and /submit */
export interface Submission {
  response: string;                   // 32 hex digits made by the page, kept until sent: what makes sending exactly-once
  version: number; lang: string; answers: Answers; fields?: Record<string, string>;
  started_at?: string; finished_at?: string;   // by the respondent's clock
  latency?: Record<string, number>;   // ms from the question being shown to its (first) answer
  at?: string;                        // partial: the question now on screen
}
export interface Submitted { response: string; state: 'partial' | 'done'; seq?: number; ignored?: string[] }

// ---- the console's side ------------------------------------------------------------------------------------------------
export interface Fault { field: string; code: string; message: string }
export type SurveyState = 'draft' | 'open' | 'closed';
export interface SurveyHead { key: string; title: Words; kind: Occasion; languages: string[]; state: SurveyState;
  version: number;                    // 0: never published
  draft_changed: boolean;             // the draft differs from the latest version
  questions: number; responses: { done: number; partial: number }; changed_at: string;
  answered_at?: string; journey?: string; touchpoint?: string }
/** GET /v1/surveys → {surveys: SurveyHead[]} */
/** GET /v1/surveys/{key}, PUT, POST /v1/surveys */
export interface SurveyFull extends SurveyHead { revision: number; draft: Survey; faults: Fault[]; warnings: Fault[];
  versions: { version: number; note: string; author: string; published_at: string }[] }
/** POST /v1/surveys/{key}/check → {faults, warnings} */
export interface Checked { faults: Fault[]; warnings: Fault[] }
/** GET /v1/surveys/{key}/compare?from=1&to=2 (0 = the draft) */
export interface Compared { from: number; to: number; changes: { path: string; change: 'added' | 'removed' | 'changed'; before?: Json; after?: Json }[] }
export interface Link { id: string; kind: 'public' | 'signed'; name: string; token: string; path: string; channel: string; single_use: boolean;
  journey: string; touchpoint: string; lang: string; fields: Record<string, string>; customer?: string; episode?: string; event_at?: string; expires_at?: string; created_at: string; closed: boolean;
  test: boolean; responses?: { done: number; partial: number } }
export interface ResponseRow { response: string; version: number; state: 'partial' | 'done'; customer?: string; channel: string; lang: string; link: string;
  journey: string; touchpoint: string; started_at?: string; submitted_at?: string; changed_at: string; duration_ms?: number;
  delay_ms?: number;                  // since the event that led to it
  fields: Record<string, string>; answers: Answers; latency: Record<string, number> }
/** What texts are about by their words, basis predicted; `bad`: of those about it. */
export interface TopicResult { topic: string; n: number; share: Estimate; bad: Estimate }
export interface ResultPart { part: string; text?: Words; metric: string; scale: Scale; n: number;
  mean: Estimate; headline?: Estimate & { metric: string }; expectation?: Estimate; ratio?: Estimate;
  weighted?: Estimate & { metric: string };   // headline, or mean, by design weights; only where weights differ
  distribution: { value: number; n: number; share: Estimate }[] }
export interface QuestionResult { key: string; kind: QuestionKind; text: Words; n: number; parts?: ResultPart[];
  indirect?: true; expected_only?: true; topics?: TopicResult[]; names?: { name: string; n: number; share: Estimate; reasons: TopicResult[] }[]; rare_names?: number;
  choices?: { key: string; text: Words; n: number; share: Estimate; rank?: Estimate; weighted?: Estimate }[];
  others?: number; texts?: number; latency_ms?: Estimate /* median */ }
/** GET /v1/surveys/{key}/results */
export interface Results extends Asof { key: string; versions: number[]; responses: { done: number; partial: number }; truncated: boolean; questions: QuestionResult[] }
/** GET /v1/surveys/{key}/units: employees of each unit beside its customers. */
export interface Units extends Asof { key: string; field: string; attribute: string; metric: string; need: number; staff: { question: string; metric: 'nps' | 'mean_score'; all: Estimate; without_unit: number };
  units: UnitRow[]; more: number; truncated: boolean; together: { need: number; n: number; value?: number; lo?: number; hi?: number; no_spread: boolean } }
export interface UnitRow { unit: string; staff: Estimate; customers: Estimate }
/** POST /v1/surveys/{key}/test */
export interface TestRun { met: string[]; ended_early: boolean; ignored: string[]; faults: Fault[];
  scores: { question: string; part: string; metric: string; value: number; expectation?: number; valence: number; counts: boolean; journey: string; touchpoint: string; text?: string }[];
  words: { question: string; part: string; text: string }[]; quotas: { key: string; counted: boolean; full: boolean }[] }
