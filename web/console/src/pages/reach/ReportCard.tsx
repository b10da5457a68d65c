import { Link } from 'react-router-dom';
import { useRights } from '@/app/rights';
import { useHref } from '@/app/url';
import { count, fixed } from '@/design/number';
import { Empty, Num } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { tx, useT } from '@/i18n';
import { Bars } from './Bars';
import { STATES, type Report } from './model';
import { useReport } from './queries';

/** What became of its events in the last 30 days. */
export function ReportCard({ id }: { id: string }) {
  const t = useT();
  const href = useHref();
  const ask = useReport(id);
  const personal = useRights().may('personal');
  return (
    <section className="card card-pad" aria-labelledby="report">
      <header className="spread"><h2 id="report">{t('reach.report')}</h2>{personal && <span className="row wrap"><Link to={href('/reach', { view: 'invitations', rule: id })}>{t('reach.see_invitations')}</Link><Link to={href('/reach', { view: 'refusals', rule: id })}>{t('reach.refusals')}</Link></span>}</header>
      {!ask.data ? <Waiting ask={ask} n={6} level={3} /> : ask.data.events + STATES.reduce((a, s) => a + (ask.data.states[s] ?? 0), 0) === 0 ? <Empty small level={3} title={t('reach.report_none')}>{t('reach.report_none_text')}</Empty> : <Numbers r={ask.data} />}
    </section>
  );
}

function Numbers({ r }: { r: Report }) {
  const t = useT();
  const asked = STATES.filter((s) => s !== 'queued' && s !== 'cancelled').reduce((a, s) => a + (r.states[s] ?? 0), 0);
  const ind = r.r_indicator;
  return (
    <>
      <dl className="reach-kpis">
        <div><dt>{t('reach.response_rate')}</dt><dd><Num e={r.response_rate} n /></dd></div>
        <div><dt title={t('reach.r_text')}>{t('reach.r_indicator')}</dt><dd>{ind.value === undefined ? <span className="muted">{ind.groups < 2 && ind.n > 0 ? t('reach.r_groups') : ind.insufficient ? t('few.short', { have: count(ind.insufficient.have), need: count(ind.insufficient.need) }) : t('few.none')}</span> : <>{fixed(ind.value, 2)} {ind.lo !== undefined && ind.hi !== undefined && <span className="num-i">[{fixed(ind.lo, 2)}, {fixed(ind.hi, 2)}], </span>}<span className="num-i">{t('num.n', { n: count(ind.n) })}</span></>}</dd></div>
      </dl>
      <p className="muted xs">{t('reach.r_text')}</p>
      <Bars caption={t('reach.cycle')} rows={STATES.filter((s) => r.states[s]).map((s) => ({ name: t(`reach.states.${s}`), n: r.states[s]!, good: s === 'done' }))} total={Math.max(1, asked + (r.states.queued ?? 0) + (r.states.cancelled ?? 0))} />
      {r.refusals.length > 0 && <Bars caption={t('reach.why_not')} rows={r.refusals.map((x) => ({ name: tx(`reach.reason.${x.reason}`, x.words), n: x.n }))} total={Math.max(1, r.events)} />}
      {r.cells.length > 1 && (
        <div className="scroll-x"><table className="table table-tight">
          <caption className="sr">{t('reach.by_cell')}</caption>
          <thead><tr><th scope="col">{t('reach.cell')}</th><th scope="col" className="r">{t('reach.done')}</th><th scope="col" className="r">{t('reach.cells_need')}</th><th scope="col">{t('reach.response_rate')}</th></tr></thead>
          <tbody>{r.cells.map((c) => <tr key={c.cell}><td>{c.cell || '–'}</td><td className="r">{count(c.done)}</td><td className="r">{count(c.need)}</td><td><Num e={c.response_rate} /></td></tr>)}</tbody>
        </table></div>
      )}
    </>
  );
}
