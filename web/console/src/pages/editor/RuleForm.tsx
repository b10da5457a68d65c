import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, InputNumber, Popconfirm, Segmented, Select, Switch } from 'antd';
import { useState } from 'react';
import type { Condition, EventName, PromiseRule, RatingRule, Rule, RuleOp, RulePreview } from '@shared/api';
import { ApiError, get, post } from '@/api/client';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { useLang, useT } from '@/i18n';
import { Field, FieldError, Group, Offer, type Option } from './fields';
import { addRule, label, removeRule, setRule, type Draft } from './model';
import { Preview } from './RulePreview';
import { useLate, type Editor } from './store';

const OPS: RuleOp[] = ['eq', 'ne', 'in', 'contains', 'gt', 'lt', 'exists', 'absent'];
const UNITS = ['minute', 'hour', 'day', 'week'] as const;
const METRICS = { nps: { min: 0, max: 10, neutral: 7.5 }, csat: { min: 1, max: 5, neutral: 3 }, ces: { min: 1, max: 7, neutral: 4 }, rating: { min: 1, max: 5, neutral: 3 } } as const;

export const eventsQuery = { queryKey: ['events'], queryFn: () => get<{ events: EventName[] }>('/v1/events').then((r) => r.events), staleTime: 30_000 };

/** The preview follows the draft half a second behind; the last good answer stays in sight meanwhile. */
function usePreview(draft: Draft, index: number) {
  const rule = draft.rules[index]!;
  const late = useLate(draft, 450);
  const at = late.rules.findIndex((r) => r.id === rule.id);
  return useQuery({
    queryKey: ['rule-preview', draft.key, rule.id, late],
    queryFn: () => post<RulePreview>(`/v1/journeys/${encodeURIComponent(draft.key)}/preview?rule=${at}`, late),
    enabled: at >= 0 && !!late.rules[at]!.event, gcTime: 30_000, retry: false,
    placeholderData: (before, q) => (q?.queryKey[2] === rule.id ? keepPreviousData(before) : undefined),
  });
}

export function RuleForm({ editor, index, choose }: { editor: Editor; index: number; choose: (id: string | undefined) => void }) {
  const t = useT();
  const { draft, edit, error } = editor;
  const rule = draft.rules[index]!;
  const names = useQuery(eventsQuery).data ?? [];
  const ask = usePreview(draft, index);
  const properties: Option[] = (ask.data?.properties ?? []).map((p) => ({ value: p.name, n: p.examples.slice(0, 2).join(', ') }));
  const set = (change: Partial<Rule>, tag = '') => edit((d) => setRule(d, rule.id, change), tag && `${tag}:${rule.id}`);
  const at = (field: string) => error(`rules[${index}].${field}`);
  const copy = () => {
    const made = addRule(draft, { ...rule, id: '' });
    edit(() => made.draft);
    choose(made.id);
  };
  return (
    <div className="rule">
      <section className="card card-pad rule-form" aria-label={t('editor.rule_form')}>
        <header className="spread">
          <h2>{rule.event || t('editor.rule_new')}</h2>
          <span className="row" style={{ gap: 4 }}>
            <button type="button" className="icon-btn" onClick={copy} aria-label={t('editor.copy_rule')} title={t('editor.copy_rule')}><Icon name="copy" size={16} /></button>
            <Popconfirm title={t('editor.remove_rule')} description={t('editor.remove_undo')} okText={t('editor.remove')} cancelText={t('editor.cancel')} onConfirm={() => { choose(undefined); edit((d) => removeRule(d, rule.id)); }}>
              <button type="button" className="icon-btn" aria-label={t('editor.remove_rule_button')} title={t('editor.remove_rule_button')}><Icon name="trash" size={16} /></button>
            </Popconfirm>
          </span>
        </header>
        <Field label={t('editor.event')} hint={t('editor.event_hint')} error={at('event')}>
          <Offer value={rule.event} onChange={(event) => set({ event }, 'event')} options={names.map((e) => ({ value: e.event, n: e.unmapped ? t('editor.event_unmapped', { n: count(e.n), unmapped: count(e.unmapped) }) : count(e.n) }))} placeholder="Order Delivered" />
        </Field>
        <Conditions when={rule.when ?? []} onChange={(when, k) => set({ when }, k === undefined ? '' : `when${k}`)} at={at} properties={ask.data?.properties ?? []} />
        <Target draft={draft} value={rule.touchpoint} onChange={(touchpoint) => set({ touchpoint }, 'touchpoint')} error={at('touchpoint')} properties={properties} label={t('editor.rule_target')} />
        <Field label={t('editor.episode_key')} hint={t('editor.episode_key_hint')} error={at('episode')}><Offer value={rule.episode ?? ''} onChange={(episode) => set({ episode }, 'episode')} options={properties} placeholder="order_id" /></Field>
        <Promised draft={draft} promise={rule.promise} onChange={(promise) => set({ promise }, 'promise')} at={(f) => at(`promise.${f}`)} properties={properties} />
        <Ratings ratings={rule.ratings ?? []} onChange={(ratings) => set({ ratings }, 'ratings')} at={(f) => at(`ratings${f}`)} properties={properties} />
        <Field label={t('editor.text_property')} hint={t('editor.text_property_hint')} error={at('text')}><Offer value={rule.text ?? ''} onChange={(text) => set({ text }, 'text')} options={properties} placeholder="comment" /></Field>
        <FieldError error={at('id')} />
      </section>
      <Preview editor={editor} rule={rule} data={ask.data} stale={ask.isPlaceholderData || ask.isFetching} error={ask.error instanceof ApiError ? ask.error : undefined} retry={() => void ask.refetch()} choose={choose} />
    </div>
  );
}

