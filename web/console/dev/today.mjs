// Invented answers of /v1/today, /paths and /coverage, in the shapes of web/shared/api.ts: for fixtures.mjs and for looking at pages.
const text = (zh, en) => ({ zh, en });
const DAY = 86400e3;
const est = (value, half, n, unit = 'valence', more = {}) => ({ value, lo: value - half, hi: value + half, n, n_eff: n * 0.93, unit, basis: 'measured', method: 'cluster_robust', flags: [], ...more });
const series = (from, to, half, unit, n = 30) => Array.from({ length: n }, (_, i) => ({ ...est(from + ((to - from) * i) / n + Math.sin(i * 1.7) * half * 0.7, half * 1.6, 900, unit), at: new Date(Date.now() - (n - i) * DAY).toISOString().slice(0, 10) }));
const STAGES = { presale: text('售前', 'Pre-sale'), purchase: text('购买', 'Purchase'), delivery: text('物流', 'Delivery'), setup: text('安装使用', 'Set-up & use'), aftersale: text('售后', 'After-sale') };
const SCENES = { store: text('实体门店', 'Store'), 'online-mall': text('网上商城', 'Online mall'), app: text('手机 App', 'App'), 'mini-program': text('小程序', 'Mini program') };

export function today(journey = 'appliance') {
  const now = Date.now();
  const iso = (t) => new Date(t).toISOString();
  const on = (t) => iso(t).slice(0, 10);
  const f = (kind, touchpoint, more) => { const [stage, scene] = touchpoint.split('/'); return { kind, journey, touchpoint, stage: STAGES[stage], scene: SCENES[scene], good: false, ...more }; };
  const change = (before, half, diff, dhalf, verdict, unit = 'valence', mde = dhalf * 1.43) => ({ before: est(before, half, 9000, unit), diff: est(diff, dhalf, 18000, unit), verdict, mde });
  return {
    as_of: iso(now), as_of_seq: 964414, journey, from: iso(now - 30 * DAY), to: iso(now), before_from: iso(now - 60 * DAY),
    numbers: [
      { metric: 'remembered', now: est(-0.09, 0.02, 8120), change: change(-0.08, 0.02, -0.01, 0.028, 'same'), series: series(-0.08, -0.09, 0.03, 'valence') },
      { metric: 'satisfaction_ratio', now: est(0.81, 0.02, 38416, 'ratio'), change: change(0.86, 0.02, -0.05, 0.026, 'worse', 'ratio'), series: series(0.86, 0.81, 0.02, 'ratio') },
      { metric: 'promise_kept', now: est(0.782, 0.006, 21040, 'share', { basis: 'observed' }), change: change(0.843, 0.006, -0.061, 0.009, 'worse', 'share'), series: series(0.84, 0.78, 0.01, 'share') },
      { metric: 'nps', now: est(-12, 3.1, 2410, 'points'), change: change(-11.2, 3, -0.8, 4.3, 'same', 'points', 6), series: series(-11, -12, 3, 'points') },
      { metric: 'ces', now: est(4.9, 0.06, 3110, 'score'), change: change(4.72, 0.06, 0.18, 0.085, 'better', 'score'), series: series(4.7, 4.9, 0.05, 'score') },
    ],
    findings: [
      f('promise', 'delivery/online-mall', { since: on(now - 130 * DAY), now: est(0.31, 0.01, 4655, 'share', { basis: 'observed' }), before: est(0.91, 0.01, 5100, 'share'), expected: 3, actual: 4.63, unit: 'day' }),
      f('floor', 'aftersale/online-mall', { since: on(now - 30 * DAY), k: 96, n: 1204 }),
      f('valley', 'delivery/online-mall', { share: est(0.31, 0.01, 8120, 'share') }),
      f('peak', 'setup/app', { good: true, share: est(0.14, 0.01, 8120, 'share') }),
      f('expectation_rose', 'presale/app', { now: est(-0.31, 0.04, 3011), before: est(-0.02, 0.04, 2900) }),
      f('polarised', 'aftersale/store', { now: est(0.03, 0.08, 911) }),
      f('experience_fell', 'setup/mini-program', { since: on(now - 60 * DAY), now: est(-0.12, 0.09, 402), before: est(0.22, 0.09, 380) }),
    ],
    why: [
      { metric: 'promise_kept', dimension: 'touchpoint', total: -0.061, rate: -0.058, mix: -0.003, unit: 'share', rows: [
        { key: 'delivery/online-mall', n_before: 5100, n_now: 4655, before: 0.42, now: 0.31, rate: -0.041, mix: -0.002 }, { key: 'aftersale/online-mall', n_before: 1700, n_now: 1688, before: 0.8, now: 0.71, rate: -0.012, mix: 0.001 },
        { key: 'setup/mini-program', n_before: 410, n_now: 402, before: 0.9, now: 0.81, rate: -0.004, mix: -0.001 }, { key: 'delivery/app', n_before: 2400, n_now: 2544, before: 0.95, now: 0.94, rate: -0.001, mix: -0.001 }] },
      { metric: 'satisfaction_ratio', dimension: 'touchpoint', total: -0.05, rate: 0.01, mix: -0.06, unit: 'ratio', rows: [{ key: 'delivery/online-mall', n_before: 5100, n_now: 7655, before: 0.66, now: 0.67, rate: 0.006, mix: -0.04 }, { key: 'setup/app', n_before: 2100, n_now: 1420, before: 1.2, now: 1.22, rate: 0.004, mix: -0.02 }] },
    ],
    promises: {
      open: 1204, overdue: 318, by: [{ journey, touchpoint: 'delivery/online-mall', open: 610, overdue: 271 }, { journey, touchpoint: 'delivery/app', open: 420, overdue: 31 }, { journey, touchpoint: 'aftersale/online-mall', open: 174, overdue: 16 }],
      items: [['c-20114', 214], ['c-00871', 190], ['c-31002', 166], ['c-11790', 121], ['c-40018', 44]].map(([u, h]) => ({ episode: 'e' + u, episode_key: 'o' + u, journey, customer: u, user_id: u, touchpoint: 'delivery/online-mall', made_at: iso(now - 12 * DAY), due: iso(now - h * 3600e3), late_hours: h, state: 'overdue' })),
    },
    floors: [
      { journey, touchpoint: 'aftersale/online-mall', n: 1204, k: 96, floor: -0.8, tolerated: 0.03, e: 16874, alarm: true, since: on(now - 30 * DAY) },
      { journey, touchpoint: 'delivery/online-mall', n: 4655, k: 120, floor: -0.8, tolerated: 0.03, e: 0.4, alarm: false },
      { journey, touchpoint: 'setup/app', n: 1920, k: 4, floor: -0.6, tolerated: 0.02, e: 0.01, alarm: false },
    ],
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
