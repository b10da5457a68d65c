import { useQuery } from '@tanstack/react-query';
import { Button, Input, InputNumber, Select, Segmented, Switch } from 'antd';
import { useState } from 'react';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { pick, useLang, useT } from '@/i18n';
import { Field, Group, Offer, TextPair } from '../editor/fields';
import { Conditions, eventsQuery } from '../editor/RuleForm';
import { say } from '../surveys/model';
import { useSurveys } from '../surveys/queries';
import { CHANNELS, KINDS, minutesOf, span, type Channel, type Trigger, type Unit, type Words } from './model';
import { useAttention } from './queries';

interface Props { draft: Trigger; set: (c: Partial<Trigger>) => void; error: (field: string) => string | undefined; off: boolean }

/** The trigger as a sentence: when this happens, ask that, by this way, unless. */
export function TriggerForm(props: Props) {
  const t = useT();
  return (
    <fieldset className="reach-form-body" disabled={props.off} aria-label={t('reach.form')}>
      <When {...props} />
      <Ask {...props} />
      <Ways {...props} />
      <Who {...props} />
      <Messages {...props} />
    </fieldset>
  );
}

function When({ draft, set, error, off }: Props) {
  const t = useT();
  const events = useQuery(eventsQuery).data ?? [];
  return (
    <section className="card card-pad">
      <h2>{t('reach.when')}</h2>
      <TextPair label={t('reach.name')} value={draft.name} onChange={(name) => set({ name })} error={error('name')} hint={t('reach.name_hint')} max={100} />
      <div className="field" role="group" aria-label={t('reach.on')}>
        <Segmented disabled={off} value={draft.on} onChange={(on) => set({ on, event: '' })} options={(['event', 'rating', 'feedback'] as const).map((v) => ({ value: v, label: t(`reach.on_${v}`) }))} />
      </div>
      {draft.on !== 'feedback' && (
        <Field label={t(draft.on === 'event' ? 'reach.event' : 'reach.metric')} hint={t(draft.on === 'event' ? 'reach.event_hint' : 'reach.metric_hint')} error={error('event')}>
          <Offer value={draft.event} onChange={(event) => set({ event })} options={draft.on === 'event' ? events.map((e) => ({ value: e.event, n: count(e.n) })) : ['nps', 'csat', 'ces'].map((value) => ({ value }))} placeholder={draft.on === 'event' ? 'Order Delivered' : 'nps'} />
        </Field>
      )}
      <Conditions when={draft.when} onChange={(when) => set({ when })} at={error} properties={[]} />
      <Delay label={t('reach.delay')} minutes={draft.delay_minutes} onChange={(delay_minutes) => set({ delay_minutes })} error={error('delay_minutes')} />
      <Unless draft={draft} set={set} error={error} off={off} events={events.map((e) => e.event)} />
    </section>
  );
}

function Delay({ label, minutes, onChange, error }: { label: string; minutes: number; onChange: (m: number) => void; error?: string }) {
  const t = useT();
  const [n, own] = span(minutes);
  const [unit, setUnit] = useState<Unit>(minutes ? own : 'hour');
  const shown = minutes % minutesOf(1, unit) === 0 ? minutes / minutesOf(1, unit) : n;
  const real = minutes % minutesOf(1, unit) === 0 ? unit : own;
  return (
    <Field label={label} hint={t('reach.delay_hint')} error={error}>
      <InputNumber min={0} value={shown} onChange={(v) => onChange(minutesOf(v ?? 0, real))} addonAfter={<Select aria-label={t('reach.unit')} value={real} onChange={(u: Unit) => { setUnit(u); onChange(minutesOf(shown, u)); }} options={(['minute', 'hour', 'day'] as const).map((u) => ({ value: u, label: t(`reach.units.${u}`) }))} popupMatchSelectWidth={false} />} />
    </Field>
  );
}

function Unless({ draft, set, error, events }: Props & { events: string[] }) {
  const t = useT();
  const list = draft.unless;
  return (
    <Group label={t('reach.unless')} hint={t('reach.unless_hint')} error={error('unless')}>
      {list.map((x, k) => (
        <div className="reach-unless" key={k}>
          <Offer aria-label={t('reach.unless_n', { n: k + 1 })} value={x.event} onChange={(event) => set({ unless: list.map((y, n) => (n === k ? { ...y, event } : y)) })} options={events.map((value) => ({ value }))} placeholder="Order Returned" status={error(`unless[${k}].event`) ? 'error' : ''} />
          <button type="button" className="icon-btn" aria-label={t('reach.remove_unless', { n: k + 1 })} onClick={() => set({ unless: list.filter((_, n) => n !== k) })}><Icon name="close" size={15} /></button>
        </div>
      ))}
      <Button size="small" icon={<Icon name="plus" size={14} />} disabled={list.length >= 10} onClick={() => set({ unless: [...list, { event: '' }] })}>{t('reach.add_unless')}</Button>
    </Group>
  );
}

