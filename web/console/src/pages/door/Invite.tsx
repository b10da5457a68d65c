import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { Role } from '@shared/api';
import { ApiError, post } from '@/api/client';
import { queryClient } from '@/api/queries';
import { useLang, useT } from '@/i18n';
import { CodeField, doorError, enterWith } from './codes';
import { DoorPage } from './Door';

interface Welcome { email: string; role: Exclude<Role, 'key'>; by: string; has_account: boolean; workspace: string }

/** Opened from an invitation link. The token stands behind '#', so it reaches no server's log. */
export default function Invite() {
  const t = useT();
  const lang = useLang();
  const navigate = useNavigate();
  const [token] = useState(() => location.hash.slice(1));
  const [step, setStep] = useState<'password' | 'code'>('password');
  const look = useQuery({ queryKey: ['invite', token], queryFn: () => post<Welcome>('/v1/invitations/look', { token }), enabled: !!token, staleTime: Infinity, retry: false });
  const join = useMutation({
    mutationFn: async (v: { name?: string; password: string; code?: string }) => {
      await post('/v1/invitations/accept', { token, ...v });
      queryClient.clear();
      return enterWith();
    },
    onSuccess: () => navigate(`/?lang=${lang}`, { replace: true }),
    onError: (e) => { if (e instanceof ApiError && e.problem.code === 'second_factor_needed') setStep('code'); },
  });
  const gone = <Link className="btn-link btn-link-main" style={{ width: '100%' }} to={`/sign-in?lang=${lang}`}>{t('door.sign_in')}</Link>;
  if (!token || look.error) return <DoorPage title={t('invite.gone')} text={look.error instanceof ApiError && look.error.offline ? t('error.gone') : t('invite.gone_text')}>{gone}</DoorPage>;
  if (!look.data) return <DoorPage title={t('invite.title')} text={t('common.loading')}>{null}</DoorPage>;
  const { email, workspace, role, by, has_account } = look.data;
  const needed = join.error instanceof ApiError && join.error.problem.code === 'second_factor_needed';
  return (
    <DoorPage title={t('invite.to', { workspace })} text={t(by ? 'invite.by' : 'invite.as', { by, role: t(`role_name.${role}`) })}>
      <Form layout="vertical" requiredMark={false} onFinish={join.mutate}>
        {join.error && !needed && <Alert style={{ marginBottom: 18 }} type="error" showIcon message={doorError(join.error, t)} />}
        <Form.Item label={t('door.email')}><Input value={email} readOnly aria-label={t('door.email')} autoComplete="username" size="large" /></Form.Item>
        {!has_account && <Form.Item name="name" label={t('door.name')} rules={[{ required: true, message: t('door.need_name') }]}><Input autoComplete="name" autoFocus size="large" /></Form.Item>}
        {has_account
          ? <Form.Item name="password" label={t('door.password')} extra={t('invite.known')} rules={[{ required: true, message: t('door.need_password') }]}><Input.Password autoComplete="current-password" autoFocus size="large" /></Form.Item>
          : <Form.Item name="password" label={t('door.password')} extra={t('door.password_hint')} rules={[{ required: true, min: 10, message: t('door.password_short') }]}><Input.Password autoComplete="new-password" size="large" /></Form.Item>}
        {step === 'code' && <CodeField />}
        <Button type="primary" htmlType="submit" size="large" block loading={join.isPending}>{t('invite.join')}</Button>
      </Form>
    </DoorPage>
  );
}
