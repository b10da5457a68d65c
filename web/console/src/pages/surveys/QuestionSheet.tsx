import { Button, Checkbox, Input, InputNumber, Select, Switch } from 'antd';
import { useState, type ReactNode } from 'react';
import type { ContactField, Question, Row, Scale } from '@shared/survey';
import { useJourney, useJourneys } from '@/api/queries';
import { Icon } from '@/design/icons';
import { pick, useLang, useT } from '@/i18n';
import { Field, Group } from '../editor/fields';
import { SortItem, Sortable } from '../editor/Sortable';
import { moved } from '../editor/model';
import { touchpointName } from '../journey/names';
import { addOption, addRow, clean, FIXED_ROWS, isKey, pathOf, put, questionsOf, renameQuestion, SCALES, say, setQuestion, splitPage, uses, whereIs } from './model';
import { WordsField } from './parts';
import type { Builder } from './store';

const CONTACT = ['name', 'email', 'phone', 'wechat', 'company', 'address'] as const;
interface Props { builder: Builder; tag: string; of: string; fresh: boolean; copy: () => void; remove: () => void; move: (by: 1 | -1) => void; renamed: (key: string) => void }

/** Everything that one question says. */
export function QuestionSheet({ builder, tag, of: key, fresh, copy, remove, move, renamed }: Props) {
  const t = useT();
  const { draft, edit, fault } = builder;
  const q = questionsOf(draft).find((x) => x.key === key);
  if (!q) return null;
  const at = pathOf(draft, key);
  const here = whereIs(draft, key)!;
  const set = (change: Partial<Question>, field = '') => edit((s) => setQuestion(s, key, change), field && `${field}:${key}:${tag}`);
  const words = (name: 'text' | 'help' | 'low' | 'high' | 'expected_text' | 'got_text' | 'other_text', more: { area?: boolean; needed?: boolean; hint?: ReactNode; focus?: boolean } = {}) => (
    <WordsField label={t(`survey.f.${name}`)} value={q[name]} tag={tag} languages={draft.languages} error={fault(`${at}.${name}`, false)} area={more.area} hint={more.hint} focus={more.focus} onChange={(v) => set({ [name]: v ?? (more.needed ? {} : undefined) }, name)} />
  );
  return (
    <div className="sv-sheet-in" data-sheet={key}>
      <div className="spread sv-sheet-head">
        <h2>{t(`survey.q.${q.kind}`)}</h2>
        <span className="row" style={{ gap: 2 }}>
          <button type="button" className="icon-btn" onClick={() => move(-1)} disabled={here.page === 0 && here.at === 0} aria-label={t('survey.up')} title={t('survey.up')}><Icon name="up" size={16} /></button>
          <button type="button" className="icon-btn" onClick={() => move(1)} disabled={here.page === draft.pages.length - 1 && here.at === draft.pages[here.page]!.questions.length - 1} aria-label={t('survey.down')} title={t('survey.down')}><Icon name="down" size={16} /></button>
          <button type="button" className="icon-btn" onClick={copy} aria-label={t('survey.duplicate')} title={t('survey.duplicate')} data-act="duplicate"><Icon name="copy" size={16} /></button>
          <button type="button" className="icon-btn" onClick={remove} disabled={questionsOf(draft).length < 2} aria-label={t('survey.delete')} title={t('survey.delete')} data-act="delete"><Icon name="trash" size={16} /></button>
        </span>
      </div>
      <p className="muted small">{t(`survey.qt.${q.kind}`)}</p>
      {words('text', { area: true, needed: true, focus: fresh })}
      {words('help')}
      {q.kind !== 'statement' && <label className="spread switch-row"><span>{t(q.kind === 'consent' ? 'survey.f.must_agree' : 'survey.f.required')}</span><Switch checked={!!q.required} onChange={(required) => set({ required })} aria-label={t('survey.f.required')} /></label>}
      {uses(q.kind, 'names') && <Choice name="names" value={q.names} set={(names) => set({ names })} />}
      {uses(q.kind, 'indirect') && <Choice name="indirect" value={q.indirect} set={(indirect) => set({ indirect })} />}
      {q.kind === 'pair' && <><Choice name="expected_only" value={q.expected_only} set={(expected_only) => set({ expected_only })} />{words('expected_text')}{!q.expected_only && words('got_text')}</>}
      {uses(q.kind, 'expectation') && <Field label={t('survey.f.expectation')} hint={t('survey.f.expectation_hint')}><Select value={q.expectation ?? 'will'} onChange={(expectation) => set({ expectation: expectation === 'will' ? undefined : expectation })} options={(['will', 'should', 'adequate', 'promised'] as const).map((v) => ({ value: v, label: t(`survey.expectation.${v}`) }))} /></Field>}
      {uses(q.kind, 'options') && <Options builder={builder} tag={tag} q={q} at={at} />}
      {uses(q.kind, 'rows') && <Rows builder={builder} tag={tag} q={q} at={at} />}
      {uses(q.kind, 'look') && <Field label={t('survey.f.look')}><Select value={q.look ?? 'stars'} onChange={(look) => set({ look: look === 'stars' ? undefined : look })} options={(['stars', 'faces', 'numbers'] as const).map((v) => ({ value: v, label: t(`survey.looks.${v}`) }))} /></Field>}
      {uses(q.kind, 'ends') && <div className="two">{words('low')}{words('high')}</div>}
      {q.kind === 'contact' && <Contact q={q} error={fault(`${at}.contact`, false)} set={set} />}
      {q.kind === 'consent' && <Field label={t('survey.f.purpose')} hint={t('survey.f.purpose_hint')} error={fault(`${at}.purpose`)}><Input value={q.purpose ?? ''} maxLength={100} onChange={(e) => set({ purpose: e.target.value }, 'purpose')} /></Field>}
      {uses(q.kind, 'length') && <div className="two"><Field label={t('survey.f.min_length')} error={fault(`${at}.min_length`)}><InputNumber min={0} max={5000} value={q.min_length} onChange={(v) => set({ min_length: v || undefined }, 'min_length')} style={{ width: '100%' }} /></Field><Field label={t('survey.f.max_length')} error={fault(`${at}.max_length`)}><InputNumber min={1} max={q.kind === 'short_text' ? 500 : 5000} value={q.max_length} onChange={(v) => set({ max_length: v || undefined }, 'max_length')} style={{ width: '100%' }} /></Field></div>}
      {uses(q.kind, 'items') && <Field label={t('survey.f.max_items')} error={fault(`${at}.max_items`)}><InputNumber min={1} max={20} value={q.max_items ?? 5} onChange={(v) => set({ max_items: v ?? undefined }, 'max_items')} /></Field>}
      {uses(q.kind, 'dates') && <div className="two"><Field label={t('survey.f.earliest')} error={fault(`${at}.earliest`)}><Input type="date" value={q.earliest ?? ''} onChange={(e) => set({ earliest: e.target.value })} /></Field><Field label={t('survey.f.latest')} error={fault(`${at}.latest`)}><Input type="date" value={q.latest ?? ''} onChange={(e) => set({ latest: e.target.value })} /></Field></div>}
      {uses(q.kind, 'about') && <About builder={builder} q={q} error={fault(`${at}.about`)} set={set} />}
      {(uses(q.kind, 'scale') || uses(q.kind, 'place')) && <Counts builder={builder} q={q} at={at} set={set} />}
      <More builder={builder} q={q} at={at} renamed={renamed} />
    </div>
  );
}

