import { Button, Form, Input, InputNumber, Segmented, Select, Switch } from 'antd';
import type { Workspace } from '@shared/api';
import { patch } from '@/api/client';
import { useAccount, useWorkspace } from '@/api/people';
import { queryClient } from '@/api/queries';
import { useRights } from '@/app/rights';
import { useT } from '@/i18n';
import { useChange, Waiting } from './shared';

const ZONES: string[] = 'supportedValuesOf' in Intl ? (Intl as unknown as { supportedValuesOf: (k: string) => string[] }).supportedValuesOf('timeZone') : [];

export default function WorkspaceForm() {
  const ask = useWorkspace();
  if (!ask.data) return <section className="card set-card"><Waiting ask={ask} /></section>;
  return <Loaded key={JSON.stringify(ask.data)} w={ask.data} />;
}

function Loaded({ w }: { w: Workspace }) {
  const t = useT();
  const { may } = useRights();
  const edit = may('admin');
  const me = useAccount().data;
  const change = useChange();
  const save = (v: Partial<Workspace>) =>
    change.run(() => patch('/v1/workspace', v).then(() => Promise.all([queryClient.invalidateQueries({ queryKey: ['workspace'] }), queryClient.invalidateQueries({ queryKey: ['workspaces'] }), queryClient.invalidateQueries({ queryKey: ['session'] }), queryClient.invalidateQueries({ queryKey: ['live'] })])), t('settings.saved'));
  const zones = ZONES.includes(w.zone) ? ZONES : [w.zone, ...ZONES];
  return (
    <>
      <section className="card set-card">
        <h2>{t('settings.workspace.about')}</h2>
        <p className="lead">{t('settings.workspace.about_text', { key: w.key })}</p>
        <Form layout="vertical" requiredMark={false} disabled={!edit} initialValues={w} onFinish={(v: Pick<Workspace, 'name' | 'zone' | 'lang'>) => void save(v)}>
          <Form.Item name="name" label={t('door.workspace')} rules={[{ required: true, message: t('door.need_workspace') }]}><Input maxLength={60} /></Form.Item>
          <Form.Item name="zone" label={t('settings.workspace.zone')} extra={t('settings.workspace.zone_text')}><Select showSearch options={zones.map((z) => ({ value: z, label: z }))} /></Form.Item>
          <Form.Item name="lang" label={t('settings.workspace.lang')} extra={t('settings.workspace.lang_text')}><Segmented options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }]} /></Form.Item>
          {edit && <Button htmlType="submit" loading={change.busy}>{t('settings.save')}</Button>}
        </Form>
      </section>
      <section className="card set-card">
        <h2>{t('settings.workspace.privacy')}</h2>
        <p className="lead">{t('settings.workspace.privacy_text')}</p>
        <Form layout="vertical" requiredMark={false} disabled={!edit} initialValues={{ suppress_k: w.suppress_k }} onFinish={(v: { suppress_k: number }) => void save(v)}>
          <Form.Item name="suppress_k" label={t('settings.workspace.k')} rules={[{ required: true }]}><InputNumber min={1} max={100} /></Form.Item>
          {edit && <Button htmlType="submit" loading={change.busy}>{t('settings.save')}</Button>}
        </Form>
      </section>
      <section className="card set-card">
        <div className="set-switch">
          <div><h2>{t('settings.workspace.totp')}</h2><p className="lead" style={{ margin: 0 }}>{t(me && !me.totp && !w.require_totp ? 'settings.workspace.totp_first' : 'settings.workspace.totp_text')}</p></div>
          <Switch aria-label={t('settings.workspace.totp')} checked={w.require_totp} loading={change.busy} disabled={!edit || (!!me && !me.totp && !w.require_totp)} onChange={(on) => void save({ require_totp: on })} />
        </div>
      </section>
    </>
  );
}
