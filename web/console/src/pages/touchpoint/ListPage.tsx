import { Segmented } from 'antd';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import type { MatrixCell } from '@shared/api';
import { useJourney, useMatrix } from '@/api/queries';
import { Page } from '@/app/Shell';
import { touchpointPath, useHref, useRange, useSetParams } from '@/app/url';
import { DotInterval } from '@/design/marks';
import { count, share } from '@/design/number';
import { Empty, Num, Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { pick, useLang, useT } from '@/i18n';
import { cellTags, face } from '../journey/Matrix';
import { touchpointName } from '../journey/names';
import './touchpoint.css';

const last = (v: number | undefined, dir: 1 | -1) => (v === undefined ? Infinity : dir * v);
/** How far expectation is proven to be broken: the gap's or the ratio's whole interval lies on the wrong side. 0: not proven. */
export function proven(c: MatrixCell): number {
  const gap = c.expectation_gap.hi !== undefined && c.expectation_gap.hi < 0 ? -c.expectation_gap.hi : 0;
  const ratio = c.ratio.hi !== undefined && c.ratio.hi < 1 ? -Math.log(c.ratio.hi) : 0;
  return Math.max(gap, ratio);
}
const SORTS = { broken: (c: MatrixCell) => (proven(c) > 0 ? -10 - proven(c) : last(c.expectation_gap.value, 1)), worst: (c: MatrixCell) => last(c.experience.value, 1), memory: (c: MatrixCell) => last(c.mot_share.value, -1), gap: (c: MatrixCell) => last(c.expectation_gap.value, 1), kept: (c: MatrixCell) => last(c.promise_kept.value, 1) } as const;
type Sort = keyof typeof SORTS;

/** Touchpoints ranked: dot and interval on one axis, so that differences that are not real look like none. */
export default function TouchpointList() {
  const { journey: key = '' } = useParams();
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const set = useSetParams();
  const [search] = useSearchParams();
  const { span } = useRange();
  const journey = useJourney(key).data;
  const matrix = useMatrix(key, span);
  const sort: Sort = (Object.keys(SORTS) as Sort[]).find((s) => s === search.get('sort')) ?? 'broken';
  const all = matrix.data?.cells.filter((c) => c.state !== 'not_applicable') ?? [];
  const rows = all.filter((c) => ['experience', 'kept'].includes(face(c).kind)).sort((a, b) => SORTS[sort](a) - SORTS[sort](b));
  const rest = all.filter((c) => !rows.includes(c));
  return (
    <Page title={t('nav.touchpoints')} journey range>
      <div className="page-title spread wrap">
        <div><h1>{t('tp.list_title')}</h1><p>{t('tp.list_text')}</p></div>
        <div className="scroll-x" style={{ maxWidth: '100%' }}><Segmented aria-label={t('common.sort')} value={sort} onChange={(v) => set({ sort: v === 'broken' ? undefined : v })} options={(Object.keys(SORTS) as Sort[]).map((s) => ({ value: s, label: t(`tp.sort_${s}`) }))} /></div>
      </div>
      <div className="card" style={{ overflow: 'hidden' }} aria-busy={!matrix.data}>
        {!matrix.data ? <div className="card-pad"><Waiting ask={matrix} n={10} /></div> : !rows.length ? <Empty title={t('empty.journey_title')}>{t('empty.journey_text')}</Empty> : (
          <div className="scroll-x">
            <table className="table rank">
              <caption className="sr">{t('tp.list_title')}</caption>
              <thead><tr><th scope="col">{t('tp.one')}</th><th scope="col"><div className="rank-axis" style={{ width: 250 }} aria-hidden="true"><span>−1</span><span>0</span><span>+1</span></div><span className="sr">{t('tp.picture')}</span></th><th scope="col">{t('metric.mean_experience.name')}</th><th scope="col">{t('metric.expectation_gap.name')}</th><th scope="col">{t('metric.promise_kept.name')}</th><th scope="col" className="r">{t('metric.mot_share.name')}</th><th scope="col" className="r">n</th></tr></thead>
              <tbody>
                {rows.map((c) => {
                  const owner = journey?.touchpoints.find((x) => x.key === c.touchpoint)?.owner;
                  const gap = c.expectation_gap.value;
                  return (
                    <tr key={c.touchpoint}>
                      <td className="name">
                        <Link to={href(touchpointPath(key, c.touchpoint))}>{touchpointName(matrix.data, c.touchpoint, lang)}</Link>
                        <small>{[pick(owner, lang), ...cellTags(c, t)].filter(Boolean).join(' · ')}</small>
                      </td>
                      <td className="pic"><DotInterval e={c.experience} width={250} expected={gap === undefined || c.experience.value === undefined ? undefined : c.experience.value - gap} /></td>
                      <td className="main"><Num e={c.experience} />{proven(c) > 0 && <Pill tone="warm">{t('tp.verdict_broken')}</Pill>}</td>
                      <td data-label={t('tp.col_gap')}><Num e={c.expectation_gap} /></td>
                      <td data-label={t('tp.col_kept')}><Num e={c.promise_kept} /></td>
                      <td className="r" data-label={t('tp.col_memory')}>{c.mot_share.value === undefined ? '–' : share(c.mot_share.value)}</td>
                      <td className="r" data-label="n">{count(face(c).e!.n)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        )}
      </div>
      {rest.length > 0 && rows.length > 0 && (
        <section style={{ marginTop: 22 }}>
          <h2>{t('tp.unmeasured_title', { n: rest.length })}</h2>
          <p className="muted small" style={{ margin: '2px 0 10px' }}>{t('tp.unmeasured_text')}</p>
          <div className="row wrap" style={{ gap: 8 }}>{rest.map((c) => <Link key={c.touchpoint} to={href(touchpointPath(key, c.touchpoint))}><Pill>{touchpointName(matrix.data, c.touchpoint, lang)}</Pill></Link>)}</div>
        </section>
      )}
    </Page>
  );
}
