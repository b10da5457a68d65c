import { Alert, Button, DatePicker, Input, message, Popconfirm, Segmented, Select, Switch } from 'antd';
import { useState } from 'react';
import { Link as To, Navigate, useParams } from 'react-router-dom';
import type { Link, SurveyFull } from '@shared/survey';
import { ApiError } from '@/api/client';
import { useSession } from '@/api/queries';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Empty, Notice, Pill, SkelLines } from '@/design/parts';
import { errorText, LoadFailed, Waiting } from '@/design/Waiting';
import { day, useLang, useT } from '@/i18n';
import { Field } from '../editor/fields';
import { Copy } from '../settings/shared';
import '../settings/settings.css';
import { Head, useLanguageName } from './parts';
import { inJourney, useOnlyJourney, usePlaces } from './QuestionSheet';
import { addLink, again, closeLink, qrPath, setOpen, surveyPath, useLinks, useSurveyFull } from './queries';

const CHANNELS = ['web', 'qr', 'kiosk', 'email', 'sms', 'wechat', 'paper'] as const;
const address = (l: Pick<Link, 'path'>, kiosk = false): string => location.origin + l.path + (kiosk ? '?kiosk=1' : '');

/** The ways to those who answer: open links, codes for print, links for one customer, the company's own pages. */
export default function SharePage() {
  const { survey: key = '' } = useParams();
  const t = useT();
  const href = useHref();
  const { may, role } = useRights();
  const ask = useSurveyFull(key);
  const [toast, holder] = message.useMessage();
  const [busy, setBusy] = useState(false);
  if (role && !may('write')) return <Navigate to={href(surveyPath(key, '/results'))} replace />;
  const s = ask.data;
  if (!s) return <Page title={t('survey.part.share')}>{ask.error instanceof ApiError && ask.error.status === 404 ? <Empty level={1} title={t('survey.gone')} actions={<To className="btn-link" to={href('/surveys')}>{t('survey.to_list')}</To>}>{t('survey.gone_text')}</Empty> : ask.error ? <LoadFailed ask={ask} level={1} /> : <SkelLines n={8} />}</Page>;
  const fail = (e: unknown) => void toast.error(errorText(e, t), 6);
  const toggle = async () => {
    setBusy(true);
    try { await setOpen(key, s.state === 'closed'); await again(); void toast.success(t(s.state === 'closed' ? 'survey.now_open' : 'survey.now_closed')); } catch (e) { fail(e); } finally { setBusy(false); }
  };
  return (
    <Page title={`${t('survey.part.share')} · ${t('nav.surveys')}`}>
      {holder}
      <Head survey={s} here="share">
        {s.state === 'open' && <Popconfirm title={t('survey.close_ask')} description={t('survey.close_text')} okText={t('survey.close')} cancelText={t('survey.cancel')} onConfirm={() => void toggle()}><Button loading={busy}>{t('survey.close')}</Button></Popconfirm>}
        {s.state === 'closed' && <Button type="primary" loading={busy} onClick={() => void toggle()}>{t('survey.reopen')}</Button>}
      </Head>
      {s.state === 'draft' ? <div className="card"><Empty title={t('survey.not_yet')} actions={<To className="btn-link btn-link-main" to={href(surveyPath(key))}>{t('survey.to_build')}</To>}>{t('survey.not_yet_text')}</Empty></div> : (
        <div className="sv-share">
          <div className="stack">
            {s.state === 'closed' && <Notice>{t('survey.is_closed')}</Notice>}
            <Links s={s} fail={fail} />
          </div>
          <div className="stack">
            <Personal s={s} />
            <Website s={s} />
          </div>
        </div>
      )}
    </Page>
  );
}

