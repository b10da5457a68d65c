import { Modal } from 'antd';
import { useEffect, type RefObject } from 'react';
import { useBlocker } from 'react-router-dom';
import { useT } from '@/i18n';

/** Leaving with changes in hand asks first: within the console and when the window closes. `pass` is true while the page itself goes on. */
export function Guard({ dirty, pass }: { dirty: boolean; pass?: RefObject<boolean> }) {
  const t = useT();
  const blocker = useBlocker(({ currentLocation, nextLocation }) => dirty && !pass?.current && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (!dirty) return;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
  return (
    <Modal open={blocker.state === 'blocked'} title={t('editor.leave_title')} okText={t('editor.leave')} cancelText={t('editor.stay')} okButtonProps={{ danger: true }} onOk={() => blocker.proceed?.()} onCancel={() => blocker.reset?.()}>
      {t('editor.leave_text')}
    </Modal>
  );
}
