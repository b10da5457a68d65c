import { App as Antd, Button, Input, InputNumber, Popconfirm, Segmented, Switch } from 'antd';
import { useState } from 'react';
import { ApiError, del, post, put } from '@/api/client';
import { useSession } from '@/api/queries';
import { Notice, Pill } from '@/design/parts';
import { errorText, Waiting } from '@/design/Waiting';
import { ago, useLang, useT } from '@/i18n';
import { Field } from '../editor/fields';
import { CHANNELS, type Channel, type ChannelSettings } from './model';
import { again, useChannels } from './queries';

/** How messages leave: our customer's mail server, and gateways for text messages and WeChat. */
export default function Channels() {
  const ask = useChannels();
  if (!ask.data) return <div className="card card-pad"><Waiting ask={ask} n={8} /></div>;
  return <div className="reach-channels">{CHANNELS.map((c) => <One key={c} channel={c} stored={ask.data.find((x) => x.channel === c)} />)}</div>;
}

type Draft = Partial<ChannelSettings> & { password?: string; secret?: string };
const begin = (channel: Channel): Draft => (channel === 'email' ? { enabled: true, host: '', port: 587, security: 'starttls', user: '', from: '', from_name: '', reply_to: '', per_minute: 600 } : { enabled: true, url: '', per_minute: 600 });

function One({ channel, stored }: { channel: Channel; stored?: ChannelSettings }) {
  const t = useT();
  const { message } = Antd.useApp();
  const [draft, setDraft] = useState<Draft>();
  const [failed, setFailed] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const now: Draft = draft ?? stored ?? begin(channel);
  const set = (c: Draft) => setDraft({ ...now, ...c });
  const at = (field: string) => failed?.problem.errors?.find((e) => e.field === field)?.detail;
  const run = async (what: () => Promise<unknown>, done: string) => {
    setBusy(true);
    setFailed(undefined);
    try {
      await what();
      setDraft(undefined);
      await again();
      void message.success(done);
    } catch (e) {
      if (e instanceof ApiError) setFailed(e);
      void message.error(errorText(e, t), 8);
    } finally { setBusy(false); }
  };
  const save = () => {
    // eslint-disable-next-line @typescript-eslint/no-unused-vars
    const { channel: _, password_set, secret_set, last_message, ...body } = now;
    return run(() => put(`/v1/channels/${channel}`, body), t('settings.saved'));
  };
  // The server keeps a password or secret only for the address that it was given for.
  const kept = !!stored?.secret_set && stored.url === now.url;
  const open = !!stored || !!draft;
  return (
    <section className="card card-pad reach-channel" aria-labelledby={`ch-${channel}`} data-channel={channel}>
      <header className="spread">
        <div><h2 id={`ch-${channel}`}>{t(`reach.channel.${channel}`)}</h2><p className="muted small">{t(`reach.channel_text.${channel}`)}</p></div>
        <Pill tone={stored?.enabled ? 'ok' : undefined}>{t(!stored ? 'reach.not_set' : stored.enabled ? 'reach.is_on' : 'reach.is_off')}</Pill>
      </header>
      {!open ? <Button onClick={() => setDraft(begin(channel))}>{t('reach.set_up')}</Button> : (
        <form onSubmit={(e) => { e.preventDefault(); void save(); }}>
          <div className="reach-fields">
            {channel === 'email' ? <Mail now={now} stored={stored} set={set} at={at} /> : (
              <>
                <Field label={t('reach.url')} hint={t('reach.url_hint')} error={at('url')}><Input value={now.url} onChange={(e) => set({ url: e.target.value })} placeholder="https://gateway.example.com/send" inputMode="url" /></Field>
                <Field label={t('reach.secret')} hint={t(kept ? 'reach.secret_kept' : stored?.secret_set ? 'reach.secret_again' : 'reach.secret_hint')} error={at('secret')}><Input.Password value={now.secret ?? ''} onChange={(e) => set({ secret: e.target.value || undefined })} autoComplete="new-password" placeholder={kept ? '••••••••' : ''} /></Field>
              </>
            )}
            <Field label={t('reach.per_minute')} error={at('per_minute')}><InputNumber min={1} max={100000} value={now.per_minute} onChange={(v) => set({ per_minute: v ?? 600 })} /></Field>
          </div>
          <div className="row wrap reach-acts">
            <Button type="primary" htmlType="submit" loading={busy} disabled={!!stored && !draft}>{t('settings.save')}</Button>
            {draft && <Button onClick={() => { setDraft(undefined); setFailed(undefined); }}>{t('survey.cancel')}</Button>}
            {stored && <label className="row" style={{ gap: 8 }}><Switch size="small" checked={now.enabled} onChange={(enabled) => set({ enabled })} aria-label={t('reach.channel_on', { name: t(`reach.channel.${channel}`) })} />{t('reach.in_use')}</label>}
            {stored && <Popconfirm title={t('reach.remove_channel_ask')} okText={t('reach.remove')} cancelText={t('survey.cancel')} onConfirm={() => void run(() => del(`/v1/channels/${channel}`), t('reach.removed'))}><Button danger type="text">{t('reach.remove')}</Button></Popconfirm>}
          </div>
          {stored && !draft && <Last of={stored.last_message} />}
          {stored && !draft && <Try channel={channel} />}
        </form>
      )}
    </section>
  );
}