/** What must hold of an event, all of it. `onChange` names the condition that is being typed into. */
export function Conditions({ when, onChange, at, properties }: { when: Condition[]; onChange: (when: Condition[], typing?: number) => void; at: (f: string) => string | undefined; properties: RulePreview['properties'] }) {
  const t = useT();
  const change = (k: number, c: Partial<Condition>) => onChange(when.map((x, n) => (n === k ? { ...x, ...c } : x)), k);
  return (
    <Group label={t('editor.when')} hint={when.length ? undefined : t('editor.when_none')} error={at('when')}>
      {when.map((c, k) => {
        const bare = c.op === 'exists' || c.op === 'absent';
        const examples = properties.find((p) => p.name === c.property)?.examples ?? [];
        return (
          <div key={k}>
            <div className="cond">
              <Offer aria-label={t('editor.cond_property', { n: k + 1 })} value={c.property} onChange={(property) => change(k, { property })} options={properties.map((p) => ({ value: p.name, n: p.examples.slice(0, 2).join(', ') }))} placeholder={t('editor.property')} status={at(`when[${k}].property`) ? 'error' : ''} />
              <Select aria-label={t('editor.cond_op', { n: k + 1 })} value={c.op} onChange={(op) => change(k, { op, ...(op === 'exists' || op === 'absent' ? { values: [] } : {}) })} options={OPS.map((o) => ({ value: o, label: t(`editor.op.${o}`) }))} popupMatchSelectWidth={false} />
              {!bare && <Select mode="tags" aria-label={t('editor.cond_values', { n: k + 1 })} value={c.values ?? []} onChange={(values: string[]) => change(k, { values })} options={examples.map((v) => ({ value: v, label: v }))} tokenSeparators={['\t', '\n']} placeholder={t('editor.values')} status={at(`when[${k}].values`) ? 'error' : ''} />}
              <button type="button" className="icon-btn" onClick={() => onChange(when.filter((_, n) => n !== k))} aria-label={t('editor.remove_cond', { n: k + 1 })}><Icon name="close" size={15} /></button>
            </div>
            <FieldError error={at(`when[${k}].property`) ?? at(`when[${k}].op`) ?? at(`when[${k}].values`)} />
          </div>
        );
      })}
      <Button size="small" icon={<Icon name="plus" size={14} />} disabled={when.length >= 20} onClick={() => onChange([...when, { property: '', op: 'eq', values: [] }])}>{t('editor.add_cond')}</Button>
    </Group>
  );
}

