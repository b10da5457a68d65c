import { Button, Input, InputNumber, Popconfirm } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type KeyboardEvent } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import type { SilenceAudit, SilenceCall } from '@shared/api';
import { ApiError } from '@/api/client';
import { useSession } from '@/api/queries';
import { useRights } from '@/app/rights';
import { customerPath, useHref, useSetParams } from '@/app/url';
import { Figure } from '@/design/Figure';
import { count, fixed, share } from '@/design/number';
import { Num, Pill, Strong } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { day, useLang, useT } from '@/i18n';
import { auditFile, recordCall, removeAudit, useAudit, useAudits, type Outcome } from './queries';

type Place = (tp: string) => string;

/** Random draws that were kept: what their calls say of all the silent, and the list to call. */
export function Audits({ journeyKey, place }: { journeyKey: string; place: Place }) {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const { may } = useRights();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const [search] = useSearchParams();
  const open = search.get('audit') ?? undefined;
  const ask = useAudits(journeyKey);
  return (
    <Figure id="silence-audits" title={t('silence.audits')} sub={t('silence.audits_sub')} height={120} ask={ask} method="silence_audit" noPicture
      empty={(all) => (all.length ? undefined : { title: t('silence.audits_none'), text: t('silence.audits_none_text') })}
      table={(all) => ({ caption: t('silence.audits'), head: [t('silence.seed'), t('silence.reached'), ...estimateHead(t('silence.audit_share'))], rows: all.map((a) => [a.seed, a.says.reached, ...estimateCells(a.says.share)]) })}>
      {(all) => (
        <ul className="audits">
          {all.map((a) => (
            <li key={a.id} data-audit={a.id}>
              <div className="audit-head">
                {may('personal') ? <button type="button" className="audit-open" aria-expanded={a.id === open} onClick={() => set({ audit: a.id === open ? undefined : a.id })}>{a.seed}</button> : <b>{a.seed}</b>}
                <span className="muted small">{t('silence.audit_of', { day: day(lang, zone, a.created_at), n: count(a.says.drawn), silent: count(a.silent) })}</span>
              </div>
              <Says a={a} />
              {a.id === open && may('personal') && <Calls id={a.id} journeyKey={journeyKey} place={place} />}
            </li>
          ))}
        </ul>
      )}
    </Figure>
  );
}

function Says({ a }: { a: SilenceAudit }) {
  const t = useT();
  const s = a.says;
  if (s.hidden) return <p className="small muted">{t('silence.hidden')}</p>;
  const few = s.share?.value === undefined;
  return (
    <div className="audit-says">
      <p>{few ? t('silence.audit_few', { reached: count(s.reached ?? 0), need: count(s.share?.insufficient?.need ?? 5) }) : <Strong text={t('silence.audit_say', { bad: count(s.silent_bad!.value!), lo: count(s.silent_bad!.lo!), hi: count(s.silent_bad!.hi!), silent: count(a.silent / a.looked_at), reached: count(s.reached!) })} />}</p>
      <dl>
        <div><dt>{t('silence.reach')}</dt><dd>{few || s.reach?.value === undefined ? `${count(s.reached ?? 0)} / ${count((s.reached ?? 0) + (s.not_reached ?? 0))}` : <Num e={s.reach} />}<small>{t('silence.still_open', { count: s.open, n: count(s.open) })}</small></dd></div>
        {!few && <div><dt>{t('silence.audit_share')}</dt><dd><Num e={s.share} /><small>{t('silence.voices', { share: share(s.voices ?? 0) })}</small></dd></div>}
        {!few && s.all?.value !== undefined && <div><dt>{t('silence.audit_all')}</dt><dd><Num e={s.all} /><small>{t('silence.audit_all_text')}</small></dd></div>}
      </dl>
      {s.tipping !== undefined && s.share?.value !== undefined && <p className="xs muted">{t(s.share.value + s.tipping < 0 || s.share.value + s.tipping > 1 ? 'silence.tipping_never' : s.tipping > 0 ? 'silence.tipping' : 'silence.tipping_under', { pp: fixed(100 * Math.abs(s.tipping), 0) })}</p>}
      {s.model && (s.model.bias_risk ? <p className="small"><Pill tone="warm">{t('silence.bias_risk')}</Pill> {t('silence.bias_risk_text', { model: share(s.model.share), audit: share(s.share!.value!) })}</p> : <p className="xs muted">{t('silence.model_agrees', { model: share(s.model.share) })}</p>)}
    </div>
  );
}

