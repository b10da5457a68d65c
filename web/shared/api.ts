// Shapes of the HTTP contract as the console uses them; api/openapi.yaml is the full text and is checked against the routes.
export type Lang = 'zh' | 'en';
export interface Text { zh: string; en: string }
export type Basis = 'measured' | 'observed' | 'predicted' | 'assumed';
/** Every number: value with interval, n, basis. `insufficient` instead of value when there is too little data. */
export interface Estimate {
  value?: number; lo?: number; hi?: number; n: number; n_eff?: number;
  unit: string;            // valence | points | percent | ratio | score | share
  basis: Basis; method: string; flags: string[];
  insufficient?: { have: number; need: number };
}
export interface Asof { as_of: string; as_of_seq: number }

/** What a caller may do (message::Right): read = numbers only; personal = customers and their words; act = marks, comments, saved views, cases;
 *  write = journeys, imports; admin = settings, members, keys, audit log; self = the own account. */
export type Right = 'ingest' | 'read' | 'personal' | 'act' | 'write' | 'admin' | 'self';
export type Role = 'owner' | 'analyst' | 'manager' | 'agent' | 'viewer' | 'key';
/** GET /v1/session → 200 or 401 */
export interface Session { account: { id: string; email: string; name: string }; workspace: { no: number; key: string; name: string; zone: string; generated: boolean }; rights: Right[]; role: Role; csrf: string;
  must_enrol: boolean;                       // the workspace asks for a second factor first: only `self` works
  scope?: Record<string, string[]> }         // limited role: own touchpoints by journey
/** GET /v1/setup → {needed:true} before the first owner exists; POST /v1/setup {token,email,password,name,workspace}; POST /v1/sessions {email,password}; DELETE /v1/session */
export interface Setup { needed: boolean; signed_in: boolean }

/** GET|PATCH /v1/workspace; GET /v1/workspaces → {workspaces} */
export interface Workspace { no: number; key: string; name: string; zone: string; lang: Lang; generated: boolean; created_at: string; require_totp: boolean; suppress_k: number }
export interface RoleInfo { key: Exclude<Role, 'key'>; rights: Right[]; limited: boolean }
export interface Reach { touchpoints: string[]; departments: string[] }   // touchpoints as "<journey>:<stage>/<scene>"
/** GET /v1/members → {members}; without the right admin only id, name, email, role */
export interface Member extends Reach { id: string; email: string; name: string; role: Exclude<Role, 'key'>; totp: boolean; since: string; seen_at?: string }
/** GET|POST /v1/invitations; the answer of POST carries `path`, the link's part behind the address */
export interface Invitation extends Reach { id: string; email: string; role: Exclude<Role, 'key'>; by: string; created_at: string; expires_at: string; path?: string }
/** GET|POST /v1/keys; the answer of POST carries `key`, once */
export interface ApiKey { id: string; name: string; scope: 'ingest' | 'read' | 'admin'; hint: string; maker: string; created_at: string; seen_at?: string; expires_at?: string; key?: string }
/** GET /v1/account and /v1/account/sessions */
export interface Account { id: string; email: string; name: string; totp: boolean; totp_required: boolean; recovery_codes_left: number }
export interface SessionInfo { id: string; device: string; address: string; created_at: string; seen_at: string; current: boolean }
/** GET /v1/audit?who=&action=&object=&q=&from=&to=&before=&limit= → {entries, people, more} */
export interface AuditEntry { no: number; at: string; who: string; actor: string; address: string; action: string; object: string; label: string; changes: AuditChange[]; request: string }
export interface AuditChange { path?: string; before?: string; after?: string; more?: number }

