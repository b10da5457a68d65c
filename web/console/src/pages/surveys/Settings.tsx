import { Input, InputNumber, Select } from 'antd';
import { useJourneys } from '@/api/queries';
import { pick, useLang, useT } from '@/i18n';
import { Field } from '../editor/fields';
import type { TabProps } from './BuilderPage';
import { setSurvey } from './model';
import { WordsField } from './parts';
import { inJourney, useOnlyJourney, usePlaces } from './QuestionSheet';

/** Name, kind, place in the journey, last words, end. */
export default function Settings({ builder, tag }: TabProps) {
  const t = useT();
  const lang = useLang();
  const { draft, edit, fault } = builder;
  const journeys = useJourneys().data ?? [];
  const places = usePlaces(draft.journey);
  const only = useOnlyJourney();
  const words = (name: 'title' | 'description' | 'thanks' | 'closed_text', area = false) => <WordsField label={t(`survey.s.${name}`)} hint={name === 'description' ? t('survey.s.description_hint') : undefined} value={draft[name]} tag={tag} languages={draft.languages} area={area} error={fault(name, false)} onChange={(v) => edit((s) => setSurvey(s, { [name]: v ?? (name === 'title' ? {} : undefined) }), `${name}:${tag}`)} />;
  const local = draft.closes_at ? new Date(Date.parse(draft.closes_at) - new Date(draft.closes_at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : '';
  return (
    <div className="sv-two">
      <section className="card card-pad">
        <h2>{t('survey.s.names')}</h2>
        {words('title')}
        {words('description', true)}
        {words('thanks', true)}
        {words('closed_text', true)}
      </section>
      <section className="card card-pad">
        <h2>{t('survey.s.place')}</h2>
        <Field label={t('survey.s.kind')} hint={t(`survey.kind_text.${draft.kind}`)}><Select value={draft.kind} onChange={(kind) => edit((s) => setSurvey(s, { kind }))} options={(['touchpoint', 'relationship', 'employee', 'market'] as const).map((v) => ({ value: v, label: t(`survey.kind.${v}`) }))} /></Field>
        <Field label={t('survey.f.journey')} error={fault('journey')}><Select allowClear value={draft.journey} placeholder={t('survey.s.no_journey')} onChange={(journey?: string) => edit((s) => setSurvey(s, { journey, touchpoint: undefined }))} options={journeys.map((j) => ({ value: j.key, label: pick(j.name, lang) }))} /></Field>
        <Field label={t('survey.f.touchpoint')} hint={t('survey.s.touchpoint_hint')} error={fault('touchpoint')}><Select allowClear showSearch optionFilterProp="label" value={draft.touchpoint} placeholder={t('survey.s.no_touchpoint')} onChange={(touchpoint?: string) => edit((s) => setSurvey(s, inJourney(touchpoint, s.journey, only)))} options={places} notFoundContent={t('survey.f.no_places')} /></Field>
        <h2 style={{ marginTop: 24 }}>{t('survey.s.end')}</h2>
        <div className="two">
          <Field label={t('survey.s.closes_at')} error={fault('closes_at')}><Input type="datetime-local" value={local} onChange={(e) => edit((s) => setSurvey(s, { closes_at: e.target.value ? new Date(e.target.value).toISOString() : undefined }))} /></Field>
          <Field label={t('survey.s.max_responses')} error={fault('max_responses')}><InputNumber min={1} value={draft.max_responses} onChange={(v) => edit((s) => setSurvey(s, { max_responses: v ?? undefined }), 'max')} style={{ width: '100%' }} /></Field>
        </div>
      </section>
    </div>
  );
}