/** A yes or no that changes what an answer counts for, with the reason to choose it. */
function Choice({ name, value, set }: { name: 'indirect' | 'expected_only' | 'names'; value?: boolean; set: (on: boolean) => void }) {
  const t = useT();
  return <><label className="spread switch-row"><span>{t(`survey.f.${name}`)}</span><Switch checked={!!value} onChange={set} aria-label={t(`survey.f.${name}`)} data-act={name} /></label><p className="muted small">{t(`survey.f.${name}_hint`)}</p></>;
}

type Set = (change: Partial<Question>, field?: string) => void;

function Options({ builder, tag, q, at }: { builder: Builder; tag: string; q: Question; at: string }) {
  const t = useT();
  const { draft, edit, fault } = builder;
  const list = q.options ?? [];
  const set = (options: Question['options'], field = '') => edit((s) => setQuestion(s, q.key, { options }), field && `${field}:${q.key}:${tag}`);
  const change = (i: number, c: Partial<NonNullable<Question['options']>[number]>, field = '') => set(list.map((o, k) => (k === i ? clean({ ...o, ...c }) : o)), field);
  const places = usePlaces(draft.journey);
  return (
    <Group label={t('survey.f.options')} error={fault(`${at}.options`)}>
      <Sortable ids={list.map((o) => o.key)} names={list.map((o) => o.text[tag] || o.key)} onMove={(a, b) => set(moved(list, a, b))}>
        {list.map((o, i) => (
          <SortItem key={o.key} id={o.key} name={o.text[tag] || o.key} className="sv-option">
            {(grip) => (
              <>
                {grip}
                <div className="grow">
                  <Input value={o.text[tag] ?? ''} lang={tag} placeholder={tag === draft.languages[0] ? t('survey.first.option', { n: i + 1 }) : o.text[draft.languages[0]!]} maxLength={2000} status={fault(`${at}.options[${i}]`, false) ? 'error' : undefined} aria-label={t('survey.f.option_n', { n: i + 1 })} onChange={(e) => change(i, { text: put(o.text, tag, e.target.value) ?? {} }, `o${i}`)} onPressEnter={() => set(addOption(q, { [tag]: '' }))} />
                  {q.kind === 'picture' && <Input value={o.image ?? ''} placeholder="https://…" aria-label={t('survey.f.image_n', { n: i + 1 })} status={fault(`${at}.options[${i}].image`) ? 'error' : undefined} onChange={(e) => change(i, { image: e.target.value || undefined }, `i${i}`)} style={{ marginTop: 4 }} />}
                  {q.kind === 'recall_aided' && places.length > 0 && <Select value={o.touchpoint} allowClear placeholder={t('survey.f.touchpoint')} aria-label={t('survey.f.place_n', { n: i + 1 })} options={places} onChange={(touchpoint?: string) => change(i, { touchpoint })} style={{ width: '100%', marginTop: 4 }} popupMatchSelectWidth={false} />}
                  {fault(`${at}.options[${i}]`, false) && <p className="field-error">{fault(`${at}.options[${i}]`, false)}</p>}
                </div>
                <button type="button" className="icon-btn" disabled={list.length < 3} aria-label={t('survey.f.remove_option', { n: i + 1 })} onClick={() => set(list.filter((_, k) => k !== i))}><Icon name="close" size={14} /></button>
              </>
            )}
          </SortItem>
        ))}
      </Sortable>
      <div className="row wrap" style={{ marginTop: 6 }}>
        <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => set(addOption(q, { [tag]: t('survey.first.option', { n: list.length + 1 }) }))}>{t('survey.f.add_option')}</Button>
        {uses(q.kind, 'other') && <Checkbox checked={!!q.other} onChange={(e) => edit((s) => setQuestion(s, q.key, { other: e.target.checked, ...(e.target.checked ? {} : { other_text: undefined }) }))}>{t('survey.f.other')}</Checkbox>}
        <Checkbox checked={!!q.random} onChange={(e) => edit((s) => setQuestion(s, q.key, { random: e.target.checked }))}>{t('survey.f.random')}</Checkbox>
      </div>
      {q.other && <WordsField label={t('survey.f.other_text')} value={q.other_text} tag={tag} languages={draft.languages} error={fault(`${at}.other_text`, false)} onChange={(other_text) => edit((x) => setQuestion(x, q.key, { other_text }), `ot:${q.key}:${tag}`)} />}
      {(uses(q.kind, 'min') || uses(q.kind, 'max')) && (
        <div className="two">
          {uses(q.kind, 'min') && <Field label={t('survey.f.min_choices')} error={fault(`${at}.min_choices`)}><InputNumber min={0} max={list.length} value={q.min_choices} onChange={(v) => edit((s) => setQuestion(s, q.key, { min_choices: v || undefined }), `mi:${q.key}`)} style={{ width: '100%' }} /></Field>}
          <Field label={t('survey.f.max_choices')} error={fault(`${at}.max_choices`)}><InputNumber min={1} max={list.length + 1} value={q.max_choices} onChange={(v) => edit((s) => setQuestion(s, q.key, { max_choices: v || undefined }), `ma:${q.key}`)} style={{ width: '100%' }} /></Field>
        </div>
      )}
    </Group>
  );
}

