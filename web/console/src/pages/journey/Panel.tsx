import { Link } from 'react-router-dom';
import type { FeedbackItem, Journey, MatrixCell } from '@shared/api';
import { useFeedback, useInsight, useLaws, useSession, type Span } from '@/api/queries';
import { touchpointPath, useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { Spark } from '@/design/marks';
import { count, fixed, share, value } from '@/design/number';
import { BasisBadge, Num, Pill, Quote, Skel, SkelLines } from '@/design/parts';
import { ago, dayShort, monthYear, pick, useLang, useT } from '@/i18n';
import { bucketStart } from '@/design/buckets';
import { sceneName, stageName } from './names';
import { Triangle } from './Triangle';

/** What stands behind one cell, without leaving the map. */
export function Panel({ journey, cell, touchpoint, span, onClose }: { journey: Journey; cell?: MatrixCell; touchpoint: string; span: Span; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const [stage = '', scene = ''] = touchpoint.split('/');
  const tp = journey.touchpoints.find((x) => x.key === touchpoint);
  const laws = useLaws(journey.key, span, touchpoint);
  const trend = useInsight({ metric: 'promise_kept', journey: journey.key, by: 'week', where: [`touchpoint:${touchpoint}`], span });
  const words = useFeedback({ journey: journey.key, touchpoint, limit: 12, span });
  const points = (trend.data?.rows ?? []).map((r) => ({ at: bucketStart(r.key.week ?? ''), e: r })).filter((p) => p.e.value !== undefined);
  const long = points.length > 1 && points[points.length - 1]!.at - points[0]!.at > 300 * 86_400_000;
  const edge = (at: number) => (long ? monthYear(lang, at) : dayShort(lang, 'UTC', at));
  const path = href(touchpointPath(journey.key, touchpoint));
  const owner = tp ? pick(tp.owner, lang) : '';
  return (
    <div className="panel-in">
      <button type="button" className="icon-btn close" onClick={onClose} aria-label={t('panel.close')}><Icon name="close" size={17} /></button>
      <h2>{sceneName(journey, scene, lang)} × {stageName(journey, stage, lang)}</h2>
      <div className="panel-facts">
        {owner ? <span>{t('tp.owner', { owner })}</span> : <span>{t('tp.no_owner')}</span>}
        {tp?.floor && <span>{t('tp.floor', { value: value(tp.floor.value, 'valence', { digits: 1 }) })}</span>}
        {tp && tp.moment !== 'none' && <span>◆ {t(`moment.${tp.moment}`)}</span>}
      </div>
      {cell && (
        <dl className="panel-nums">
          <div><dt>{t('metric.mean_experience.name')}</dt><dd><Num e={cell.experience} /></dd></div>
          <div><dt>{t('metric.expectation_gap.name')}</dt><dd><Num e={cell.expectation_gap} /></dd></div>
          <div><dt>{t('metric.promise_kept.name')}</dt><dd><Num e={cell.promise_kept} /></dd></div>
          <div><dt>{t('metric.mot_share.name')}</dt><dd><Num e={cell.mot_share} /></dd></div>
        </dl>
      )}
      {cell && cell.breaches > 0 && <p style={{ marginTop: 12 }}><Pill tone="warm">▼ {t('cell.breach', { n: count(cell.breaches) })}</Pill></p>}
      <h3>{t('triangle.title')}{laws.data && laws.data.triangle.classes.n > 0 && <BasisBadge basis={laws.data.triangle.ratio.basis} />}</h3>
      {laws.data ? <Triangle triangle={laws.data.triangle} /> : <><Skel h={104} /><div style={{ height: 10 }} /><Skel h={52} /></>}
      {trend.isPending && <><h3>{t('metric.promise_kept.name')}</h3><Skel h={84} /></>}
      {points.length > 1 && (
        <>
          <h3>{t('metric.promise_kept.name')}<small>{t('bucket.week_by')}</small></h3>
          <Spark points={points} label={t('panel.trend_alt', { n: points.length, first: share(ratioOf(points[0]!.e.value!, trend.data!.unit)), last: share(ratioOf(points[points.length - 1]!.e.value!, trend.data!.unit)) })}
            from={edge(points[0]!.at)} to={edge(points[points.length - 1]!.at)} format={(v) => fixed(ratioOf(v, trend.data!.unit) * 100, 0) + '\u202f%'} />
        </>
      )}
      <h3>{t('words.title')}{words.data?.total !== undefined && <small>{count(words.data.total)}</small>}</h3>
      {words.data ? (
        words.data.items.length ? (
          <div className="panel-quotes">{different(words.data.items).slice(0, 2).map((w) => <Quote key={w.id} item={w} footer={<span>{ago(lang, zone, w.at)}{w.score !== undefined && ` · ${t('words.score', { score: fixed(w.score, Number.isInteger(w.score) ? 0 : 1) })}`}</span>} />)}</div>
        ) : <p className="small muted">{t('words.none_here')}</p>
      ) : <SkelLines n={4} />}
      <div className="panel-acts">
        <Link className="btn-link btn-link-main" to={path}>{t('panel.open')}<Icon name="arrow" size={16} /></Link>
        <Link className="btn-link" to={href('/feedback', { journey: journey.key, touchpoint })}>{words.data?.total ? t('panel.read_n', { n: count(words.data.total) }) : t('panel.read')}</Link>
      </div>
    </div>
  );
}
/** The newest of each text: people often say the same. */
const different = (items: FeedbackItem[]): FeedbackItem[] => items.filter((w, i) => items.findIndex((x) => x.text === w.text) === i);
export const ratioOf = (v: number, unit: string): number => (unit === 'percent' ? v / 100 : v);
