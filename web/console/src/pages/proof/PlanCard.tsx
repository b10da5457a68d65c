import type { Initiative } from '@shared/api';
import { useJourney } from '@/api/queries';
import { count } from '@/design/number';
import { day, tx, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { METRIC_UNIT, groupWords, money, size } from './words';

/** The plan as it was frozen. */
export function PlanCard({ x }: { x: Initiative }) {
  const t = useT();
  const lang = useLang();
  const p = x.plan;
  const journey = useJourney(p.journey).data;
  const rows: [string, string][] = [
    [t('proof.hypothesis'), p.hypothesis],
    [t('proof.owner'), p.owner || '–'],
    [t('proof.metric'), `${tx(`metric.${p.metric}.name`, p.metric)} · ${p.touchpoints.length ? p.touchpoints.map((k) => touchpointName(journey, k, lang)).join(', ') : t('proof.whole_journey')}`],
    [t('proof.treated'), p.treated.length ? groupWords(p.treated) : t('proof.everybody')],
    [t('proof.against'), p.against === 'group' ? groupWords(p.control) : t(`proof.against_is.${p.against}`)],
    [t('proof.dates'), `${day(lang, 'UTC', p.start)} – ${day(lang, 'UTC', p.end)} · ${t('proof.baseline_is', { n: count(p.baseline_days) })}`],
    [t('proof.smallest'), size(p.smallest, METRIC_UNIT[p.metric])],
    [t('proof.n_min'), count(p.n_min)],
  ];
  if (p.selected_low) rows.push([t('proof.selected_low'), t('proof.yes')]);
  if (p.cost !== null) rows.push([t('proof.cost'), money(p.cost)]);
  if (p.worth !== null) rows.push([t('proof.worth'), money(p.worth)]);
  return (
    <section className="card card-pad" aria-labelledby="proof-plan">
      <h2 id="proof-plan">{t('proof.plan')}</h2>
      <p className="small muted">{t('proof.plan_text')}</p>
      <dl className="proof-plan">{rows.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>
    </section>
  );
}