function Rows({ builder, tag, q, at }: { builder: Builder; tag: string; q: Question; at: string }) {
  const t = useT();
  const { draft, edit, fault } = builder;
  const set = (rows: Question['rows'], field = '') => edit((s) => setQuestion(s, q.key, { rows }), field && `${field}:${q.key}:${tag}`);
  const places = usePlaces(draft.journey);
  const fixed = FIXED_ROWS[q.kind];
  if (fixed) {
    const has = q.rows?.map((r) => r.key) ?? [...fixed];
    return (
      <Group label={t('survey.f.rows')}>
        <Checkbox.Group className="sv-checks" value={has} onChange={(v) => set(v.length === fixed.length ? undefined : fixed.filter((k) => v.includes(k)).map((k) => q.rows?.find((r) => r.key === k) ?? { key: k }))} options={fixed.map((k) => ({ value: k, label: t(`survey.row.${k as 'sight'}`), disabled: has.length === 1 && has.includes(k) }))} />
      </Group>
    );
  }
  const list = q.rows ?? [];
  const only = useOnlyJourney();
  const change = (i: number, c: Partial<Row>, field = '') => set(list.map((r, k) => (k === i ? clean({ ...r, ...c }) : r)), field);
  return (
    <Group label={t('survey.f.rows')} error={fault(`${at}.rows`)}>
      <Sortable ids={list.map((r) => r.key)} names={list.map((r) => r.text?.[tag] || r.key)} onMove={(a, b) => set(moved(list, a, b))}>
        {list.map((r, i) => (
          <SortItem key={r.key} id={r.key} name={r.text?.[tag] || r.key} className="sv-option">
            {(grip) => (
              <>
                {grip}
                <div className="grow">
                  <Input value={r.text?.[tag] ?? ''} lang={tag} placeholder={tag === draft.languages[0] ? '' : r.text?.[draft.languages[0]!]} maxLength={2000} status={fault(`${at}.rows[${i}]`, false) ? 'error' : undefined} aria-label={t('survey.f.row_n', { n: i + 1 })} onChange={(e) => change(i, { text: put(r.text, tag, e.target.value) ?? {} }, `r${i}`)} />
                  {places.length > 0 && <Select value={r.touchpoint} allowClear placeholder={t('survey.f.row_place')} aria-label={t('survey.f.place_n', { n: i + 1 })} options={places} onChange={(touchpoint?: string) => change(i, { journey: undefined, ...inJourney(touchpoint, draft.journey, only) })} style={{ width: '100%', marginTop: 4 }} popupMatchSelectWidth={false} />}
                  {fault(`${at}.rows[${i}]`, false) && <p className="field-error">{fault(`${at}.rows[${i}]`, false)}</p>}
                </div>
                <button type="button" className="icon-btn" disabled={list.length < 2} aria-label={t('survey.f.remove_row', { n: i + 1 })} onClick={() => set(list.filter((_, k) => k !== i))}><Icon name="close" size={14} /></button>
              </>
            )}
          </SortItem>
        ))}
      </Sortable>
      <div className="row wrap" style={{ marginTop: 6 }}>
        <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => set(addRow(q, { [tag]: t('survey.first.row', { n: list.length + 1 }) }))}>{t('survey.f.add_row')}</Button>
        <Checkbox checked={!!q.random} onChange={(e) => edit((s) => setQuestion(s, q.key, { random: e.target.checked }))}>{t('survey.f.random')}</Checkbox>
      </div>
    </Group>
  );
}

