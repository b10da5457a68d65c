import { Select } from 'antd';
import { Link, useSearchParams, useParams } from 'react-router-dom';
import type { Aspects, AspectDrivers, AspectFamily, Estimate } from '@shared/api';
import { useAspectDrivers, useAspects, useJourney, useMatrix } from '@/api/queries';
import { Page } from '@/app/Shell';
import { touchpointPath, useHref, useRange, useSetParams } from '@/app/url';
import { HeatMap, Ranking, type Rank, rankTable } from '@/design/charts';
import { Figure, type Ask } from '@/design/Figure';
import { count, estimate, fixed, share, value } from '@/design/number';
import { Num, Pill } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { tx, useLang, useT } from '@/i18n';
import { JourneyHead } from '../journey/JourneyPage';
import { Radar } from './Radar';
import { touchpointName } from '../journey/names';
import '../journey/journey.css';

/** The fixed rows are shown even where nobody was asked. */
const FIXED: Partial<Record<AspectFamily, string[]>> = {
  senses: ['sense_sight', 'sense_hearing', 'sense_smell', 'sense_taste', 'sense_touch'],
  dimensions: ['dimension_physical', 'dimension_emotional', 'dimension_intellectual', 'dimension_participatory'],
};
const FAMILIES: AspectFamily[] = ['senses', 'dimensions', 'people', 'other'];
export const aspectName = (metric: string): string => tx(`aspects.name.${metric}`, metric.replaceAll('_', ' '));

interface Part { ask: Ask<Aspects>; name: (touchpoint: string) => string }
const inFamily = (d: Aspects, family: AspectFamily) => FIXED[family] ?? d.aspects.filter((a) => a.family === family).map((a) => a.metric);
const placesOf = (d: Aspects, metrics: string[]) => [...new Set(d.cells.filter((c) => metrics.includes(c.metric)).map((c) => c.touchpoint))];

/** What an experience is made of at each touchpoint: senses, dimensions, people; what training is missing; which part matters. */
export default function AspectsPage() {
  const { journey: key = '' } = useParams();
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const [search] = useSearchParams();
  const { span } = useRange();
  const journey = useJourney(key).data;
  const matrix = useMatrix(key, span).data;
  const ask = useAspects(key, span);
  const drivers = useAspectDrivers(key, span);
  const known = FAMILIES.filter((f) => ask.data?.aspects.some((a) => a.family === f));
  const family = known.find((f) => f === search.get('family')) ?? (ask.data?.training.gaps.some((g) => g.verdict === 'training') ? 'people' : known[0]) ?? 'senses';
  const name = (k: string) => (k ? touchpointName(journey, k, lang) : t('aspects.whole'));
  return (
    <Page title={t('journey.aspects')} journey range>
      <JourneyHead journeyKey={key} matrix={matrix} title={t('aspects.title')} view="aspects" />
      {known.length > 1 && (
        <div className="tabs" role="group" aria-label={t('aspects.family')} style={{ marginBottom: 14 }}>
          {known.map((f) => <button key={f} type="button" aria-pressed={f === family} onClick={() => set({ family: f })}>{t(`aspects.of.${f}`)}</button>)}
        </div>
      )}
      <div className="stack">
        <Map ask={ask} family={family} name={name} />
        {known.length > 0 && family === 'people' && <Training ask={ask} journeyKey={key} name={name} />}
        {known.length > 0 && (FIXED[family] ? <div className="drivers-two"><Shape ask={ask} family={family} name={name} /><Matters ask={drivers} /></div> : <Matters ask={drivers} />)}
      </div>
    </Page>
  );
}

const none = (t: ReturnType<typeof useT>) => (d: Aspects) => (d.aspects.length ? undefined : { title: t('aspects.none'), text: t('aspects.none_text') });

