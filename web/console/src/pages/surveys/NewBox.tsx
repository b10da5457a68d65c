import { Alert, Button, Input, Modal, Segmented } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Lang } from '@shared/api';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { errorText, Waiting } from '@/design/Waiting';
import { tx, useT } from '@/i18n';
import { useRights } from '@/app/rights';
import { ApiError } from '@/api/client';
import { Field } from '../editor/fields';
import { freeKey } from '../editor/model';
import { say } from './model';
import { again, importFile, makeSurvey, useTemplates, type Imported } from './queries';
import '../journey/journey.css';
import '../data/data.css';

const BEST = ['relationship-nps', 'after-delivery', 'after-service', 'appliance-check', 'abandonment', 'recall-probe', 'employee-pulse', 'perception-mirror', 'mystery-visit', 'best-worst-company'];

/** A survey begins from a template, from nothing, or from another program's file. */
export default function NewBox({ way, taken, close, href, lang }: { way: 'template' | 'file'; taken: string[]; close: () => void; href: (key: string) => string; lang: Lang }) {
  const t = useT();
  const navigate = useNavigate();
  const [at, setAt] = useState(way);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const templates = useTemplates();
  const make = async (body: Parameters<typeof makeSurvey>[0]) => {
    setBusy(true);
    try {
      const made = await makeSurvey(body);
      void again();
      navigate(href(made.key));
    } catch (e) { setFailed(errorText(e, t)); setBusy(false); }
  };
  const key = (like: string) => freeKey(like, taken, 'survey');
  const first = lang === 'zh' ? 'zh-CN' : 'en';
  const blank = () => make({ survey: { format: 1, key: key('survey'), kind: 'touchpoint', title: { [first]: t('survey.untitled') }, languages: [first], display: 'one', pages: [{ key: 'page_1', questions: [{ key: 'nps', kind: 'nps', required: true, text: { [first]: t('survey.first.nps') } }] }] } });
  const list = [...(templates.data ?? [])].sort((a, b) => (BEST.indexOf(a.key) + 99) % 99 - ((BEST.indexOf(b.key) + 99) % 99));
  return (
    <Modal open onCancel={close} footer={null} width={1040} style={{ top: 40 }} title={t('survey.new')} className="sv-new">
      <Segmented aria-label={t('survey.new')} value={at} onChange={(v) => { setFailed(''); setAt(v as typeof way); }} options={[{ value: 'template', label: t('survey.from_template') }, { value: 'file', label: t('survey.from_file') }]} style={{ marginBottom: 16 }} />
      {failed && <Alert type="error" showIcon message={failed} style={{ marginBottom: 14 }} />}
      {at === 'file' ? <FromFile open={(k) => navigate(href(k))} fail={setFailed} taken={taken} /> : !templates.data ? <Waiting ask={templates} n={8} /> : (
        <div className="picker">
          {list.map((x) => (
            <button key={x.key} type="button" className="pick" disabled={busy} data-template={x.key} onClick={() => void make({ template: x.key, key: key(x.key) })}>
              <span className="xs muted">{t(`survey.kind.${x.kind}`)}</span>
              <b>{say(x.title, lang, x.languages)}</b>
              <span className="small muted">{say(x.description, lang, x.languages)}</span>
              <span className="pick-foot"><span className="grow">{t('survey.questions_n', { count: x.questions })} · {t('survey.languages_n', { count: x.languages.length })}</span><span className="pick-go">{t('survey.use')} <Icon name="arrow" size={14} /></span></span>
            </button>
          ))}
          <button type="button" className="pick sv-blank" disabled={busy} data-template="" onClick={() => void blank()}>
            <b><Icon name="plus" size={16} /> {t('survey.blank')}</b><span className="small muted">{t('survey.blank_text')}</span>
          </button>
        </div>
      )}
    </Modal>
  );
}

