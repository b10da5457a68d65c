import { Button } from 'antd';
import { count } from '@/design/number';
import { useT } from '@/i18n';
import { PAGE } from './queries';

/** Newer and older, when one page does not hold them all. */
export function Pager({ total, offset, go }: { total: number; offset: number; go: (offset: number) => void }) {
  const t = useT();
  if (total <= PAGE) return null;
  return (
    <div className="row reach-pager">
      <Button disabled={offset === 0} onClick={() => go(offset - PAGE)}>{t('reach.newer')}</Button>
      <span className="muted small">{t('reach.page', { from: count(offset + 1), to: count(Math.min(offset + PAGE, total)), n: count(total) })}</span>
      <Button disabled={offset + PAGE >= total} onClick={() => go(offset + PAGE)}>{t('reach.older')}</Button>
    </div>
  );
}