function Map({ ask, family, name }: Part & { family: AspectFamily }) {
  const t = useT();
  const cells = (d: Aspects) => {
    const metrics = inFamily(d, family);
    return [...d.cells.filter((c) => metrics.includes(c.metric)).map((c) => ({ row: c.touchpoint, column: c.metric, e: c.experience })),
      ...d.aspects.filter((a) => metrics.includes(a.metric)).map((a) => ({ row: '\u0000', column: a.metric, e: a.experience }))];
  };
  const rows = (d: Aspects) => [...placesOf(d, inFamily(d, family)).map((k) => ({ key: k, name: name(k) })), { key: '\u0000', name: t('aspects.all') }];
  const say = (d: Aspects) => {
    const worst = cells(d).filter((c) => c.row !== '\u0000' && c.e.value !== undefined).sort((a, b) => a.e.value! - b.e.value!)[0];
    const shown = estimate(worst?.e);
    return worst && shown ? t('aspects.worst', { aspect: aspectName(worst.column), place: name(worst.row), value: shown.value, lo: value(worst.e.lo!, 'valence'), hi: value(worst.e.hi!, 'valence'), n: count(worst.e.n) }) : t('aspects.few');
  };
  return (
    <Figure id="aspects-map" title={t(`aspects.of.${family}`)} sub={t('aspects.map_sub')} height={ask.data ? 60 : 320} ask={ask} method="aspects" noPicture empty={none(t)} reading={say}
      table={(d) => ({ caption: t(`aspects.of.${family}`), head: [t('tp.one'), t('aspects.one'), ...estimateHead(t('metric.mean_experience.name'))], rows: cells(d).map((c) => [c.row === '\u0000' ? t('aspects.all') : name(c.row), aspectName(c.column), ...estimateCells(c.e)]) })}>
      {(d) => <HeatMap cells={cells(d)} rows={rows(d)} columns={inFamily(d, family).map((m) => ({ key: m, name: aspectName(m) }))} unit="valence" caption={t(`aspects.of.${family}`)} />}
    </Figure>
  );
}

/** One touchpoint's shape. What nobody was asked stays open: it is not 0. */
function Shape({ ask, family, name }: Part & { family: AspectFamily }) {
  const t = useT();
  const set = useSetParams();
  const [search] = useSearchParams();
  const metrics = FIXED[family]!;
  const places = (d: Aspects) => placesOf(d, metrics).sort((a, b) => told(d, b).length - told(d, a).length);
  const of = (d: Aspects, place: string, metric: string): Estimate | undefined => d.cells.find((c) => c.touchpoint === place && c.metric === metric)?.experience;
  const told = (d: Aspects, place: string) => metrics.filter((m) => of(d, place, m)?.value !== undefined);
  const at = (d: Aspects) => places(d).find((p) => p === search.get('at')) ?? places(d)[0] ?? '';
  const say = (d: Aspects) => {
    const place = at(d);
    const sorted = told(d, place).sort((a, b) => of(d, place, b)!.value! - of(d, place, a)!.value!);
    const missing = metrics.filter((m) => !of(d, place, m)?.n);
    const words = sorted.length > 1 ? t('aspects.shape_say', { place: name(place), best: aspectName(sorted[0]!), high: value(of(d, place, sorted[0]!)!.value!, 'valence'), worst: aspectName(sorted.at(-1)!), low: value(of(d, place, sorted.at(-1)!)!.value!, 'valence') }) : t('aspects.few');
    return missing.length ? `${words} ${t('aspects.missing', { list: missing.map(aspectName).join(t('aspects.comma')) })}` : words;
  };
  return (
    <Figure id="aspects-shape" title={t('aspects.shape')} sub={t('aspects.shape_sub')} height={ask.data ? 60 : 320} ask={ask} method="aspects" empty={none(t)} reading={say}
      tools={ask.data && <Select size="small" aria-label={t('tp.one')} value={at(ask.data)} onChange={(v: string) => set({ at: v })} popupMatchSelectWidth={false} options={places(ask.data).map((p) => ({ value: p, label: name(p) }))} />}
      table={(d) => ({ caption: t('aspects.shape'), head: [t('aspects.one'), ...estimateHead(name(at(d)))], rows: metrics.map((m) => { const e = of(d, at(d), m); return [aspectName(m), ...(e ? estimateCells(e) : [t('aspects.not_asked')])]; }) })}>
      {(d) => <Radar label={t('aspects.shape')} axes={metrics.map((m) => ({ key: m, name: aspectName(m), e: of(d, at(d), m) }))} />}
    </Figure>
  );
}

