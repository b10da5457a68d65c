import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { Navigate, useNavigate, useSearchParams } from 'react-router-dom';
import type { Session } from '@shared/api';
import { ApiError, post, setCsrf } from '@/api/client';
import { queryClient, sessionQuery, setupQuery } from '@/api/queries';
import { tx, useT } from '@/i18n';
import { DoorPage } from './Door';

export default function SignIn() {
  const t = useT();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const setup = useQuery(setupQuery);
  const enter = useMutation({
    mutationFn: async (v: { email: string; password: string }) => {
      await post('/v1/sessions', v);
      const session = await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
      setCsrf(session.csrf);
      return session as Session;
    },
    onSuccess: () => {
      const next = search.get('next') ?? '/';
      navigate(next.startsWith('/') && !next.startsWith('//') ? next : '/', { replace: true });
    },
  });
  if (setup.data?.needed) return <Navigate to={'/setup' + (search.get('lang') ? `?lang=${search.get('lang')}` : '')} replace />;
  return (
    <DoorPage title={t('door.sign_in')} text={t('door.sign_in_text')}>
      <Form layout="vertical" requiredMark={false} onFinish={enter.mutate}>
        {enter.error && <Alert style={{ marginBottom: 18 }} type="error" showIcon message={signInError(enter.error, t)} />}
        <Form.Item name="email" label={t('door.email')} rules={[{ required: true, message: t('door.need_email') }]}><Input type="email" autoComplete="username" autoFocus size="large" /></Form.Item>
        <Form.Item name="password" label={t('door.password')} rules={[{ required: true, message: t('door.need_password') }]}><Input.Password autoComplete="current-password" size="large" /></Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={enter.isPending}>{t('door.sign_in')}</Button>
      </Form>
    </DoorPage>
  );
}
function signInError(e: Error, t: ReturnType<typeof useT>): string {
  if (!(e instanceof ApiError)) return t('error.load_text');
  if (e.offline) return t('error.gone');
  if (e.status === 401 || e.status === 403) return t('door.wrong');
  if (e.status === 429) return t('door.too_many');
  return e.problem.detail ?? tx(`problem.${e.problem.code ?? ''}`, t('error.load_text'));
}
