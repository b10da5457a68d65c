// Invented answers of /v1/today and /paths, in the shapes of web/shared/api.ts: for fixtures.mjs and for looking at pages.
const DAY = 86400e3;
const est = (value, half, n, unit = 'valence', more = {}) => ({ value, lo: value - half, hi: value + half, n, n_eff: n * 0.93, unit, basis: 'measured', method: 'cluster_robust', flags: [], ...more });
const moved = (before, now, verdict, diff, half, smallest = half * 1.43) => ({ before, now, verdict, change: verdict === 'not_enough_data' ? null : { value: diff, lo: diff - half, hi: diff + half, p: 0.001, p_adjusted: 0.004, smallest, method: 'random_groups' } });

export function today(journey = 'appliance') {
  const now = Date.now();
  const on = (t) => new Date(t).toISOString().slice(0, 10);
  const days = (from, to) => ({ from: on(now - from * DAY), to: on(now - to * DAY) });
  const shift = (touchpoint, measure, back, before, after, more) => ({ touchpoint, measure, shape: 'step', since: on(now - back * DAY), until: on(now), lasts: true, before, after, p: 1e-9, direction: 'worse', ...more });
  const carrier = (key, rate, mix, before, after, n, unit) => ({ key, rate, mix, ...moved(est(before, 0.01, n, unit), est(after, 0.01, n - 40, unit), 'worsened', after - before, 0.01) });
  const number = (metric, m, why = [], why_unit = m.now.unit) => ({ metric, more_is_better: true, ...m, why_unit, why });
  return {
    as_of: new Date(now).toISOString(), as_of_seq: 964414, journey, period: { days: 30, now: days(29, 0), before: days(59, 30), weeks: days(363, 0) },
    numbers: [
      number('remembered', moved(est(-0.08, 0.02, 8010), est(-0.09, 0.02, 8120), 'no_real_change', -0.01, 0.028)),
      number('satisfaction_ratio', moved(est(0.86, 0.02, 38010, 'ratio'), est(0.81, 0.02, 38416, 'ratio'), 'worsened', -0.05, 0.026), [{ by: 'touchpoint', change: -0.06, rate: 0.01, mix: -0.07, others: 0, carriers: [carrier('delivery/online-mall', 0.006, -0.05, 0.66, 0.67, 7655, 'ratio'), carrier('setup/app', 0.004, -0.02, 1.2, 1.22, 1420, 'ratio')] }], 'log_ratio'),
      number('promise_kept', moved(est(0.843, 0.006, 20900, 'share', { basis: 'observed' }), est(0.782, 0.006, 21040, 'share', { basis: 'observed' }), 'worsened', -0.061, 0.009), [
        { by: 'touchpoint', change: -0.061, rate: -0.058, mix: -0.003, others: -0.001, carriers: [carrier('delivery/online-mall', -0.041, -0.002, 0.42, 0.31, 4655, 'share'), carrier('aftersale/online-mall', -0.012, 0.001, 0.8, 0.71, 1688, 'share'), carrier('setup/mini-program', -0.004, -0.001, 0.9, 0.81, 402, 'share')] },
        { by: 'scene', change: -0.061, rate: -0.06, mix: -0.001, others: 0, carriers: [carrier('online-mall', -0.058, -0.001, 0.6, 0.5, 9000, 'share')] }]),
      number('nps', moved(est(-11.2, 3, 2390, 'points'), est(-12, 3.1, 2410, 'points'), 'no_real_change', -0.8, 4.3, 6)),
      number('ces', moved(est(4.72, 0.06, 3010, 'score'), est(4.9, 0.06, 3110, 'score'), 'improved', 0.18, 0.085)),
    ],
    moves: [], moves_tested: 57,
    shifts: [
      shift('aftersale/online-mall', 'floor_breach', 30, 0.01, 0.08), shift('setup/mini-program', 'satisfaction_ratio', 60, 1, 0.78, { cause: 'experience_fell' }), shift('delivery/online-mall', 'promise_kept', 130, 0.91, 0.31),
      shift('setup/mini-program', 'satisfaction_ratio', 180, 1.24, 1, { cause: 'expectation_rose', until: on(now - 61 * DAY), lasts: false }), shift('presale/app', 'satisfaction_ratio', 360, 1.02, 0.81, { cause: 'expectation_rose', shape: 'drift' }),
    ],
    promises: { open: 1204, overdue: 318, by_touchpoint: [{ touchpoint: 'delivery/online-mall', open: 610, overdue: 271 }, { touchpoint: 'delivery/app', open: 420, overdue: 31 }, { touchpoint: 'aftersale/online-mall', open: 174, overdue: 16 }] },
    floors: [{ touchpoint: 'aftersale/online-mall', n: 1204, k: 96, floor: -0.8, rate: 0.03, e: 16874, alarm: true, worst: est(-1, 0.1, 60) }, { touchpoint: 'delivery/online-mall', n: 4655, k: 120, floor: -0.8, rate: 0.03, e: 0.4, alarm: false, worst: est(-0.9, 0.1, 230) }],
    polarised: [{ touchpoint: 'aftersale/store', index: 0.81, low_camp: 0.44, high_camp: 0.42, experience: est(0.03, 0.08, 911) }],
    memory: { peak: { touchpoint: 'setup/app', share: est(0.14, 0.01, 8120, 'share'), experience: est(0.52, 0.04, 1920) }, valley: { touchpoint: 'delivery/online-mall', share: est(0.31, 0.01, 8120, 'share'), experience: est(-0.46, 0.02, 4655) } },
  };
}

