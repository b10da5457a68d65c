// Development only: serves dist/ and invented answers in the shapes of web/shared/api.ts, so that pages can be built and
// looked at without the real server.   node dev/fixtures.mjs [--port 8399] [--empty] [--setup] [--signed-out]
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { paths, today } from './today.mjs';

const args = process.argv.slice(2);
const has = (f) => args.includes(f);
const port = Number(args[args.indexOf('--port') + 1]) || 8399;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
let setupNeeded = has('--setup');
let signedIn = !has('--signed-out') && !setupNeeded;
const empty = has('--empty');
let loaded = empty ? [] : ['appliance', 'online-shop'];

let seed = 7;
const rnd = () => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff);
const text = (zh, en) => ({ zh, en });
const now = Date.now();
const DAY = 86400e3;
const iso = (t) => new Date(t).toISOString();

const est = (value, half, n, unit = 'valence', more = {}) => ({ value, lo: value - half, hi: value + half, n, n_eff: n * 0.93, unit, basis: 'measured', method: 'cluster_robust', flags: n < 30 ? ['low_n'] : [], ...more });
const few = (have, unit = 'valence', need = 5) => ({ insufficient: { have, need }, n: have, unit, basis: 'measured', method: 'none', flags: [] });

const STAGES = [['presale', '售前', 'Pre-sale', 'pre-sale'], ['purchase', '购买', 'Purchase', 'sale'], ['delivery', '物流', 'Delivery', 'sale'], ['setup', '安装使用', 'Set-up & use', 'after-sale'], ['aftersale', '售后', 'After-sale', 'after-sale']];
const SCENES = [['store', '实体门店', 'Store'], ['mall', '网上商城', 'Online mall'], ['app', '手机 App', 'App'], ['mini', '小程序', 'Mini program']];
const CELLS = {
  'presale/store': [0.42, 0.05, 2210, 0.07, 0.018], 'purchase/store': [0.38, 0.06, 1804, -0.02, 0.027], 'setup/store': [0.31, 0.09, 640, -0.11, 0.015], 'aftersale/store': [0.12, 0.08, 911, -0.18, 0.021],
  'presale/mall': [0.21, 0.03, 5120, -0.04, 0.009], 'purchase/mall': [0.33, 0.03, 4870, 0.03, 0.024], 'delivery/mall': [-0.46, 0.02, 4655, -0.76, 0.21], 'setup/mall': [0.29, 0.05, 2012, -0.06, 0.018], 'aftersale/mall': [-0.08, 0.05, 1688, -0.28, 0.09],
  'presale/app': [0.25, 0.04, 3011, 0, 0.006], 'purchase/app': [0.35, 0.04, 2790, 0.05, 0.015], 'delivery/app': [-0.22, 0.04, 2544, -0.5, 0.1], 'setup/app': [0.52, 0.04, 1920, 0.17, 0.14], 'aftersale/app': [0.05, 0.07, 702, -0.13, 0.07],
  'presale/mini': [0.18, 0.09, 402, -0.02, 0.003], 'purchase/mini': [0.24, 0.1, 388, -0.01, 0.006], 'setup/mini': [0.4, 0.14, 151, 0.1, 0.04],
};
const OWNERS = { presale: text('市场部', 'Marketing'), purchase: text('销售部', 'Sales'), delivery: text('物流部', 'Logistics'), setup: text('安装服务部', 'Installation'), aftersale: text('客服中心', 'Service centre') };
const promised = (stage) => stage === 'delivery' || stage === 'setup' || stage === 'aftersale';

