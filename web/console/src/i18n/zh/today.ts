import type { today as en } from '../en/today';
import type { Strings } from '../strings';

export const today: Strings<typeof en> = {
  today: {
    title: '今日',
  },
};
