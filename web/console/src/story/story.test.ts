import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Contest, Estimate, Laws, Matrix } from '@shared/api';
import type { T } from '@/i18n';
import { en } from '@/i18n/en';
import { zh } from '@/i18n/zh';
import { lawWords } from './laws';
import { remembered } from './roles';
import { tell } from './story';

const est = (value?: number, lo?: number, hi?: number, unit = 'valence'): Estimate => ({ value, lo, hi, n: 100, unit, basis: 'measured', method: 't', flags: [] });
const headline = { remembered: est(-0.09), mean: est(0.14), ratio: est(0.8), promise_kept: est(0.78, 0.77, 0.79, 'share'), nps: est(-12) } as Matrix['headline'];
const worst = { touchpoint: 'delivery/mall', stage: { zh: '物流', en: 'Delivery' }, scene: { zh: '网上商城', en: 'the online mall' } };
const peak = { stage: { zh: '安装使用', en: 'Set-up & use' } };
const say = (story: Matrix['story'], lang: 'zh' | 'en', h = headline) => tell({ story, headline: h, stages: [] }, i18next.getFixedT(lang) as unknown as T, lang, 'Asia/Shanghai');

beforeAll(async () => {
  await i18next.init({ lng: 'zh', ns: ['text'], defaultNS: 'text', resources: { zh: { text: zh }, en: { text: en } }, interpolation: { escapeValue: false } });
});

describe('story', () => {
  it('says all it knows', async () => {
    const full = { worst: { ...worst, expected: 3, actual: 4.63, unit: 'day', since: '2026-03-11T16:00:00Z', mot_share: est(0.31, 0.3, 0.32, 'share'), leverage: est(0.17, 0.14, 0.2) }, peak };
    const z = say(full, 'zh');
    expect(z.title).toBe('客户会记住物流');
    expect(z.sentence.replace(/\u202f/g, ' ')).toBe('网上商城的**物流**承诺 3 天、实际 4.6 天，自 3月12日 起变差；这一刻占客户记忆的 **31 %**，而安装使用是全程的峰值。修好它，整体记忆分预计 +0.17 ± 0.03。');
    await i18next.changeLanguage('en');
    const e = say(full, 'en');
    expect(e.title).toBe('Customers will remember Delivery');
    expect(e.sentence.replace(/\u202f/g, ' ')).toBe('Delivery in **the online mall** was promised in 3 days and took 4.6 days, worse since 12 March; it makes up **31 %** of what is remembered, while Set-up & use is the peak. Repaired, the remembered score would rise by +0.17 ± 0.03.');
    await i18next.changeLanguage('zh');
  });
  it('leaves out what is absent', () => {
    expect(say({ worst }, 'zh').sentence).toBe('网上商城的**物流**是全程的低点。');
    expect(say({ worst: { ...worst, kept: est(0.934, 0.92, 0.95, 'share') } }, 'zh').sentence.replace(/\u202f/g, ' ')).toBe('网上商城的**物流**只兑现了 93 % 的承诺。');
    expect(say({ worst, peak }, 'en').sentence).toBe('Delivery in **the online mall** is the low point of the journey; Set-up & use is the peak.');
  });
  it('does not claim a broken promise when the outcome was better than promised', () => {
    expect(say({ worst: { ...worst, expected: 24, actual: 12.5, unit: 'day' } }, 'zh').sentence).toBe('网上商城的**物流**是全程的低点。');
  });
  it('has words for a journey without a valley and for one without data', () => {
    expect(say({ peak }, 'en').title).toBe('Customers will remember Set-up & use');
    expect(say({}, 'en').title).toBe('No moment stands out');
    expect(say({}, 'en', { ...headline, remembered: est(), mean: est() }).title).toBe('The journey is waiting for voices');
  });
});