function Contact({ q, error, set }: { q: Question; error?: string; set: Set }) {
  const t = useT();
  const have = q.contact ?? [];
  const put = (key: ContactField['key'], state: 'no' | 'ask' | 'need') => set({ contact: CONTACT.flatMap((k): ContactField[] => { const now = k === key ? state : have.find((c) => c.key === k) ? (have.find((c) => c.key === k)!.required ? 'need' : 'ask') : 'no'; return now === 'no' ? [] : [{ key: k, ...(now === 'need' ? { required: true } : {}) }]; }) });
  return (
    <Group label={t('survey.f.contact')} error={error}>
      <ul className="sv-contact">{CONTACT.map((k) => { const c = have.find((x) => x.key === k); return <li key={k} className="spread"><Checkbox checked={!!c} onChange={(e) => put(k, e.target.checked ? 'ask' : 'no')}>{t(`survey.contact.${k}`)}</Checkbox>{c && <Checkbox checked={!!c.required} onChange={(e) => put(k, e.target.checked ? 'need' : 'ask')}>{t('survey.required_short')}</Checkbox>}</li>; })}</ul>
    </Group>
  );
}

function About({ builder, q, error, set }: { builder: Builder; q: Question; error?: string; set: Set }) {
  const t = useT();
  const lang = useLang();
  const rated = questionsOf(builder.draft).filter((x) => uses(x.kind, 'scale') || x.kind === 'better_worse' || x.kind === 'emotion');
  return <Field label={t('survey.f.about')} hint={t('survey.f.about_hint')} error={error}><Select allowClear value={q.about} onChange={(about?: string) => set({ about })} options={rated.map((x) => ({ value: x.key, label: say(x.text, lang, builder.draft.languages) || x.key }))} /></Field>;
}

