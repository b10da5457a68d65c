import { Alert, Button, Form, Input, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import { ApiError, del, post } from '@/api/client';
import { useAccount, useSessions } from '@/api/people';
import { queryClient, useSession } from '@/api/queries';
import { copyText } from '@/design/clipboard';
import { Icon } from '@/design/icons';
import { Notice, Pill } from '@/design/parts';
import { ago, dateTime, useLang, useT } from '@/i18n';
import { errorText } from '@/design/Waiting';
import { Copy, device, useChange, Waiting } from './shared';

const refresh = () => Promise.all([queryClient.invalidateQueries({ queryKey: ['account'] }), queryClient.invalidateQueries({ queryKey: ['session'] })]);

export default function Security() {
  const t = useT();
  const must = useSession().data?.must_enrol;
  return <>{must && <Notice>{t('settings.security.must')}</Notice>}<SecondFactor /><Sessions /></>;
}

function SecondFactor() {
  const t = useT();
  const ask = useAccount();
  const change = useChange();
  const [enrol, setEnrol] = useState<{ secret: string; uri: string; qr: string }>();
  const [codes, setCodes] = useState<string[]>();
  if (!ask.data) return <section className="card set-card"><Waiting ask={ask} /></section>;
  const { totp, totp_required, recovery_codes_left: left } = ask.data;
  const begin = () => change.run(async () => setEnrol(await post('/v1/account/totp', {})));
  const fresh = () => change.run(async () => { setCodes((await post<{ recovery_codes: string[] }>('/v1/account/recovery-codes', {})).recovery_codes); await refresh(); });
  const off = () => change.run(async () => { await del('/v1/account/totp'); await refresh(); }, t('settings.security.off_done'));
  return (
    <section className="card set-card">
      <div className="set-head">
        <div><h2>{t('settings.security.factor')} {totp ? <Pill tone="ok" icon={<Icon name="check" size={14} />}>{t('settings.security.on')}</Pill> : <Pill>{t('settings.security.is_off')}</Pill>}</h2></div>
        {!totp && !enrol && <Button type="primary" loading={change.busy} onClick={() => void begin()}>{t('settings.security.begin')}</Button>}
      </div>
      <p className="lead">{t('settings.security.factor_text')}</p>
      {enrol && !totp && <Enrol {...enrol} done={(list) => { setCodes(list); setEnrol(undefined); void refresh(); }} cancel={() => setEnrol(undefined)} />}
      {codes && (
        <div className="set-once" role="status">
          <h2>{t('settings.security.codes')}</h2>
          <p>{t('settings.security.codes_text')}</p>
          <ul className="codes">{codes.map((c) => <li key={c}>{c}</li>)}</ul>
          <div className="row" style={{ gap: 8, flexWrap: 'wrap' }}>
            <Button icon={<Icon name="copy" size={15} />} onClick={() => void copyText(codes.join('\n'))}>{t('settings.security.copy_codes')}</Button>
            <Button type="primary" onClick={() => setCodes(undefined)}>{t('settings.security.kept')}</Button>
          </div>
        </div>
      )}
      {totp && !codes && (
        <div className="row" style={{ gap: 10, flexWrap: 'wrap' }}>
          <span className="muted">{t('settings.security.left', { count: left })}</span>
          <Button size="small" loading={change.busy} onClick={() => void fresh()}>{t('settings.security.new_codes')}</Button>
          {!totp_required && <Popconfirm title={t('settings.security.off_ask')} okText={t('settings.security.off')} cancelText={t('confirm.cancel')} onConfirm={() => void off()}><Button size="small" danger>{t('settings.security.off')}</Button></Popconfirm>}
          {totp_required && <span className="muted">{t('settings.security.required')}</span>}
        </div>
      )}
    </section>
  );
}

function Enrol({ secret, qr, done, cancel }: { secret: string; qr: string; done: (codes: string[]) => void; cancel: () => void }) {
  const t = useT();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async ({ code }: { code: string }) => {
    setBusy(true);
    try {
      done((await post<{ recovery_codes: string[] }>('/v1/account/totp/verify', { code })).recovery_codes);
    } catch (e) {
      setError(e instanceof ApiError && e.problem.code === 'enrolment_over' ? e.message : errorText(e, t));
    } finally { setBusy(false); }
  };
  return (
    <div className="enrol">
      <div className="qr"><img alt={t('settings.security.qr')} src={'data:image/svg+xml,' + encodeURIComponent(qr)} /></div>
      <div>
        <ol><li>{t('settings.security.step1')}</li><li>{t('settings.security.step2')}</li><li>{t('settings.security.step3')}</li></ol>
        <Copy text={secret} label={t('settings.security.secret')} />
        <Form layout="vertical" requiredMark={false} style={{ marginTop: 16 }} onFinish={(v) => void send(v)}>
          {error && <Alert style={{ marginBottom: 14 }} type="error" showIcon message={error} />}
          <Form.Item name="code" label={t('door.code')} rules={[{ required: true, message: t('door.need_code') }]}><Input inputMode="numeric" autoComplete="one-time-code" maxLength={8} className="num" /></Form.Item>
          <span className="row" style={{ gap: 8 }}><Button type="primary" htmlType="submit" loading={busy}>{t('settings.security.finish')}</Button><Button onClick={cancel}>{t('confirm.cancel')}</Button></span>
        </Form>
      </div>
    </div>
  );
}

function Sessions() {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const ask = useSessions();
  const change = useChange();
  const [modal, holder] = Modal.useModal();
  const again = () => queryClient.invalidateQueries({ queryKey: ['account', 'sessions'] });
  const others = () => modal.confirm({ title: t('settings.security.end_all_ask'), okText: t('settings.security.end_all'), cancelText: t('confirm.cancel'), onOk: () => change.run(() => del('/v1/account/sessions').then(again), t('settings.security.ended')) });
  return (
    <section className="card set-card">
      {holder}
      <div className="set-head">
        <h2>{t('settings.security.sessions')}</h2>
        {(ask.data?.length ?? 0) > 1 && <Button size="small" onClick={() => void others()}>{t('settings.security.end_all')}</Button>}
      </div>
      <p className="lead">{t('settings.security.sessions_text')}</p>
      {!ask.data ? <Waiting ask={ask} /> : (
        <table className="set-table stacked">
          <thead><tr><th scope="col">{t('settings.security.device')}</th><th scope="col">{t('settings.security.address')}</th><th scope="col">{t('settings.security.since')}</th><th scope="col">{t('settings.security.seen')}</th><th scope="col"><span className="sr">{t('settings.actions')}</span></th></tr></thead>
          <tbody>
            {ask.data.map((s) => (
              <tr key={s.id}>
                <td title={s.device}>{device(s.device)} {s.current && <Pill tone="accent">{t('settings.security.this')}</Pill>}</td>
                <td data-label={t('settings.security.address')}>{s.address || '–'}</td>
                <td data-label={t('settings.security.since')}>{dateTime(lang, zone, s.created_at)}</td>
                <td data-label={t('settings.security.seen')}>{ago(lang, zone, s.seen_at)}</td>
                <td className="acts">{!s.current && <Button size="small" onClick={() => void change.run(() => del(`/v1/account/sessions/${s.id}`).then(again), t('settings.security.ended'))}>{t('settings.security.end')}</Button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