function appliance() {
  return {
    key: 'appliance', name: text('家电品牌 · 全渠道旅程', 'Appliance brand, omnichannel'), description: text('', ''), version: 3, generated: true,
    stages: STAGES.map(([key, zh, en, phase]) => ({ key, name: text(zh, en), phase })), scenes: SCENES.map(([key, zh, en]) => ({ key, name: text(zh, en) })),
    touchpoints: STAGES.flatMap(([s]) => SCENES.map(([c]) => ({ key: `${s}/${c}`, stage: s, scene: c, applicable: `${s}/${c}` !== 'aftersale/mini', owner: OWNERS[s], moment: s === 'purchase' ? 'purchase' : s === 'setup' && c === 'app' ? 'use' : 'none', floor: s === 'delivery' ? { value: -0.8, rate: 0.01 } : undefined, play_stage: text('送货上门服务', 'Home delivery'), props: text('家电与包装', 'Appliance and packaging'), actor: text('送货员', 'Courier'), expectation_sources: ['promise', 'past'] }))),
    rules: [], episode: { start: [], end: [], gap_hours: 720, grace_hours: 720 },
  };
}
function shop() {
  const j = appliance();
  const stages = [['order', '下单', 'Order'], ['delivery', '送货', 'Delivery'], ['review', '评价', 'Review']];
  return { ...j, key: 'online-shop', name: text('网购订单', 'Online shop order'), version: 1, generated: false, stages: stages.map(([key, zh, en]) => ({ key, name: text(zh, en), phase: 'sale' })), scenes: [{ key: 'online-mall', name: text('网上商城', 'Online mall') }], touchpoints: stages.map(([s]) => ({ ...j.touchpoints[0], key: `${s}/online-mall`, stage: s, scene: 'online-mall', moment: 'none', owner: text('', '') })) };
}
const JOURNEYS = { appliance: appliance(), 'online-shop': shop(), equipment: { ...appliance(), key: 'equipment', name: text('工业设备', 'Industrial equipment') }, airline: { ...appliance(), key: 'airline', name: text('航空旅行', 'Airline trip') }, telecom: { ...appliance(), key: 'telecom', name: text('电信合约', 'Telecom contract') } };