function Links({ s, fail }: { s: SurveyFull; fail: (e: unknown) => void }) {
  const t = useT();
  const ask = useLinks(s.key);
  const [making, setMaking] = useState(false);
  const all = ask.data ?? [];
  const open = all.filter((l) => !l.closed), closed = all.filter((l) => l.closed);
  return (
    <>
      <section className="card card-pad">
        <div className="spread wrap"><div><h2>{t('survey.open_links')}</h2><p className="muted small">{t('survey.open_links_text')}</p></div>{!making && all.length > 0 && <Button icon={<Icon name="plus" size={15} />} onClick={() => setMaking(true)}>{t('survey.new_link')}</Button>}</div>
        {!ask.data ? <Waiting ask={ask} n={4} /> : !all.length && !making ? <Empty small level={3} title={t('survey.no_links')} actions={<Button type="primary" onClick={() => setMaking(true)}>{t('survey.new_link')}</Button>}>{t('survey.no_links_text')}</Empty> : null}
        {making && <NewLink s={s} made={() => { setMaking(false); void again(); }} cancel={() => setMaking(false)} />}
      </section>
      {open.map((l) => <LinkCard key={l.id} s={s} l={l} fail={fail} />)}
      {closed.length > 0 && <details className="card card-pad more-card"><summary>{t('survey.closed_links', { count: closed.length })}</summary><ul className="sv-closed">{closed.map((l) => <li key={l.id} className="spread"><span>{l.name || l.token}</span><span className="muted small">{t('survey.answers_n', { count: l.responses?.done ?? 0, n: count(l.responses?.done ?? 0) })}</span></li>)}</ul></details>}
    </>
  );
}

function LinkCard({ s, l, fail }: { s: SurveyFull; l: Link; fail: (e: unknown) => void }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const kiosk = l.channel === 'kiosk';
  const url = address(l, kiosk);
  return (
    <section className="card card-pad sv-link" data-link={l.id} aria-label={l.name || l.token}>
      <img src={qrPath(s.key, l.id, 'svg', kiosk)} alt={t('survey.qr_of', { name: l.name || l.token })} width={132} height={132} />
      <div className="grow stack" style={{ gap: 8 }}>
        <div className="spread wrap"><h3>{l.name || t('survey.unnamed_link')}</h3><span className="row wrap" style={{ gap: 6 }}>{l.channel && <Pill>{t(`survey.channel.${(CHANNELS as readonly string[]).includes(l.channel) ? (l.channel as 'web') : 'other'}`)}</Pill>}{l.touchpoint && <Pill>{l.touchpoint}</Pill>}</span></div>
        <Copy text={url} label={t('survey.link')} />
        <p className="muted small">{t('survey.answers_n', { count: l.responses?.done ?? 0, n: count(l.responses?.done ?? 0) })}{l.responses?.partial ? ` · ${t('survey.begun_n', { count: l.responses.partial, n: count(l.responses.partial) })}` : ''}{l.expires_at ? ` · ${t('survey.until', { date: day(lang, zone, l.expires_at) })}` : ''}</p>
        <div className="row wrap" style={{ gap: 8 }}>
          <a className="btn-link btn-link-s" href={url} target="_blank" rel="noreferrer">{t('survey.open_link')}</a>
          <a className="btn-link btn-link-s" href={qrPath(s.key, l.id, 'svg', kiosk)} download={`${s.key}-${l.token}.svg`}>{t('survey.qr_svg')}</a>
          <a className="btn-link btn-link-s" href={qrPath(s.key, l.id, 'png', kiosk)} download={`${s.key}-${l.token}.png`}>{t('survey.qr_png')}</a>
          <a className="btn-link btn-link-s" href={`${l.path}?print=1`} target="_blank" rel="noreferrer">{t('survey.paper')}</a>
          <Popconfirm title={t('survey.close_link_ask')} description={t('survey.close_link_text')} okText={t('survey.close_link')} cancelText={t('survey.cancel')} onConfirm={() => closeLink(s.key, l.id).then(again, fail)}><Button size="small" danger className="sv-close-link">{t('survey.close_link')}</Button></Popconfirm>
        </div>
      </div>
    </section>
  );
}