function Ask({ draft, set, error, off }: Props) {
  const t = useT();
  const lang = useLang();
  const surveys = useSurveys().data ?? [];
  const topics = useAttention().data?.topics ?? [];
  return (
    <section className="card card-pad">
      <h2>{t('reach.ask')}</h2>
      <Field label={t('reach.survey')} hint={t('reach.survey_hint')} error={error('survey')}>
        <Select disabled={off} value={draft.survey || undefined} onChange={(survey: string) => set({ survey, kind: surveys.find((s) => s.key === survey)?.kind === 'relationship' ? 'relationship' : draft.kind })} options={surveys.map((s) => ({ value: s.key, label: `${say(s.title, lang, s.languages) || s.key} · ${t(`survey.state.${s.state}`)}` }))} placeholder={t('reach.survey_pick')} showSearch optionFilterProp="label" notFoundContent={t('reach.no_survey')} />
      </Field>
      <div className="reach-fields">
        <Field label={t('reach.kind')} hint={t('reach.kind_hint')} error={error('kind')}><Select disabled={off} value={draft.kind} onChange={(kind) => set({ kind })} options={KINDS.map((k) => ({ value: k, label: t(`reach.gap.${k}`) }))} /></Field>
        <Field label={t('reach.topic')} hint={t('reach.topic_hint')} error={error('topic')}><Select disabled={off} value={draft.topic} onChange={(topic) => set({ topic })} options={[{ value: '', label: t('reach.no_topic') }, ...topics.map((x) => ({ value: x.key, label: pick(x.name, lang) || x.key }))]} /></Field>
        <Field label={t('reach.priority')} hint={t('reach.priority_hint')} error={error('priority')}><InputNumber min={0} max={100} value={draft.priority} onChange={(v) => set({ priority: v ?? 50 })} /></Field>
        <Field label={t('reach.expires')} hint={t('reach.expires_hint')} error={error('expires_hours')}><InputNumber min={1} max={8760} value={draft.expires_hours} onChange={(v) => set({ expires_hours: v ?? 168 })} addonAfter={t('reach.hours')} /></Field>
      </div>
    </section>
  );
}

function Ways({ draft, set, error, off }: Props) {
  const t = useT();
  const flip = (c: Channel, on: boolean) => set({ channels: on ? [...draft.channels, c] : draft.channels.filter((x) => x !== c) });
  return (
    <section className="card card-pad">
      <h2>{t('reach.ways')}</h2>
      <Group label={t('reach.by')} hint={t('reach.by_hint')} error={error('channels')}>
        <ol className="reach-order">
          {[...draft.channels, ...CHANNELS.filter((c) => !draft.channels.includes(c))].map((c) => {
            const k = draft.channels.indexOf(c);
            return (
              <li key={c}>
                <label><Switch size="small" checked={k >= 0} disabled={off || (k >= 0 && draft.channels.length === 1)} onChange={(v) => flip(c, v)} aria-label={t(`reach.channel.${c}`)} /> {t(`reach.channel.${c}`)}</label>
                {k > 0 && <button type="button" className="link-text xs" onClick={() => set({ channels: [c, ...draft.channels.filter((x) => x !== c)] })}>{t('reach.first')}</button>}
                {k === 0 && draft.channels.length > 1 && <span className="muted xs">{t('reach.is_first')}</span>}
              </li>
            );
          })}
        </ol>
      </Group>
      <div className="field" role="group" aria-label={t('reach.choose')}><Segmented disabled={off} value={draft.choose} onChange={(choose) => set({ choose })} options={(['order', 'learn'] as const).map((v) => ({ value: v, label: t(`reach.choose_${v}`) }))} /><p className="field-hint">{t(`reach.choose_${draft.choose}_text`)}</p></div>
      <Field label={t('reach.at_hours')} hint={t('reach.at_hours_hint')} error={error('hours')}><Select mode="multiple" disabled={off} value={draft.hours} onChange={(hours: number[]) => set({ hours: [...hours].sort((a, b) => a - b) })} options={Array.from({ length: 24 }, (_, h) => ({ value: h, label: `${h}:00` }))} placeholder={t('reach.any_hour')} /></Field>
      <QuietHours draft={draft} set={set} error={error} off={off} />
      <div className="reach-fields">
        <Field label={t('reach.reminders')} error={error('reminder.count')}><InputNumber min={0} max={3} value={draft.reminder.count} onChange={(v) => set({ reminder: { ...draft.reminder, count: v ?? 0 } })} /></Field>
        <Field label={t('reach.reminder_after')} error={error('reminder.after_hours')}><InputNumber min={24} max={720} value={draft.reminder.after_hours} disabled={!draft.reminder.count} onChange={(v) => set({ reminder: { ...draft.reminder, after_hours: v ?? 72 } })} addonAfter={t('reach.hours')} /></Field>
      </div>
    </section>
  );
}