const extra = {}; // answers posted while running
function cell(stage, scene) {
  const key = `${stage}/${scene}`;
  const c = CELLS[key];
  const base = { touchpoint: key, stage, scene, moment: stage === 'purchase' ? 'purchase' : stage === 'setup' && scene === 'app' ? 'use' : 'none', breaches: 0, polarised: key === 'aftersale/mall' };
  const none = { experience: few(0), expectation_gap: few(0), ratio: few(0, 'ratio'), promise_kept: few(0, 'share'), mot_share: few(0, 'share') };
  if (key === 'aftersale/mini') return { ...base, ...none, state: 'not_applicable' };
  if (key === 'delivery/mini') return { ...base, ...none, state: 'insufficient', experience: few(3) };
  if (key === 'delivery/store') return { ...base, ...none, state: 'observed', promise_kept: est(0.964, 0.011, 1203, 'share', { basis: 'observed', method: 'wilson' }), experience: est(0.16, 0.03, 1203, 'valence', { basis: 'observed' }) };
  if (!c) return { ...base, ...none, state: 'unmeasured' };
  const n = c[2] + (extra[key] ?? 0);
  return {
    ...base, state: 'measured', experience: est(c[0], c[1], n), expectation_gap: est(c[3], c[1] * 1.2, Math.round(n * 0.8)), ratio: est(1 + c[3] / 2, 0.02, n, 'ratio', { lo: 0.98 + c[3] / 2, hi: 1.025 + c[3] / 2, method: 'geometric_t' }),
    promise_kept: promised(stage) ? est(stage === 'delivery' ? (scene === 'mall' ? 0.61 : 0.74) : 0.95, 0.012, n, 'share', { basis: 'observed', method: 'wilson' }) : few(0, 'share'),
    mot_share: est(c[4], 0.006, 12044, 'share', { method: 'wilson' }), breaches: key === 'delivery/mall' ? 12 : 0, role: key === 'setup/app' ? 'peak' : key === 'delivery/mall' ? 'valley' : undefined, last_at: iso(now - 7200e3),
  };
}
function matrix(key) {
  const j = JOURNEYS[key];
  if (key === 'online-shop') return shopMatrix(j);
  if (key !== 'appliance') return emptyMatrix(j);
  const curve = { presale: [0.26, 0.02, 0, 0.036], purchase: [0.33, 0.02, 0.01, 0.07], delivery: [-0.34, 0.025, -0.63, 0.31], setup: [0.41, 0.03, 0.05, 0.14], aftersale: [0.02, 0.045, -0.22, 0.2] };
  return {
    journey: key, as_of: iso(now), as_of_seq: 4242, from: iso(now - 365 * DAY), to: iso(now), scenes: j.scenes,
    stages: j.stages.map((s) => { const c = curve[s.key]; return { key: s.key, name: s.name, experience: est(c[0], c[1], 9000), expectation_gap: est(c[2], c[1], 8000), mot_share: est(c[3], 0.008, 12044, 'share'), role: s.key === 'delivery' ? 'valley' : s.key === 'setup' ? 'peak' : s.key === 'aftersale' ? 'end' : undefined }; }),
    cells: j.stages.flatMap((s) => j.scenes.map((c) => cell(s.key, c.key))),
    headline: { remembered: est(-0.09, 0.02, 12044), mean: est(0.14, 0.012, 38416), ratio: est(0.81, 0.02, 38416, 'ratio', { method: 'geometric_t' }), promise_kept: est(0.782, 0.006, 21044, 'share', { basis: 'observed', method: 'wilson' }), nps: est(-12.2, 3.1, 6210, 'points', { method: 'adjusted_wald' }) },
    coverage: { measured: 17, applicable: 19, total: 20 },
    story: { worst: { touchpoint: 'delivery/mall', stage: text('物流', 'Delivery'), scene: text('网上商城', 'Online mall'), kept: est(0.61, 0.012, 4655, 'share'), mot_share: est(0.31, 0.01, 12044, 'share'), expected: 3, actual: 4.63, unit: 'day', since: iso(now - 120 * DAY), leverage: est(0.17, 0.03, 12044) }, peak: { stage: text('安装使用', 'Set-up & use') } },
  };
}
function emptyMatrix(j) {
  const none = { experience: few(0), expectation_gap: few(0), ratio: few(0, 'ratio'), promise_kept: few(0, 'share'), mot_share: few(0, 'share') };
  return { journey: j.key, as_of: iso(now), as_of_seq: 0, from: iso(now - 90 * DAY), to: iso(now), scenes: j.scenes, stages: j.stages.map((s) => ({ key: s.key, name: s.name, experience: few(0), expectation_gap: few(0) })),
    cells: j.touchpoints.map((t) => ({ touchpoint: t.key, stage: t.stage, scene: t.scene, state: t.applicable ? 'unmeasured' : 'not_applicable', moment: t.moment, breaches: 0, polarised: false, ...none })),
    headline: { remembered: few(0), mean: few(0), ratio: few(0, 'ratio'), promise_kept: few(0, 'share'), nps: few(0, 'points') }, coverage: { measured: 0, applicable: 19, total: 20 }, story: {} };
}
function shopMatrix(j) {
  const c = (stage, state, more) => ({ touchpoint: `${stage}/online-mall`, stage, scene: 'online-mall', moment: 'none', breaches: 0, polarised: false, experience: few(0), expectation_gap: few(0), ratio: few(0, 'ratio'), promise_kept: few(0, 'share'), mot_share: few(0, 'share'), state, ...more });
  return { journey: j.key, as_of: iso(now), as_of_seq: 9000, from: '2016-09-04T00:00:00Z', to: '2018-10-17T00:00:00Z', scenes: j.scenes,
    stages: [{ key: 'order', name: j.stages[0].name, experience: few(0), expectation_gap: few(0) }, { key: 'delivery', name: j.stages[1].name, experience: few(0), expectation_gap: few(0) }, { key: 'review', name: j.stages[2].name, experience: est(0.26, 0.02, 8135), expectation_gap: few(0), mot_share: est(1, 0, 8135, 'share'), role: 'end' }],
    cells: [c('order', 'observed', { experience: few(0) }), c('delivery', 'observed', { promise_kept: est(0.9338, 0.0068, 5172, 'share', { basis: 'observed' }), ratio: est(2.11, 0.03, 5172, 'ratio') }), c('review', 'measured', { experience: est(0.26, 0.02, 8135), mot_share: est(1, 0, 8135, 'share'), polarised: true })],
    headline: { remembered: est(0.26, 0.02, 8135), mean: est(0.26, 0.02, 8135), ratio: est(2.11, 0.03, 5172, 'ratio'), promise_kept: est(0.9338, 0.0068, 5172, 'share', { basis: 'observed' }), nps: few(0, 'points') }, coverage: { measured: 1, applicable: 3, total: 3 },
    story: { worst: { touchpoint: 'delivery/online-mall', stage: text('送货', 'Delivery'), scene: text('网上商城', 'Online mall'), kept: est(0.9338, 0.0068, 5172, 'share') } } };
}
const BORDERS = [0.1, 0.6, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10];
function bins(late) {
  const n = late ? [1120, 1480, 860, 640, 410, 360, 290, 210, 96, 31, 8] : [60, 130, 160, 260, 520, 910, 1180, 940, 410, 96, 20];
  return { out: n.map((k, i) => ({ lo: BORDERS[i], hi: BORDERS[i + 1], n: k })), n: n.reduce((a, b) => a + b, 0) };
}
function laws(key, touchpoint) {
  const b = bins(!touchpoint || touchpoint.startsWith('delivery'));
  const none = touchpoint && !promised(touchpoint.split('/')[0]) && !CELLS[touchpoint];
  const cls = { angry: 0, dissatisfied: 0, satisfied: 0, delighted: 0 };
  b.out.forEach((x) => { const s = Math.log(Math.sqrt(x.lo * x.hi)); cls[s < -0.405 ? 'angry' : s < -0.095 ? 'dissatisfied' : s <= 0.095 ? 'satisfied' : 'delighted'] += x.n; });
  const scores = [1.71, 1.96, 2.74, 3.66, 3.98, 4.1, 4.2, 4.27, 4.31, 4.35, 4.33];
  const edges = [0, 0.6, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, null];
  const names = Object.keys(CELLS);
  return {
    as_of: iso(now), as_of_seq: 4242,
    triangle: {
      ratio: none ? few(0, 'ratio') : est(0.81, 0.02, b.n, 'ratio', { basis: 'observed', method: 'geometric_t' }), classes: none ? { angry: 0, dissatisfied: 0, satisfied: 0, delighted: 0, n: 0 } : { ...cls, n: b.n }, class_of_group: none ? null : 'dissatisfied', histogram: none ? [] : b.out,
      promises: touchpoint && !promised(touchpoint.split('/')[0]) ? { kept: 0, broken: 0, open: 0, overdue: 0, rate: few(0, 'share') } : { kept: 16456, broken: 4588, open: 412, overdue: 96, rate: est(0.782, 0.006, 21044, 'share', { basis: 'observed', method: 'wilson' }), median_duration: { ...est(3.8, 0.1, 21456, 'day'), method: 'kaplan_meier' } },
      outcome: touchpoint ? null : { kept: est(4.27, 0.03, 4822, 'score'), broken: est(2.18, 0.15, 342, 'score'), bins: scores.map((s, i) => ({ lo: edges[i], hi: edges[i + 1], score: est(s, 0.3 - i * 0.02, 93 + i * 60, 'score') })) },
    },
    peak_end: { remembered: est(-0.09, 0.02, 12044), mean: est(0.14, 0.012, 12044), episodes: { closed: 12044, open: 861 }, mot_share: names.map((k) => ({ touchpoint: k, share: est(CELLS[k][4], 0.008, 12044, 'share') })), leverage: [['delivery/mall', 0.17], ['delivery/app', 0.08], ['aftersale/mall', 0.04], ['aftersale/app', 0.012]].map(([touchpoint, g]) => ({ touchpoint, gain: est(g, g * 0.2, 12044), mean_gain: g / 2 })), leverage_target: 0.4, contest: { mean_r2: 0.21, peak_end_r2: 0.34, n: 2210 } },
    effective: { insufficient: { have: 0, need: 300 } },
    joy_pain: { breaches: [{ touchpoint: 'delivery/mall', n: 4655, k: 112, e: 16874.3, alarm: true, worst: est(-0.97, 0.02, 4655) }, { touchpoint: 'delivery/app', n: 2544, k: 21, e: 1.9, alarm: false, worst: est(-0.83, 0.03, 2544) }, { touchpoint: 'delivery/mini', n: 3, k: 0, e: 0.9, alarm: false, worst: few(3) }] },
  };
}
function isoWeek(t) {
  const d = new Date(t);
  const th = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate() - ((d.getUTCDay() + 6) % 7) + 3));
  const first = new Date(Date.UTC(th.getUTCFullYear(), 0, 4));
  const w = 1 + Math.round((th - first) / 7 / DAY + ((first.getUTCDay() + 6) % 7 - 3) / 7);
  return `${th.getUTCFullYear()}-W${String(w).padStart(2, '0')}`;
}
function insight(metric, q) {
  const by = (q.get('by') ?? '').split(',').filter(Boolean);
  const unit = { promise_kept: 'share', satisfaction_ratio: 'ratio', nps: 'points' }[metric] ?? 'valence';
  const rows = [];
  if (by.includes('score')) {
    const w = [9, 7, 6, 8, 9, 12, 14, 16, 22, 18, 11];
    w.forEach((n, s) => rows.push({ key: { score: String(s), metric: 'nps' }, ...est(s >= 7.5 ? (s - 7.5) / 2.5 : (s - 7.5) / 7.5, 0, n * 41) }));
  } else if (by[0]) {
    const step = { day: DAY, week: 7 * DAY, month: 30.4 * DAY }[by[0]] ?? 7 * DAY;
    for (let t = now - 365 * DAY; t < now; t += step) {
      const late = t > now - 120 * DAY;
      const v = unit === 'share' ? (late ? 0.62 : 0.84) + (rnd() - 0.5) * 0.03 : unit === 'ratio' ? (late ? 0.72 : 0.97) + (rnd() - 0.5) * 0.04 : (late ? -0.52 : 0.06) + (rnd() - 0.5) * 0.07;
      const day = iso(t).slice(0, 10);
      rows.push({ key: { [by[0]]: by[0] === 'week' ? isoWeek(t) : by[0] === 'month' ? day.slice(0, 7) : day }, ...est(v, unit === 'share' ? 0.028 : 0.06, 80 + Math.round(rnd() * 30), unit) });
    }
  }
  return { metric, unit, method: metric, as_of: iso(now), as_of_seq: 4242, rows, total: est(-0.2, 0.02, 4655, unit), from_rollup: true };
}
const SAID = [['说好三天到，第六天才送到，打电话都说在催。', 'zh', 1, 'delivery/mall'], ['Delivery was a week late, installer was great though.', 'en', 2, 'delivery/mall'], ['安装师傅特别耐心，还教我妈妈怎么用，点赞！', 'zh', 10, 'setup/app'], ['The app made booking the installation a breeze.', 'en', 9, 'setup/app'], ['客服换了三个人，每次都要从头讲一遍。', 'zh', 2, 'aftersale/mall'], ['送货前没有电话，放门口就走了。', 'zh', 3, 'delivery/app'], ['Great price, and the clerk in the store knew every model.', 'en', 9, 'presale/store'], ['下单很顺，就是优惠券用不了。', 'zh', 7, 'purchase/mini'], ['They promised a call back within the hour. Two days later I am still waiting.', 'en', 0, 'aftersale/mall'], ['洗衣机很安静，安装也干净利落。', 'zh', 9, 'setup/mall']];
const words = Array.from({ length: 140 }, (_, i) => { const [t, lang, score, touchpoint] = SAID[i % SAID.length]; const [stage, scene] = touchpoint.split('/'); return { id: `w${i}`, at: iso(now - i * i * 9e4 - 3e5), text: t, lang, customer: `00000000-0000-7000-8000-${String(1000 + i).padStart(12, '0')}`, user_id: `c${1000 + i}`, journey: 'appliance', touchpoint, stage, scene, channel: i % 3 ? 'app' : 'review', metric: 'nps', score, valence: score >= 7.5 ? (score - 7.5) / 2.5 : (score - 7.5) / 7.5, kind: i % 4 ? 'rating' : 'feedback' }; });
function feedback(q) {
  let list = [...words];
  const tp = q.get('touchpoint');
  const text = q.get('q')?.toLowerCase();
  if (tp) list = list.filter((w) => w.touchpoint === tp);
  if (text) list = list.filter((w) => w.text.toLowerCase().includes(text));
  for (const w of q.getAll('where')) { if (w === 'class:-1') list = list.filter((x) => x.valence < 0); if (w === 'class:1') list = list.filter((x) => x.valence > 0); if (w.startsWith('lang:')) list = list.filter((x) => x.lang === w.slice(5)); if (w.startsWith('kind:')) list = list.filter((x) => x.kind === w.slice(5)); }
  const limit = Number(q.get('limit') ?? 50);
  return { items: list.slice(0, limit), more: list.length > limit };
}
const customers = Array.from({ length: 180 }, (_, i) => ({ id: `00000000-0000-7000-8000-${String(1000 + i).padStart(12, '0')}`, user_id: `c${1000 + i}`, first_at: iso(now - 300 * DAY + i * DAY), last_at: iso(now - i * 3.1e6), facts: 4 + ((i * 7) % 30), experience: i % 11 === 3 ? few(0, 'valence', 1) : { ...est(Math.sin(i) * 0.7, 0, 1 + (i % 6)), lo: undefined, hi: undefined }, broken: i % 4 ? 0 : 1 + (i % 3) }));
function timeline(id) {
  const j = 'appliance';
  const t0 = now - 40 * DAY;
  const item = (days, kind, name, touchpoint, more = {}) => { const [stage = '', scene = ''] = touchpoint.split('/'); return { at: iso(t0 + days * DAY), kind, name, metric: '', touchpoint, stage, scene, channel: 'app', journey: touchpoint ? j : '', episode: 'e1', promise: 'none', breach: false, text: '', basis: 'observed', attributes: {}, ...more }; };
  return {
    as_of: iso(now), as_of_seq: 4242, more: false,
    customer: { id: '00000000-0000-7000-8000-000000001000', user_id: id.startsWith('c') ? id : 'c1000', ids: ['c1000', 'wx_81f2'], traits: { city: '上海', tier: 'gold', language: 'zh' }, first_at: iso(t0), last_at: iso(now - DAY) },
    episodes: [{ id: 'e1', key: 'o-77120', journey: j, start: iso(t0), end: iso(t0 + 14 * DAY), closed: true, remembered: -0.1, mean: 0.12, kept: 1, broken: 1, open: 0, overdue: 0 }],
    items: [
      item(0, 'identify', 'identify', '', { episode: undefined }), item(0.1, 'event', 'Product Viewed', 'presale/app', { attributes: { model: 'WM-900', price: '3299' } }),
      item(0.4, 'rating', 'rating', 'presale/app', { metric: 'csat', score: 4, valence: 0.5, expectation: 4, basis: 'measured' }), item(1, 'event', 'Order Placed', 'purchase/mall', { promise: 'made', due: iso(t0 + 4 * DAY), attributes: { order_id: 'o-77120', total: '3299' } }),
      item(1.1, 'rating', 'rating', 'purchase/mall', { metric: 'csat', score: 5, valence: 1, expectation: 4, basis: 'measured', text: '下单两分钟搞定。' }), item(7.2, 'event', 'Order Delivered', 'delivery/mall', { promise: 'broken', expectation: 3, actual: 6.2, unit: 'day', ratio: 0.484, attributes: { courier: 'SF' } }),
      item(7.6, 'rating', 'rating', 'delivery/mall', { metric: 'nps', score: 1, valence: -0.87, expectation: 9, breach: true, role: 'valley', basis: 'measured', text: '说好三天到，第六天才送到，打电话都说在催。' }), item(9, 'event', 'Installation Done', 'setup/app', { promise: 'kept', expectation: 48, actual: 26, unit: 'hour', ratio: 1.85 }),
      item(9.2, 'rating', 'rating', 'setup/app', { metric: 'nps', score: 10, valence: 1, role: 'peak', basis: 'measured', text: 'Installer was great, explained everything.' }), item(13.5, 'feedback', 'feedback', 'aftersale/mall', { text: '客服换了三个人，每次都要从头讲一遍。', valence: -0.6, basis: 'measured' }),
      item(14, 'rating', 'rating', 'aftersale/app', { metric: 'csat', score: 3, valence: 0, role: 'end', basis: 'measured' }), item(39, 'event', 'App Opened', '', { episode: undefined }),
    ],
  };
}
const METRICS = [['mean_experience', '体验均值', 'Mean experience', 'valence', 'sum of valence / n'], ['satisfaction_ratio', '满意度比', 'Satisfaction ratio', 'ratio', 'exp(mean(ln(experience / expectation)))'], ['promise_kept', '承诺兑现率', 'Promises kept', 'share', 'kept / (kept + broken)'], ['nps', 'NPS', 'NPS', 'points', '100 (promoters - detractors) / n']].map(([key, zh, en, unit, formula]) => ({ key, name: text(zh, en), unit, formula, scale: '', version: 1, method: key, needs: '', description: text('', '') }));