function NewLink({ s, made, cancel }: { s: SurveyFull; made: () => void; cancel: () => void }) {
  const t = useT();
  const language = useLanguageName();
  const places = usePlaces(s.draft.journey);
  const only = useOnlyJourney();
  const [f, setF] = useState<{ name: string; channel: string; touchpoint?: string; lang?: string; expires?: string }>({ name: '', channel: 'web' });
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setFailed('');
    try { await addLink(s.key, { kind: 'public', name: f.name.trim(), channel: f.channel, ...inJourney(f.touchpoint, s.draft.journey, only), lang: f.lang, expires_at: f.expires }); made(); } catch (e) { setFailed(errorText(e, t)); setBusy(false); }
  };
  return (
    <form className="sv-newlink" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      {failed && <Alert type="error" showIcon message={failed} />}
      <div className="two">
        <Field label={t('survey.link_name')}><Input value={f.name} maxLength={200} autoFocus placeholder={t('survey.link_name_hint')} onChange={(e) => setF({ ...f, name: e.target.value })} /></Field>
        <Field label={t('survey.link_channel')}><Select value={f.channel} onChange={(channel) => setF({ ...f, channel })} options={CHANNELS.map((c) => ({ value: c, label: t(`survey.channel.${c}`) }))} /></Field>
        <Field label={t('survey.f.touchpoint')} hint={t('survey.link_place_hint')}><Select allowClear showSearch optionFilterProp="label" value={f.touchpoint} placeholder={t('survey.f.as_survey')} onChange={(touchpoint?: string) => setF({ ...f, touchpoint })} options={places} notFoundContent={t('survey.f.no_places')} /></Field>
        <Field label={t('survey.link_lang')}><Select allowClear value={f.lang} placeholder={t('survey.link_lang_any')} onChange={(lang?: string) => setF({ ...f, lang })} options={s.languages.map((l) => ({ value: l, label: language(l) }))} /></Field>
        <Field label={t('survey.link_until')}><DatePicker style={{ width: '100%' }} onChange={(d) => setF({ ...f, expires: d ? d.endOf('day').toISOString() : undefined })} /></Field>
      </div>
      <div className="row wrap" style={{ marginTop: 14 }}><Button type="primary" htmlType="submit" loading={busy}>{t('survey.make_link')}</Button><Button onClick={cancel}>{t('survey.cancel')}</Button></div>
    </form>
  );
}

/** A link that only one customer gets: who, when, about what is inside and cannot be altered. */
function Personal({ s }: { s: SurveyFull }) {
  const t = useT();
  const places = usePlaces(s.draft.journey);
  const only = useOnlyJourney();
  const [f, setF] = useState<{ customer: string; episode: string; touchpoint?: string; once: boolean; days: number; fields: Record<string, string> }>({ customer: '', episode: '', once: true, days: 30, fields: {} });
  const [made, setMade] = useState<Link>();
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const change = (c: Partial<typeof f>) => { setMade(undefined); setF({ ...f, ...c }); };
  const send = async () => {
    setBusy(true);
    setFailed('');
    try {
      const fields = Object.fromEntries(Object.entries(f.fields).filter(([, v]) => v));
      setMade(await addLink(s.key, { kind: 'signed', customer: f.customer.trim(), episode: f.episode.trim() || undefined, ...inJourney(f.touchpoint, s.draft.journey, only), single_use: f.once, fields, expires_at: f.days ? new Date(Date.now() + f.days * 86_400_000).toISOString() : undefined }));
    } catch (e) { setFailed(errorText(e, t)); } finally { setBusy(false); }
  };
  return (
    <section className="card card-pad" data-personal>
      <h2>{t('survey.personal')}</h2>
      <p className="muted small">{t('survey.personal_text')}</p>
      <form onSubmit={(e) => { e.preventDefault(); void send(); }}>
        {failed && <Alert type="error" showIcon message={failed} style={{ marginTop: 10 }} />}
        <div className="two">
          <Field label={t('survey.customer')}><Input value={f.customer} maxLength={255} onChange={(e) => change({ customer: e.target.value })} /></Field>
          <Field label={t('survey.episode')}><Input value={f.episode} maxLength={255} onChange={(e) => change({ episode: e.target.value })} /></Field>
          <Field label={t('survey.f.touchpoint')}><Select allowClear showSearch optionFilterProp="label" value={f.touchpoint} placeholder={t('survey.f.as_survey')} onChange={(touchpoint?: string) => change({ touchpoint })} options={places} notFoundContent={t('survey.f.no_places')} /></Field>
          <Field label={t('survey.link_until')}><Select value={f.days} onChange={(days) => change({ days })} options={[7, 30, 90, 365, 0].map((n) => ({ value: n, label: n ? t('unit.day', { n, count: n }) : t('survey.no_end') }))} /></Field>
          {(s.draft.hidden ?? []).map((h) => <Field key={h.key} label={h.key}><Input value={f.fields[h.key] ?? ''} onChange={(e) => change({ fields: { ...f.fields, [h.key]: e.target.value } })} /></Field>)}
        </div>
        <label className="spread switch-row"><span>{t('survey.once')}</span><Switch checked={f.once} onChange={(once) => change({ once })} aria-label={t('survey.once')} /></label>
        <Button htmlType="submit" disabled={!f.customer.trim()} loading={busy} style={{ margin: '14px 0 10px' }}>{t('survey.sign')}</Button>
      </form>
      {made && <Copy text={address(made)} label={t('survey.link')} />}
    </section>
  );
}