/** Touchpoints of a journey as choices. */
export function usePlaces(key: string | undefined): { value: string; label: string }[] {
  const lang = useLang();
  const known = useJourneys().data;
  const journey = useJourney(key ?? (known?.length === 1 ? known[0]!.key : undefined)).data;
  return (journey?.touchpoints ?? []).filter((x) => x.applicable).map((x) => ({ value: x.key, label: touchpointName(journey, x.key, lang) }));
}

/** The journey, where there is only one: a place then needs no choosing. */
export function useOnlyJourney(): string | undefined {
  const known = useJourneys().data;
  return known?.length === 1 ? known[0]!.key : undefined;
}
/** A place, and its journey where nothing else says it. */
export const inJourney = (touchpoint: string | undefined, said: string | undefined, only: string | undefined): { touchpoint?: string; journey?: string } => ({ touchpoint, ...(touchpoint && !said && only ? { journey: only } : {}) });

/** What the answer counts as: scale, direction, neutral point, metric, touchpoint. */
function Counts({ builder, q, at, set }: { builder: Builder; q: Question; at: string; set: Set }) {
  const t = useT();
  const lang = useLang();
  const { draft, fault } = builder;
  const journeys = useJourneys().data ?? [];
  const only = useOnlyJourney();
  const places = usePlaces(q.journey ?? draft.journey);
  const usual = SCALES[q.kind];
  const scale: Scale | undefined = usual && (q.scale ?? usual);
  const change = (c: Partial<Scale>) => {
    const next = { ...scale!, ...c };
    if (next.direction === 'up') delete next.direction;
    if (next.neutral === undefined || (c.neutral === undefined && (c.min !== undefined || c.max !== undefined))) next.neutral = (next.min + next.max) / 2;
    set({ scale: next }, 'scale');
  };
  return (
    <details className="more" open={!!(q.touchpoint || q.scale?.direction === 'down' || fault(`${at}.scale`, false) || fault(`${at}.touchpoint`))}>
      <summary>{t('survey.f.counts')}{scale && <span className="muted"> · {scale.min}–{scale.max}</span>}</summary>
      {scale && (
        <>
          <div className="sv-scale">
            <Field label={t('survey.f.min')} error={fault(`${at}.scale.min`)}><InputNumber value={scale.min} onChange={(v) => v !== null && change({ min: v })} style={{ width: '100%' }} /></Field>
            <Field label={t('survey.f.neutral')} error={fault(`${at}.scale.neutral`)}><InputNumber step={0.5} value={scale.neutral ?? (scale.min + scale.max) / 2} onChange={(v) => change({ neutral: v ?? undefined })} style={{ width: '100%' }} /></Field>
            <Field label={t('survey.f.max')} error={fault(`${at}.scale`)}><InputNumber value={scale.max} onChange={(v) => v !== null && change({ max: v })} style={{ width: '100%' }} /></Field>
          </div>
          <Field label={t('survey.f.direction')}><Select value={scale.direction ?? 'up'} onChange={(direction) => change({ direction, neutral: scale.neutral })} options={(['up', 'down'] as const).map((v) => ({ value: v, label: t(`survey.direction.${v}`) }))} /></Field>
        </>
      )}
      {uses(q.kind, 'metric') && <Field label={t('survey.f.metric')} hint={t('survey.f.metric_hint')} error={fault(`${at}.metric`)}><Input value={q.metric ?? ''} maxLength={100} placeholder={q.kind} onChange={(e) => set({ metric: e.target.value }, 'metric')} /></Field>}
      {journeys.length > 1 && <Field label={t('survey.f.journey')} error={fault(`${at}.journey`)}><Select allowClear value={q.journey} placeholder={t('survey.f.as_survey')} onChange={(journey?: string) => set({ journey, touchpoint: undefined })} options={journeys.map((j) => ({ value: j.key, label: pick(j.name, lang) }))} /></Field>}
      <Field label={t('survey.f.touchpoint')} hint={t('survey.f.touchpoint_hint')} error={fault(`${at}.touchpoint`)}><Select allowClear showSearch optionFilterProp="label" value={q.touchpoint} placeholder={t('survey.f.as_survey')} onChange={(touchpoint?: string) => set(inJourney(touchpoint, q.journey ?? draft.journey, only))} options={places} notFoundContent={t('survey.f.no_places')} /></Field>
    </details>
  );
}

