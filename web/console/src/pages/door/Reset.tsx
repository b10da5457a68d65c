import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { ApiError, post } from '@/api/client';
import { useLang, useT } from '@/i18n';
import { doorError } from './codes';
import { DoorPage } from './Door';

/** A new password by a one-time link from the owner or the server's command line. */
export default function Reset() {
  const t = useT();
  const lang = useLang();
  const [token] = useState(() => location.hash.slice(1));
  const look = useQuery({ queryKey: ['reset', token], queryFn: () => post<{ email: string }>('/v1/password-reset/look', { token }), enabled: !!token, staleTime: Infinity, retry: false });
  const save = useMutation({ mutationFn: (v: { password: string }) => post('/v1/password-reset', { token, password: v.password }) });
  const enter = <Link className="btn-link btn-link-main" style={{ width: '100%' }} to={`/sign-in?lang=${lang}`}>{t('door.sign_in')}</Link>;
  if (!token || look.error) return <DoorPage title={t('invite.gone')} text={look.error instanceof ApiError && look.error.offline ? t('error.gone') : t('reset.gone_text')}>{enter}</DoorPage>;
  if (save.isSuccess) return <DoorPage title={t('reset.done')} text={t('reset.done_text')}>{enter}</DoorPage>;
  return (
    <DoorPage title={t('reset.title')} text={t('reset.text')}>
      <Form layout="vertical" requiredMark={false} onFinish={save.mutate}>
        {save.error && <Alert style={{ marginBottom: 18 }} type="error" showIcon message={doorError(save.error, t)} />}
        <Form.Item label={t('door.email')}><Input value={look.data?.email ?? ''} readOnly aria-label={t('door.email')} autoComplete="username" size="large" /></Form.Item>
        <Form.Item name="password" label={t('reset.new')} extra={t('door.password_hint')} rules={[{ required: true, min: 10, message: t('door.password_short') }]}><Input.Password autoComplete="new-password" autoFocus size="large" /></Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={save.isPending}>{t('reset.save')}</Button>
      </Form>
    </DoorPage>
  );
}
