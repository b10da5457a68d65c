import { App as Antd, Button, DatePicker, Input, InputNumber, Segmented, Select, Switch } from 'antd';
import dayjs from 'dayjs';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Initiative, InitiativePlan } from '@shared/api';
import { ApiError, patch, post } from '@/api/client';
import { useJourney, useJourneys } from '@/api/queries';
import { useHref } from '@/app/url';
import { styleOf, THIN } from '@/design/number';
import { errorText } from '@/design/Waiting';
import { pick, tx, useLang, useT } from '@/i18n';
import { Field } from '../editor/fields';
import { touchpointName } from '../journey/names';
import { useGroups } from './queries';
import { filterOf, filterText, METRIC_UNIT, shownSmallest, storedSmallest } from './words';

const DATE = 'YYYY-MM-DD';
const fresh = (): InitiativePlan => ({ name: '', hypothesis: '', owner: '', journey: '', touchpoints: [], metric: 'mean_experience', treated: [], against: 'others', control: [], start: dayjs().add(1, 'day').format(DATE), end: dayjs().add(56, 'day').format(DATE), baseline_days: 56, smallest: 0.1, n_min: 50, n_planned: 0, selected_low: false, cost: null, worth: null });
const SMALLEST: Record<InitiativePlan['metric'], number> = { mean_experience: 0.1, csat: 0.05, nps: 5, promise_kept: 0.05 };

/** Everything that has to be fixed before anybody looks. */
export function Form({ stored }: { stored?: Initiative }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = Antd.useApp();
  const journeys = useJourneys().data;
  const [own, setPlan] = useState<InitiativePlan>(() => stored?.plan ?? fresh());
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const plan = own.journey ? own : { ...own, journey: journeys?.[0]?.key ?? '' };
  const journey = useJourney(plan.journey || undefined).data;
  const set = (c: Partial<InitiativePlan>) => setPlan({ ...plan, ...c });
  const unit = METRIC_UNIT[plan.metric];
  const error = (name: string) => Object.entries(faults).find(([f]) => f === name || f.startsWith(name + '['))?.[1];
  const save = async () => {
    setBusy(true);
    try {
      const { cost, worth, ...rest } = plan;
      const body = { ...rest, ...(cost === null ? {} : { cost }), ...(worth === null ? {} : { worth }), ...(stored ? { version: stored.version } : {}) };
      const kept = stored ? await patch<Initiative>(`/v1/initiatives/${stored.id}`, body) : await post<Initiative>('/v1/initiatives', body);
      client.setQueryData(['initiatives', kept.id], kept);
      void client.invalidateQueries({ queryKey: ['initiatives'], exact: true });
      void message.success(t('settings.saved'));
      setFaults({});
      if (!stored) navigate(href(`/proof/${kept.id}`), { replace: true });
    } catch (e) {
      const said = e instanceof ApiError ? e.problem.errors ?? [] : [];
      setFaults(Object.fromEntries(said.map((x) => [x.field, x.detail ?? x.code])));
      void message.error(said.length ? t('proof.check_fields') : errorText(e, t), 6);
    } finally { setBusy(false); }
  };
  const applicable = journey?.touchpoints.filter((x) => x.applicable !== false) ?? [];
  return (
    <form className="stack proof-form" onSubmit={(e) => { e.preventDefault(); void save(); }} aria-label={t('proof.form')}>
      <section className="card card-pad">
        <h2>{t('proof.what')}</h2>
        <Field label={t('proof.name')} error={error('name')}><Input value={plan.name} maxLength={100} onChange={(e) => set({ name: e.target.value })} placeholder={t('proof.name_like')} /></Field>
        <Field label={t('proof.hypothesis')} hint={t('proof.hypothesis_hint')} error={error('hypothesis')}><Input.TextArea value={plan.hypothesis} maxLength={600} onChange={(e) => set({ hypothesis: e.target.value })} autoSize={{ minRows: 2 }} /></Field>
        <Field label={t('proof.owner')} error={error('owner')}><Input value={plan.owner} maxLength={60} onChange={(e) => set({ owner: e.target.value })} /></Field>
      </section>
      <section className="card card-pad">
        <h2>{t('proof.measured')}</h2>
        <div className="reach-fields">
          <Field label={t('proof.journey')} error={error('journey')}><Select value={plan.journey || undefined} onChange={(k: string) => set({ journey: k, touchpoints: [], treated: [], control: [] })} options={(journeys ?? []).map((j) => ({ value: j.key, label: pick(j.name, lang) || j.key }))} /></Field>
          <Field label={t('proof.metric')} error={error('metric')}><Select value={plan.metric} onChange={(metric: InitiativePlan['metric']) => set({ metric, smallest: SMALLEST[metric] })} options={(Object.keys(METRIC_UNIT) as InitiativePlan['metric'][]).map((m) => ({ value: m, label: tx(`metric.${m}.name`, m) }))} /></Field>
          <Field label={`${t('proof.smallest')}${unit === 'share' ? ` (${THIN}pp)` : ''}`} hint={t('proof.smallest_hint')} error={error('smallest')}><InputNumber min={0} step={styleOf(unit).factor === 100 || unit === 'points' ? 1 : 0.05} value={shownSmallest(plan)} onChange={(x) => set({ smallest: storedSmallest(x ?? 0, plan.metric) })} /></Field>
        </div>
        <Field label={t('proof.touchpoints')} hint={t('proof.touchpoints_hint')} error={error('touchpoints')}><Select mode="multiple" allowClear value={plan.touchpoints} onChange={(touchpoints: string[]) => set({ touchpoints })} options={applicable.map((x) => ({ value: x.key, label: touchpointName(journey, x.key, lang) }))} optionFilterProp="label" placeholder={t('proof.whole_journey')} /></Field>
      </section>
      <Groups plan={plan} set={set} error={error} />
      <Times plan={plan} set={set} error={error} />
      <div className="row" style={{ gap: 12 }}><Button type="primary" htmlType="submit" loading={busy}>{t('proof.save')}</Button><span className="small muted">{t('proof.save_text')}</span></div>
    </form>
  );
}

