import { useMemo } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import type { Coverage, Journey, Paths } from '@shared/api';
import { useCoverage, useJourney, useMatrix, usePaths } from '@/api/queries';
import { Page } from '@/app/Shell';
import { useRights } from '@/app/rights';
import { usePhone } from '@/app/theme';
import { touchpointPath, useHref, useRange } from '@/app/url';
import { Sankey } from '@/design/charts';
import { Figure } from '@/design/Figure';
import { count, share } from '@/design/number';
import { Num } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { ago, useLang, useT } from '@/i18n';
import { flow, touchpointOf } from './flow';
import { JourneyHead } from './JourneyPage';
import { touchpointName } from './names';
import './journey.css';

/** How customers went from touchpoint to touchpoint, and how much of the map is heard at all. */
export default function PathsPage() {
  const { journey: key = '' } = useParams();
  const t = useT();
  const { span } = useRange();
  const journey = useJourney(key).data;
  const matrix = useMatrix(key, span).data;
  const { whole } = useRights();
  return (
    <Page title={t('journey.paths')} journey range>
      <JourneyHead journeyKey={key} matrix={matrix} title={t(whole ? 'paths.title' : 'paths.coverage')} view="paths" />
      <div className="stack">
        {whole && <Flows journeyKey={key} journey={journey} />}
        <div className="paths-two">
          {whole && <Variants journeyKey={key} journey={journey} />}
          <CoverageFigure journeyKey={key} journey={journey} />
        </div>
      </div>
    </Page>
  );
}

