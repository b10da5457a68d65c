import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { Basis, Change, Estimate, FeedbackItem } from '@shared/api';
import { useMetrics } from '@/api/queries';
import { pick, tx, useLang, useT } from '@/i18n';
import { hits } from '@/story/search';
import { Icon, type IconName } from './icons';
import { Pop } from './Pop';
import { count, estimate, value } from './number';
import './parts.css';

/** Value and interval, with `n` also the count: "−30.0 ± 4.5, n = 1 460"; the words for "too few" when there is no value. */
export function Num({ e, digits, signed, className, n }: { e: Estimate | undefined; digits?: number; signed?: boolean; className?: string; n?: boolean }) {
  const t = useT();
  const shown = estimate(e, { digits, signed });
  if (!shown && !e?.insufficient?.have) return <span className="num muted">–<span className="sr">{t('few.none')}</span></span>;
  if (!shown) return <span className="num muted">{e?.insufficient && e.insufficient.have >= e.insufficient.need ? t('few.guarded') : e?.insufficient ? t('few.short', { have: count(e.insufficient.have), need: count(e.insufficient.need) }) : t('few.none')}</span>;
  return (
    <span className={'num ' + (className ?? '')}>
      <span className="num-v">{shown.value}</span>
      {shown.interval && <span className="num-i"> {shown.interval}</span>}
      {n && <span className="num-i">, {t('num.n', { n: count(e!.n) })}</span>}
    </span>
  );
}

const VERDICT = { better: { icon: 'up', tone: 'good' }, worse: { icon: 'down', tone: 'bad' }, same: { icon: 'same', tone: 'even' }, few: { icon: 'info', tone: 'even' } } as const;
/** A change with its interval and verdict. "No real change" is said aloud, with the least change that would have shown. */
export function Delta({ change, less }: { change: Change; less?: boolean }) {
  const t = useT();
  const { diff, verdict, mde } = change;
  const shown = estimate(diff, { signed: true, diff: true });
  const v = VERDICT[verdict];
  const down = (diff.value ?? 0) < 0;
  const icon = verdict === 'same' || verdict === 'few' ? v.icon : down ? 'down' : 'up';
  const words = verdict === 'same' && mde !== undefined && !less ? t('delta.same_mde', { mde: value(mde, diff.unit, { signed: false, diff: true }) }) : t(`delta.${verdict}`);
  return (
    <span className={`delta delta-${v.tone}`}>
      <Icon name={icon} size={14} />
      {shown && verdict !== 'few' && <span className="num"><span className="num-v">{shown.value}</span>{shown.interval && !less && <span className="num-i"> {shown.interval}</span>}</span>}
      <span className="delta-w">{words}</span>
    </span>
  );
}

export function BasisBadge({ basis }: { basis: Basis }) {
  const t = useT();
  return <span className={`basis basis-${basis}`}>{t(`basis.${basis}`)}</span>;
}

export function Pill({ tone, icon, children }: { tone?: 'warm' | 'accent' | 'ok'; icon?: ReactNode; children: ReactNode }) {
  return <span className={'pill' + (tone ? ` pill-${tone}` : '')}>{icon}{children}</span>;
}

export function Skel({ w = '100%', h = 14, r }: { w?: number | string; h?: number | string; r?: number }) {
  return <span className="skel" style={{ width: w, height: h, borderRadius: r }} aria-hidden="true" />;
}
export function SkelLines({ n = 3 }: { n?: number }) {
  const t = useT();
  return (
    <div className="stack" style={{ gap: 11 }} role="status" aria-label={t('common.loading')}>
      {Array.from({ length: n }, (_, i) => <Skel key={i} w={`${100 - ((i * 23) % 45)}%`} />)}
    </div>
  );
}