/** What the company's own pages need. */
function Website({ s }: { s: SurveyFull }) {
  const t = useT();
  const href = useHref();
  const links = (useLinks(s.key).data ?? []).filter((l) => !l.closed);
  const [token, setToken] = useState<string>();
  const [as, setAs] = useState<'card' | 'button' | 'frame' | 'plain'>('card');
  const link = links.find((l) => l.token === token) ?? links[0];
  if (!link) return <section className="card card-pad"><h2>{t('survey.website')}</h2><p className="muted small">{t('survey.website_first')}</p></section>;
  const base = location.origin;
  const accent = s.draft.theme?.accent ?? '#0f6b5c';
  const show = as === 'card' ? `{link: '${link.token}', as: 'card', delay: 5, scroll: 50, days: 90}` : as === 'button' ? `{link: '${link.token}', as: 'button', text: '${t('survey.feedback_button').replaceAll("'", '’')}', color: '${accent}', side: 'right'}` : `{link: '${link.token}', as: 'frame', target: '#survey'}`;
  const code = as === 'plain' ? `<iframe src="${base}${link.path}?embed=frame" title="Survey" style="width:100%;height:520px;border:0"></iframe>`
    : `${as === 'frame' ? '<div id="survey"></div>\n' : ''}<script>window.peakend = window.peakend || function () { (peakend.q = peakend.q || []).push(arguments); };</script>\n<script async src="${base}/w.js"></script>\n<script>\n  peakend('show', ${show});\n</script>`;
  return (
    <section className="card card-pad" data-website>
      <h2>{t('survey.website')}</h2>
      <p className="muted small">{t('survey.website_text')}</p>
      <div className="row wrap" style={{ margin: '12px 0' }}>
        {links.length > 1 && <Select aria-label={t('survey.link')} value={link.token} onChange={setToken} options={links.map((l) => ({ value: l.token, label: l.name || l.token }))} popupMatchSelectWidth={false} />}
        <Segmented aria-label={t('survey.website_as')} value={as} onChange={setAs} options={(['card', 'button', 'frame', 'plain'] as const).map((v) => ({ value: v, label: t(`survey.as.${v}`) }))} />
      </div>
      <p className="small">{t(`survey.as_text.${as}`)}</p>
      <div className="sv-code"><Copy text={code} label={t('survey.code')} /></div>
      {as !== 'plain' && <p className="muted xs" style={{ marginTop: 8 }}>{t('survey.website_events')} <To className="in-text" to={href('/settings/keys')}>{t('survey.to_keys')}</To></p>}
    </section>
  );
}
