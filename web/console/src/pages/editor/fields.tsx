import { AutoComplete, Input } from 'antd';
import { useId, type ReactElement, type ReactNode, cloneElement } from 'react';
import type { Lang, Text } from '@shared/api';
import { useLang, useT } from '@/i18n';

/** A labelled control with its problem under it; the control gets id, state and description for screen readers. */
export function Field({ label, hint, error, children, inline }: { label: ReactNode; hint?: ReactNode; error?: string; children: ReactElement<{ id?: string; status?: string; 'aria-invalid'?: boolean; 'aria-describedby'?: string }>; inline?: boolean }) {
  const id = useId();
  const said = [hint && `${id}-h`, error && `${id}-e`].filter(Boolean).join(' ') || undefined;
  return (
    <div className={'field' + (inline ? ' field-inline' : '') + (error ? ' field-bad' : '')}>
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, { id, 'aria-invalid': !!error || undefined, 'aria-describedby': said, ...(error && typeof children.type !== 'string' ? { status: 'error' } : {}) })}
      {hint && <p className="field-hint" id={`${id}-h`}>{hint}</p>}
      <FieldError id={`${id}-e`} error={error} />
    </div>
  );
}
export const FieldError = ({ id, error }: { id?: string; error?: string }) => (error ? <p className="field-error" id={id} role="alert">{error}</p> : null);

/** Several controls under one name. */
export function Group({ label, hint, error, tools, children }: { label: ReactNode; hint?: ReactNode; error?: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <fieldset className={'field' + (error ? ' field-bad' : '')}>
      <legend><span>{label}</span>{tools}</legend>
      {hint && <p className="field-hint">{hint}</p>}
      {children}
      <FieldError error={error} />
    </fieldset>
  );
}

/** A label in both languages: the reader's first. */
export function TextPair({ label, value, onChange, area, error, focus, hint, max = 200 }: { label: string; value: Text; onChange: (v: Text) => void; area?: boolean; error?: string; focus?: boolean; hint?: ReactNode; max?: number }) {
  const t = useT();
  const lang = useLang();
  const langs: Lang[] = lang === 'zh' ? ['zh', 'en'] : ['en', 'zh'];
  const id = useId();
  return (
    <div className={'field' + (error ? ' field-bad' : '')} role="group" aria-label={label}>
      <label htmlFor={`${id}-0`}>{label}</label>
      {hint && <p className="field-hint">{hint}</p>}
      <div className="pair">
        {langs.map((l, i) => {
          const common = { id: `${id}-${i}`, lang: l === 'zh' ? 'zh-CN' : 'en', value: value[l], maxLength: max, 'aria-label': `${label} (${t(`editor.lang_${l}`)})`, 'aria-invalid': !!error || undefined, status: error ? ('error' as const) : undefined, autoFocus: focus && i === 0 };
          const change = (e: { target: { value: string } }) => onChange({ ...value, [l]: e.target.value });
          return (
            <div className="pair-one" key={l}>
              <span aria-hidden="true">{l === 'zh' ? '中' : 'EN'}</span>
              {area ? <Input.TextArea {...common} onChange={change} autoSize={{ minRows: 1, maxRows: 6 }} /> : <Input {...common} onChange={change} />}
            </div>
          );
        })}
      </div>
      <FieldError error={error} />
    </div>
  );
}

export interface Option { value: string; n?: string }
/** Free text with offers; what is offered is never the only choice. */
export function Offer({ value, onChange, options, placeholder, id, status, ...aria }: { value: string; onChange: (v: string) => void; options: Option[]; placeholder?: string; id?: string; status?: '' | 'error'; 'aria-label'?: string; 'aria-invalid'?: boolean; 'aria-describedby'?: string }) {
  return (
    <AutoComplete
      {...aria}
      id={id}
      status={status}
      value={value}
      onChange={(v: string) => onChange(v ?? '')}
      placeholder={placeholder}
      allowClear
      popupMatchSelectWidth={false}
      filterOption={(typed, o) => !typed || typed === value ? true : String(o?.value ?? '').toLowerCase().includes(typed.toLowerCase())}
      options={options.map((o) => ({ value: o.value, label: <span className="offer"><span>{o.value}</span>{o.n && <small>{o.n}</small>}</span> }))}
      style={{ width: '100%' }}
    />
  );
}