function More({ builder, q, at, renamed }: { builder: Builder; q: Question; at: string; renamed: (key: string) => void }) {
  const t = useT();
  const { draft, edit, fault } = builder;
  const [key, setKey] = useState(q.key);
  const taken = key !== q.key && draft.pages.some((p) => p.key === key || p.questions.some((x) => x.key === key));
  const bad = !isKey(key) ? t('survey.f.key_bad') : taken ? t('survey.f.key_taken') : fault(`${at}.key`);
  const take = () => { if (key !== q.key && !bad) { edit((s) => renameQuestion(s, q.key, key)); renamed(key); } };
  const here = whereIs(draft, q.key)!;
  return (
    <details className="more">
      <summary>{t('survey.f.more')}</summary>
      <Field label={t('survey.f.key')} hint={t('survey.f.key_hint')} error={bad}><Input value={key} maxLength={60} onChange={(e) => setKey(e.target.value)} onBlur={take} onPressEnter={take} /></Field>
      <Field label={t('survey.f.prefill')} hint={t('survey.f.prefill_hint', { example: '{{field.city}}' })} error={fault(`${at}.prefill`)}>
        <Input value={q.prefill === undefined ? '' : typeof q.prefill === 'string' ? q.prefill : JSON.stringify(q.prefill)} onChange={(e) => { const text = e.target.value; let v: Question['prefill'] = text; try { const j = JSON.parse(text) as Question['prefill']; if (typeof j !== 'string') v = j; } catch { /* a text */ } edit((s) => setQuestion(s, q.key, { prefill: text ? v : undefined }), `pre:${q.key}`); }} />
      </Field>
      {here.at > 0 && <Button size="small" style={{ marginTop: 12 }} onClick={() => edit((s) => splitPage(s, q.key))}>{t('survey.split')}</Button>}
    </details>
  );
}
