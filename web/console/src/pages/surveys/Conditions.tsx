import { Button, Input, InputNumber, Select } from 'antd';
import { useId, useState } from 'react';
import type { Json, Logic, Survey } from '@shared/survey';
import { Icon } from '@/design/icons';
import { useLang, useT } from '@/i18n';
import { FieldError } from '../editor/fields';
import { say } from './model';
import { firstCond, fromRows, lastSubject, opsFor, retarget, toRows, type Cond, type Rows, type Subject } from './rules';

/** "How likely … · experience": what a path means to a reader. */
export function useSubjectName(languages: string[], tag: string): (s: Subject) => string {
  const t = useT();
  const lang = useLang();
  return (s) => {
    if (!s.question) return t('survey.field_of', { name: s.path.slice('field.'.length) });
    const text = s.question.text[tag] || say(s.question.text, lang, languages) || s.question.key;
    if (!s.part) return text;
    const row = s.question.rows?.find((r) => r.key === s.part)?.text;
    const known = ['got', 'expected', 'valence', 'arousal', 'tone', 'text'].includes(s.part) ? t(`survey.part_of.${s.part as 'got'}`) : undefined;
    const fixed = s.question.kind === 'senses' || s.question.kind === 'dimensions' ? t(`survey.row.${s.part as 'sight'}`) : undefined;
    return `${text} · ${known ?? fixed ?? (say(row, lang, languages) || s.part)}`;
  };
}

interface Props { survey: Survey; tag: string; rule: Logic | undefined; subjects: Subject[]; onChange: (rule: Logic | undefined) => void; error?: string; label: string }
/** A rule as rows that read like a sentence; what rows cannot say, as JSON. */
export function Conditions({ survey, tag, rule, subjects, onChange, error, label }: Props) {
  const t = useT();
  const rows = toRows(rule);
  const [raw, setRaw] = useState(!rows);
  return (
    <div className="sv-rule" role="group" aria-label={label}>
      {raw || !rows ? <Raw rule={rule} onChange={onChange} label={label} /> : <RowList survey={survey} tag={tag} rows={rows} subjects={subjects} onChange={(r) => onChange(fromRows(r))} />}
      <FieldError error={error} />
      {(rows || raw) && <button type="button" className="link-text xs" disabled={raw && !rows} onClick={() => setRaw(!raw)}>{t(raw ? (rows ? 'survey.as_rows' : 'survey.only_json') : 'survey.as_json')}</button>}
    </div>
  );
}

function RowList({ survey, tag, rows, subjects, onChange }: { survey: Survey; tag: string; rows: Rows; subjects: Subject[]; onChange: (r: Rows) => void }) {
  const t = useT();
  const name = useSubjectName(survey.languages, tag);
  const by = (path: string): Subject => subjects.find((s) => s.path === path) ?? { path, type: 'text' };
  const options = subjects.map((s) => ({ value: s.path, label: name(s) }));
  const change = (i: number, c: Cond) => onChange({ ...rows, rows: rows.rows.map((r, k) => (k === i ? c : r)) });
  return (
    <>
      {rows.rows.map((c, i) => {
        const s = by(c.of);
        const ops = [...new Set([...opsFor(s.type), c.op])];
        return (
          <div className="sv-cond" key={i}>
            <span className="sv-join">{i === 0 ? t('survey.if') : i === 1 ? <Select size="small" aria-label={t('survey.join')} value={rows.join} onChange={(join) => onChange({ ...rows, join })} options={[{ value: 'and', label: t('survey.and') }, { value: 'or', label: t('survey.or') }]} /> : t(`survey.${rows.join}`)}</span>
            <Select aria-label={t('survey.cond_of', { n: i + 1 })} value={c.of} showSearch optionFilterProp="label" onChange={(path: string) => change(i, retarget(c, by(path)))} options={options.some((o) => o.value === c.of) ? options : [{ value: c.of, label: c.of }, ...options]} popupMatchSelectWidth={false} />
            <Select aria-label={t('survey.cond_op', { n: i + 1 })} value={c.op} onChange={(op) => change(i, op === 'there' || op === 'missing' ? { of: c.of, op } : op === 'in' ? { of: c.of, op, value: Array.isArray(c.value) ? c.value : [c.value ?? s.choices?.[0] ?? ''] } : { ...c, op, value: c.other ? undefined : Array.isArray(c.value) ? c.value[0] : c.value ?? firstCond(s).value ?? '' })} options={ops.map((o) => ({ value: o, label: t(`survey.op.${o}`) }))} popupMatchSelectWidth={false} />
            {c.op === 'there' || c.op === 'missing' ? <span /> : <Value survey={survey} tag={tag} c={c} s={s} n={i + 1} subjects={subjects} name={name} onChange={(v) => change(i, v)} />}
            <button type="button" className="icon-btn" aria-label={t('survey.remove_cond', { n: i + 1 })} onClick={() => onChange({ ...rows, rows: rows.rows.filter((_, k) => k !== i) })}><Icon name="close" size={14} /></button>
          </div>
        );
      })}
      {subjects.length ? <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => onChange({ ...rows, rows: [...rows.rows, firstCond(lastSubject(subjects)!)] })}>{t('survey.add_cond')}</Button> : <p className="muted small">{t('survey.nothing_before')}</p>}
    </>
  );
}

