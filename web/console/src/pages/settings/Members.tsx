import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { Invitation, Member, Reach, Role } from '@shared/api';
import { del, patch, post } from '@/api/client';
import { useInvitations, useMembers } from '@/api/people';
import { queryClient, useSession } from '@/api/queries';
import { Icon } from '@/design/icons';
import { Empty, Pill } from '@/design/parts';
import { ago, day, useLang, useT } from '@/i18n';
import { ReachFields } from './ReachFields';
import { Copy, useChange, Waiting } from './shared';

type PersonRole = Exclude<Role, 'key'>;
const ROLES: PersonRole[] = ['owner', 'analyst', 'manager', 'agent', 'viewer'];
const NONE: Reach = { touchpoints: [], departments: [] };
const again = () => Promise.all([queryClient.invalidateQueries({ queryKey: ['members'] }), queryClient.invalidateQueries({ queryKey: ['invitations'] })]);

export default function Members() {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const me = useSession().data?.account.id;
  const members = useMembers();
  const invitations = useInvitations();
  const change = useChange();
  const [inviting, setInviting] = useState(false);
  const [editing, setEditing] = useState<Member>();
  const [link, setLink] = useState<{ title: string; text: string; path: string }>();
  const [modal, holder] = Modal.useModal();
  const remove = (m: Member) => modal.confirm({ title: t('settings.members.remove_ask', { name: m.name }), content: t('settings.members.remove_text'), okText: t('settings.members.remove'), okButtonProps: { danger: true }, cancelText: t('confirm.cancel'), onOk: () => change.run(() => del(`/v1/members/${m.id}`).then(again), t('settings.members.removed')) });
  const reset = (m: Member) =>
    change.run(async () => {
      const made = await post<{ path: string }>(`/v1/members/${m.id}/reset`, { second_factor: m.totp });
      setLink({ title: t('settings.members.reset_title', { name: m.name }), text: t(m.totp ? 'settings.members.reset_text_totp' : 'settings.members.reset_text'), path: made.path });
    });
  return (
    <>
      {holder}
      {link && (
        <div className="set-once" role="status">
          <h2>{link.title}</h2><p>{link.text}</p>
          <Copy text={location.origin + link.path} label={link.title} />
          <Button type="link" style={{ paddingInline: 0, marginTop: 8 }} onClick={() => setLink(undefined)}>{t('settings.hide')}</Button>
        </div>
      )}
      <section className="card set-card">
        <div className="set-head"><h2>{t('settings.members.people')}</h2><Button type="primary" icon={<Icon name="plus" size={15} />} onClick={() => setInviting(true)}>{t('settings.members.invite')}</Button></div>
        {!members.data ? <Waiting ask={members} /> : (
          <table className="set-table stacked">
            <thead><tr><th scope="col">{t('settings.members.name')}</th><th scope="col">{t('settings.members.role')}</th><th scope="col">{t('settings.members.factor')}</th><th scope="col">{t('settings.members.seen')}</th><th scope="col"><span className="sr">{t('settings.actions')}</span></th></tr></thead>
            <tbody>
              {members.data.map((m) => (
                <tr key={m.id}>
                  <td><b>{m.name}</b>{m.id === me && <> <Pill>{t('settings.members.you')}</Pill></>}<small>{m.email}</small></td>
                  <td>{t(`role_name.${m.role}`)}{m.role === 'manager' && <small>{reachText(m, t)}</small>}</td>
                  <td data-label={t('settings.members.factor')}>{m.totp ? t('settings.security.on') : '–'}</td>
                  <td data-label={t('settings.members.seen')}>{m.seen_at ? ago(lang, zone, m.seen_at) : '–'}</td>
                  <td className="acts">
                    <span className="row set-acts">
                      <Button size="small" aria-label={t('settings.members.edit_of', { name: m.name })} onClick={() => setEditing(m)}>{t('settings.members.edit')}</Button>
                      {m.id !== me && <Button size="small" aria-label={t('settings.members.reset_of', { name: m.name })} onClick={() => void reset(m)}>{t('settings.members.reset')}</Button>}
                      {m.id !== me && <Button size="small" danger aria-label={t('settings.members.remove_of', { name: m.name })} icon={<Icon name="trash" size={14} />} onClick={() => void remove(m)} />}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section className="card set-card">
        <h2>{t('settings.members.open')}</h2>
        {!invitations.data ? <Waiting ask={invitations} /> : !invitations.data.length ? <Empty small level={3} title={t('settings.members.none')}>{t('settings.members.none_text')}</Empty> : (
          <table className="set-table stacked">
            <thead><tr><th scope="col">{t('door.email')}</th><th scope="col">{t('settings.members.role')}</th><th scope="col">{t('settings.members.by')}</th><th scope="col">{t('settings.members.until')}</th><th scope="col"><span className="sr">{t('settings.actions')}</span></th></tr></thead>
            <tbody>
              {invitations.data.map((i) => (
                <tr key={i.id}>
                  <td><b>{i.email}</b></td><td>{t(`role_name.${i.role}`)}</td><td data-label={t('settings.members.by')}>{i.by || '–'}</td>
                  <td data-label={t('settings.members.until')}>{Date.parse(i.expires_at) < Date.now() ? <span className="warm">{t('settings.members.expired')}</span> : day(lang, zone, i.expires_at)}</td>
                  <td className="acts"><Button size="small" onClick={() => void change.run(() => del(`/v1/invitations/${i.id}`).then(again), t('settings.members.withdrawn'))}>{t('settings.members.withdraw')}</Button></td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {inviting && <Invite close={() => setInviting(false)} made={(i) => { setInviting(false); setLink({ title: t('settings.members.link', { email: i.email }), text: t('settings.members.link_text', { date: day(lang, zone, i.expires_at) }), path: i.path! }); void again(); }} />}
      {editing && <Edit member={editing} close={() => setEditing(undefined)} />}
    </>
  );
}

function reachText(r: Reach, t: ReturnType<typeof useT>): string {
  const parts = [...r.departments, ...(r.touchpoints.length ? [t('settings.members.touchpoints', { count: r.touchpoints.length })] : [])];
  return parts.join(' · ') || t('settings.members.nothing');
}

interface Values { email: string; role: PersonRole; days: number; reach: Reach }
function RoleFields() {
  const t = useT();
  const role = Form.useWatch('role') as PersonRole | undefined;
  return (
    <>
      <Form.Item name="role" label={t('settings.members.role')} extra={role && t(`role_what.${role}`)}><Select options={ROLES.map((r) => ({ value: r, label: t(`role_name.${r}`) }))} /></Form.Item>
      {role === 'manager' && <Form.Item name="reach" noStyle><ReachFields /></Form.Item>}
    </>
  );
}

function Invite({ close, made }: { close: () => void; made: (i: Invitation) => void }) {
  const t = useT();
  const change = useChange();
  const [form] = Form.useForm<Values>();
  const send = (v: Values) => change.run(async () => made(await post<Invitation>('/v1/invitations', { email: v.email, role: v.role, days: v.days, ...(v.role === 'manager' ? v.reach ?? NONE : {}) })));
  return (
    <Modal open title={t('settings.members.invite')} okText={t('settings.members.make')} cancelText={t('confirm.cancel')} confirmLoading={change.busy} onOk={() => form.submit()} onCancel={close} width={520}>
      <p className="muted" style={{ marginBottom: 16 }}>{t('settings.members.invite_text')}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ role: 'viewer', days: 7, reach: NONE }} onFinish={(v) => void send(v)}>
        <Form.Item name="email" label={t('door.email')} rules={[{ required: true, type: 'email', message: t('door.need_email') }]}><Input type="email" autoComplete="off" autoFocus /></Form.Item>
        <RoleFields />
        <Form.Item name="days" label={t('settings.members.valid')}><Select options={[1, 3, 7, 14, 30].map((n) => ({ value: n, label: t('unit.day', { n, count: n }) }))} /></Form.Item>
      </Form>
    </Modal>
  );
}

function Edit({ member, close }: { member: Member; close: () => void }) {
  const t = useT();
  const change = useChange();
  const [form] = Form.useForm<Values>();
  const send = async (v: Values) => {
    const body = { role: v.role, ...(v.role === 'manager' ? v.reach ?? NONE : {}) };
    if (await change.run(() => patch(`/v1/members/${member.id}`, body).then(again), t('settings.saved'))) close();
  };
  return (
    <Modal open title={t('settings.members.edit_of', { name: member.name })} okText={t('settings.save')} cancelText={t('confirm.cancel')} confirmLoading={change.busy} onOk={() => form.submit()} onCancel={close} width={520}>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ role: member.role, reach: { touchpoints: member.touchpoints, departments: member.departments } }} onFinish={(v) => void send(v)}><RoleFields /></Form>
    </Modal>
  );
}