describe('roles', () => {
  const stage = (key: string, value?: number, role?: 'peak' | 'valley' | 'end', basis: Estimate['basis'] = 'measured') => ({ key, name: { zh: key, en: key }, experience: { ...est(value), basis }, expectation_gap: est(), role });
  const matrix = (stages: Matrix['stages'], peakOf?: string) => ({ stages, cells: [], story: peakOf ? { peak: { stage: { zh: peakOf, en: peakOf } } } : {}, headline, scenes: [] }) as unknown as Matrix;
  it('need a voice', () => {
    const m = remembered(matrix([stage('a', 0.1), stage('b', 0.7, 'peak', 'observed'), stage('c', -0.1, 'valley')], 'b'));
    expect(m.stages.map((s) => s.role)).toEqual([undefined, undefined, 'valley']);
    expect(m.story.peak).toBeUndefined();
  });
  it('a single rated stage is only the end', () => {
    const m = remembered(matrix([stage('a', undefined), stage('b', 0.7, 'peak', 'observed'), stage('c', 0.13, 'valley')], 'b'));
    expect(m.stages.map((s) => s.role)).toEqual([undefined, undefined, 'end']);
    const told = tell(m, i18next.getFixedT('en') as unknown as T, 'en', 'UTC');
    expect(told.title).toBe('Only c has been rated');
    expect(told.sentence.replace(/\u202f/g, ' ')).toBe('Customers rate c at **+0.13**; the other stages of 3 have no ratings yet, so peak and valley cannot be told. 78.0 % of promises are kept.');
  });
  it('leave a fully rated journey as it is', () => {
    const all = [stage('a', 0.1), stage('b', 0.7, 'peak'), stage('c', -0.1, 'valley'), stage('d', 0.2, 'end')];
    expect(remembered(matrix(all, 'b')).stages).toEqual(all);
  });
});

describe('laws', () => {
  const laws = {
    triangle: { ratio: est(0.81, 0.79, 0.83, 'ratio'), classes: { angry: 24, dissatisfied: 31, satisfied: 27, delighted: 18, n: 100 }, promises: { rate: est(0.78, 0.7, 0.8, 'share') }, outcome: { kept: est(4.27, 4.2, 4.3, 'score'), broken: est(2.18, 2.1, 2.3, 'score'), bins: [] } },
    peak_end: { remembered: est(-0.09, -0.11, -0.07), mean: est(0.14), mot_share: [{ touchpoint: 'a', share: est(0.31) }], leverage: [] },
    effective: { insufficient: { have: 0, need: 300 } },
    joy_pain: { breaches: [{ touchpoint: 'a', n: 800, k: 8, e: 16874, alarm: true, worst: est(-1) }] },
  } as unknown as Laws;
  it('decide between peak-end and the mean, and say a tie aloud', () => {
    const t = i18next.getFixedT('en') as unknown as T;
    const c: Contest = { n: 1200, need: 100, metric: 'nps', answers: 2000, sampled: false, left_out: { one_moment: 500, unmatched: 200, repeated: 100 }, weights: { peak: 0.4, end: 0.5, basis: 'own' }, mean_r2: 0.1, peak_end_r2: 0.2, both_r2: 0.21, winner: 'peak_end' };
    const say = (over: Partial<Contest>) => lawWords.contest({ ...c, ...over }, t, 'NPS').replace(/\u202f/g, ' ');
    expect(say({})).toBe('**Yes.** Peak and end foretell the NPS of 1 200 customers better than the mean does.');
    expect(say({ winner: 'mean' })).toContain('**No.**');
    expect(say({ winner: 'tie' })).toContain('**A tie.** Among 1 200 customers neither rule foretells the NPS clearly');
    expect(say({ winner: 'tie', mean_r2: -0.01, peak_end_r2: -0.02 })).toContain('plain average');
    expect(say({ winner: undefined, insufficient: { have: 60, need: 100 } })).toContain('60 follow an episode');
    expect(say({ winner: undefined, no_spread: true })).toContain('same answer');
    expect(say({ metric: '', insufficient: { have: 0, need: 100 } })).toContain('Nobody was asked');
  });
  it('speak plainly', () => {
    const t = i18next.getFixedT('en') as unknown as T;
    const plain = (s: string) => s.replace(/\u202f/g, ' ');
    expect(plain(lawWords.triangle(laws, t))).toContain('**below expectation** (ratio 0.81); 55 % of cases');
    expect(plain(lawWords.triangle(laws, t))).toContain('kept the episode is rated **4.27**, where it is broken **2.18**');
    expect(lawWords.peakEnd(laws, t, () => 'X')).toContain('the mean hides the valley');
    expect(lawWords.joyPain(laws, t, () => 'X')).toBe('**X** breaks its floor more often than tolerated: 8 of 800.');
    expect(lawWords.effective(laws, t)).toContain('0 such answers are here, 300 are needed');
  });
});