export function paths() {
  const links = [];
  const add = (step, from, to, n, v) => links.push({ step, from, to, n, ...(v === undefined ? {} : { valence: est(v, 0.04, n) }) });
  add(0, 'presale/app', 'purchase/app', 1900, 0.35); add(0, 'presale/online-mall', 'purchase/online-mall', 2600, 0.33); add(0, 'presale/store', 'purchase/store', 1500, 0.38); add(0, 'presale/app', 'purchase/online-mall', 700, 0.33); add(0, 'presale/mini-program', 'purchase/mini-program', 400, 0.24);
  add(1, 'purchase/app', 'delivery/app', 1800, -0.22); add(1, 'purchase/online-mall', 'delivery/online-mall', 3200, -0.46); add(1, 'purchase/store', 'setup/store', 1100, 0.31); add(1, 'purchase/store', '', 400); add(1, 'purchase/mini-program', 'delivery/mini-program', 380); add(1, 'purchase/online-mall', '', 100); add(1, 'purchase/app', '', 100);
  add(2, 'delivery/app', 'setup/app', 1500, 0.52); add(2, 'delivery/online-mall', 'setup/online-mall', 1900, 0.29); add(2, 'delivery/online-mall', 'aftersale/online-mall', 900, -0.08); add(2, 'delivery/online-mall', '', 400); add(2, 'setup/store', 'aftersale/store', 300, 0.05); add(2, 'setup/store', '', 800); add(2, 'delivery/app', '', 300); add(2, 'delivery/mini-program', 'setup/mini-program', 350, 0.1);
  return { as_of: new Date().toISOString(), as_of_seq: 9, episodes: 7100, steps: 4, links, variant_count: 61, variants: [
    { path: ['presale/online-mall', 'purchase/online-mall', 'delivery/online-mall', 'setup/online-mall'], n: 1490, remembered: est(-0.21, 0.03, 1490) }, { path: ['presale/app', 'purchase/app', 'delivery/app', 'setup/app'], n: 1210, remembered: est(0.38, 0.03, 1210) },
    { path: ['presale/store', 'purchase/store', 'setup/store'], n: 820, remembered: est(0.3, 0.05, 820) }, { path: ['presale/online-mall', 'purchase/online-mall', 'delivery/online-mall', 'aftersale/online-mall'], n: 610, remembered: est(-0.44, 0.05, 610) }] };
}