function Training({ ask, journeyKey, name }: Part & { journeyKey: string }) {
  const t = useT();
  const href = useHref();
  const TONE = { training: 'warm', attitude: 'warm', level: undefined } as const;
  const gaps = (d: Aspects) => d.training.gaps;
  const score = (d: Aspects, place: string, metric: string) => (place ? d.cells.find((c) => c.touchpoint === place && c.metric === metric)?.experience : d.aspects.find((a) => a.metric === metric)?.experience);
  const difference = (g: Aspects['training']['gaps'][number]): Estimate => ({ flags: [], unit: 'valence', basis: 'measured', method: 'paired', ...g.difference });
  const place = (k: string) => (k ? name(k) : t('aspects.all'));
  const say = (d: Aspects) => {
    const worst = gaps(d).filter((g) => g.touchpoint && g.verdict === 'training').sort((a, b) => b.difference.value! - a.difference.value!)[0];
    return worst ? t('aspects.training_say', { place: name(worst.touchpoint), gap: fixed(worst.difference.value!, 2), lo: fixed(worst.difference.lo!, 2), hi: fixed(worst.difference.hi!, 2), n: count(worst.difference.n) }) : t('aspects.training_none');
  };
  return (
    <Figure id="aspects-training" title={t('aspects.training')} sub={t('aspects.training_sub')} height={ask.data ? 60 : 220} ask={ask} method="aspects" noPicture
      empty={(d) => (gaps(d).length ? undefined : { title: t('aspects.no_pairs'), text: t('aspects.no_pairs_text') })} reading={say}
      table={(d) => ({ caption: t('aspects.training'), head: [t('tp.one'), aspectName('competence'), aspectName('attitude'), ...estimateHead(t('aspects.difference')), t('aspects.verdict')], rows: gaps(d).map((g) => [place(g.touchpoint), score(d, g.touchpoint, 'competence')?.value ?? '', score(d, g.touchpoint, 'attitude')?.value ?? '', ...estimateCells(difference(g)), g.verdict ? t(`aspects.is.${g.verdict}`) : '']) })}>
      {(d) => (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t('aspects.training')}>
          <table className="table">
            <caption className="sr">{t('aspects.training')}</caption>
            <thead><tr><th scope="col">{t('tp.one')}</th><th scope="col" className="r">{aspectName('competence')}</th><th scope="col" className="r">{aspectName('attitude')}</th><th scope="col" className="r">{t('aspects.difference')}</th><th scope="col" className="r">n</th><th scope="col">{t('aspects.verdict')}</th></tr></thead>
            <tbody>
              {gaps(d).map((g) => (
                <tr key={g.touchpoint}>
                  <th scope="row">{g.touchpoint ? <Link to={href(touchpointPath(journeyKey, g.touchpoint))}>{place(g.touchpoint)}</Link> : place(g.touchpoint)}</th>
                  <td className="r">{score(d, g.touchpoint, 'competence') && <Num e={score(d, g.touchpoint, 'competence')!} />}</td>
                  <td className="r">{score(d, g.touchpoint, 'attitude') && <Num e={score(d, g.touchpoint, 'attitude')!} />}</td>
                  <td className="r"><Num e={difference(g)} /></td>
                  <td className="r">{count(g.difference.n)}</td>
                  <td>{g.verdict ? <Pill tone={TONE[g.verdict]}>{t(`aspects.is.${g.verdict}`)}</Pill> : <span className="muted">{t('few.title')}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Figure>
  );
}

/** The parts as drivers of the overall judgement of the same touchpoint. */
function Matters({ ask }: { ask: Ask<AspectDrivers> }) {
  const t = useT();
  const rows = (d: AspectDrivers): Rank[] => d.drivers.filter((x) => x.share.value !== undefined).map((x) => ({ key: x.aspect, name: aspectName(x.aspect), expected: d.pooled.noise_floor,
    e: { value: x.share.value, lo: x.share.lo, hi: x.share.hi, n: x.share.n, unit: 'share', basis: 'measured', method: 'bootstrap', flags: [] }, note: x.share.noise ? t('drivers.noise') : undefined }));
  const say = (d: AspectDrivers) => {
    const best = rows(d).find((r) => !d.drivers.find((x) => x.aspect === r.key)!.share.noise);
    const words = { outcome: tx(`metric.${d.outcome}.name`, d.outcome.toUpperCase()), n: count(d.pooled.n), r2: share(d.pooled.r2?.value ?? 0) };
    return best ? t('aspects.matters_say', { ...words, first: best.name, share: share(best.e.value!) }) : t('aspects.matters_none', words);
  };
  return (
    <Figure id="aspects-matters" title={t('aspects.matters')} sub={t('aspects.matters_sub')} height={ask.data ? 60 : 260} ask={ask} method="drivers"
      empty={(d) => (d.pooled.status === 'ok' && rows(d).length ? undefined : { title: t('drivers.few'), text: t('aspects.matters_few', { have: count(d.pooled.n), need: count(d.pooled.need) }) })}
      reading={say} table={(d) => rankTable(rows(d), t('drivers.share'), t('aspects.one'))}>
      {(d) => <Ranking rows={rows(d)} unit="share" caption={t('aspects.matters')} />}
    </Figure>
  );
}
