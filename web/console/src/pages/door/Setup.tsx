import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import { ApiError, post, setCsrf } from '@/api/client';
import { queryClient, sessionQuery, setupQuery } from '@/api/queries';
import { HOME } from '@/app/pages';
import { useLang, useT } from '@/i18n';
import { DoorPage } from './Door';

interface Values { workspace: string; name: string; email: string; password: string }

/** First start: the one-time link from the server's log makes the owner. */
export default function SetupPage() {
  const t = useT();
  const lang = useLang();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const token = search.get('token') ?? '';
  const setup = useQuery(setupQuery);
  const [form] = Form.useForm<Values>();
  const make = useMutation({
    mutationFn: async (v: Values) => {
      await post('/v1/setup', { token, ...v, zone: Intl.DateTimeFormat().resolvedOptions().timeZone, lang });
      queryClient.removeQueries({ queryKey: setupQuery.queryKey });
      // The answer may or may not sign in at once.
      const session = await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(async () => {
        await post('/v1/sessions', { email: v.email, password: v.password });
        return queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
      });
      setCsrf(session.csrf);
    },
    onSuccess: () => navigate(`${HOME}?lang=${lang}`, { replace: true }),
    onError: (e) => {
      if (!(e instanceof ApiError)) return;
      form.setFields((e.problem.errors ?? []).flatMap((f) => { return ['workspace', 'name', 'email', 'password'].includes(f.field) ? [{ name: f.field as keyof Values, errors: [f.detail ?? e.message] }] : []; }));
    },
  });
  if (setup.data && !setup.data.needed) return <DoorPage title={t('door.done')} text={t('door.done_text')}><Link className="btn-link btn-link-main" style={{ width: '100%' }} to={`/sign-in?lang=${lang}`}>{t('door.sign_in')}</Link></DoorPage>;
  if (!token) return <DoorPage title={t('door.setup')} text={t('door.no_token')}><pre className="token-hint">http://…/setup?token=…</pre></DoorPage>;
  return (
    <DoorPage title={t('door.setup')} text={t('door.setup_text')}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={make.mutate}>
        {make.error && <Alert style={{ marginBottom: 18 }} type="error" showIcon message={make.error instanceof ApiError ? (make.error.offline ? t('error.gone') : make.error.status === 401 || make.error.status === 403 || make.error.status === 404 || make.error.status === 410 ? t('door.bad_token') : make.error.problem.detail ?? t('error.load_text')) : t('error.load_text')} />}
        <Form.Item name="workspace" label={t('door.workspace')} rules={[{ required: true, message: t('door.need_workspace') }]}><Input autoComplete="organization" autoFocus size="large" /></Form.Item>
        <Form.Item name="name" label={t('door.name')} rules={[{ required: true, message: t('door.need_name') }]}><Input autoComplete="name" size="large" /></Form.Item>
        <Form.Item name="email" label={t('door.email')} rules={[{ required: true, type: 'email', message: t('door.need_email') }]}><Input type="email" autoComplete="username" size="large" /></Form.Item>
        <Form.Item name="password" label={t('door.password')} extra={t('door.password_hint')} rules={[{ required: true, min: 10, message: t('door.password_short') }]}><Input.Password autoComplete="new-password" size="large" /></Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={make.isPending}>{t('door.create')}</Button>
      </Form>
    </DoorPage>
  );
}
