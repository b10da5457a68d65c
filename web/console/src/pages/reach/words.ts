import { quantity, type T } from '@/i18n';
import { span } from './model';

/** "at once", "after 1 day". */
export function delayWords(minutes: number, t: T): string {
  if (minutes === 0) return t('reach.at_once');
  const [n, unit] = span(minutes);
  return t('reach.after', { time: quantity(n, unit) });
}
