// A face from very sad (-2) to very happy (2).
import { icon } from '../core';

export const face = (mood: number): HTMLElement =>
  icon('<circle cx="12" cy="12" r="9.5"/><path d="M8.700 9v1M15.300 9v1"/><path d="M7.500 ' + (15.2 - mood * 0.65) + 'q4.500 ' + mood * 2.3 + ' 9 0"/>', 'face');
/** Spread over n faces: 0..n-1 -> -2..2 */
export const mood = (i: number, n: number): number => (n < 2 ? 0 : (4 * i) / (n - 1) - 2);
