import { useState } from 'react';
import { Link, useParams } from 'react-router-dom';
import type { Laws } from '@shared/api';
import { useJourney, useLaws, useMatrix } from '@/api/queries';
import { Page } from '@/app/Shell';
import { touchpointPath, useHref, useRange } from '@/app/url';
import { Figure, type Ask } from '@/design/Figure';
import { DotInterval } from '@/design/marks';
import { count, estimate, fixed, share, value } from '@/design/number';
import { Num, Skel, SkelLines } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { pick, quantity, useLang, useT } from '@/i18n';
import { lawWords } from '@/story/laws';
import { Bars } from './Bars';
import { Contest, Progress } from './Contest';
import { Contrast } from './Contrast';
import { JourneyHead } from './JourneyPage';
import { touchpointName } from './names';
import { Triangle, triangleTable } from './Triangle';
import './journey.css';

/** The four laws, each with its numbers and one plain sentence. */
export default function LawsPage() {
  const { journey: key = '' } = useParams();
  const t = useT();
  const lang = useLang();
  const { span } = useRange();
  const journey = useJourney(key).data;
  const matrix = useMatrix(key, span).data;
  const laws = useLaws(key, span);
  const name = (tp: string) => touchpointName(journey, tp, lang);
  const few = laws.data && !laws.data.triangle.outcome;
  return (
    <Page title={t('journey.laws')} journey range>
      <JourneyHead journeyKey={key} matrix={matrix} title={t('laws.title')} view="laws" />
      {!laws.data && !laws.error ? <LawsSkeleton /> : (
        <div className="laws">
          <div className="laws-col">
            <TriangleLaw ask={laws} journeyKey={key} />
            {few && <EffectiveLaw ask={laws} />}
            <Contrast journeyKey={key} mark={<No n={4} />} />
          </div>
          <div className="laws-col">
            <PeakEndLaw ask={laws} journeyKey={key} name={name} />
            {!few && <EffectiveLaw ask={laws} />}
            <JoyPainLaw ask={laws} journeyKey={key} name={name} />
          </div>
        </div>
      )}
      {journey && <span className="sr">{pick(journey.name, lang)}</span>}
    </Page>
  );
}

type Law = { ask: Ask<Laws>; journeyKey: string; name: (k: string) => string };
const No = ({ n }: { n: number }) => <span className="no" aria-hidden="true">{n}</span>;

function EffectiveLaw({ ask }: Pick<Law, 'ask'>) {
  const t = useT();
  return (
    <Figure id="law-3" className="law law-3" mark={<No n={3} />} title={t('laws.effective')} sub={t('laws.effective_sub')} height={24} ask={ask} method="mot_share" noPicture reading={(l) => lawWords.effective(l, t)}>
      {(l) => <Progress {...l.effective.insufficient} />}
    </Figure>
  );
}

function TriangleLaw({ ask, journeyKey }: Pick<Law, 'ask' | 'journeyKey'>) {
  const t = useT();
  const href = useHref();
  return (
    <Figure id="law-1" className="law law-1" mark={<No n={1} />} title={t('laws.triangle')} sub={t('laws.triangle_sub')} height={240} ask={ask} metric="satisfaction_ratio" estimate={(l) => l.triangle.ratio} rows={href('/feedback', { journey: journeyKey })}
      reading={(l) => lawWords.triangle(l, t)} table={(l) => triangleTable(l.triangle, t)}>
      {({ triangle }) => {
        const p = triangle.promises;
        return (
          <>
            <Triangle triangle={triangle} height={128} />
            {p.kept + p.broken + p.open + p.overdue > 0 && (
              <>
                <h3>{t('promise.title')}</h3>
                <dl className="duo">
                  <div><dt>{t('metric.promise_kept.name')}</dt><dd><Num e={p.rate} /></dd></div>
                  <div><dt>{t('promise.kept')}</dt><dd>{count(p.kept)}</dd></div>
                  <div><dt>{t('promise.broken')}</dt><dd>{count(p.broken)}</dd></div>
                  <div><dt>{t('promise.overdue')}</dt><dd>{count(p.overdue)}</dd></div>
                  <div><dt>{t('promise.open')}</dt><dd>{count(p.open)}</dd></div>
                  {p.median_duration?.value !== undefined && <div><dt>{t('promise.median')}</dt><dd>{quantity(p.median_duration.value, p.median_duration.unit)}</dd></div>}
                </dl>
              </>
            )}
            {triangle.outcome && <Outcome outcome={triangle.outcome} />}
          </>
        );
      }}
    </Figure>
  );
}

