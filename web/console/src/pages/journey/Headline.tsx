import type { Estimate, Matrix } from '@shared/api';
import { count, estimate, value } from '@/design/number';
import { BasisBadge, How, Skel } from '@/design/parts';
import { tx, useT } from '@/i18n';

/** The journey's few numbers. Each opens how it was computed. */
export function Headline({ matrix }: { matrix: Matrix | undefined }) {
  const t = useT();
  if (!matrix) return <div className="kpis" aria-hidden="true">{Array.from({ length: 4 }, (_, i) => <div className="kpi" key={i}><Skel w={90} h={13} /><div style={{ height: 9 }} /><Skel w={130} h={24} /><div style={{ height: 9 }} /><Skel w={70} h={11} /></div>)}</div>;
  const { remembered, mean, ratio, promise_kept, nps, silent } = matrix.headline;
  const hides = remembered.value !== undefined && mean.value !== undefined && mean.value - remembered.value > 0.05;
  return (
    <div className="kpis">
      <Kpi metric="remembered" e={remembered} note={mean.value === undefined ? undefined : t(hides ? 'kpi.mean_hides' : 'kpi.mean', { mean: value(mean.value, 'valence') })} />
      <Kpi metric="satisfaction_ratio" e={ratio} note={ratio.value === undefined ? undefined : verdict(ratio, t)} warm={(ratio.hi ?? 1) < 1} />
      <Kpi metric="promise_kept" e={promise_kept} />
      <Kpi metric="nps" e={nps} />
      {silent && <Kpi metric="silent" e={silent} />}
    </div>
  );
}
function verdict(e: Estimate, t: ReturnType<typeof useT>): string {
  const promised = e.basis === 'observed' ? '_observed' : '';
  if ((e.hi ?? e.value!) < 1) return t(`kpi.ratio_below${promised}`);
  if ((e.lo ?? e.value!) > 1) return t(`kpi.ratio_above${promised}`);
  return t(`kpi.ratio_even${promised}`);
}
function Kpi({ metric, e, note, warm }: { metric: string; e: Estimate; note?: string; warm?: boolean }) {
  const t = useT();
  const shown = estimate(e);
  const label = tx(`metric.${metric}.name`, metric);
  return (
    <div className="kpi">
      <How metric={metric} e={e} label={label}>{label}</How>
      {shown ? <div className="v">{shown.value} <small>{shown.interval}</small></div> : <div className="v v-none">{e.insufficient && e.insufficient.have > 0 ? t('few.title') : t('few.none')}</div>}
      <div className="f">
        {shown ? <><span className="nowrap">n {count(e.n)}</span><BasisBadge basis={e.basis} />{note && <span className={warm ? 'warm' : undefined}>{note}</span>}</> : <span>{e.insufficient && e.insufficient.have > 0 ? t('few.need', { have: count(e.insufficient.have), need: count(e.insufficient.need) }) : tx(`metric.${metric}.missing`, t('kpi.missing'))}</span>}
      </div>
    </div>
  );
}
