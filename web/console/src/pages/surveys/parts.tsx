import { Input } from 'antd';
import { useId, type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { SurveyHead, SurveyState, Words } from '@shared/survey';
import { useRights } from '@/app/rights';
import { useHref } from '@/app/url';
import { Pill } from '@/design/parts';
import { useLang, useT } from '@/i18n';
import { FieldError } from '../editor/fields';
import { put, say } from './model';
import { surveyPath } from './queries';
import '../editor/editor.css';
import './surveys.css';

/** "简体中文（中国）", "English": a language tag in the reader's words. */
export function useLanguageName(): (tag: string) => string {
  const lang = useLang();
  return (tag) => {
    try { return new Intl.DisplayNames([lang === 'zh' ? 'zh-CN' : 'en'], { type: 'language' }).of(/^zh-(CN|SG)$/.test(tag) ? 'zh-Hans' : /^zh-(TW|HK|MO)$/.test(tag) ? 'zh-Hant' : tag) ?? tag; } catch { return tag; }
  };
}

export function StatePill({ state, changed }: { state: SurveyState; changed?: boolean }) {
  const t = useT();
  return <Pill tone={state === 'open' ? 'ok' : state === 'closed' ? 'warm' : undefined}>{t(`survey.state.${state}`)}{changed && state !== 'draft' ? ` · ${t('survey.changed')}` : ''}</Pill>;
}

const PARTS = ['build', 'share', 'results'] as const;
/** What stands over every page of one survey: its name, its state, the ways to its parts. */
export function Head({ survey, here, children, note }: { survey: Pick<SurveyHead, 'key' | 'title' | 'state' | 'version' | 'draft_changed' | 'languages'>; here: (typeof PARTS)[number]; children?: ReactNode; note?: ReactNode }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const write = useRights().may('write');
  return (
    <header className="sv-head">
      <p className="eyebrow"><Link to={href('/surveys')}>{t('nav.surveys')}</Link> / <code>{survey.key}</code>{note}</p>
      <div className="sv-title">
        <h1>{say(survey.title, lang, survey.languages) || survey.key}</h1>
        <StatePill state={survey.state} changed={survey.draft_changed} />
        {survey.version > 0 && <span className="muted small">v{survey.version}</span>}
      </div>
      <div className="spread wrap sv-under">
        <nav className="sv-parts" aria-label={t('survey.parts')}>
          {PARTS.filter((p) => write || p === 'results').map((p) => <Link key={p} to={href(surveyPath(survey.key, p === 'build' ? '' : `/${p}`))} aria-current={p === here ? 'page' : undefined}>{t(`survey.part.${p}`)}</Link>)}
        </nav>
        <div className="row wrap sv-acts">{children}</div>
      </div>
    </header>
  );
}

/** A text in one language; what stands in the survey's first language shows through where it is empty. */
export function WordsField({ label, value, tag, languages, onChange, area, error, hint, focus, max = 2000 }: { label: ReactNode; value: Words | undefined; tag: string; languages: string[]; onChange: (v: Words | undefined) => void; area?: boolean; error?: string; hint?: ReactNode; focus?: boolean; max?: number }) {
  const id = useId();
  const common = { id, lang: tag, value: value?.[tag] ?? '', maxLength: max, placeholder: tag === languages[0] ? undefined : value?.[languages[0]!], status: error ? ('error' as const) : undefined, 'aria-invalid': !!error || undefined, autoFocus: focus };
  const change = (e: { target: { value: string } }) => onChange(put(value, tag, e.target.value));
  return (
    <div className={'field' + (error ? ' field-bad' : '')}>
      <label htmlFor={id}>{label}</label>
      {area ? <Input.TextArea {...common} onChange={change} autoSize={{ minRows: 2, maxRows: 8 }} /> : <Input {...common} onChange={change} />}
      {hint && <p className="field-hint">{hint}</p>}
      <FieldError error={error} />
    </div>
  );
}
