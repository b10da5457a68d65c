import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router-dom';
import { ApiError, post } from '@/api/client';
import { setupQuery } from '@/api/queries';
import { useT } from '@/i18n';
import { CodeField, doorError, enterWith } from './codes';
import { DoorPage } from './Door';

const needsCode = (e: Error | null) => e instanceof ApiError && e.problem.code === 'second_factor_needed';

/** E-mail and password; then, for accounts with a second factor, its code. */
export default function SignIn() {
  const t = useT();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const setup = useQuery(setupQuery);
  const [first, setFirst] = useState<{ email: string; password: string }>();
  const enter = useMutation({
    mutationFn: async (v: { email: string; password: string; code?: string }) => {
      await post('/v1/sessions', v);
      return enterWith();
    },
    onSuccess: () => {
      const next = search.get('next') ?? '/';
      navigate(next.startsWith('/') && !next.startsWith('//') ? next : '/', { replace: true });
    },
    onError: (e, v) => { if (needsCode(e)) setFirst({ email: v.email, password: v.password }); },
  });
  if (setup.data?.needed) return <Navigate to={'/setup' + (search.get('lang') ? `?lang=${search.get('lang')}` : '')} replace />;
  const problem = enter.error && !needsCode(enter.error) && <Alert style={{ marginBottom: 18 }} type="error" showIcon message={doorError(enter.error, t)} />;
  if (first) {
    return (
      <DoorPage title={t('door.code_title')} text={t('door.code_text', { email: first.email })}>
        <Form key="code" layout="vertical" requiredMark={false} onFinish={(v: { code: string }) => enter.mutate({ ...first, code: v.code })}>
          {problem}
          <CodeField />
          <Button type="primary" htmlType="submit" size="large" block loading={enter.isPending}>{t('door.sign_in')}</Button>
          <Button type="link" block style={{ marginTop: 10 }} onClick={() => { enter.reset(); setFirst(undefined); }}>{t('door.back')}</Button>
        </Form>
      </DoorPage>
    );
  }
  return (
    <DoorPage title={t('door.sign_in')} text={t('door.sign_in_text')}>
      <Form key="password" layout="vertical" requiredMark={false} onFinish={enter.mutate}>
        {problem}
        <Form.Item name="email" label={t('door.email')} rules={[{ required: true, message: t('door.need_email') }]}><Input type="email" autoComplete="username" autoFocus size="large" /></Form.Item>
        <Form.Item name="password" label={t('door.password')} extra={t('door.forgot')} rules={[{ required: true, message: t('door.need_password') }]}><Input.Password autoComplete="current-password" size="large" /></Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={enter.isPending}>{t('door.sign_in')}</Button>
      </Form>
    </DoorPage>
  );
}
