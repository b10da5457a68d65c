import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useT } from '@/i18n';
import 'dayjs/locale/zh-cn';
import type { Range } from './range';

/** Own days, from … to: the calendar is large, so it loads when asked for. */
export default function RangeDays({ range, choose }: { range: Range; choose: (text: string) => void }) {
  const t = useT();
  return (
    <div className="menu-custom">
      <span className="xs muted" id="range-own">{t('range.own')}</span>
      <DatePicker.RangePicker
        aria-labelledby="range-own"
        allowClear={false}
        defaultValue={range.kind === 'days' ? [dayjs(range.from), dayjs(range.to)] : undefined}
        onChange={(v) => v?.[0] && v[1] && choose(`${v[0].format('YYYY-MM-DD')}..${v[1].format('YYYY-MM-DD')}`)}
      />
    </div>
  );
}
