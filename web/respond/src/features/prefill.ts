// What the survey knows already (prefill), and what was chosen in a message: ?answer.nps=9
import { feature } from '../core';
import type { Answer, Page, PublicQuestion } from '../core/types';

/** The answer, when it is one for this question. */
export const fitting = (q: PublicQuestion, given: Answer): Answer | undefined => {
  const scale = q.kind === 'better_worse' ? { min: -2, max: 2 } : q.scale;
  if (given === '' || given == null) return undefined;
  if (scale && typeof given !== 'object') {
    const v = Number(given), step = 'step' in scale && scale.step ? scale.step : 1;
    return v >= scale.min && v <= scale.max && Math.abs((v - scale.min) / step - Math.round((v - scale.min) / step)) < 1e-9 ? v : undefined;
  }
  if (q.options && typeof given === 'string') {
    if (!q.options.some((o) => o.key === given)) return undefined;
    return q.kind === 'single' ? given : [given];
  }
  return given;
};
const begin = (page: Page) => {
  const { address, survey } = page, draft = page.draft(), empty = !Object.keys(draft.a)[0];
  if (draft.f) return;
  survey.pages.forEach((p) => p.questions.forEach((q) => {
    const clicked = address.get('answer.' + q.key), known = empty && q.prefill != null ? q.prefill : undefined;
    const v = fitting(q, clicked !== null ? clicked : typeof known === 'string' ? page.text(known) : (known as Answer));
    if (v === undefined) return;
    draft.a[q.key] = v;
    if (clicked === null) return;
    // Goes on with what follows, and a reload does not undo a change of mind.
    address.delete('answer.' + q.key);
    try { history.replaceState(null, '', location.pathname + (String(address) && '?' + address)); } catch (e) { /* a frame without history */ }
    const keys = page.stepKeys();
    draft.at = keys[keys.indexOf(q.key) + 1] || q.key;
    page.save();
    page.partial();
  }));
};

feature((page) => { page.begin.push(() => begin(page)); });
