import type { Journey } from '@shared/api';
import type { Problem } from '@/api/client';
import { useSession } from '@/api/queries';
import { count, plain } from '@/design/number';
import { Empty, Notice, Pill, SkelLines, Strong } from '@/design/parts';
import { dateTime, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import type { ImportPreview } from './queries';

/** What the first rows would become, and which would be refused. */
export function Outcome({ preview, problem, stale, journey }: { preview?: ImportPreview; problem?: Problem; stale: boolean; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const place = (key: string) => (key ? touchpointName(journey, key, lang) : t('data.no_place'));
  return (
    <section className="card card-pad outcome" aria-labelledby="outcome" aria-busy={stale} tabIndex={0}>
      <h2 id="outcome">{t('data.outcome')}</h2>
      {problem ? (
        <Notice>{problem.errors?.length ? <ul>{problem.errors.slice(0, 6).map((e, i) => <li key={i}><code>{e.field.replace(/^map\./, '')}</code> {e.detail}</li>)}</ul> : problem.detail ?? t('error.load_text')}</Notice>
      ) : !preview ? <SkelLines n={8} /> : (
        <div style={{ opacity: stale ? 0.6 : 1 }} aria-live="polite">
          <p className="preview-say" data-outcome={`${preview.summary.accepted}/${preview.summary.rejected}`}>
            <Strong text={t('data.outcome_say', { rows: count(preview.summary.rows), accepted: count(preview.summary.accepted) })} />{' '}
            {preview.summary.rejected > 0 && <span className="warm">{t('data.outcome_rejected', { count: preview.summary.rejected })}</span>}
          </p>
          {preview.unmapped > 0 && <Notice>{t('data.outcome_unmapped', { n: count(preview.unmapped), all: count(preview.events) })}</Notice>}
          {preview.rejects.length > 0 && (
            <details className="rejects" open>
              <summary>{t('data.refused')}</summary>
              <ul>
                {preview.rejects.slice(0, 12).map((r, i) => <li key={i} data-reject={r.line}><b>{t('data.line', { n: r.line })}</b> {r.column && <code>{r.column}</code>} {r.reason} {r.value && <q>{r.value}</q>}</li>)}
              </ul>
            </details>
          )}
          <table className="table places">
            <caption>{t('data.places')}</caption>
            <tbody>{preview.places.slice(0, 8).map((p) => <tr key={p.touchpoint}><td className={p.touchpoint ? '' : 'muted'}>{place(p.touchpoint)}</td><td className="r">{count(p.n)}</td></tr>)}</tbody>
          </table>
          <h3 className="cap">{t('data.facts')}</h3>
          {!preview.facts.length ? <Empty small level={3} title={t('data.facts_none')} /> : (
            <ul className="facts">
              {preview.facts.slice(0, 24).map((f, i) => (
                <li key={i}>
                  <div className="row wrap" style={{ gap: '2px 8px' }}>
                    <Pill>{t(`data.item_${f.kind === 'event' ? 'track' : f.kind}`)}</Pill>
                    <b>{f.kind === 'event' ? f.name : f.metric}</b>
                    {f.score !== undefined && <span>{plain(f.score)}</span>}
                    {f.promise && <Pill tone={f.promise === 'broken' ? 'warm' : f.promise === 'kept' ? 'ok' : undefined}>{t(`editor.state_${f.promise}`)}</Pill>}
                    <small className="muted nowrap">{dateTime(lang, zone, f.at)}</small>
                  </div>
                  <small className="muted">{[f.user_id, place(f.touchpoint), f.episode].filter(Boolean).join(' · ')}</small>
                  {f.text && <p className="small fact-text">{f.text}</p>}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}