function Flows({ journeyKey, journey }: { journeyKey: string; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const navigate = useNavigate();
  const phone = usePhone();
  const { span } = useRange();
  const ask = usePaths(journeyKey, span);
  const drawn = useMemo(() => (ask.data ? flow(ask.data, { name: (k) => touchpointName(journey, k, lang), end: t('paths.end'), rest: t('paths.rest') }) : undefined), [ask.data, journey, lang, t]);
  const first = (d: Paths) => [...d.links].filter((l) => l.to && l.to !== '*').sort((a, b) => b.n - a.n)[0];
  return (
    <Figure id="paths-flow" className="flows" title={t('paths.flow')} sub={t('paths.flow_sub')} height={426} ask={ask} method="episodes"
      reading={(d) => { const l = first(d); return l ? t('paths.say', { n: count(d.episodes), from: touchpointName(journey, l.from, lang), to: touchpointName(journey, l.to, lang), share: share(d.episodes ? l.n / d.episodes : 0), variants: count(d.variant_count) }) : ''; }}
      empty={(d) => (d.links.length ? undefined : { title: t('paths.none'), text: t('paths.none_text') })}
      table={(d) => ({ caption: t('paths.flow'), head: [t('paths.step'), t('paths.from'), t('paths.to'), 'n', ...estimateHead(t('metric.mean_experience.name')).slice(0, 3)], rows: d.links.map((l) => [l.step + 1, touchpointName(journey, l.from, lang), l.to === '' ? t('paths.end') : l.to === '*' ? t('paths.rest') : touchpointName(journey, l.to, lang), l.n, ...estimateCells(l.valence).slice(0, 3)]) })}>
      {(d) => drawn && (
        <div className="scroll-x" tabIndex={phone ? 0 : undefined} role={phone ? 'region' : undefined} aria-label={phone ? t('paths.alt', { n: count(d.episodes), steps: d.steps }) : undefined}>
          <div style={{ minWidth: phone ? 760 : undefined }}>
            <Sankey nodes={drawn.nodes} links={drawn.links} total={d.episodes} height={400} label={t('paths.alt', { n: count(d.episodes), steps: d.steps })}
              onPick={(id) => { const tp = touchpointOf(id); if (tp && tp !== '*') navigate(href(touchpointPath(journeyKey, tp))); }} />
          </div>
          <p className="xs muted chart-note">{t('paths.colours')}</p>
        </div>
      )}
    </Figure>
  );
}

function Variants({ journeyKey, journey }: { journeyKey: string; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const { span } = useRange();
  const ask = usePaths(journeyKey, span);
  const words = (path: string[]) => path.map((k) => touchpointName(journey, k, lang));
  return (
    <Figure id="paths-variants" title={t('paths.variants')} height={260} ask={ask} metric="remembered" noPicture
      reading={(d) => { const known = d.variants.filter((v) => v.remembered?.value !== undefined); const worst = [...known].sort((a, b) => a.remembered!.value! - b.remembered!.value!)[0]; return worst ? t('paths.variants_say', { path: words(worst.path).join(' → ') }) : t('paths.variants_few'); }}
      empty={(d) => (d.variants.length ? undefined : { title: t('paths.none'), text: t('paths.none_text') })}
      table={(d) => ({ caption: t('paths.variants'), head: [t('paths.path'), t('paths.episodes'), ...estimateHead(t('metric.remembered.name')).slice(0, 3)], rows: d.variants.map((v) => [words(v.path).join(' → '), v.n, ...estimateCells(v.remembered).slice(0, 3)]) })}>
      {(d) => (
        <ol className="variants">
          {d.variants.slice(0, 8).map((v, i) => (
            <li key={i}>
              <div className="grow variant-path">{v.path.map((k, n) => <span key={n}>{n > 0 && <span className="muted" aria-hidden="true"> → </span>}<Link to={href(touchpointPath(journeyKey, k))}>{touchpointName(journey, k, lang)}</Link></span>)}</div>
              <span className="nowrap small muted">{share(d.episodes ? v.n / d.episodes : 0)} · n {count(v.n)}</span>
              <span className="variant-v"><Num e={v.remembered} /></span>
            </li>
          ))}
        </ol>
      )}
    </Figure>
  );
}

const STATES = ['measured', 'observed', 'insufficient', 'unmeasured', 'not_applicable'] as const;
const FILL: Record<(typeof STATES)[number], string> = { measured: 'var(--c1)', observed: 'var(--c6)', insufficient: 'var(--neg-soft)', unmeasured: 'var(--line-2)', not_applicable: 'var(--hover)' };
function CoverageFigure({ journeyKey, journey }: { journeyKey: string; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const { span } = useRange();
  const ask = useCoverage(journeyKey, span);
  const dark = (d: Coverage) => d.touchpoints.filter((x) => x.state === 'unmeasured' || x.state === 'insufficient');
  return (
    <Figure id="paths-coverage" title={t('paths.coverage')} height={260} ask={ask} method="intervals"
      reading={(d) => { const applicable = d.measured + d.observed + d.insufficient + d.unmeasured; return t('paths.coverage_say', { measured: d.measured, applicable, share: share(applicable ? d.measured / applicable : 0) }); }}
      table={(d) => ({ caption: t('paths.coverage'), head: [t('tp.one'), t('paths.state'), t('kind.event'), t('kind.rating'), t('kind.feedback'), t('paths.episodes')], rows: d.touchpoints.map((x) => [touchpointName(journey, x.touchpoint, lang), t(`paths.states.${x.state}`), x.events, x.ratings, x.feedback, x.passes]) })}>
      {(d) => (
        <>
          <div className="classbar" aria-hidden="true">{STATES.map((s) => <i key={s} style={{ flex: `${d[s]} 0 0`, background: FILL[s], display: d[s] ? undefined : 'none' }} />)}</div>
          <ul className="coverage-key">{STATES.map((s) => <li key={s}><i style={{ background: FILL[s] }} aria-hidden="true" />{t(`paths.states.${s}`)}<b>{d[s]}</b></li>)}</ul>
          {dark(d).length > 0 && <h3 className="today-h3">{t('paths.dark')}</h3>}
          <ul className="dark">
            {dark(d).map((x) => (
              <li key={x.touchpoint}>
                <Link to={href(touchpointPath(journeyKey, x.touchpoint))}>{touchpointName(journey, x.touchpoint, lang)}</Link>
                <span className="muted small grow">{t('paths.heard', { ratings: count(x.ratings), events: count(x.events) })}{x.last_at && ` · ${ago(lang, 'UTC', x.last_at)}`}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Figure>
  );
}