interface Part { plan: InitiativePlan; set: (c: Partial<InitiativePlan>) => void; error: (field: string) => string | undefined }

function Groups({ plan, set, error }: Part) {
  const t = useT();
  return (
    <section className="card card-pad">
      <h2>{t('proof.groups')}</h2>
      <div className="field" role="group" aria-label={t('proof.against')}>
        <Segmented value={plan.against} onChange={(against) => set({ against, control: against === 'group' ? plan.control : [], selected_low: against === 'before' ? false : plan.selected_low })} options={(['others', 'group', 'before'] as const).map((v) => ({ value: v, label: t(`proof.against_is.${v}`) }))} />
        <p className="field-hint">{t(`proof.against_hint.${plan.against}`)}</p>
      </div>
      <Group label={t('proof.treated')} name="treated" plan={plan} value={plan.treated} onChange={(treated) => set({ treated })} error={error('treated')} />
      {plan.against === 'group' && <Group label={t('proof.control')} name="control" plan={plan} value={plan.control} onChange={(control) => set({ control })} error={error('control')} />}
      {plan.against !== 'before' && <label className="row proof-switch"><Switch checked={plan.selected_low} onChange={(selected_low) => set({ selected_low })} />{t('proof.selected_low')}</label>}
      {plan.against !== 'before' && <p className="field-hint">{t('proof.selected_low_hint')}</p>}
    </section>
  );
}

/** Customers by one attribute or the channel. */
function Group({ label, plan, value, onChange, error, name }: { label: string; name: string; plan: InitiativePlan; value: string[]; onChange: (v: string[]) => void; error?: string }) {
  const t = useT();
  const dimensions = useGroups(plan.journey).data ?? [];
  const now = filterOf(value[0]);
  const [field, setField] = useState(now.field);
  const values = dimensions.find((d) => d.key === field)?.values ?? [];
  return (
    <div className="proof-group">
      <Field label={label} hint={plan.against === 'before' ? t('proof.treated_hint_before') : t('proof.treated_hint')} error={error}>
        <Select allowClear value={field || undefined} onChange={(f: string | undefined) => { setField(f ?? ''); onChange([]); }} options={dimensions.map((d) => ({ value: d.key, label: tx(`dim.${d.key}`, d.key) }))} placeholder={t('proof.by')} />
      </Field>
      <Select mode="tags" aria-label={`${label}: ${t('proof.values')}`} data-group={name} disabled={!field} value={now.field === field ? now.values : []} onChange={(v: string[]) => onChange(filterText(field, v))} options={values.map((v) => ({ value: v.value, label: v.value }))} placeholder={t('proof.values')} />
    </div>
  );
}

function Times({ plan, set, error }: Part) {
  const t = useT();
  const date = (x: string) => (x ? dayjs(x) : null);
  return (
    <section className="card card-pad">
      <h2>{t('proof.times')}</h2>
      <div className="reach-fields">
        <Field label={t('proof.start')} error={error('start')}><DatePicker value={date(plan.start)} onChange={(d) => set({ start: d ? d.format(DATE) : '' })} allowClear={false} /></Field>
        <Field label={t('proof.end')} error={error('end')}><DatePicker value={date(plan.end)} onChange={(d) => set({ end: d ? d.format(DATE) : '' })} allowClear={false} /></Field>
        <Field label={t('proof.baseline')} hint={t('proof.baseline_hint')} error={error('baseline_days')}><InputNumber min={14} max={365} value={plan.baseline_days} onChange={(v) => set({ baseline_days: v ?? 56 })} /></Field>
        <Field label={t('proof.n_min')} hint={t('proof.n_min_hint')} error={error('n_min')}><InputNumber min={30} value={plan.n_min} onChange={(v) => set({ n_min: v ?? 50 })} /></Field>
        <Field label={t('proof.cost')} hint={t('proof.cost_hint')} error={error('cost')}><InputNumber min={0} value={plan.cost} onChange={(cost) => set({ cost })} /></Field>
        <Field label={t('proof.worth')} hint={t(`proof.worth_hint.${plan.metric}`)} error={error('worth')}><InputNumber min={0} value={plan.worth} onChange={(worth) => set({ worth })} /></Field>
      </div>
    </section>
  );
}
