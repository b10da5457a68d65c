import { App as Antd, Button, Input, InputNumber } from 'antd';
import { useEffect, useState } from 'react';
import { ApiError, put } from '@/api/client';
import { useRights } from '@/app/rights';
import { Icon } from '@/design/icons';
import { errorText, Waiting } from '@/design/Waiting';
import { useT } from '@/i18n';
import { Field, Group, TextPair } from '../editor/fields';
import { keyFrom, KINDS, type Attention } from './model';
import { again, useAttention } from './queries';

/** One budget for all surveys: how often one customer may be asked, and when never. */
export default function Budget() {
  const t = useT();
  const ask = useAttention();
  const write = useRights().may('write');
  const { message } = Antd.useApp();
  const [draft, setDraft] = useState<Attention>();
  const [failed, setFailed] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  useEffect(() => { if (ask.data) setDraft((d) => d ?? ask.data); }, [ask.data]);
  if (!draft) return <div className="card card-pad"><Waiting ask={ask} n={8} /></div>;
  const at = (field: string) => failed?.problem.errors?.find((e) => e.field === field)?.detail;
  const set = (c: Partial<Attention>) => setDraft({ ...draft, ...c });
  const gap = (kind: string, days: number | null) => { const gap_days = { ...draft.gap_days }; if (days) gap_days[kind] = days; else delete gap_days[kind]; set({ gap_days }); };
  const save = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      setDraft(await put<Attention>('/v1/attention', draft));
      void again();
      void message.success(t('settings.saved'));
    } catch (e) {
      if (e instanceof ApiError) setFailed(e);
      void message.error(errorText(e, t), 6);
    } finally { setBusy(false); }
  };
  const days = (kind: string) => <Field key={kind} label={t(`reach.gap.${kind as 'any'}`)} error={at(`gap_days.${kind}`)}><InputNumber min={0} max={3650} value={draft.gap_days[kind] ?? 0} onChange={(v) => gap(kind, v)} addonAfter={t('reach.days')} disabled={!write} /></Field>;
  return (
    <form className="card card-pad reach-form" onSubmit={(e) => { e.preventDefault(); void save(); }}>
      <Group label={t('reach.gaps')} hint={t('reach.gaps_text')}><div className="reach-fields">{['any', ...KINDS].map(days)}</div></Group>
      <Group label={t('reach.caps')} hint={t('reach.caps_text')}>
        <div className="reach-fields">
          <Field label={t('reach.max_year')} error={at('max_per_year')}><InputNumber min={1} max={365} value={draft.max_per_year} onChange={(v) => set({ max_per_year: v ?? 1 })} disabled={!write} /></Field>
          <Field label={t('reach.max_messages')} error={at('max_messages_per_year')}><InputNumber min={1} max={1000} value={draft.max_messages_per_year} onChange={(v) => set({ max_messages_per_year: v ?? 1 })} disabled={!write} /></Field>
          <Field label={t('reach.quiet_from')} error={at('quiet.from')}><InputNumber min={0} max={23} value={draft.quiet.from} onChange={(v) => set({ quiet: { ...draft.quiet, from: v ?? 0 } })} addonAfter=":00" disabled={!write} /></Field>
          <Field label={t('reach.quiet_to')} error={at('quiet.to')}><InputNumber min={0} max={23} value={draft.quiet.to} onChange={(v) => set({ quiet: { ...draft.quiet, to: v ?? 0 } })} addonAfter=":00" disabled={!write} /></Field>
        </div>
      </Group>
      <Group label={t('reach.sender')} hint={t('reach.sender_text')}>
        <div className="reach-fields">
          <Field label={t('reach.company')} error={at('company')}><Input value={draft.company} maxLength={100} onChange={(e) => set({ company: e.target.value })} disabled={!write} /></Field>
          <Field label={t('reach.contact')} error={at('contact')}><Input value={draft.contact} maxLength={300} onChange={(e) => set({ contact: e.target.value })} disabled={!write} /></Field>
        </div>
      </Group>
      <Group label={t('reach.topics')} hint={t('reach.topics_text')} error={at('topics')}>
        {draft.topics.map((x, k) => (
          <div key={x.key} className="reach-topic">
            <TextPair label={t('reach.topic_n', { n: k + 1 })} value={x.name} error={at(`topics[${k}].name`) ?? at(`topics[${k}]`)} onChange={(name) => set({ topics: draft.topics.map((y, n) => (n === k ? { ...y, name } : y)) })} />
            {write && <button type="button" className="icon-btn" aria-label={t('reach.remove_topic', { n: k + 1 })} onClick={() => set({ topics: draft.topics.filter((_, n) => n !== k) })}><Icon name="trash" size={15} /></button>}
          </div>
        ))}
        {write && <Button size="small" icon={<Icon name="plus" size={14} />} disabled={draft.topics.length >= 20} onClick={() => set({ topics: [...draft.topics, { key: keyFrom('topic', draft.topics.map((x) => x.key)), name: { zh: '', en: '' } }] })}>{t('reach.add_topic')}</Button>}
      </Group>
      {write && <Button type="primary" htmlType="submit" loading={busy}>{t('settings.save')}</Button>}
    </form>
  );
}
