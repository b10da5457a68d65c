import { describe, expect, it } from 'vitest';
import type { Estimate } from '@shared/api';
import { count, estimate, fixed, MINUS, plain, share, short, THIN, value } from './number';

const e = (v: number, lo: number, hi: number, unit: string): Estimate => ({ value: v, lo, hi, n: 10, unit, basis: 'measured', method: 't', flags: [] });

describe('numbers', () => {
  it('uses the true minus and thin spaces', () => {
    expect(fixed(-0.456, 2, true)).toBe(MINUS + '0.46');
    expect(count(1460)).toBe(`1${THIN}460`);
    expect(count(1234567)).toBe(`1${THIN}234${THIN}567`);
    expect(count(999)).toBe('999');
  });
  it('gives zero no sign, whatever it was rounded from', () => {
    expect(fixed(-0.001, 2, true)).toBe('0.00');
    expect(fixed(0.001, 2, true)).toBe('0.00');
  });
  it('never prints NaN', () => {
    expect(fixed(NaN, 2)).toBe('\u2013');
    expect(fixed(Infinity, 2)).toBe('\u2013');
  });
  it('shows a symmetric interval as plus-minus', () => {
    expect(estimate(e(-0.46, -0.48, -0.44, 'valence'))).toEqual({ value: MINUS + '0.46', interval: `±${THIN}0.02` });
    expect(estimate(e(-30, -34.39, -25.48, 'points'))).toEqual({ value: MINUS + '30.0', interval: `±${THIN}4.5` });
  });
  it('shows an asymmetric interval as bounds', () => {
    expect(estimate(e(0.97, 0.7, 1, 'share'))).toEqual({ value: `97.0${THIN}%`, interval: '[70.0, 100.0]' });
    expect(estimate(e(0.81, 0.79, 0.83, 'ratio'))).toEqual({ value: '0.81', interval: '[0.79, 0.83]' });
    expect(estimate(e(0.17, 0.02, 0.2, 'valence'))).toEqual({ value: '+0.17', interval: '[+0.02, +0.20]' });
  });
  it('has nothing to show without a value', () => {
    expect(estimate({ n: 3, unit: 'valence', basis: 'measured', method: 't', flags: [], insufficient: { have: 3, need: 5 } })).toBeNull();
    expect(estimate(undefined)).toBeNull();
  });
  it('knows shares from percents', () => {
    expect(value(0.782, 'share')).toBe(`78.2${THIN}%`);
    expect(value(78.2, 'percent')).toBe(`78.2${THIN}%`);
    expect(share(0.31)).toBe(`31${THIN}%`);
    expect(share(0.042)).toBe(`4.2${THIN}%`);
    expect(share(0)).toBe(`0${THIN}%`);
  });
  it('calls differences of shares percentage points', () => {
    expect(value(-0.061, 'share', { signed: true, diff: true })).toBe(`${MINUS}6.1${THIN}pp`);
    expect(value(-0.061, 'valence', { signed: true, diff: true })).toBe(`${MINUS}0.06`);
    expect(estimate(e(-0.061, -0.07, -0.052, 'share'), { signed: true, diff: true })).toEqual({ value: `${MINUS}6.1${THIN}pp`, interval: `±${THIN}0.9` });
  });
  it('shortens only large numbers', () => {
    expect(short(4655)).toBe(`4${THIN}655`);
    expect(short(123456)).toBe(`123${THIN}k`);
    expect(short(1234567)).toBe(`1.2${THIN}M`);
  });
  it('drops decimals nobody needs', () => {
    expect(plain(3)).toBe('3');
    expect(plain(4.63)).toBe('4.6');
    expect(plain(2.98)).toBe('3');
  });
});
