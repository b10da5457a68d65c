// What kinds, parts and features may use of the core. In the page these come from the global `pk` (build.mjs).
export { add, h, icon } from './core/dom';
export { ends, feature, kind, speak, t } from './core/kinds';
export { keep } from './core/store';
export type { Answer, Ask, Fail, Page, PublicQuestion } from './core/types';
