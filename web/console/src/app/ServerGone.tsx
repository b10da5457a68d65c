import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { Empty } from '@/design/parts';
import { useT } from '@/i18n';

/** Full page when nothing could be loaded because the server does not answer; tries again by itself. */
export function ServerGone({ retry }: { retry: () => void }) {
  const t = useT();
  const [left, setLeft] = useState(5);
  useEffect(() => {
    const timer = setInterval(() => setLeft((n) => (n <= 1 ? (retry(), 5) : n - 1)), 1000);
    return () => clearInterval(timer);
  }, [retry]);
  return (
    <main className="page-main" id="main">
      <Empty level={1} title={t('error.gone')} actions={<Button type="primary" onClick={retry}>{t('error.retry')}</Button>}>
        {t('error.gone_text')} <span aria-live="off">{t('error.gone_next', { n: left })}</span>
      </Empty>
    </main>
  );
}
