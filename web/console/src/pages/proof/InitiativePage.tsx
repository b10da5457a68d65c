import { App as Antd, Button, Input, Modal, Popconfirm } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import type { Initiative } from '@shared/api';
import { ApiError, del, patch } from '@/api/client';
import { useSession } from '@/api/queries';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { Empty, Notice, Pill } from '@/design/parts';
import { errorText, Waiting } from '@/design/Waiting';
import { dateTime, useLang, useT } from '@/i18n';
import { Answer } from './Answer';
import { Form } from './Form';
import { PlanCard } from './PlanCard';
import { stateTone } from './ListPage';
import { useInitiative } from './queries';
import '../reach/reach.css';
import '../editor/editor.css';
import './proof.css';

/** One test: as a form while it is a draft, then its verdict, the interval day by day and what was compared. */
export default function InitiativePage() {
  const { initiative: id = 'new' } = useParams();
  const t = useT();
  const ask = useInitiative(id === 'new' ? '' : id);
  if (id === 'new') return <Antd component={false} message={{ maxCount: 2 }}><Page title={t('proof.new')}><div className="page-title"><h1>{t('proof.new')}</h1><p>{t('proof.new_text')}</p></div><Form /></Page></Antd>;
  if (!ask.data) {
    const missing = ask.error instanceof ApiError && ask.error.status === 404;
    return <Page title={t('nav.proof')}>{missing ? <Empty level={1} title={t('proof.missing')} /> : <div className="card card-pad"><Waiting ask={ask} n={10} level={1} /></div>}</Page>;
  }
  return <Antd component={false} message={{ maxCount: 2 }}><One key={id} x={ask.data} /></Antd>;
}

function One({ x }: { x: Initiative }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const write = useRights().may('write');
  return (
    <Page title={x.plan.name}>
      <div className="page-title reach-title">
        <div>
          <h1>{x.plan.name}</h1>
          <p className="row wrap" style={{ gap: '4px 12px' }}><Pill tone={stateTone[x.state]}>{t(`proof.state.${x.state}`)}</Pill>{x.registered_at ? t('proof.registered', { when: dateTime(lang, zone, x.registered_at), who: x.by }) : t('proof.draft_by', { who: x.by, v: x.version })}</p>
        </div>
        {write && <Acts x={x} />}
      </div>
      {x.late && <Notice>{t('proof.late')}</Notice>}
      {x.state === 'stopped' && <Notice calm icon="info">{t('proof.stopped', { when: x.stopped_at ? dateTime(lang, zone, x.stopped_at) : '' })}{x.stop_reason ? ` ${x.stop_reason}` : ''}</Notice>}
      <div className="stack">
        <Answer x={x} />
        {x.state === 'draft' && write ? <Form stored={x} key={x.version} /> : <PlanCard x={x} />}
      </div>
    </Page>
  );
}

function Acts({ x }: { x: Initiative }) {
  const t = useT();
  const href = useHref();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = Antd.useApp();
  const [stopping, setStopping] = useState(false);
  const [reason, setReason] = useState('');
  const path = `/v1/initiatives/${x.id}`;
  const step = async (body: object) => {
    try { client.setQueryData(['initiatives', x.id], await patch<Initiative>(path, body)); setStopping(false); void client.invalidateQueries({ queryKey: ['initiatives'] }); } catch (e) { void message.error(errorText(e, t), 8); }
  };
  const remove = async () => {
    try { await del(path); navigate(href('/proof')); void client.invalidateQueries({ queryKey: ['initiatives'], exact: true }); } catch (e) { void message.error(errorText(e, t), 8); }
  };
  return (
    <div className="row wrap reach-acts no-print">
      {x.state === 'draft' && <Popconfirm title={t('proof.remove_ask')} okText={t('proof.remove')} cancelText={t('survey.cancel')} onConfirm={() => void remove()}><Button danger type="text">{t('proof.remove')}</Button></Popconfirm>}
      {x.state === 'draft' && <Popconfirm title={t('proof.register_ask')} description={<span className="proof-ask">{t('proof.register_text')}</span>} okText={t('proof.register')} cancelText={t('survey.cancel')} onConfirm={() => void step({ state: 'running' })}><Button type="primary">{t('proof.register')}</Button></Popconfirm>}
      {x.state === 'running' && <Button onClick={() => setStopping(true)}>{t('proof.stop')}</Button>}
      {x.state !== 'draft' && <Button icon={<Icon name="print" size={15} />} onClick={() => window.print()}>{t('proof.print')}</Button>}
      <Modal open={stopping} title={t('proof.stop_ask')} okText={t('proof.stop')} cancelText={t('survey.cancel')} onOk={() => void step({ state: 'stopped', stop_reason: reason })} onCancel={() => setStopping(false)}>
        <p>{t('proof.stop_text')}</p>
        <Input.TextArea aria-label={t('proof.stop_reason')} placeholder={t('proof.stop_reason')} value={reason} maxLength={500} onChange={(e) => setReason(e.target.value)} autoSize={{ minRows: 2 }} />
      </Modal>
    </div>
  );
}