/** Stage and scene; either may be filled from the event: {property}. */
export function Target({ draft, value, onChange, error, properties, label: name }: { draft: Pick<Draft, 'stages' | 'scenes' | 'touchpoints'>; value: string; onChange: (v: string) => void; error?: string; properties: Option[]; label: string }) {
  const t = useT();
  const lang = useLang();
  const [stage = '', scene = ''] = value.split('/');
  const fill = [...new Set(['{scene}', '{context.channel}', ...properties.map((p) => `{${p.value}}`)])];
  const options = (list: { key: string; name: { zh: string; en: string } }[], now: string) => [
    { label: t('editor.target_fixed'), options: list.map((x) => ({ value: x.key, label: label(x.name, lang, x.key) })) },
    { label: t('editor.target_filled'), options: [...new Set([...(now.includes('{') ? [now] : []), ...fill])].map((f) => ({ value: f, label: f })) },
  ];
  const off = draft.touchpoints.find((x) => x.key === value)?.applicable === false;
  return (
    <Group label={name} error={error}>
      <div className="two">
        <Select showSearch aria-label={`${name}: ${t('editor.stage')}`} value={stage || undefined} placeholder={t('editor.stage')} onChange={(v) => onChange(`${v}/${scene || (draft.scenes[0]?.key ?? '')}`)} options={options(draft.stages, stage)} optionFilterProp="label" popupMatchSelectWidth={false} status={error ? 'error' : ''} />
        <Select showSearch aria-label={`${name}: ${t('editor.scene')}`} value={scene || undefined} placeholder={t('editor.scene')} onChange={(v) => onChange(`${stage || (draft.stages[0]?.key ?? '')}/${v}`)} options={options(draft.scenes, scene)} optionFilterProp="label" popupMatchSelectWidth={false} status={error ? 'error' : ''} />
      </div>
      {off && !error && <p className="field-error">{t('editor.target_off')}</p>}
      {value.includes('{') && <p className="field-hint">{t('editor.target_filled_hint')}</p>}
    </Group>
  );
}

function Promised({ draft, promise, onChange, at, properties }: { draft: Draft; promise?: PromiseRule; onChange: (p: PromiseRule | undefined) => void; at: (f: string) => string | undefined; properties: Option[] }) {
  const t = useT();
  const set = (c: Partial<PromiseRule>) => onChange({ ...promise!, ...c });
  const time = [{ value: '@time', n: t('editor.own_time') }, ...properties];
  // "A property, not named yet" is a state of the form only: stored, it would be a promise that is settled later.
  const [asked, setAsked] = useState(false);
  const settled = promise && (promise.actual === '@time' ? 'now' : promise.actual || asked ? 'property' : 'later');
  return (
    <Group label={t('editor.promise')} hint={t('editor.promise_hint')} tools={<Switch size="small" aria-label={t('editor.promise')} checked={!!promise} onChange={(on) => onChange(on ? { expected: '', actual: '@time', since: '', kind: 'time', polarity: 'less', rule: 'calendar_day', unit: 'day', outcome_touchpoint: '' } : undefined)} />}>
      {promise && settled && (
        <div className="nested">
          <Segmented block aria-label={t('editor.promise_kind')} value={promise.kind} onChange={(kind) => set(kind === 'time' ? { kind, unit: 'day', actual: '@time' } : { kind, unit: 'yuan', actual: promise.actual === '@time' ? '' : promise.actual })} options={[{ value: 'time' as const, label: t('editor.promise_time') }, { value: 'quantity' as const, label: t('editor.promise_quantity') }]} />
          <Field label={t(promise.kind === 'time' ? 'editor.promised_time' : 'editor.promised_quantity')} error={at('expected')}><Offer value={promise.expected} onChange={(expected) => set({ expected })} options={properties} placeholder={promise.kind === 'time' ? 'estimated_delivery_at' : 'quoted_price'} /></Field>
          <Field label={t('editor.promise_outcome')} error={settled === 'property' ? undefined : at('actual')}>
            <Select value={settled} onChange={(v) => { setAsked(v === 'property'); set({ actual: v === 'now' ? '@time' : '' }); }} options={[...(promise.kind === 'time' ? [{ value: 'now', label: t('editor.outcome_now') }] : []), { value: 'property', label: t('editor.outcome_property') }, { value: 'later', label: t('editor.outcome_later') }]} />
          </Field>
          {settled === 'property' && <Field label={t('editor.outcome_which')} error={at('actual')}><Offer value={promise.actual} onChange={(actual) => { setAsked(true); set({ actual }); }} options={properties} placeholder="delivered_at" /></Field>}
          {settled === 'later' && <Target draft={draft} label={t('editor.outcome_touchpoint')} value={promise.outcome_touchpoint ?? ''} onChange={(outcome_touchpoint) => set({ outcome_touchpoint })} error={at('outcome_touchpoint')} properties={properties} />}
          {promise.kind === 'time' && <Field label={t('editor.since')} hint={t('editor.since_hint')} error={at('since')}><Offer value={promise.since} onChange={(since) => set({ since })} options={time} placeholder="ordered_at" /></Field>}
          <div className="two">
            {promise.kind === 'time'
              ? <Field label={t('editor.kept_when')} error={at('rule')}><Select value={promise.rule} onChange={(rule) => set({ rule })} options={(['calendar_day', 'timestamp'] as const).map((r) => ({ value: r, label: t(`editor.rule_${r}`) }))} popupMatchSelectWidth={false} /></Field>
              : <Field label={t('editor.polarity')} error={at('polarity')}><Select value={promise.polarity} onChange={(polarity) => set({ polarity })} options={(['less', 'more'] as const).map((p) => ({ value: p, label: t(`editor.polarity_${p}`) }))} /></Field>}
            {promise.kind === 'time'
              ? <Field label={t('editor.unit')} error={at('unit')}><Select value={promise.unit} onChange={(unit) => set({ unit })} options={UNITS.map((u) => ({ value: u, label: t(`editor.units.${u}`) }))} /></Field>
              : <Field label={t('editor.unit')} error={at('unit')}><Offer value={promise.unit} onChange={(unit) => set({ unit })} options={[{ value: 'yuan' }, { value: 'count' }, { value: 'minute' }]} /></Field>}
          </div>
        </div>
      )}
    </Group>
  );
}

