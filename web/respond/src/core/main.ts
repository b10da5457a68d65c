// The respondent's page: one step after the other, on whatever device, with or without a network.
import { add, h, icon } from './dom';
import type { Kid } from './dom';
import { ends, feature, features, kind, kinds, speak, t } from './kinds';
import { address as path, flush, hooks, post, put, queue } from './send';
import { keep, load, newId } from './store';
import type { Draft } from './store';
import type { Answer, Ask, Page, PublicQuestion, PublicSurvey, Submission, Visit, Walked } from './types';

(window as unknown as { pk: unknown }).pk = { h, icon, add, kind, t, ends, speak, feature, keep };

interface Step { page: number; qs: PublicQuestion[] }
interface Field { q: PublicQuestion; el: HTMLElement; head: HTMLElement; error: HTMLElement; shown: number }

const CHECK = '<path d="M5 12l5 5 9-9"/>', CLOCK = '<path d="M12 7v5l3 3M12 3a9 9 0 110 18 9 9 0 110-18"/>';
const later = (f: () => void, ms: number): number => setTimeout(f, ms) as unknown as number;

const go = (): void => {
  const visit = JSON.parse((document.getElementById('visit') as HTMLElement).textContent as string) as Visit;
  const survey = visit.survey as PublicSurvey, token = visit.token, key = 'pk-' + token;
  const one = survey && survey.display === 'one';
  const live = h('p', { class: 'sr', 'aria-live': 'polite' });
  const status = h('p', { class: 'status', hidden: true });
  const bar = h('i'), meter = h('div', { class: 'bar', role: 'progressbar', 'aria-label': t('progress') }, bar);
  const header = h('header', null, meter, survey && h('h1', null, survey.title));
  const nextText = h('span'), nextButton = h('button', { class: 'go' }, nextText);
  const backButton = h('button', { class: 'back', type: 'button', 'aria-label': t('back'), click: () => show(steps()[place() - 1]) }, icon('<path d="M15 5l-7 7 7 7"/>'));
  const form = h('form', { novalidate: true, submit: (e: Event) => { e.preventDefault(); next(); } });
  const main = h('main');
  const footer = h('footer', null, status);
  const app = h('div', { id: 'app' }, header, main, footer);
  let draft: Draft, now: Step, shown: Field[] = [], fingers = false, dirty = 0, typed = '';

  // ---- what features change ------------------------------------------------------------------------------------------------
  const address = new URLSearchParams(location.search), fields = Object.assign({}, visit.fields);
  const page: Page = {
    visit, survey, address, fields, own: {}, kinds, app, header, main, footer, begin: [], after: [], done: [], draft: () => draft,
    walk: () => ({ met: ([] as PublicQuestion[]).concat(...survey.pages.map((p) => p.questions)), must: (q) => !!q.required }),
    text: (words) => words,
    words: (el, text) => { el.textContent = text; return el; },
    above: () => null,
    order: (_, __, n) => Array.from(Array(n).keys()),
    stepKeys: () => steps().map((s) => s.qs[0].key),
    save: () => { if (draft.f || Object.keys(draft.a)[0]) keep(key, draft); },
    partial: () => { if (clean() && !draft.f && Object.keys(draft.a)[0]) post(token, 'partial', submission()).catch(() => 0); },
    leave: () => { if (dirty && clean() && !draft.f) navigator.sendBeacon(path(token, 'partial'), JSON.stringify(submission())); },
    start: (anew) => {
      if (anew || !draft) {
        if (anew) keep(key);
        const old = load<Draft>(key);
        draft = old && old.v === survey.version ? old : { r: newId(), v: survey.version, a: {}, l: {}, at: '', s: new Date().toISOString() };
      }
      page.begin.forEach((f) => f(!!anew));
      if (draft.f) return thanks();
      const all = steps();
      main.className = 'card';
      main.textContent = '';
      main.appendChild(form);
      state();
      show(all.find((s) => s.qs.some((q) => q.key === draft.at)) || all[0], !anew);
    },
    offline: () => { state(); return navigator.onLine === false; },
  };
  const clean = (): boolean => { clearTimeout(dirty); dirty = 0; return true; };

  /** Says one thing: thanks, closed ... */
  const notice = (mark: string, title: string, ...more: Kid[]) => {
    const head = h('h2', { tabindex: -1 }, title);
    main.className = 'card note';
    main.textContent = '';
    meter.hidden = true;
    add(main, [icon(mark, 'mark'), head, more]);
    head.focus();
  };

  // ---- steps -----------------------------------------------------------------------------------------------------------------
  const look = (): Walked => page.walk(draft.a);
  /** A question each, or a page with all that may come on it. */
  const steps = (): Step[] => {
    const out: Step[] = [], { met } = look();
    survey.pages.forEach((p, n) => {
      let qs = p.questions;
      if (p.random) qs = page.order(draft.r, p.key, qs.length).map((i) => p.questions[i]);
      const here = qs.filter((q) => met.indexOf(q) >= 0);
      if (one) here.forEach((q) => out.push({ page: n, qs: [q] }));
      else if (here[0]) out.push({ page: n, qs });
    });
    return out;
  };
  const place = (all = steps()): number => all.findIndex((s) => s.page === now.page && (!one || s.qs[0] === now.qs[0]));
  const submission = (): Submission => {
    const answers: Submission['answers'] = {};
    look().met.forEach((q) => { if (draft.a[q.key] != null) answers[q.key] = draft.a[q.key]; });
    return { response: draft.r, version: draft.v, lang: survey.lang, answers, fields: page.own, started_at: draft.s, latency: draft.l, at: draft.at };
  };

  const set = (f: Field, value: Answer | undefined, whole?: boolean) => {
    const k = f.q.key;
    if (value === undefined) delete draft.a[k];
    else draft.a[k] = value;
    draft.l[k] = draft.l[k] || Math.round(performance.now() - f.shown) || 1;
    wrong(f);
    page.save();
    clean();
    dirty = later(page.partial, 1500);
    refresh();
    // A touch that says everything goes on by itself; keys wait for Enter.
    if (whole && fingers && one && place() < steps().length - 1) {
      const was = now;
      later(() => { if (was === now && draft.a[k] === value) next(); }, 320);
    }
  };
  /** After each answer: what is met, what stands in texts, how far we are. */
  const refresh = () => {
    const w = look(), all = steps(), i = place(all), end = i > all.length - 2;
    shown.forEach((f) => {
      const hide = w.met.indexOf(f.q) < 0;
      if (f.el.hidden && !hide) f.shown = performance.now();
      f.el.hidden = hide;
    });
    page.after.forEach((f) => f());
    const q = now.qs[0], empty = one && q.kind !== 'statement' && draft.a[q.key] == null;
    nextText.textContent = t(end ? 'submit' : empty && !w.must(q) ? 'skip' : 'next');
    nextButton.className = empty && !end ? 'go quiet' : 'go';
    const share = Math.round((100 * (i + (empty ? 0 : 0.5))) / all.length);
    bar.style.width = (share || 3) + '%';
    meter.setAttribute('aria-valuenow', share as unknown as string);
    meter.hidden = !all[1];
    backButton.hidden = i < 1;
  };
  const wrong = (f: Field, message?: string) => {
    f.error.textContent = message || '';
    f.error.hidden = !message;
    f.el.classList.toggle('bad', !!message);
    const control = f.el.querySelector('[data-field]');
    if (control) control.setAttribute('aria-invalid', !!message as unknown as string);
  };

  const field = (q: PublicQuestion, id: string): Field => {
    const k = kinds[q.kind], must = look().must(q), error = h('p', { class: 'error', id: id + 'e', role: 'alert', hidden: true });
    const f = { q, error, shown: performance.now() } as unknown as Field;
    const list = q.options || q.rows || [];
    const ask: Ask = { q, id, value: draft.a[q.key], order: (q.random ? page.order : order)(draft.r, q.key, list.length), set: (v, whole) => set(f, v, whole) };
    const body = k.render(ask), group = !k.single && q.kind !== 'statement', radio = group && body.hasAttribute('data-radio');
    const head = f.head = h('h2', { tabindex: -1 }, page.words(h('span', { id: id + 't' }), q.text), !one && !must && q.kind !== 'statement' && h('small', null, t('optional')));
    f.el = h('div', { class: 'q', role: group && (radio ? 'radiogroup' : 'group'), 'aria-labelledby': group && id + 't', 'aria-describedby': group && id + 'e', 'aria-required': radio && must && 'true' },
      k.single ? h('label', { for: id + 'c' }, head) : head, q.help && page.words(h('p', { class: 'help' }), q.help), body, error);
    return f;
  };
  const order = page.order;

  const show = (step: Step, quiet?: boolean) => {
    const p = survey.pages[step.page];
    now = step;
    form.textContent = '';
    shown = step.qs.map((q, i) => field(q, 'q' + i));
    add(form, [
      page.above(p, one), shown.map((f) => f.el),
      h('div', { class: 'acts' }, backButton, nextButton, one && h('small', { class: 'hint', 'aria-hidden': 'true' }, t('enter')))]);
    // The way in starts anew each time.
    form.className = '';
    void form.offsetWidth;
    form.className = 'in';
    draft.at = step.qs[0].key;
    page.save();
    refresh();
    if (quiet) return;
    scrollTo(0, 0);
    shown.find((f) => !f.el.hidden)!.head.focus();
    live.textContent = t('of', place() + 1, steps().length);
  };
  const next = () => {
    const w = look(), all = steps();
    let bad: Field | undefined;
    shown.forEach((f) => {
      const v = draft.a[f.q.key], k = kinds[f.q.kind], must = w.must(f.q);
      const fail = w.met.indexOf(f.q) < 0 ? undefined : v == null ? (must ? ['required'] : undefined) : (k.check && k.check(f.q, v)) || (must && k.whole ? k.whole(f.q, v) : undefined);
      wrong(f, fail && t('bad_' + fail[0], fail[1]));
      if (fail) bad = bad || f;
    });
    if (bad) return (bad.el.querySelector<HTMLElement>('input:checked,input,textarea,button') || bad.head).focus();
    const to = all[place(all) + 1];
    if (to) {
      show(to);
      return page.partial();
    }
    draft.f = Date.now();
    clean();
    page.save();
    put({ t: token, b: Object.assign(submission(), { at: undefined, finished_at: new Date().toISOString() }) });
    thanks();
  };

  // ---- the end ---------------------------------------------------------------------------------------------------------------
  const thanks = () => {
    const again = h('button', { type: 'button', class: 'again', click: () => page.start(true) }, t('again'));
    // A second response to a link for one person would be refused: such links are signed, and long.
    notice(CHECK, survey.thanks ? page.text(survey.thanks) : t('thanks'), status, !token[40] && again);
    main.className += ' done';
    state();
    page.done.forEach((f) => f(again));
  };
  /** Whether everything has arrived. */
  const state = () => {
    const off = navigator.onLine === false, waits = queue()[0];
    if (!draft.f) footer.insertBefore(status, footer.firstChild);
    status.hidden = !draft.f && !off;
    status.className = off || waits ? 'status off' : 'status';
    status.textContent = t(off ? 'offline' : waits ? 'sending' : 'sent');
  };
  hooks.heard = (w, refused) => {
    state();
    if (w.b.response !== draft.r) return;
    if (!refused) return void (live.textContent = t('sent'));
    // Refused for good. Where an answer is at fault (the server sees more than the page) there is a way back to it.
    delete draft.f;
    if (refused.status !== 422) keep(key);
    notice(CLOCK, t('failed'), h('p', { class: 'help' }, refused.detail), refused.status === 422 && h('button', { type: 'button', class: 'again', click: () => page.start() }, t('back')));
  };

  // ---- here we go -------------------------------------------------------------------------------------------------------------
  features.forEach((f) => f(page));
  add(document.body, [app, live]);
  if (!survey) {
    notice(visit.state === 'used' ? CHECK : CLOCK, visit.message || t(visit.state));
    return void flush();
  }
  ['online', 'offline'].forEach((e) => addEventListener(e, state));
  addEventListener('pagehide', page.leave);
  document.addEventListener('visibilitychange', () => { document.hidden ? page.leave() : void flush(); });
  ['pointerdown', 'touchstart', 'mousedown'].forEach((e) => addEventListener(e, () => { fingers = true; }, true));
  addEventListener('keydown', (e) => {
    const el = e.target as HTMLInputElement, box = /^(radio|checkbox)$/.test(el.type), held = e.ctrlKey || e.metaKey, rows = form.querySelectorAll('.tiles');
    fingers = false;
    if (e.key === 'Enter' && form.parentNode && (box || el === shown[0].head || el === document.body || (held && el.form))) {
      e.preventDefault();
      next();
    }
    // Digits choose a point of the only scale on the screen, "10" too.
    if (/\D/.test(e.key) || !one || rows[1] || !rows[0] || held || (!box && el.form && el.type !== 'submit')) return;
    const find = (v: string) => rows[0].querySelector<HTMLInputElement>('[value="' + v + '"]');
    const point = find((typed += e.key)) || find((typed = e.key));
    if (point) {
      point.focus();
      point.click();
    }
  });
  page.start();
  void flush();
};
document.addEventListener('DOMContentLoaded', go);