function FromFile({ open, fail, taken }: { open: (key: string) => void; fail: (text: string) => void; taken: string[] }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [file, setFile] = useState<File>();
  const [seen, setSeen] = useState<Imported>();
  const [stored, setStored] = useState(false);
  const [key, setKey] = useState('');
  const [refused, setRefused] = useState('');
  const [busy, setBusy] = useState(false);
  const write = useRights().may('write');
  const take = async (f: File | undefined, dry: boolean) => {
    if (!f || busy || !write) return;
    setBusy(true);
    setFile(f);
    fail('');
    try {
      const got = await importFile(f, { dry, key: dry ? undefined : key });
      setSeen(got);
      setStored(!dry);
      if (dry) { setKey(got.survey); setRefused(''); }
      else void again();
    } catch (e) {
      // Another survey has the key, or it is none: what was read from the file stays, and the person chooses.
      const about = e instanceof ApiError && !dry ? (e.problem.code === 'survey_exists' ? errorText(e, t) : e.problem.errors?.find((x) => x.field === 'key' || x.field.endsWith('.key'))?.detail) : undefined;
      if (about) setRefused(about);
      else { setSeen(undefined); fail(`${f.name}: ${errorText(e, t)}`); }
    } finally { setBusy(false); }
  };
  if (seen) return <Report seen={seen} stored={stored} name={file?.name ?? ''} busy={busy} go={() => (stored ? open(seen.survey) : void take(file, false))} other={() => { setSeen(undefined); setStored(false); }}>{!stored && <KeyField value={key} taken={taken} refused={refused} answers={!!seen.found.responses} set={(x) => { setKey(x); setRefused(''); }} />}</Report>;
  return (
    <div className={'drop' + (over ? ' over' : '')} data-drop-survey onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={(e) => { if (!e.currentTarget.contains(e.relatedTarget as Node)) setOver(false); }} onDrop={(e) => { e.preventDefault(); setOver(false); void take(e.dataTransfer.files[0], true); }}>
      <Icon name="upload" size={26} />
      <b>{t('survey.drop')}</b>
      <p className="muted small">{t('survey.drop_text')}</p>
      <input ref={input} type="file" hidden data-survey-file aria-label={t('survey.choose')} onChange={(e) => { void take(e.target.files?.[0], true); e.target.value = ''; }} />
      <Button type="primary" loading={busy} onClick={() => input.current?.click()}>{t('survey.choose')}</Button>
    </div>
  );
}

/** Under which key it is stored. One that is in use: the answers join that survey when it is the same, or a copy gets a key of its own. */
function KeyField({ value, taken, refused, answers, set }: { value: string; taken: string[]; refused: string; answers: boolean; set: (key: string) => void }) {
  const t = useT();
  const used = taken.includes(value);
  const free = freeKey(value, taken, 'survey');
  return (
    <div className="sv-import-key">
      <Field label={t('survey.import_key')} hint={used && !refused ? t(answers ? 'survey.key_used_answers' : 'survey.key_used') : t('survey.import_key_hint')} error={refused || undefined}><Input value={value} maxLength={60} onChange={(e) => set(e.target.value.trim())} spellCheck={false} autoComplete="off" data-import-key /></Field>
      {(used || refused) && <Button onClick={() => set(free)} disabled={free === value}>{t('survey.as_copy', { key: free })}</Button>}
    </div>
  );
}

/** What came across, and what did not. */
function Report({ seen, stored, name, busy, go, other, children }: { seen: Imported; stored: boolean; name: string; busy: boolean; go: () => void; other: () => void; children: ReactNode }) {
  const t = useT();
  const f = seen.found;
  const facts = [
    ['pages', f.pages], ['questions', f.questions], ['responses', stored ? seen.responses.stored : f.responses],
    ...(f.rules ? [['rules', `${count(f.rules_carried ?? 0)} / ${count(f.rules)}`]] : []), ...(seen.responses.refused ? [['refused', seen.responses.refused]] : []), ...(seen.responses.again ? [['again', seen.responses.again]] : []),
  ] as [string, number | string | undefined][];
  return (
    <div className="stack" data-import-report>
      <p><b>{name}</b> <span className="muted">{seen.format} · {t(stored ? 'survey.moved' : 'survey.would_move')}</span></p>
      <dl className="sv-facts">{facts.filter(([, n]) => n !== undefined).map(([k, n]) => <div key={k}><dt>{tx(`survey.found.${k}`, k)}</dt><dd>{typeof n === 'number' ? count(n) : n}</dd></div>)}</dl>
      <section>
        <h3>{t('survey.losses', { count: seen.losses.length + seen.losses_beyond, n: count(seen.losses.length + seen.losses_beyond) })}</h3>
        {seen.losses.length > 0 && <ul className="sv-losses" tabIndex={0} aria-label={t('survey.losses_list')}>{seen.losses.map((l, i) => <li key={i}><code>{l.path}</code><span>{l.message}{l.what ? ` – ${l.what}` : ''}{l.count && l.count > 1 ? ` (${count(l.count)}×)` : ''}</span></li>)}</ul>}
      </section>
      {children}
      <div className="row wrap"><Button type="primary" loading={busy} onClick={go}>{t(stored ? 'survey.open_it' : 'survey.take_in')}</Button>{!stored && <Button onClick={other}>{t('survey.other_file')}</Button>}</div>
    </div>
  );
}
