import { Button, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import type { Json, Question, TestRun as Ran } from '@shared/survey';
import { fixed } from '@/design/number';
import { Notice } from '@/design/parts';
import { errorText } from '@/design/Waiting';
import { useLang, useT } from '@/i18n';
import { questionsOf, say, setAt } from './model';
import { testRun } from './queries';
import { subjectsOf, type Subject } from './rules';
import { useSubjectName } from './Conditions';
import type { Builder } from './store';

/** Answers in hand, what would become of them: nothing is stored. */
export function TestRun({ builder, tag, close }: { builder: Builder; tag: string; close: () => void }) {
  const t = useT();
  const lang = useLang();
  const { draft } = builder;
  const [answers, setAnswers] = useState<Record<string, Json>>({});
  const [ran, setRan] = useState<Ran>();
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    setFailed('');
    try { setRan(await testRun(draft.key, draft, answers)); } catch (e) { setFailed(errorText(e, t)); } finally { setBusy(false); }
  };
  const put = (s: Subject, v: Json | undefined | null) => {
    const [, key, part] = s.path.split('.') as [string, string, string?];
    const next = { ...answers };
    if (!part) { if (v === undefined || v === null || v === '') delete next[key]; else next[key] = v; } else {
      const whole = setAt({ ...(next[key] as Record<string, Json> | undefined) }, part, v ?? undefined);
      if (Object.keys(whole).length) next[key] = whole; else delete next[key];
    }
    setAnswers(next);
    setRan(undefined);
  };
  const words = (q: Question) => q.text[tag] || say(q.text, lang, draft.languages) || q.key;
  const find = (key: string) => questionsOf(draft).find((q) => q.key === key);
  return (
    <Modal open onCancel={close} title={t('survey.test_title')} width={860} footer={[<Button key="x" onClick={close}>{t('editor.close')}</Button>, <Button key="go" type="primary" loading={busy} onClick={() => void go()}>{t('survey.test_go')}</Button>]}>
      <p className="muted small">{t('survey.test_text')}</p>
      <div className="sv-test">
        <div className="sv-test-in">
          {questionsOf(draft).map((q) => {
            const all = subjectsOf(q);
            if (!all.length) return null;
            return <fieldset key={q.key} className="field"><legend>{words(q)}</legend><div className="sv-test-parts">{all.map((s) => <Part key={s.path} s={s} answers={answers} put={put} tag={tag} languages={draft.languages} />)}</div></fieldset>;
          })}
        </div>
        <div className="sv-test-out" role="status" data-test-run={ran ? 'done' : ''}>
          {failed && <Notice>{failed}</Notice>}
          {!ran ? !failed && <p className="muted">{t('survey.test_wait')}</p> : (
            <div className="stack">
              <section><h3>{t('survey.test_met')}</h3><ol className="sv-met">{ran.met.map((k) => <li key={k}>{find(k) ? words(find(k)!) : k}</li>)}</ol>{ran.ended_early && <p className="muted small">{t('survey.test_early')}</p>}</section>
              {ran.faults.length > 0 && <section><h3 className="warm">{t('survey.test_faults')}</h3><ul className="small">{ran.faults.map((f) => <li key={f.field}>{f.message} <code>{f.field}</code></li>)}</ul></section>}
              <section>
                <h3>{t('survey.test_scores')}</h3>
                {!ran.scores.length ? <p className="muted small">{t('survey.test_no_scores')}</p> : <div className="scroll-x" tabIndex={0} role="group" aria-label={t('survey.test_scores')}><table className="table"><thead><tr><th scope="col">{t('survey.question')}</th><th scope="col">{t('survey.f.metric')}</th><th scope="col" className="r">{t('survey.test_value')}</th><th scope="col" className="r">{t('survey.test_valence')}</th><th scope="col">{t('survey.test_place')}</th></tr></thead><tbody>{ran.scores.map((s, i) => <tr key={i}><td>{s.question}{s.part ? `.${s.part}` : ''}</td><td>{s.metric}</td><td className="r">{fixed(s.value, 1)}{s.expectation !== undefined ? ` / ${fixed(s.expectation, 1)}` : ''}</td><td className="r">{fixed(s.valence, 2, true)}</td><td>{s.touchpoint || t('survey.kind.relationship')}</td></tr>)}</tbody></table></div>}
              </section>
              {ran.quotas.length > 0 && <section><h3>{t('survey.quotas')}</h3><ul className="small">{ran.quotas.map((q) => <li key={q.key}>{q.key}: {t(q.full ? 'survey.quota_full' : q.counted ? 'survey.quota_counts' : 'survey.quota_not')}</li>)}</ul></section>}
            </div>
          )}
        </div>
      </div>
    </Modal>
  );
}

function Part({ s, answers, put, tag, languages }: { s: Subject; answers: Record<string, Json>; put: (s: Subject, v: Json | undefined | null) => void; tag: string; languages: string[] }) {
  const t = useT();
  const lang = useLang();
  const name = useSubjectName(languages, tag)(s);
  const [, key, part] = s.path.split('.') as [string, string, string?];
  const whole = answers[key];
  const now = part ? (whole as Record<string, Json> | undefined)?.[part] : whole;
  const options = s.choices?.map((c) => ({ value: c, label: s.part === 'tone' ? t(`survey.tone.${c as 'good' | 'bad'}`) : say(s.question?.options?.find((o) => o.key === c)?.text, lang, languages) || c }));
  const control = s.type === 'number' ? <InputNumber aria-label={name} value={now as number} onChange={(v) => put(s, v)} />
    : s.type === 'choice' ? <Select aria-label={name} allowClear value={now as string} onChange={(v?: string) => put(s, v)} options={options} popupMatchSelectWidth={false} style={{ minWidth: 160 }} />
    : s.type === 'choices' ? <Select aria-label={name} mode="multiple" value={(now as string[]) ?? []} onChange={(v: string[]) => put(s, v.length ? v : undefined)} options={options} popupMatchSelectWidth={false} style={{ minWidth: 200 }} />
    : s.type === 'yes' ? <Select aria-label={name} allowClear value={now === undefined ? undefined : String(now)} onChange={(v?: string) => put(s, v === undefined ? undefined : v === 'true')} options={['true', 'false'].map((v) => ({ value: v, label: t(`survey.yes.${v as 'true' | 'false'}`) }))} style={{ minWidth: 100 }} />
    : <Input aria-label={name} type={s.type === 'date' ? 'date' : 'text'} value={(now as string) ?? ''} onChange={(e) => put(s, e.target.value)} />;
  return part ? <span className="row sv-test-part"><span className="small muted">{name.split(' · ').pop()}</span>{control}</span> : control;
}