const streams = new Set();
let seq = 4242;
const tick = (items) => { const data = `event: tick\ndata: ${JSON.stringify({ seq: ++seq, at: iso(Date.now()), facts: items.length, items })}\n\n`; for (const s of streams) s.write(data); };
const CSP = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };

createServer(async (req, res) => {
  const url = new URL(req.url, 'http://x');
  const p = decodeURIComponent(url.pathname);
  const send = (body, status = 200) => { res.writeHead(status, { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json' }); res.end(JSON.stringify(body)); };
  let body = '';
  for await (const chunk of req) body += chunk;
  const json = body ? JSON.parse(body) : {};
  if (!p.startsWith('/v1/')) {
    let file = normalize(join(dist, p));
    if (!file.startsWith(dist) || !existsSync(file) || p === '/') file = join(dist, 'index.html');
    res.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': CSP });
    return res.end(readFileSync(file));
  }
  if (p === '/v1/setup' && req.method === 'GET') return send({ needed: setupNeeded, signed_in: signedIn });
  if (p === '/v1/setup') { setupNeeded = false; signedIn = true; return send({}, 201); }
  if (p === '/v1/sessions') { if (json.password === 'wrong') return send({ title: 'no' }, 401); signedIn = true; return send({}, 201); }
  if (p === '/v1/session' && req.method === 'DELETE') { signedIn = false; return send({}, 200); }
  if (!signedIn) return send({ title: 'Sign in', status: 401 }, 401);
  if (p === '/v1/session') return send({ account: { id: 'a', email: 'lin@example.com', name: '林晓' }, workspace: { no: 1, key: 'main', name: '海岚电器', zone: 'Asia/Shanghai', generated: !empty }, rights: ['ingest', 'read', 'personal', 'act', 'write', 'admin', 'self'], role: 'owner', csrf: 'x' });
  if (p === '/v1/journeys' && req.method === 'POST') { loaded.push(json.template); return send({ key: json.template }, 201); }
  if (p === '/v1/journeys') return send({ journeys: loaded.map((k) => ({ key: k, name: JOURNEYS[k].name, version: JOURNEYS[k].version, generated: JOURNEYS[k].generated, touchpoints: JOURNEYS[k].touchpoints.length })) });
  if (p === '/v1/today') return send(today(url.searchParams.get('journey') ?? undefined));
  if (/^\/v1\/journeys\/[^/]+\/paths$/.test(p)) return send(paths());
  const jm = /^\/v1\/journeys\/([^/]+)(\/matrix|\/laws)?$/.exec(p);
  if (jm) { const j = JOURNEYS[jm[1]]; if (!j || !loaded.includes(jm[1])) return send({ title: 'Not found', status: 404 }, 404); return send(jm[2] === '/matrix' ? (empty ? emptyMatrix(j) : matrix(jm[1])) : jm[2] === '/laws' ? laws(jm[1], url.searchParams.get('touchpoint')) : j); }
  if (p === '/v1/insights') return send({ metrics: METRICS });
  if (p.startsWith('/v1/insights/')) return send(insight(p.split('/')[3], url.searchParams));
  if (p === '/v1/feedback') return send(empty ? { items: [], more: false } : feedback(url.searchParams));
  if (p === '/v1/customers') { if (empty) return send({ customers: [], total: 0 }); const q = url.searchParams.get('q') ?? ''; const list = customers.filter((c) => c.user_id.includes(q)); const o = Number(url.searchParams.get('offset') ?? 0); return send({ customers: list.slice(o, o + 50), total: list.length }); }
  const tl = /^\/v1\/customers\/([^/]+)\/timeline$/.exec(p);
  if (tl) return send(timeline(tl[1]));
  if (p === '/v1/ratings') { extra[json.touchpoint] = (extra[json.touchpoint] ?? 0) + 1; setTimeout(() => tick([{ at: iso(Date.now()), touchpoint: json.touchpoint, journey: 'appliance', metric: json.metric ?? 'nps', score: json.value, text: json.comment ?? '' }]), 200); return send({ id: 'r', seq }, 201); }
  if (p === '/v1/live') { res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }); res.write(': hello\n\n'); streams.add(res); req.on('close', () => streams.delete(res)); return; }
  send({ title: 'Not found', status: 404 }, 404);
}).listen(port, '127.0.0.1', () => console.log(`fixtures on http://127.0.0.1:${port}/`));
if (!has('--quiet') && !empty) setInterval(() => streams.size && tick([{ at: iso(Date.now()), touchpoint: 'purchase/app', journey: 'appliance', metric: 'nps', text: '' }]), 9000).unref();