function Value({ survey, tag, c, s, n, subjects, name, onChange }: { survey: Survey; tag: string; c: Cond; s: Subject; n: number; subjects: Subject[]; name: (s: Subject) => string; onChange: (c: Cond) => void }) {
  const t = useT();
  const lang = useLang();
  const label = t('survey.cond_value', { n });
  const others = s.type === 'number' ? subjects.filter((x) => x.type === 'number' && x.path !== s.path) : [];
  const words = (k: string) => (s.part === 'tone' ? t(`survey.tone.${k as 'good'}`) : s.question?.options?.find((o) => o.key === k)?.text[tag] || say(s.question?.options?.find((o) => o.key === k)?.text, lang, survey.languages) || k);
  if (c.other) return <Select aria-label={label} value={c.other} onChange={(other: string) => (other === '' ? onChange({ of: c.of, op: c.op, value: 0 }) : onChange({ of: c.of, op: c.op, other }))} options={[{ value: '', label: t('survey.a_number') }, ...[...new Map([...others, { path: c.other, type: 'number' } as Subject].map((o) => [o.path, o] as const)).values()].map((o) => ({ value: o.path, label: others.find((x) => x.path === o.path) ? name(others.find((x) => x.path === o.path)!) : o.path }))]} popupMatchSelectWidth={false} />;
  if (s.choices) {
    const options = s.choices.map((k) => ({ value: k, label: words(k) }));
    return c.op === 'in' ? <Select mode="multiple" aria-label={label} value={c.value as string[]} onChange={(value: string[]) => value.length && onChange({ ...c, value })} options={options} popupMatchSelectWidth={false} /> : <Select aria-label={label} value={c.value as string} onChange={(value: string) => onChange({ ...c, value })} options={options} popupMatchSelectWidth={false} />;
  }
  if (s.type === 'yes') return <Select aria-label={label} value={String(c.value)} onChange={(v) => onChange({ ...c, value: v === 'true' })} options={(['true', 'false'] as const).map((v) => ({ value: v, label: t(`survey.yes.${v}`) }))} />;
  if (s.type === 'number') {
    return (
      <span className="row" style={{ gap: 4 }}>
        <InputNumber aria-label={label} value={typeof c.value === 'number' ? c.value : undefined} onChange={(v) => onChange({ ...c, value: v ?? 0 })} style={{ minWidth: 64, flex: 1 }} />
        {others.length > 0 && <button type="button" className="icon-btn" aria-label={t('survey.an_answer')} title={t('survey.an_answer')} onClick={() => onChange({ of: c.of, op: c.op, other: others[others.length - 1]!.path })}><Icon name="move" size={15} /></button>}
      </span>
    );
  }
  return <Input aria-label={label} type={s.type === 'date' ? 'date' : 'text'} value={Array.isArray(c.value) ? c.value.join(', ') : String(c.value ?? '')} onChange={(e) => onChange({ ...c, value: c.op === 'in' ? e.target.value.split(',').map((x) => x.trim()) : e.target.value })} />;
}

function Raw({ rule, onChange, label }: { rule: Logic | undefined; onChange: (rule: Logic | undefined) => void; label: string }) {
  const t = useT();
  const id = useId();
  const [text, setText] = useState(rule === undefined ? '' : JSON.stringify(rule, null, 1));
  const [bad, setBad] = useState(false);
  const take = (next: string) => {
    setText(next);
    try {
      onChange(next.trim() ? (JSON.parse(next) as Json) : undefined);
      setBad(false);
    } catch { setBad(true); }
  };
  return (
    <>
      <Input.TextArea id={id} className="sv-json" aria-label={`${label}: JsonLogic`} value={text} spellCheck={false} autoSize={{ minRows: 2, maxRows: 12 }} status={bad ? 'error' : undefined} onChange={(e) => take(e.target.value)} />
      <FieldError error={bad ? t('survey.no_json') : undefined} />
    </>
  );
}
