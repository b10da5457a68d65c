import { Form, Input } from 'antd';
import type { Session } from '@shared/api';
import { ApiError, setCsrf } from '@/api/client';
import { queryClient, sessionQuery } from '@/api/queries';
import { tx, useT } from '@/i18n';

/** Six digits of the authenticator, or a recovery code. */
export function CodeField() {
  const t = useT();
  return (
    <Form.Item name="code" label={t('door.code')} extra={t('door.code_hint')} rules={[{ required: true, message: t('door.need_code') }]}>
      <Input inputMode="text" autoComplete="one-time-code" autoFocus size="large" maxLength={30} className="num" />
    </Form.Item>
  );
}

/** After the server has set the session's cookie. */
export async function enterWith(): Promise<Session> {
  localStorage.setItem('pk.in', '1');
  const session = await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
  setCsrf(session.csrf);
  return session;
}

export function doorError(e: Error, t: ReturnType<typeof useT>): string {
  if (!(e instanceof ApiError)) return t('error.load_text');
  if (e.offline) return t('error.gone');
  if (e.problem.code === 'login_failed') return t('door.wrong');
  if (e.status === 429) return t('door.too_many');
  return e.problem.errors?.[0]?.detail ?? e.problem.detail ?? tx(`problem.${e.problem.code ?? ''}`, t('error.load_text'));
}
