import { Button, Form, Input } from 'antd';
import { patch, post } from '@/api/client';
import { useAccount } from '@/api/people';
import { queryClient } from '@/api/queries';
import { useRights } from '@/app/rights';
import { useT } from '@/i18n';
import { useChange, Waiting } from './shared';

/** Name and password of the signed-in person. */
export default function Profile() {
  const t = useT();
  const ask = useAccount();
  const { role } = useRights();
  const name = useChange();
  const password = useChange();
  const [form] = Form.useForm<{ password: string; new_password: string; again: string }>();
  if (!ask.data) return <Waiting ask={ask} />;
  const me = ask.data;
  return (
    <>
      <section className="card set-card">
        <h2>{t('settings.profile.you')}</h2>
        <p className="lead">{me.email}{role && role !== 'key' && <> · {t(`role_name.${role}`)}</>}</p>
        <Form layout="vertical" requiredMark={false} initialValues={{ name: me.name }} onFinish={(v: { name: string }) => void name.run(() => patch('/v1/account', v).then(() => Promise.all([queryClient.invalidateQueries({ queryKey: ['account'] }), queryClient.invalidateQueries({ queryKey: ['session'] })])), t('settings.saved'))}>
          <Form.Item name="name" label={t('door.name')} rules={[{ required: true, message: t('door.need_name') }]}><Input autoComplete="name" maxLength={60} /></Form.Item>
          <Button htmlType="submit" loading={name.busy}>{t('settings.save')}</Button>
        </Form>
      </section>
      <section className="card set-card">
        <h2>{t('settings.profile.password')}</h2>
        <p className="lead">{t('settings.profile.password_text')}</p>
        <Form form={form} layout="vertical" requiredMark={false} onFinish={async (v) => { if (await password.run(() => post('/v1/account/password', { password: v.password, new_password: v.new_password }), t('settings.profile.password_done'))) form.resetFields(); }}>
          <input type="text" autoComplete="username" value={me.email} readOnly hidden />
          <Form.Item name="password" label={t('settings.profile.current')} rules={[{ required: true, message: t('door.need_password') }]}><Input.Password autoComplete="current-password" /></Form.Item>
          <Form.Item name="new_password" label={t('reset.new')} extra={t('door.password_hint')} rules={[{ required: true, min: 10, message: t('door.password_short') }]}><Input.Password autoComplete="new-password" /></Form.Item>
          <Form.Item name="again" label={t('settings.profile.again')} dependencies={['new_password']} rules={[({ getFieldValue }) => ({ validator: (_, v) => (v === getFieldValue('new_password') ? Promise.resolve() : Promise.reject(new Error(t('settings.profile.differ')))) })]}><Input.Password autoComplete="new-password" /></Form.Item>
          <Button htmlType="submit" loading={password.busy}>{t('settings.profile.change')}</Button>
        </Form>
      </section>
    </>
  );
}