/** Quiet hours of the budget, others, or none (begin = end). */
function QuietHours({ draft, set, error, off }: Props) {
  const t = useT();
  const q = draft.quiet;
  const mode = !q ? 'budget' : q.from === q.to ? 'none' : 'own';
  const hour = (end: 'from' | 'to', other: number) => (
    <Field label={t(`reach.quiet_${end}`)} error={error(`quiet.${end}`)}>
      <Select disabled={off} value={q![end]} onChange={(h: number) => set({ quiet: { ...q!, [end]: h } })} options={Array.from({ length: 24 }, (_, h) => ({ value: h, label: `${h}:00`, disabled: h === other }))} />
    </Field>
  );
  return (
    <>
      <div className="field" role="group" aria-label={t('reach.quiet')}>
        <span className="field-label">{t('reach.quiet')}</span>
        <Segmented disabled={off} value={mode} onChange={(v) => set({ quiet: v === 'budget' ? undefined : v === 'own' ? { from: 21, to: 9 } : { from: 0, to: 0 } })} options={(['budget', 'own', 'none'] as const).map((v) => ({ value: v, label: t(`reach.quiet_mode.${v}`) }))} />
        <p className="field-hint">{t('reach.quiet_hint')}</p>
      </div>
      {mode === 'own' && <div className="reach-fields">{hour('from', q!.to)}{hour('to', q!.from)}</div>}
    </>
  );
}

function Who({ draft, set, error, off }: Props) {
  const t = useT();
  const s = draft.sampling;
  const change = (c: Partial<Trigger['sampling']>) => set({ sampling: { ...s, ...c } });
  return (
    <section className="card card-pad">
      <h2>{t('reach.who')}</h2>
      <div className="field" role="group" aria-label={t('reach.who')}><Segmented disabled={off} value={s.mode} onChange={(mode) => set({ sampling: mode === 'share' ? { mode, share: s.share ?? 0.5 } : mode === 'cells' ? { mode, by: s.by ?? [], need: s.need ?? 50, days: s.days ?? 30, expected: s.expected ?? 1000 } : { mode } })} options={(['all', 'share', 'cells'] as const).map((v) => ({ value: v, label: t(`reach.mode_${v}`) }))} /><p className="field-hint">{t(`reach.mode_${s.mode}_text`)}</p></div>
      {s.mode === 'share' && <Field label={t('reach.share')} error={error('sampling.share')}><InputNumber min={0.01} max={100} value={Math.round((s.share ?? 0.5) * 10_000) / 100} onChange={(v) => change({ share: (v ?? 50) / 100 })} addonAfter="%" /></Field>}
      {s.mode === 'cells' && (
        <div className="reach-fields">
          <Field label={t('reach.cells_by')} hint={t('reach.cells_by_hint')} error={error('sampling.by')}><Select mode="tags" maxCount={3} disabled={off} value={s.by ?? []} onChange={(by: string[]) => change({ by })} placeholder="city" /></Field>
          <Field label={t('reach.cells_need')} error={error('sampling.need')}><InputNumber min={1} value={s.need} onChange={(v) => change({ need: v ?? 50 })} /></Field>
          <Field label={t('reach.cells_days')} error={error('sampling.days')}><InputNumber min={1} max={365} value={s.days} onChange={(v) => change({ days: v ?? 30 })} addonAfter={t('reach.days')} /></Field>
          <Field label={t('reach.cells_expected')} error={error('sampling.expected')}><InputNumber min={1} value={s.expected} onChange={(v) => change({ expected: v ?? 1000 })} /></Field>
        </div>
      )}
    </section>
  );
}

const LANGS = ['zh-CN', 'en'] as const;
function Messages({ draft, set, error, off }: Props) {
  const t = useT();
  const lang = useLang();
  const [tag, setTag] = useState<string>(lang === 'zh' ? 'zh-CN' : 'en');
  const words = draft.messages[tag] ?? {};
  const put = (c: Words) => set({ messages: { ...draft.messages, [tag]: { ...words, ...c } } });
  const line = (key: keyof Words, area = false) => {
    const common = { value: words[key] ?? '', lang: tag, disabled: off, placeholder: t(`reach.message_own.${key}`) };
    return <Field key={tag + key} label={t(`reach.message.${key}`)} error={error(`messages.${tag}.${key}`)}>{area ? <Input.TextArea {...common} autoSize={{ minRows: 2, maxRows: 8 }} onChange={(e) => put({ [key]: e.target.value })} /> : <Input {...common} onChange={(e) => put({ [key]: e.target.value })} />}</Field>;
  };
  return (
    <section className="card card-pad">
      <header className="spread"><h2>{t('reach.messages')}</h2><Segmented value={tag} onChange={setTag} options={[...new Set([...LANGS, ...Object.keys(draft.messages)])].map((l) => ({ value: l, label: l === 'zh-CN' ? '中文' : l === 'en' ? 'English' : l }))} aria-label={t('reach.message_lang')} /></header>
      <p className="muted small">{t('reach.messages_text', { customer: '{{customer.name}}', event: '{{event.order_id}}', link: '{{link}}' })}</p>
      {draft.channels.includes('email') && <>{line('subject')}{line('text', true)}{line('button')}</>}
      {draft.channels.some((c) => c !== 'email') && line('sms', true)}
      {draft.reminder.count > 0 && draft.channels.includes('email') && <>{line('reminder_subject')}{line('reminder_text', true)}</>}
    </section>
  );
}
