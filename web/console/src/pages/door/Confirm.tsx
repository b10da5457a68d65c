import { Alert, Form, Input, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { ApiError, post, setConfirm } from '@/api/client';
import { useT } from '@/i18n';

/** Opens by itself when a change needs the password once more, then lets the change go on. */
export default function ConfirmPassword() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const answer = useRef<(given: boolean) => void>();
  const [form] = Form.useForm<{ password: string }>();
  useEffect(() => {
    setConfirm(() => new Promise((done) => { answer.current = done; setError(''); setOpen(true); }));
    return () => setConfirm(undefined);
  }, []);
  const close = (given: boolean) => { setOpen(false); form.resetFields(); answer.current?.(given); };
  const send = async ({ password }: { password: string }) => {
    setBusy(true);
    try {
      await post('/v1/account/confirm', { password });
      close(true);
    } catch (e) {
      setError(e instanceof ApiError ? e.problem.errors?.[0]?.detail ?? e.message : t('error.load_text'));
    } finally { setBusy(false); }
  };
  return (
    <Modal open={open} title={t('confirm.title')} okText={t('confirm.ok')} cancelText={t('confirm.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={() => close(false)} width={420} destroyOnHidden forceRender>
      <p className="muted" style={{ marginBottom: 14 }}>{t('confirm.text')}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void send(v)}>
        {error && <Alert style={{ marginBottom: 14 }} type="error" showIcon message={error} />}
        <Form.Item name="password" label={t('door.password')} rules={[{ required: true, message: t('door.need_password') }]}><Input.Password autoComplete="current-password" autoFocus /></Form.Item>
      </Form>
    </Modal>
  );
}