function Mail({ now, stored, set, at }: { now: Draft; stored?: ChannelSettings; set: (c: Draft) => void; at: (f: string) => string | undefined }) {
  const t = useT();
  const kept = !!stored?.password_set && stored.host === now.host && stored.user === now.user;
  const text = (key: 'host' | 'user' | 'from' | 'from_name' | 'reply_to', placeholder = '', hint?: string) => <Field label={t(`reach.mail.${key}`)} hint={hint} error={at(key)}><Input value={now[key] ?? ''} onChange={(e) => set({ [key]: e.target.value })} placeholder={placeholder} autoComplete="off" /></Field>;
  return (
    <>
      {text('host', 'smtp.example.com')}
      <Field label={t('reach.mail.port')} error={at('port')}><InputNumber min={1} max={65535} value={now.port} onChange={(v) => set({ port: v ?? 587 })} /></Field>
      <div className="field reach-wide" role="group" aria-label={t('reach.mail.security')}>
        <span className="field-label">{t('reach.mail.security')}</span>
        <Segmented value={now.security} onChange={(security) => set({ security, port: security === 'tls' ? 465 : security === 'starttls' ? 587 : now.port })} options={(['starttls', 'tls', 'none'] as const).map((v) => ({ value: v, label: t(`reach.mail.${v}`) }))} />
      </div>
      {text('user')}
      <Field label={t('reach.mail.password')} hint={stored?.password_set ? t(kept ? 'reach.secret_kept' : 'reach.secret_again') : undefined} error={at('password')}><Input.Password value={now.password ?? ''} onChange={(e) => set({ password: e.target.value || undefined })} autoComplete="new-password" placeholder={kept ? '••••••••' : ''} /></Field>
      {text('from', 'ask@example.com')}
      {text('from_name')}
      {text('reply_to', '', t('reach.mail.reply_hint'))}
    </>
  );
}

/** How the newest message fared; what was not taken is tried again by itself, and at once when the settings change. */
function Last({ of }: { of: ChannelSettings['last_message'] }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  if (!of) return null;
  const when = ago(lang, zone, of.at);
  if (of.detail) return <div className="reach-last"><Notice icon="warn">{t('reach.last_failed', { when, why: of.detail })}</Notice></div>;
  return <p className="small muted reach-last">{t(of.result === 'unsure' ? 'reach.last_unsure' : 'reach.last_sent', { when })}</p>;
}

/** One real message, and what the other side said to it. */
function Try({ channel }: { channel: Channel }) {
  const t = useT();
  const lang = useLang();
  const [to, setTo] = useState('');
  const [said, setSaid] = useState<{ ok: boolean; text: string }>();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setSaid(undefined);
    try {
      const r = await post<{ sent: boolean; unsure: boolean }>(`/v1/channels/${channel}/test`, { to: to.trim(), lang: lang === 'zh' ? 'zh-CN' : 'en' });
      setSaid({ ok: !r.unsure, text: t(r.unsure ? 'reach.try_unsure' : 'reach.try_done', { to: to.trim() }) });
    } catch (e) { setSaid({ ok: false, text: errorText(e, t) }); } finally { setBusy(false); }
  };
  return (
    <div className="reach-try">
      <Field label={t('reach.try')}>
        <Input value={to} onChange={(e) => setTo(e.target.value)} onPressEnter={(e) => { e.preventDefault(); if (to.trim()) void send(); }} placeholder={t(`reach.try_to.${channel}`)} />
      </Field>
      <Button onClick={() => void send()} loading={busy} disabled={!to.trim()}>{t('reach.try_send')}</Button>
      {said && <div role="status" className="reach-wide"><Notice calm={said.ok} icon={said.ok ? 'check' : 'warn'}>{said.text}</Notice></div>}
    </div>
  );
}