function Calls({ id, journeyKey, place }: { id: string; journeyKey: string; place: Place }) {
  const t = useT();
  const set = useSetParams();
  const client = useQueryClient();
  const { may } = useRights();
  const audit = useAudit(id).data;
  const [failed, setFailed] = useState('');
  const [saved, setSaved] = useState('');
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const latest = useRef(0);
  const wrong = (e: unknown) => setFailed(e instanceof ApiError ? e.problem?.errors?.[0]?.detail ?? e.problem?.detail ?? e.message : String(e));
  const record = (c: SilenceCall, o: Outcome) => {
    setFailed('');
    // Shown at once, sent one after the other: what is typed next builds on what was just recorded.
    client.setQueryData<SilenceAudit>(['audit', id], (a) => a && { ...a, customers: a.customers!.map((x) => (x.place === c.place ? { ...x, ...o } : x)) });
    const mine = ++latest.current;
    queue.current = queue.current.then(() => recordCall(id, c.place, o)).then((now) => {
      if (mine === latest.current) client.setQueryData(['audit', id], now);
      void client.invalidateQueries({ queryKey: ['audits', journeyKey] });
      setSaved(t('silence.saved', { who: c.user_id || c.id }));
    }).catch((e: unknown) => { wrong(e); void client.invalidateQueries({ queryKey: ['audit', id] }); });
  };
  const remove = () => removeAudit(id).then(() => { set({ audit: undefined }); void client.invalidateQueries({ queryKey: ['audits', journeyKey] }); }, wrong);
  if (!audit) return null;
  return (
    <div className="audit-calls">
      <p className="xs muted">{t('silence.call_all')}{may('act') && <span className="audit-keys"> {t('silence.call_keys')}</span>}</p>
      <p className="sr" role="status">{saved}</p>
      {failed && <p className="warm small" role="alert">{failed}</p>}
      <ol>{audit.customers!.map((c) => <Call key={c.place} c={c} place={place} may={may('act')} record={record} />)}</ol>
      <div className="audit-foot">
        <a className="btn-link" href={auditFile(id)} download>{t('silence.audit_csv')}</a>
        {may('write') && <Popconfirm title={t('silence.audit_remove_sure')} okText={t('silence.audit_remove')} cancelText={t('silence.cancel')} onConfirm={remove}><Button size="small" danger>{t('silence.audit_remove')}</Button></Popconfirm>}
      </div>
    </div>
  );
}

const CHOICES = ['bad', 'fine', 'no_answer', 'give_up'] as const;
type Choice = (typeof CHOICES)[number];
/** The choice that a record says, if any. "No answer" is a call more, not a state. */
const chosen = (c: SilenceCall): Choice | undefined => (c.state === 'reached' ? (c.bad ? 'bad' : 'fine') : c.state === 'not_reached' ? 'give_up' : undefined);
const outcome = (c: SilenceCall, choice: Choice): Outcome => {
  const call = Math.min(20, c.attempts + (c.state === 'open' ? 1 : 0));
  if (choice === 'no_answer') return { state: 'open', attempts: Math.min(20, c.attempts + 1), note: c.note };
  if (choice === 'give_up') return { state: 'not_reached', attempts: Math.max(1, c.attempts), note: c.note };
  return { state: 'reached', attempts: Math.max(1, call), bad: choice === 'bad', score: c.score, note: c.note };
};

/** One customer: digits 1 to 4 record, arrows go on, Enter goes to the note. */
function Call({ c, place, may, record }: { c: SilenceCall; place: Place; may: boolean; record: (c: SilenceCall, o: Outcome) => void }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const now = chosen(c);
  const onKey = (e: KeyboardEvent<HTMLLIElement>) => {
    const row = e.currentTarget;
    if (e.target instanceof HTMLInputElement) {
      if (e.key === 'Escape' || e.key === 'Enter') row.focus();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const choice = CHOICES[Number(e.key) - 1];
    const to = e.key === 'ArrowDown' ? row.nextElementSibling : e.key === 'ArrowUp' ? row.previousElementSibling : undefined;
    if (choice && may) record(c, outcome(c, choice));
    else if (to instanceof HTMLElement) to.focus();
    else if (e.key === 'Enter' && e.target === row) row.querySelector<HTMLInputElement>('.audit-note')?.focus();
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const note = (text: string) => { if (text !== c.note) record(c, { state: c.state, bad: c.bad, score: c.score, note: text }); };
  const who = c.user_id || c.id;
  return (
    <li className={'audit-call' + (now ? ' is-done' : '')} tabIndex={0} aria-label={t('silence.call_label', { who, state: now ? t(`silence.choice.${now}`) : t('silence.call_open'), n: c.attempts })} data-place={c.place} onKeyDown={onKey}>
      <div className="audit-who">
        <Link to={href(customerPath(c.id))}>{who}</Link>
        <small>{t(`silence.reason.${c.reason}`)} · {place(c.touchpoint)} · {day(lang, zone, c.at)}</small>
      </div>
      <span className="audit-tries muted small">{t('silence.tries', { count: c.attempts, n: c.attempts })}</span>
      <div className="audit-choices" role="group" aria-label={t('silence.outcome_of', { who })}>
        {CHOICES.map((k, i) => <button key={k} type="button" className={`audit-${k}`} aria-pressed={now === k} disabled={!may} onClick={() => record(c, outcome(c, k))}>{t(`silence.choice.${k}`)}<kbd aria-hidden="true">{i + 1}</kbd></button>)}
      </div>
      {may && (
        <div className="audit-more">
          {c.state === 'reached' && <label><span>{t('silence.score')}</span><InputNumber min={0} max={10} value={c.score ?? null} style={{ width: 72 }} aria-label={t('silence.score_of', { who })} onChange={(v: number | null) => record(c, { state: c.state, bad: c.bad, score: v ?? undefined, note: c.note })} /></label>}
          <Input className="audit-note" defaultValue={c.note} maxLength={500} placeholder={t('silence.note')} aria-label={t('silence.note_of', { who })} onBlur={(e) => note(e.target.value)} />
        </div>
      )}
      {!may && c.note && <p className="small audit-more">{c.note}</p>}
    </li>
  );
}
