import { kind } from '../core';
import { choices, counted, someChoice } from '../parts/choices';

/** One picture unless the survey allows more; the answer is a list either way. */
kind('picture', (ask) => {
  const many = (ask.q.max_choices || 1) > 1;
  const one = Object.assign({}, ask, { set: (v: unknown, whole?: boolean) => ask.set(v == null ? undefined : [v as string], whole) });
  return choices(many ? ask : one, { many, picture: true });
}, counted, someChoice);
