import { Button, Form, Input, Popconfirm, Segmented, Select } from 'antd';
import { useState } from 'react';
import type { ApiKey } from '@shared/api';
import { del, post } from '@/api/client';
import { useKeys } from '@/api/people';
import { queryClient, useSession } from '@/api/queries';
import { copyText } from '@/design/clipboard';
import { Icon } from '@/design/icons';
import { Empty } from '@/design/parts';
import { ago, day, useLang, useT } from '@/i18n';
import { Copy, useChange, Waiting } from './shared';
import { snippets, SNIPPETS, type Snippet } from './snippets';

const SCOPES = ['ingest', 'read', 'admin'] as const;

export default function Keys() {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const ask = useKeys();
  const change = useChange();
  const [made, setMade] = useState<ApiKey>();
  const again = () => queryClient.invalidateQueries({ queryKey: ['keys'] });
  return (
    <>
      {made?.key && <Fresh made={made} hide={() => setMade(undefined)} />}
      <Create made={(k) => { setMade(k); void again(); }} />
      <section className="card set-card">
        <h2>{t('settings.keys.list')}</h2>
        {!ask.data ? <Waiting ask={ask} /> : !ask.data.length ? <Empty small level={3} title={t('settings.keys.none')}>{t('settings.keys.none_text')}</Empty> : (
          <table className="set-table stacked">
            <thead><tr><th scope="col">{t('settings.keys.name')}</th><th scope="col">{t('settings.keys.scope')}</th><th scope="col">{t('settings.keys.made')}</th><th scope="col">{t('settings.keys.used')}</th><th scope="col">{t('settings.keys.expires')}</th><th scope="col"><span className="sr">{t('settings.actions')}</span></th></tr></thead>
            <tbody>
              {ask.data.map((k) => (
                <tr key={k.id}>
                  <td><b>{k.name}</b><small><code>{k.hint}</code></small></td>
                  <td>{t(`settings.keys.scope_${k.scope}`)}</td>
                  <td data-label={t('settings.keys.made')}>{day(lang, zone, k.created_at)}{k.maker && <small>{k.maker}</small>}</td>
                  <td data-label={t('settings.keys.used')}>{k.seen_at ? ago(lang, zone, k.seen_at) : t('settings.keys.never')}</td>
                  <td data-label={t('settings.keys.expires')}>{!k.expires_at ? '–' : Date.parse(k.expires_at) < Date.now() ? <span className="warm">{t('settings.members.expired')}</span> : day(lang, zone, k.expires_at)}</td>
                  <td className="acts"><Popconfirm title={t('settings.keys.revoke_ask')} okText={t('settings.keys.revoke')} cancelText={t('confirm.cancel')} onConfirm={() => void change.run(() => del(`/v1/keys/${k.id}`).then(again), t('settings.keys.revoked'))}><Button size="small" danger aria-label={t('settings.keys.revoke_of', { name: k.name })}>{t('settings.keys.revoke')}</Button></Popconfirm></td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

function Create({ made }: { made: (k: ApiKey) => void }) {
  const t = useT();
  const change = useChange();
  const [form] = Form.useForm<{ name: string; scope: ApiKey['scope']; days: number }>();
  const scope = Form.useWatch('scope', form);
  const send = (v: { name: string; scope: ApiKey['scope']; days: number }) =>
    change.run(async () => {
      made(await post<ApiKey>('/v1/keys', { name: v.name, scope: v.scope, ...(v.days ? { expires_at: new Date(Date.now() + v.days * 86_400_000).toISOString() } : {}) }));
      form.resetFields();
    });
  return (
    <section className="card set-card">
      <h2>{t('settings.keys.new')}</h2>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ scope: 'ingest', days: 0 }} onFinish={(v) => void send(v)}>
        <Form.Item name="name" label={t('settings.keys.name')} rules={[{ required: true, message: t('settings.keys.need_name') }]}><Input placeholder={t('settings.keys.name_hint')} maxLength={60} /></Form.Item>
        <Form.Item name="scope" label={t('settings.keys.scope')} extra={scope && t(`settings.keys.scope_text_${scope}`)}><Segmented options={SCOPES.map((s) => ({ value: s, label: t(`settings.keys.scope_${s}`) }))} /></Form.Item>
        <Form.Item name="days" label={t('settings.keys.expires')}><Select options={[0, 30, 90, 365].map((n) => ({ value: n, label: n ? t('unit.day', { n, count: n }) : t('settings.keys.no_expiry') }))} /></Form.Item>
        <Button type="primary" htmlType="submit" loading={change.busy}>{t('settings.keys.create')}</Button>
      </Form>
    </section>
  );
}

/** The key, once, with what to paste into a program. */
function Fresh({ made, hide }: { made: ApiKey; hide: () => void }) {
  const t = useT();
  const [kind, setKind] = useState<Snippet>('curl');
  const text = snippets(location.origin, made.key!, made.scope)[kind];
  return (
    <div className="set-once" role="status">
      <h2>{t('settings.keys.fresh', { name: made.name })}</h2>
      <p>{t('settings.keys.fresh_text')}</p>
      <Copy text={made.key!} label={t('settings.keys.key')} />
      <div className="set-snippet">
        <div className="row" style={{ gap: 8, justifyContent: 'space-between', flexWrap: 'wrap' }}>
          <Segmented value={kind} onChange={setKind} options={SNIPPETS.map((s) => ({ value: s.key, label: s.label }))} aria-label={t('settings.keys.example')} />
          <Button icon={<Icon name="copy" size={15} />} onClick={() => void copyText(text)}>{t('settings.keys.copy_example')}</Button>
        </div>
        <pre tabIndex={0}>{text}</pre>
      </div>
      <Button type="link" style={{ paddingInline: 0, marginTop: 8 }} onClick={hide}>{t('settings.keys.kept')}</Button>
    </div>
  );
}