/** An empty state teaches: what belongs here, and what to do next. */
export function Empty({ title, children, actions, small, level = 2 }: { title: string; children?: ReactNode; actions?: ReactNode; small?: boolean; level?: 1 | 2 | 3 }) {
  const H = `h${level}` as 'h1' | 'h2' | 'h3';
  return (
    <div className={'empty' + (small ? ' empty-s' : '')}>
      {!small && (
        <svg width="148" height="64" viewBox="0 0 148 64" fill="none" aria-hidden="true">
          <path d="M4 40c20 0 20-8 40-8s20-24 40-24 20 48 60 40" stroke="var(--line-2)" strokeWidth="2" strokeDasharray="4 5" strokeLinecap="round" />
          <circle cx="84" cy="8" r="5" fill="var(--panel)" stroke="var(--accent)" strokeWidth="2" />
          <circle cx="44" cy="32" r="4" fill="var(--panel)" stroke="var(--line-2)" strokeWidth="2" />
          <circle cx="122" cy="47" r="5" fill="var(--panel)" stroke="var(--warm)" strokeWidth="2" />
        </svg>
      )}
      <H>{title}</H>
      {children && <p>{children}</p>}
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}

export function Notice({ calm, icon = 'warn', children }: { calm?: boolean; icon?: IconName; children: ReactNode }) {
  return <div className={'notice' + (calm ? ' notice-calm' : '')} role="note"><Icon name={icon} /><div>{children}</div></div>;
}

/** "How is this computed": what the number is, how sure, from how many, by which formula. */
export function How({ metric, e, label, children }: { metric: string; e?: Estimate; label?: string; children?: ReactNode }) {
  const t = useT();
  return (
    <Pop placement="bottom" button={(p) => <button type="button" className="info-btn" aria-haspopup="dialog" aria-label={label && !children ? t('how.of', { what: label }) : undefined} {...p}>{children ?? t('how.ask')}</button>}>
      {() => <HowText metric={metric} e={e} />}
    </Pop>
  );
}
function HowText({ metric, e }: { metric: string; e?: Estimate }) {
  const t = useT();
  const lang = useLang();
  const known = useMetrics().data?.find((m) => m.key === metric);
  const shown = estimate(e);
  return (
    <div className="info" role="dialog" aria-label={t('how.ask')}>
      <h4>{tx(`metric.${metric}.name`, known ? pick(known.name, lang) : metric)}</h4>
      <p>{tx(`metric.${metric}.what`, known ? pick(known.description, lang) : '')}</p>
      {e && (
        <dl>
          <dt>{t('how.value')}</dt><dd><Num e={e} /></dd>
          {shown?.interval && <><dt>{t('how.interval')}</dt><dd>{tx(`method.${e.method}`, e.method)}</dd></>}
          <dt>n</dt><dd>{count(e.n)}{e.n_eff !== undefined && Math.abs(e.n_eff - e.n) > 0.5 ? ` · ${t('how.n_eff', { n: count(e.n_eff) })}` : ''}</dd>
          <dt>{t('how.basis')}</dt><dd>{t(`basis.${e.basis}`)}</dd>
        </dl>
      )}
      {e && e.flags.length > 0 && <ul className="muted">{e.flags.map((f) => <li key={f}>{tx(`flag.${f}`, f)}</li>)}</ul>}
      {known?.formula && <code>{tx(`metric_formula.${known.key}`, known.formula)}</code>}
      <MethodLink method={known?.method ?? metric} />
    </div>
  );
}

/** Link to the page that says formula, interval, source, worked number and when not to use it. */
export function MethodLink({ method }: { method: string }) {
  const t = useT();
  return <p className="small" style={{ marginTop: 8 }}><Link to={`/methods/${encodeURIComponent(method)}`}>{t('method_page.open')}</Link></p>;
}

/** One piece of somebody's own words. */
export function Quote({ item, where, mark, footer }: { item: Pick<FeedbackItem, 'text' | 'valence' | 'lang'>; where?: ReactNode; mark?: string; footer?: ReactNode }) {
  const tone = item.valence === undefined ? '' : item.valence < -0.05 ? ' quote-neg' : item.valence > 0.05 ? ' quote-pos' : '';
  return (
    <blockquote className={'quote' + tone}>
      <p lang={item.lang?.startsWith('zh') ? 'zh-CN' : item.lang || undefined}><Marked text={item.text} mark={mark} /></p>
      {(footer || where) && <footer>{where}{footer}</footer>}
    </blockquote>
  );
}
/** The text with the hits of a search marked. */
export function Marked({ text, mark }: { text: string; mark?: string }) {
  const found = mark ? hits(text, mark) : [];
  if (!found.length) return <>{text}</>;
  const parts: ReactNode[] = [];
  let from = 0;
  for (const [a, b] of found.slice(0, 60)) {
    parts.push(text.slice(from, a), <mark key={a}>{text.slice(a, b)}</mark>);
    from = b;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}

/** Text in which **…** is strong. */
export function Strong({ text, className }: { text: string; className?: string }) {
  return <>{text.split('**').map((s, i) => (i % 2 ? <b key={i} className={className}>{s}</b> : s))}</>;
}