function Ratings({ ratings, onChange, at, properties }: { ratings: RatingRule[]; onChange: (r: RatingRule[]) => void; at: (f: string) => string | undefined; properties: Option[] }) {
  const t = useT();
  const change = (k: number, c: Partial<RatingRule>) => onChange(ratings.map((r, n) => (n === k ? { ...r, ...c } : r)));
  return (
    <Group label={t('editor.ratings')} hint={ratings.length ? undefined : t('editor.ratings_none')} error={at('')}>
      {ratings.map((r, k) => (
        <div className="nested" key={k}>
          <div className="two">
            <Field label={t('editor.rating_property')} error={at(`[${k}].property`)}><Offer value={r.property} onChange={(property) => change(k, { property })} options={properties} placeholder="score" /></Field>
            <Field label={t('editor.metric')} error={at(`[${k}].metric`)}><Offer value={r.metric} onChange={(metric) => change(k, { metric, ...(metric in METRICS ? { scale: { ...METRICS[metric as keyof typeof METRICS], direction: 'up' as const } } : {}) })} options={Object.keys(METRICS).map((m) => ({ value: m }))} /></Field>
          </div>
          <ScaleFields scale={r.scale} onChange={(scale) => change(k, { scale })} error={at(`[${k}].scale`)} />
          <div className="two">
            <Field label={t('editor.not_applicable_values')}><Select mode="tags" value={(r.not_applicable ?? []).map(String)} onChange={(v: string[]) => change(k, { not_applicable: v.map(Number).filter(Number.isFinite) })} open={false} suffixIcon={null} placeholder="99" /></Field>
            <Field label={t('editor.expectation_property')}><Offer value={r.expectation ?? ''} onChange={(expectation) => change(k, { expectation })} options={properties} /></Field>
          </div>
          <Button size="small" icon={<Icon name="trash" size={14} />} onClick={() => onChange(ratings.filter((_, n) => n !== k))}>{t('editor.remove_rating')}</Button>
        </div>
      ))}
      <Button size="small" icon={<Icon name="plus" size={14} />} disabled={ratings.length >= 30} onClick={() => onChange([...ratings, { property: '', metric: 'csat', scale: { ...METRICS.csat, direction: 'up' } }])}>{t('editor.add_rating')}</Button>
    </Group>
  );
}

export function ScaleFields({ scale, onChange, error }: { scale: RatingRule['scale']; onChange: (s: RatingRule['scale']) => void; error?: string }) {
  const t = useT();
  return (
    <>
      <div className="four">
        {(['min', 'neutral', 'max'] as const).map((f) => <Field key={f} label={t(`editor.scale_${f}`)}><InputNumber value={scale[f]} status={error ? 'error' : ''} onChange={(v) => onChange({ ...scale, [f]: v ?? 0 })} style={{ width: '100%' }} /></Field>)}
        <Field label={t('editor.scale_direction')}><Select value={scale.direction ?? 'up'} onChange={(direction) => onChange({ ...scale, direction })} options={(['up', 'down'] as const).map((d) => ({ value: d, label: t(`editor.direction_${d}`) }))} popupMatchSelectWidth={false} /></Field>
      </div>
      <FieldError error={error} />
    </>
  );
}