/** GET /v1/journeys → {journeys: JourneySummary[]} */
export interface JourneySummary { key: string; name: Text; version: number; generated: boolean; touchpoints: number }
/** GET /v1/journeys/{key} */
export interface Journey {
  key: string; name: Text; description: Text; version: number; generated: boolean;
  stages: { key: string; name: Text; phase: 'pre-sale' | 'sale' | 'after-sale' }[];
  scenes: { key: string; name: Text }[];
  touchpoints: Touchpoint[];
  rules: Rule[]; episode: { start: string[]; end: string[]; gap_hours: number; grace_hours: number };
  lint?: Lint[];
}
export interface Lint { code: string; touchpoint: string }
export type RuleOp = 'eq' | 'ne' | 'in' | 'exists' | 'absent' | 'lt' | 'gt' | 'contains';
export interface Condition { property: string; op: RuleOp; values?: string[] }
export interface PromiseRule { expected: string; actual: string; since: string; kind: 'time' | 'quantity'; polarity: 'less' | 'more'; rule: 'timestamp' | 'calendar_day'; unit: string; outcome_touchpoint?: string }
export interface Scale { min: number; max: number; neutral: number; direction: 'up' | 'down' }
export interface RatingRule { property: string; metric: string; scale: Scale; not_applicable?: number[]; expectation?: string }
export interface Rule { id: string; event: string; when?: Condition[]; touchpoint: string; episode?: string; promise?: PromiseRule; ratings?: RatingRule[]; text?: string }
/** GET /v1/journeys/{key}/versions → {versions: Version[]} newest first */
export interface Version { version: number; at: string; author: string; note: string }
/** POST /v1/journeys/{key}/check with a draft */
export interface DraftCheck { errors: { field: string; code: string; detail: string }[]; lint: Lint[] }
export interface Place { journey: string; touchpoint: string }
/** POST /v1/journeys/{key}/preview?rule=<index> with a draft: what that rule would do to the newest stored events of its name */
export interface RulePreview {
  total: number; scanned: number; fits: number; matched: number; with_episode: number; unseen_context: boolean;
  promises: { kept: number; broken: number; made: number; none: number };
  taken_by: { rule: string; n: number }[];
  moves: { now: Place | null; then: Place | null; n: number }[];
  ratings: { metric: string; property: string; scored: number; absent: number; not_applicable: number; not_number: number; off_scale: number }[];
  properties: { name: string; n: number; examples: string[] }[];
  samples: { at: string; user_id: string; matched: boolean; now: Place | null; then: Place | null; episode: string; properties: Record<string, string>; promise?: { state: 'kept' | 'broken' | 'made' | 'none'; expected?: number; actual?: number }; ratings: { metric: string; value: number }[] }[];
}
/** GET /v1/events → {events, names}: what has arrived, most frequent first */
export interface EventName { event: string; n: number; unmapped: number }
/** GET /v1/templates → {templates} */
export interface Template { key: string; name: Text; description: Text; stages: Text[]; scenes: Text[]; rules: number }
/** GET /v1/unmapped → {events, names, facts} */
export interface UnmappedEvent { event: string; n: number; last_at: string; properties: string[]; suggestion?: { journey: string; confidence: number; rule: Rule } }
/** GET /v1/jobs/{id} */
export interface Job { id: string; kind: string; title: string; state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted'; progress: number; total: number; message: string; created_at: string; started_at?: string; finished_at?: string; result?: unknown }

/** 202 of a costly question asked with Prefer: respond-async, and GET /v1/answers/{id} */
export interface AnswerState { id: string; question: string; state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'; ahead: number; read: number; elapsed_ms: number; left_ms?: number }

export interface Touchpoint {
  key: string; stage: string; scene: string; applicable: boolean; owner: Text;
  moment: 'none' | 'purchase' | 'use'; floor?: { value: number; rate: number };
  play_stage: Text; props: Text; actor: Text; expectation_sources: string[]; standards?: Text[];
}

/** GET /v1/journeys/{key}/matrix?from=&to=&where= */
export interface Matrix extends Asof {
  journey: string; from: string; to: string;
  stages: { key: string; name: Text; experience: Estimate; expectation_gap: Estimate; mot_share?: Estimate;
            role?: 'peak' | 'valley' | 'end' }[];         // the curve, in order; expectation line = experience − gap
  scenes: { key: string; name: Text }[];
  cells: MatrixCell[];
  headline: { remembered: Estimate; mean: Estimate; ratio: Estimate; promise_kept: Estimate; nps: Estimate; silent?: Estimate };
  coverage: { measured: number; applicable: number; total: number };
  story: Story;
}
export interface MatrixCell {
  touchpoint: string; stage: string; scene: string;
  state: 'measured' | 'observed' | 'unmeasured' | 'insufficient' | 'not_applicable';
  experience: Estimate; expectation_gap: Estimate; ratio: Estimate; promise_kept: Estimate; mot_share: Estimate;
  moment: 'none' | 'purchase' | 'use'; breaches: number; role?: 'peak' | 'valley'; floor?: { value: number; rate: number };
  polarised: boolean; last_at?: string;
}
/** Facts for one plain sentence; the console words it in zh or en. Absent parts are not said. */
export interface Story {
  worst?: { touchpoint: string; stage: Text; scene: Text; kept?: Estimate; mot_share?: Estimate; expected?: number; actual?: number; unit?: string; since?: string; change?: { before: number; after: number; p: number }; leverage?: Estimate };
  peak?: { stage: Text };
}

/** GET /v1/journeys/{key}/laws?touchpoint=&from=&to= */
export interface Laws extends Asof {
  triangle: {
    ratio: Estimate; classes: { angry: number; dissatisfied: number; satisfied: number; delighted: number; n: number };
    class_of_group: 'angry' | 'dissatisfied' | 'satisfied' | 'delighted' | 'borderline' | null;
    histogram: { lo: number; hi: number; n: number }[]; histogram_sampled?: boolean;   // ratio bins, log-spaced
    promises: { kept: number; broken: number; open: number; overdue: number; rate: Estimate; median_duration?: Estimate };
    outcome: { metric: string; kept: Estimate; broken: Estimate; bins: { lo: number | null; hi: number | null; score: Estimate }[] } | null; // mean rating of the episode by promise
  };
  peak_end: { remembered: Estimate; mean: Estimate; episodes: { closed: number; open: number };
    mot_share: { touchpoint: string; share: Estimate }[]; leverage: { touchpoint: string; gain: Estimate; mean_gain: number }[]; leverage_target?: number;
    contest: Contest | null };
  effective: { insufficient: { have: number; need: number } };
  joy_pain: { breaches: { touchpoint: string; n: number; k: number; e: number; alarm: boolean; floor?: number; rate?: number; worst: Estimate }[] };
}
/** GET /v1/journeys/{key}/memory?from=&to=&where= : what is remembered; recall from the recall questions of surveys. */
export interface MemoryPage extends Asof {
  journey: string; remembered: Estimate; mean: Estimate; episodes: { closed: number; open: number };
  peak: string | null; valley: string | null; end: string | null;                          // touchpoints that are it most often
  moments: MemoryMoment[]; leverage_target: number; contest: Contest;
  recall: {
    surveys: number; answers: number; unmatched: number; truncated: boolean; all: Estimate; places: { touchpoint: string; recalled: Estimate; kept: 'not_enough_data' | 'undecided' | 'forgotten' | 'remembered' }[]; forgotten: { under: number; need: number };
    delays: { days: number; recalled: Estimate }[]; curve: { need: number; have: number; no_forgetting?: boolean; a?: number; b?: number; b_lo?: number; b_hi?: number; at_once?: number; half_life?: number; half_lo?: number; half_hi?: number; points?: { days: number; p: number }[] };
    effective: { positive: Estimate; positive_remembered: Estimate }; unaided: { nothing: Estimate; named: number };
  };
}
export interface MemoryMoment { touchpoint: string; passes: number; share: Estimate; peak: Estimate; valley: Estimate; end: Estimate; gain: Estimate; mean_gain: number }
/** Which rule foretells the answers about the relationship; null for one touchpoint. Without winner: insufficient, or everybody answered the same. */
export interface Contest { n: number; need: number; metric: string; answers: number; sampled: boolean; left_out: { one_moment: number; unmatched: number; repeated: number };
  weights: { peak: number; end: number; basis: 'assumed' | 'shrunk' | 'own'; peak_lo?: number; peak_hi?: number; end_lo?: number; end_hi?: number }; insufficient?: { have: number; need: number }; no_spread?: boolean;
  mean_r2?: number; peak_end_r2?: number; both_r2?: number; winner?: 'mean' | 'peak_end' | 'tie'; duration?: Estimate }
/** GET /v1/insights (catalogue) → {metrics: Metric[]} */
export interface Metric { key: string; name: Text; unit: string; formula: string; scale: string; version: number; method: string; needs: string; description: Text; basis?: Basis; need?: number; more_is_better?: boolean; range?: [number, number] }
/** GET /v1/insights/{metric}?journey=&by=touchpoint,week&from=&to=&where=touchpoint:delivery/app&where=city:上海 ; by: time buckets hour|day|week|month|quarter|year,
 *  touchpoint, stage, scene, channel, metric, name, lang, score, triangle_class, basis, or any attribute name */
export interface Insight extends Asof { metric: string; unit: string; method: string; rows: (Estimate & { key: Record<string, string> })[]; total: Estimate; from_rollup: boolean }
/** GET /v1/feedback?q=&journey=&touchpoint=&lang=&channel=&class=-1|0|1|none&label=&without=&assigned=1&unassigned=1&hide=1&count=1&customer=&from=&to=&limit=&offset=
 *  → {items, more, total?}; also comments of ratings. GET /v1/feedback/{id} → FeedbackItem; GET /v1/feedback/export → CSV of the same filter.
 *  POST /v1/feedback/labels {ids, add?, remove?}; POST /v1/feedback/assignments {ids, journey, touchpoint | ""} → {moved}; GET /v1/feedback/labels → Labels */
export interface FeedbackItem {
  id: string; at: string; text: string; lang: string; customer?: string; user_id?: string; journey: string; touchpoint: string; stage: string; scene: string; channel: string; metric: string;
  score?: number; valence?: number; class?: -1 | 0 | 1; episode_key?: string; episode?: string; kind: 'feedback' | 'rating' | 'event'; labels: string[];
  assigned?: { by: string; at: string; from_journey: string; from_touchpoint: string };
  change?: { text: string; by: string; at: string };  // what changed because of it; PUT /v1/feedback/{id}/change {text}
}
export interface Labels { labels: { label: string; n: number }[]; channels: { channel: string; n: number }[]; assigned: number }
/** GET /v1/customers?q=&journey=&touchpoint=&broken=1&silent=1&band=bad|mixed|good|unrated&value=high|mid|low|none&from=&to=&where=&sort=last_seen|worst|most|broken|value&limit=&after= */
export interface CustomerPage { customers: CustomerRow[]; total: number; next?: string; value?: { event: string; property: string; high: number; mid: number; customers: number } }
export interface CustomerRow { id: string; user_id: string; first_at: string; last_at: string; facts: number; experience: Estimate; kept: number; broken: number; said: number; value?: number }
/** GET /v1/customers/{id or external id}/timeline?episode=&limit=&offset= ; worth and got come with the first page; worth is empty when nothing is known */
export interface Timeline extends Asof {
  customer: { id: string; user_id: string; ids: string[]; traits: Record<string, string>; first_at: string; last_at: string };
  worth?: { total?: number; events?: number; event?: string; property?: string; band?: 'high' | 'mid' | 'low' | 'none'; last_at?: string };
  got?: { experience: Estimate; facts: number; kept: number; broken: number; breaches: number; ratio_n: number; ratio?: number };
  episodes: { id: string; key: string; journey: string; start: string; end: string; closed: boolean; remembered?: number; mean?: number; kept: number; broken: number; open: number; overdue: number }[];
  items: TimelineItem[]; more: boolean;
}
export interface TimelineItem { at: string; kind: 'event' | 'rating' | 'feedback' | 'identify'; name: string; metric: string; touchpoint: string; stage: string; scene: string; channel: string; journey: string; episode?: string; score?: number; valence?: number; expectation?: number; actual?: number; ratio?: number; unit?: string; promise: 'none' | 'kept' | 'broken' | 'made'; due?: string; breach: boolean; text: string; basis: Basis; attributes: Record<string, string>; role?: 'peak' | 'valley' | 'end' }
/** GET /v1/journeys/{key}/touchpoints/{stage}/{scene}?from=&to=&where= : how late, since when, two camps or one, what came before and after */
export interface TouchpointStory extends Asof {
  journey: string; touchpoint: string;
  lateness?: { unit: string; n: number; median: number; p90: number; median_broken: number; sampled: boolean; whole: boolean; bins: { lo: number; hi: number; n: number }[] };   // actual − promised, (lo, hi], whole days or not; first and last bin hold what lies beyond
  since?: { day: string; before: number; after: number; p: number };
  camps: { n: number; low: number; high: number; index: number; polarised: boolean };
  around: { episodes: number; sampled: boolean; before: AroundStep[]; after: AroundStep[] };
  attributes: string[];   // of the answers, those that divide them into few groups
}
export interface AroundStep { touchpoint: string; event: string; n: number }
/** GET /v1/live: server-sent events; event "tick": data {seq, at, facts, items:[{at,touchpoint,journey,valence,metric,score,text}]} (items: newest ≤ 20) */
/** GET /v1/journeys/{key}/episodes?variants=1&limit= → {episodes:[...], variants:[{path:string[], n}], variant_count, open, closed, total} */
/** GET /v1/promises?state=open|overdue&journey=&limit=&offset= → {promises:[...], episodes, overdue, more} */
export interface OpenPromise { episode: string; episode_key: string; journey: string; customer?: string; user_id?: string; touchpoint?: string; made_at: string; due?: string; late_hours?: number; expected?: number; state: 'open' | 'overdue' }

/** One number of a span against the span of equal length before it.
 *  better / worse: the interval of the difference leaves zero out (which side is good depends on the metric).
 *  same: no real change; mde is the least change that would have been seen (80 % power). few: too little data on a side. */
export interface Change { before: Estimate; diff: Estimate; verdict: 'better' | 'worse' | 'same' | 'few'; mde?: number }
/** A number in two spans of equal length and whether the difference is real; p is adjusted over all that stands in the same list.
 *  smallest: the least change that would have been found (80 % power). */
export interface Moved { before: Estimate; now: Estimate; verdict: 'improved' | 'worsened' | 'no_real_change' | 'not_enough_data'; change: { value: number; lo: number; hi: number; p: number; p_adjusted: number; smallest: number; method: string } | null }
/** GET /v1/today?journey=&period=30d&where=&by= : what changed and why, since when, and what is broken now. */
export interface Today extends Asof {
  journey: string; period: { days: number; now: Days; before: Days; weeks: Days };
  numbers: (Moved & { metric: string; more_is_better: boolean; why_unit: string; why: Why[] })[];
  moves: (Moved & { touchpoint: string; metric: string })[]; moves_tested: number;   // touchpoints that really moved, strongest first
  shifts: Shift[];                                                                    // latest first
  promises: { open: number; overdue: number; oldest_due?: string; by_touchpoint: { touchpoint: string; open: number; overdue: number; oldest_due?: string }[] };
  floors: { touchpoint: string; n: number; k: number; e: number; alarm: boolean; floor?: number; rate?: number; worst: Estimate }[];
  polarised: { touchpoint: string; index: number; low_camp: number; high_camp: number; experience: Estimate }[];
  memory: { peak: Memorable | null; valley: Memorable | null };
}
/** GET /v1/moved?journey=&from=&to=&baseline=previous|year|YYYY-MM-DD&metric=&where= : every touchpoint and number against other days, ranked by evidence. */
export interface MovedPage extends Asof {
  journey: string; period: { days: number; against: 'previous' | 'year' | 'day'; now: Days; before: Days; usual: Days };
  level: number; compared: number; moved: number; few: number;                      // of what is told as moved, `level` may be chance
  rows: MovedRow[];                                                                  // strongest evidence first; touchpoint "": the relationship
  watched: number; unwatched: number; alarms: MovedAlarm[];                          // daily series
  why: Moved & { metric: string; why_unit: string; splits: (Why & { apart: number; apart_p: number; apart_p_adjusted: number })[] };   // the split that explains most first
}
export type MovedRow = Moved & { touchpoint: string; metric: string; more_is_better: boolean; effect: number; customers?: { before: number; now: number } };
export interface MovedAlarm { touchpoint: string; metric: string; unit: string; basis: Basis; direction: 'better' | 'worse'; began: string; found: string; from_the_start: boolean; lasts: boolean; before: number; after: number; n: number; history: number; highest: number; limit: number; p: number; p_adjusted: number; ewma: boolean; days: { day: string; n: number; value?: number; expected?: number }[] }
export interface Days { from: string; to: string }   // both included, days of the workspace
/** Why a number moved, exactly and additively: rate = groups became better or worse, mix = more came from better or worse groups. */
export interface Why { by: string; change: number; rate: number; mix: number; carriers: (Moved & { key: string; rate: number; mix: number })[]; others: number }
/** A touchpoint whose level is another one since a week (step), or slides (drift). lasts: still so. */
export interface Shift { touchpoint: string; measure: 'promise_kept' | 'floor_breach' | 'satisfaction_ratio' | 'mean_experience'; shape: 'step' | 'drift'; since: string; until: string; lasts: boolean; before: number; after: number; p: number; direction: 'worse' | 'better'; cause?: 'expectation_rose' | 'expectation_fell' | 'experience_rose' | 'experience_fell' }
export interface Memorable { touchpoint: string; share: Estimate; experience: Estimate }

/** GET /v1/journeys/{key}/paths?from=&to=&where=&steps= : how episodes went from touchpoint to touchpoint. touchpoint "" is the end of the episode. */
export interface Paths extends Asof {
  episodes: number; steps: number;
  left_out: number;                                                                         // episodes whose way is not held
  transitions: { from: string; to: string; n: number; share: number; valence: Estimate }[]; other: { kinds: number; n: number; share: number };   // whatever the step; ?limit=
  links: { step: number; from: string; to: string; n: number; valence?: Estimate }[];      // step 0 → from = the first touchpoint; frequent ones, the rest under to = "*"
  variants: { path: string[]; n: number; remembered?: Estimate }[]; variant_count: number;
}
/** GET /v1/journeys/{key}/coverage?from=&to= : what of the map is heard, seen or dark */
export interface Coverage extends Asof {
  measured: number; observed: number; insufficient: number; unmeasured: number; not_applicable: number;
  touchpoints: { touchpoint: string; state: MatrixCell['state']; events: number; ratings: number; feedback: number; passes: number; measured_share: Estimate; answers_per_pass: Estimate; last_at?: string }[];   // passes: closed episodes that came by
  episodes: number; open: number;
}
/** GET /v1/journeys/{key}/drivers?outcome=&complete=&target=&from=&to=&where= : which touchpoints go with the overall judgement. Shares of its variance (R²). */
export interface Ranged { value: number; lo: number; hi: number }
export interface DriverShare { n: number; value?: number; lo?: number; hi?: number; noise?: boolean; rank?: [number, number]; insufficient?: { have: number; need: number } }
export interface DriverFit { status: 'ok' | 'not_enough_data' | 'no_spread' | 'too_many_drivers'; n: number; need: number; r2?: Ranged; noise_floor?: number }
export interface Driver { touchpoint: string; share: DriverShare; within?: DriverShare; mean?: number; reach?: number; johnson?: number; slope?: Ranged; slope_of?: 'within' | 'pooled'; priority?: Ranged;
  branches?: boolean; what_if?: (Ranged & { shift: number; mean: number })[];   // 21 steps from -1 to 1
  kano?: { penalty: number; reward: number; asymmetry: number; se: number; class: 'basic' | 'performance' | 'delighter'; low_n: boolean } }
export interface Drivers extends Asof {
  of: 'touchpoints' | 'aspects'; outcome: string; outcomes: { metric: string; n: number }[]; answers: number; customers: number; unmatched: number; sampled: boolean;
  first: 'within' | 'pooled';
  halo: boolean;      // customers answered too seldom to be compared with themselves
  mean: number; target: number; complete: boolean; pooled: DriverFit; within: DriverFit; drivers: Driver[];   // most important first
  pairs: DriverPair[];   // of the five most important, each two; least q first
}
/** value: change of the slope of one for one unit more of the other. makes_up: the better the one, the less the other counts; need: the more. */
export interface DriverPair { touchpoints?: [string, string]; aspects?: [string, string]; n: number; customers: number; value?: number; lo?: number; hi?: number; p?: number; q?: number;
  verdict: 'makes_up' | 'need' | 'nothing_shown' | 'no_spread' | 'not_enough_data'; insufficient?: { have: number; need: number } }
/** GET /v1/journeys/{key}/drivers/split?by=quarter|city...: at most six parts, in order of time or most answers first. */
export interface DriverSlice { key: string; pooled: DriverFit; within: DriverFit; drivers: Pick<Driver, 'touchpoint' | 'share' | 'within'>[] }
export interface DriverSplit extends Asof { of: 'touchpoints' | 'aspects'; by: string; outcome: string; more: boolean; first: 'within' | 'pooled'; slices: DriverSlice[] }
/** GET /v1/journeys/{key}/contrast: NPS of who was let down and then pleased, against pleased throughout. */
export interface JoyPainContrast extends Asof { risen: Estimate; steady: Estimate; difference?: { value: number; lo: number; hi: number; p: number; n: number }; verdict?: 'rise_recommends_more' | 'steady_recommends_more' | 'no_difference_shown' }
/** GET /v1/journeys/{key}/drivers?of=aspects: parts of an experience instead of touchpoints. */
export type AspectDriver = Omit<Driver, 'touchpoint'> & { aspect: string };
export type AspectDrivers = Omit<Drivers, 'drivers'> & { drivers: AspectDriver[] };
/** GET /v1/journeys/{key}/aspects?from=&to=&where= : what an experience is made of. No cell: nobody was asked. Touchpoint "": of the journey as a whole. */
export type AspectFamily = 'senses' | 'dimensions' | 'people' | 'other';
export interface TrainingGap { touchpoint: string; difference: { n: number; value?: number; lo?: number; hi?: number; insufficient?: { have: number; need: number } }; q?: number; verdict?: 'training' | 'attitude' | 'level' }
export interface Aspects extends Asof {
  more: boolean; aspects: { metric: string; family: AspectFamily; experience: Estimate }[]; cells: { touchpoint: string; metric: string; experience: Estimate }[];
  training: { sampled: boolean; gaps: TrainingGap[] };   // attitude minus competence; all touchpoints together first, as ""
}
/** GET /v1/journeys/{key}/silence?from=&to=&where= : who was let down and said nothing; counted from events. told <= heard, silent = n - heard. */
export type SilenceReason = 'late' | 'missed' | 'overdue' | 'abandoned';
export interface Voices { n: number; told: number; heard: number; silent: number; share: Estimate }
export interface Silence extends Asof {
  basis: 'observed'; method: 'counted'; window_days: number; patience_days: number; customers: number; early: number; unnamed: number; looked_at: number; hidden: boolean;
  abandoned: 'counted' | 'no_end_event' | 'rarely_recorded' | 'filtered'; let_down: Voices; voice: Estimate; told: Estimate; size: Estimate;
  touchpoints: (Voices & { touchpoint: string })[]; reasons: (Voices & { reason: SilenceReason })[]; floor: { touchpoint: string; answers: number }[];
  answers: { customers: number; heard: number; r_indicator: Estimate; max_bias?: number; let_down: Estimate; let_down_heard: Estimate; bias: Estimate };
}
/** GET /v1/journeys/{key}/silence/customers?touchpoint=&reason=&limit=&offset=&draw=&seed= */
export interface SilentCustomer { id: string; user_id: string; touchpoint: string; reason: SilenceReason; at: string; times: number; experiences: number; chance?: { value: number; n: number }; value?: number; expected?: number; random?: true }
export interface SilentCustomers extends Asof {
  basis: 'observed' | 'predicted'; method: 'counted' | 'boosted_trees'; looked_at: number; total: number; order: 'expected_value' | 'severity' | 'drawn' | 'call_value'; seed?: string; assumed?: { churn: number; recover: number; cost: number }; fresh?: boolean; value?: { event: string; property: string }; customers: SilentCustomer[]; more: boolean;
}
/** GET, POST /v1/journeys/{key}/silence/model : boosted trees, refused unless their chances hold on the latest voices. */
export interface SilenceSplit { n: number; bad: number; from?: string; to?: string }
export interface PredictedCount { value?: number; lo?: number; hi?: number; se?: number; n: number }
export interface SilenceModel extends Asof {
  possible: boolean; hidden: boolean; state: 'none' | 'accepted' | 'refused'; fresh: boolean; job?: { id: string; state: Job['state']; progress: number; total: number }; refusal?: 'few_cases' | 'no_signal' | 'off' | 'unsure';
  trained_at?: string; trained_seq?: number; looked_at?: number; heard?: number; bad?: number; silent?: number; silent_let_down?: number; needs?: { bad: number; slope: [number, number]; slope_se: number };
  train?: SilenceSplit; calibrate?: SilenceSplit; test?: SilenceSplit; features?: { key: string; gain: number }[];
  quality?: { auc: number; auc_se: number; brier: number; brier_plain: number; ece: number; slope?: number; slope_se?: number; intercept?: number; conformal?: number; conformal_level: number };
  bins?: { predicted: number; value: number; lo: number; hi: number; n: number }[]; count?: PredictedCount; count_let_down?: PredictedCount;
}
/** GET, POST /v1/journeys/{key}/silence/audits; GET, DELETE /v1/silence-audits/{id}; PUT .../customers/{place}; GET .../export */
export interface SilenceCall { place: number; id: string; user_id: string; touchpoint: string; reason: SilenceReason; at: string; attempts: number; state: 'open' | 'reached' | 'not_reached'; bad?: boolean; score?: number; note: string; changed_at?: string; changed_by?: string }
export interface SilenceAudit {
  id: string; journey: string; seed: string; author: string; created_at: string; let_down: number; heard: number; told: number; silent: number; looked_at: number; customers?: SilenceCall[];
  says: { drawn: number; open: number; attempts: number; hidden?: true; reached?: number; not_reached?: number; bad?: number; reach?: Estimate; share?: Estimate; silent_bad?: Estimate; all?: Estimate; voices?: number; tipping?: number; model?: { share: number; se: number; bias_risk: boolean } };
}
/** GET /v1/journeys/{key}/iceberg?complaints=&clv=&from=&to=&where= : what complaints stand for; GET /v1/priors, PUT, DELETE /v1/priors/{key}. */
export type PriorKey = 'voice' | 'switch' | 'tell_friends' | 'recommend' | 'service';
export interface Prior { key: PriorKey; value: number; founding: number; changed: boolean; source_key: 'founding' | 'own'; source: string; changed_at?: string; changed_by?: string }
export interface IcebergConstant { key: PriorKey; in_use: Estimate; prior: Prior; own?: Estimate; own_state: 'used' | 'beside' | 'few' | 'no_difference' | 'filtered' | 'no_stage' | 'not_asked' }
export interface IcebergCount extends Asof {
  complaints?: number; own_complaints: boolean; need: number; lifetime?: Estimate; value?: { event: string; property: string }; constants: IcebergConstant[];
  results?: { bad: Estimate; silent: Estimate; switch: Estimate; tell_friends: Estimate; loss?: Estimate };
}
/** GET /v1/journeys/{key}/worth?discount=&margin=&where= : amounts are in the unit of the events. */
export interface WorthRow { touchpoint: string; status: 'measured' | 'no_difference' | 'insufficient'; broken_now: number; value_now: number; left_broken: Estimate; left_kept: Estimate; difference: Estimate; se?: number; p?: number; at_risk: Estimate }
export interface Worth extends Asof {
  basis: 'observed'; method: 'clv_simple'; discount: number; margin: number; value?: { event: string; property: string }; period_days: number; span_days: number; need_days: number; looked_at: number;
  spend: Estimate; retention: Estimate; lifetime: Estimate; equity: Estimate; touchpoints: WorthRow[];
}
/** GET /v1/journeys/{key}/loyalty?window=&where= : what customers did after what they lived and said. */
export interface After { customers: number; again: Estimate; spend: Estimate }
export interface ChainLink { from: 'promise' | 'said' | 'again'; to: 'said' | 'again' | 'spend' | 'referral'; measured: boolean; effect?: Estimate; good?: Estimate; bad?: Estimate }
export interface Loyalty extends Asof {
  basis: 'observed'; method: 'counted'; value?: { event: string; property: string }; window_days: number; span_days: number; need_days: number; looked_at: number; buyers: number;
  repurchase: Estimate; churn: Estimate; churn_silent: Estimate; ratios: (After & { from?: number; to?: number })[]; said: (After & { said: 'bad' | 'between' | 'good' })[]; chain: ChainLink[];
  tiers: { best: number; customers: number; from: number; share: Estimate }[]; cohorts: { month: string; customers: number; bought: Estimate[] }[]; happy_left: number; silent_left: number;
}
export interface Leaver { id: string; user_id: string; spent: number; bought_at: string; said_at?: string; broken: number; last?: { at: string; touchpoint: string; kind: 'said' | 'word' | 'promise' | 'event'; promise?: 'kept' | 'broken' } }
/** GET /v1/journeys/{key}/loyalty/leavers?kind=happy|silent */
export interface Leavers extends Asof { kind: 'happy' | 'silent'; window_days: number; total: number; customers: Leaver[]; more: boolean }
/** GET and PUT /v1/brand */
export interface BrandIdea { key: string; name: Text; weight: number; words: string[] }
export interface Brand { version: number; values: BrandIdea[]; needs: BrandIdea[]; claim: string; rivals: { name: string; mentions: Record<string, number> }[] }
export interface BrandIdeaSaid { key: string; name: Text; weight: number; evidenced: boolean; mentions: number; share: Estimate; good: Estimate; talk?: number; intended: number; claim?: number; evidence?: string[] }
/** GET /v1/journeys/{key}/brand */
export interface BrandSays extends Asof {
  basis: 'predicted'; method: 'words'; version: number; texts: number; truncated: boolean; need_texts: number; claim_mentions: number; values: BrandIdeaSaid[]; needs: BrandIdeaSaid[];
  touchpoints: { touchpoint: string; texts: number; remembered: Estimate; align?: number; need?: number; score?: number; cells: { idea: string; mentions: number; association?: number; share: Estimate; good: Estimate }[] }[];
  empty: { touchpoint: string; idea: string }[];
  rivals: { name: string; own: number; theirs: number; difference: Estimate; values: { value: string; ahead: number; quadrant: 'own' | 'contested' | 'niche' | 'theirs' }[] }[];
}
/** /v1/initiatives: tests of improvements, written down before they begin. */
export interface InitiativePlan {
  name: string; hypothesis: string; owner: string; journey: string; touchpoints: string[]; metric: 'mean_experience' | 'csat' | 'nps' | 'promise_kept'; treated: string[]; against: 'others' | 'group' | 'before'; control: string[];
  start: string; end: string; baseline_days: number; smallest: number; n_min: number; n_planned: number; selected_low: boolean; cost: number | null; worth: number | null;
}
export interface Initiative { id: string; state: 'draft' | 'running' | 'stopped' | 'ended'; version: number; plan: InitiativePlan; by: string; created_at: string; changed_at: string; registered_at?: string; late?: boolean; stopped_at?: string; stop_reason?: string }
export type ProofVerdict = 'NOT_ENOUGH_DATA' | 'PROVEN' | 'HARM' | 'NO_MEANINGFUL_EFFECT' | 'NOT_YET';
export interface ProofCell { customers: number; mean: Estimate }
/** GET /v1/initiatives/{id}/proof : effect.lo and hi may be looked at on any day. */
export interface Proof {
  id: string; as_of: string; as_of_seq: number; verdict: ProofVerdict; reason: 'not_started' | 'no_baseline' | 'too_few' | 'too_few_blocks' | 'regression_unknown' | 'above_zero' | 'below_zero' | 'below_what_matters' | 'still_open' | 'groups_drifted';
  small: boolean; final: boolean; design: 'did' | 'its'; unit: string; basis: Basis; days: number; elapsed: number; n_min: number; smallest: number; effect: Estimate; fixed: Estimate;
  groups: { group: 'treated' | 'control'; before: ProofCell; after: ProofCell }[]; naive: Estimate; placebo: Estimate; placebo_ok: boolean; cuped: Estimate; cuped_variance_ratio?: number;
  regression?: { known: boolean; n: number; need: number; rho?: number; expected?: number }; series?: { block_days: number; lag: number; before: number; after: number; step: Estimate; slope: Estimate };
  detectable_end?: number; detectable_now?: number; points: { day: string; value: number; lo: number; hi: number; customers: number }[]; reached: number; looked_at: number;
  money?: { value: number; lo: number; hi: number; p_positive: number; basis: 'assumed'; cost: number; worth: number }; looks: number; first_look?: string; next_decision?: string; late?: boolean;
}
/** GET /v1/dimensions?journey= → by what numbers can be split and filtered */
export interface Dimension { key: string; kind: 'time' | 'field' | 'attribute'; sampled: boolean; values: { value: string; n: number }[]; distinct: number; more: boolean }