/** What a promise kept or broken does to the rating of the whole episode. */
function Outcome({ outcome }: { outcome: NonNullable<Laws['triangle']['outcome']> }) {
  const t = useT();
  const bins = outcome.bins.filter((b) => b.score.value !== undefined);
  const valence = outcome.kept.unit === 'valence';
  const all = [...bins.map((b) => b.score), outcome.kept, outcome.broken];
  const lo = valence ? -1 : Math.min(1, ...all.map((e) => e.lo ?? e.value ?? 1));
  const hi = valence ? 1 : Math.max(5, ...all.map((e) => e.hi ?? e.value ?? 5));
  const edge = (x: number) => fixed(x, 2).replace(/0$/, '').replace(/\.0$/, '');
  return (
    <>
      <h3>{t('outcome.title')}</h3>
      <dl className="duo">
        <div><dt>{t('outcome.kept')} · n {count(outcome.kept.n)}</dt><dd><Num e={outcome.kept} /></dd></div>
        <div><dt>{t('outcome.broken')} · n {count(outcome.broken.n)}</dt><dd className="warm"><Num e={outcome.broken} /></dd></div>
      </dl>
      {bins.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('outcome.bins')}>
          <table className="table table-tight" style={{ marginTop: 12 }}>
            <caption className="sr">{t('outcome.bins')}</caption>
            <thead><tr><th scope="col">{t('outcome.ratio')}</th><th scope="col"><span className="sr">{t('tp.picture')}</span></th><th scope="col" className="r">{t('outcome.mean')}</th><th scope="col" className="r">n</th></tr></thead>
            <tbody>
              {bins.map((b, i) => (
                <tr key={i}>
                  <td className="nowrap">{b.lo === null || b.lo === 0 ? `< ${edge(b.hi!)}` : b.hi === null ? `≥ ${edge(b.lo)}` : `${edge(b.lo)} – ${edge(b.hi)}`}</td>
                  <td style={{ width: '40%', minWidth: 64 }}><DotInterval e={b.score} lo={lo} hi={hi} width={190} /></td>
                  <td className="r"><Num e={b.score} /></td>
                  <td className="r">{count(b.score.n)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function PeakEndLaw({ ask, journeyKey, name }: Law) {
  const t = useT();
  return (
    <Figure id="law-2" className="law law-2" mark={<No n={2} />} title={t('laws.peak_end')} sub={t('laws.peak_end_sub')} height={300} ask={ask} metric="remembered" estimate={(l) => l.peak_end.remembered} reading={(l) => lawWords.peakEnd(l, t, name)}
      table={({ peak_end: pe }) => ({ caption: t('laws.peak_end'), head: [t('tp.one'), ...estimateHead(t('metric.mot_share.name')), ...estimateHead(t('laws.leverage_short')).slice(0, 3)], rows: pe.mot_share.map((m) => [name(m.touchpoint), ...estimateCells(m.share), ...estimateCells(pe.leverage.find((g) => g.touchpoint === m.touchpoint)?.gain).slice(0, 3)]) })}>
      {({ peak_end: pe }) => {
        const shares = pe.mot_share.filter((m) => m.share.value !== undefined).sort((a, b) => b.share.value! - a.share.value!).slice(0, 7);
        const gains = pe.leverage.filter((g) => g.gain.value !== undefined && g.gain.value > 0.0005).sort((a, b) => b.gain.value! - a.gain.value!).slice(0, 6);
        return (
          <>
            <dl className="duo">
              <div><dt>{t('metric.remembered.name')}</dt><dd><Num e={pe.remembered} /></dd></div>
              <div><dt>{t('metric.mean.name')}</dt><dd><Num e={pe.mean} /></dd></div>
              <div><dt>{t('episodes.closed')}</dt><dd>{count(pe.episodes.closed)}</dd></div>
              <div><dt>{t('episodes.open')}</dt><dd>{count(pe.episodes.open)}</dd></div>
            </dl>
            {shares.length > 0 && <><h3>{t('metric.mot_share.name')}</h3><Bars rows={shares.map((m) => ({ key: m.touchpoint, e: m.share }))} journeyKey={journeyKey} name={name} /></>}
            {gains.length > 0 && (
              <>
                <h3>{t('laws.leverage')}</h3>
                <Bars rows={gains.map((g) => ({ key: g.touchpoint, e: g.gain }))} journeyKey={journeyKey} name={name} signed />
                <p className="xs muted" style={{ marginTop: 6 }}>{t('laws.leverage_note', { target: value(pe.leverage_target ?? 0, 'valence') })}</p>
              </>
            )}
            {pe.contest && <Contest c={pe.contest} />}
          </>
        );
      }}
    </Figure>
  );
}

function JoyPainLaw({ ask, journeyKey, name }: Law) {
  const t = useT();
  const href = useHref();
  const [all, setAll] = useState(false);
  const sorted = (l: Laws) => [...l.joy_pain.breaches].sort((a, b) => Number(b.alarm) - Number(a.alarm) || b.k - a.k);
  return (
    <Figure id="law-4" className="law law-4" mark={<No n={4} />} title={t('laws.joy_pain')} sub={t('laws.joy_pain_sub')} height={120} ask={ask} metric="floor_breach" reading={(l) => lawWords.joyPain(l, t, name)}
      table={(l) => ({ caption: t('floor.table'), head: [t('tp.one'), t('floor.breaches'), 'n', t('floor.rate'), t('floor.worst'), t('floor.evidence')], rows: sorted(l).map((b) => [name(b.touchpoint), b.k, b.n, { show: b.n ? share(b.k / b.n) : '–', raw: b.n ? b.k / b.n : undefined }, { show: estimate(b.worst)?.value ?? '–', raw: b.worst.value }, { show: evidence(b.e), raw: b.e }]) })}>
      {(l) => {
        const rows = sorted(l).slice(0, all ? undefined : 8);
        if (!rows.length) return <p className="muted small">{t('floor.none')}</p>;
        return (
          <>
            <div className="scroll-x" tabIndex={0} role="region" aria-label={t('floor.table')}>
              <table className="table">
                <caption className="sr">{t('floor.table')}</caption>
                <thead><tr><th scope="col">{t('tp.one')}</th><th scope="col" className="r">{t('floor.breaches')}</th><th scope="col" className="r">{t('floor.rate')}</th><th scope="col" className="r">{t('floor.worst')}</th><th scope="col" className="r">{t('floor.evidence')}</th></tr></thead>
                <tbody>
                  {rows.map((b) => (
                    <tr key={b.touchpoint}>
                      <td><Link to={href(touchpointPath(journeyKey, b.touchpoint))}>{name(b.touchpoint)}</Link></td>
                      <td className="r nowrap">{count(b.k)} / {count(b.n)}</td>
                      <td className="r nowrap">{b.n ? share(b.k / b.n) : '–'}</td>
                      <td className="r nowrap">{estimate(b.worst)?.value ?? '–'}</td>
                      <td className="r nowrap">{b.alarm ? <b className="warm">▲ {evidence(b.e)}</b> : evidence(b.e)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            {l.joy_pain.breaches.length > rows.length && <button type="button" className="info-btn small" style={{ marginTop: 6 }} onClick={() => setAll(true)}>{t('laws.show_all', { n: l.joy_pain.breaches.length })}</button>}
            <p className="xs muted" style={{ marginTop: 8 }}>{t('floor.note')}</p>
          </>
        );
      }}
    </Figure>
  );
}
const evidence = (e: number): string => (e >= 10000 ? '> 10\u202f000' : e >= 100 ? count(e) : e < 0.01 ? '< 0.01' : fixed(e, e < 1 ? 2 : 1));

function LawsSkeleton() {
  return <div className="laws">{[0, 1, 2, 3].map((i) => <div className="card law" key={i}><Skel w={180} h={26} /><div style={{ height: 18 }} /><SkelLines n={8} /></div>)}</div>;
}
