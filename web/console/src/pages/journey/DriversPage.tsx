import { useSearchParams, useParams } from 'react-router-dom';
import type { Driver, Drivers, Estimate, Ranged } from '@shared/api';
import { useDrivers, useJourney, useMatrix } from '@/api/queries';
import { Page } from '@/app/Shell';
import { touchpointPath, useHref, useRange, useSetParams } from '@/app/url';
import { Ranking, type Rank, rankTable } from '@/design/charts';
import { Figure } from '@/design/Figure';
import { count, fixed as decimal, share } from '@/design/number';
import { Notice } from '@/design/parts';
import { tx, useLang, useT } from '@/i18n';
import { Kano, WhatIf } from './DriverMoves';
import { Pairs } from './DriverPairs';
import { Parts } from './DriverParts';
import { JourneyHead } from './JourneyPage';
import { touchpointName } from './names';
import './journey.css';

/** Short names of scales are capitals; a word of one's own stays as it is. */
const ratingName = (metric: string): string => tx(`metric.${metric}.name`, /^[a-z]{2,4}$/.test(metric) ? metric.toUpperCase() : metric.replaceAll('_', ' '));

type Side = 'share' | 'within';
const estimate = (r: Partial<Ranged> | undefined, n: number, unit: string): Estimate => ({ ...r, n, unit, basis: 'measured', method: 'bootstrap', flags: [], ...(r?.value === undefined ? { insufficient: { have: n, need: 50 } } : {}) });

/** In hundredths of the scale from -1 to 1, as NPS points are. */
const hundred = (r: Ranged): Ranged => ({ value: 100 * r.value, lo: 100 * r.lo, hi: 100 * r.hi });

const crossCheck = (d: Drivers, touchpoint: string) => { const j = d.drivers.find((x) => x.touchpoint === touchpoint)?.johnson; return j === undefined ? undefined : { show: share(j), raw: j }; };
/** Do Johnson's weights name the same touchpoint first? Undefined: not to be had. */
const agrees = (d: Drivers): boolean | undefined => {
  const known = d.drivers.filter((x) => x.johnson !== undefined && x.share.value !== undefined);
  if (!known.length) return undefined;
  const first = (of: (x: Driver) => number) => [...known].sort((a, b) => of(b) - of(a))[0]!.touchpoint;
  return first((x) => x.johnson!) === first((x) => x.share.value!);
};

/** Which touchpoints go with the overall judgement, what closing their gap is worth, and whether they punish or reward. */
export default function DriversPage() {
  const { journey: key = '' } = useParams();
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const [search] = useSearchParams();
  const { span } = useRange();
  const journey = useJourney(key).data;
  const matrix = useMatrix(key, span).data;
  const outcome = search.get('outcome') ?? undefined;
  const ask = useDrivers(key, span, outcome);
  const d = ask.data;
  const wanted = search.get('compare') ?? (d?.first === 'within' ? 'within' : 'pooled');
  const side: Side = wanted === 'within' && d?.within.status === 'ok' ? 'within' : 'share';
  const name = (k: string) => touchpointName(journey, k, lang);
  const nothing = useNothing();
  return (
    <Page title={t('journey.drivers')} journey range>
      <JourneyHead journeyKey={key} matrix={matrix} title={t('drivers.title')} view="drivers" />
      {d && (d.outcomes.length > 1 || d.within.status === 'ok') && (
        <div className="row wrap" style={{ gap: 16, marginBottom: 14 }}>
          {d.outcomes.length > 1 && (
            <div className="tabs" role="group" aria-label={t('drivers.pick')}>
              {d.outcomes.slice(0, 5).map((o) => <button key={o.metric} type="button" aria-pressed={o.metric === d.outcome} onClick={() => set({ outcome: o.metric })}>{ratingName(o.metric)}</button>)}
            </div>
          )}
          {d.within.status === 'ok' && (
            <div className="tabs" role="group" aria-label={t('drivers.compare')}>
              <button type="button" aria-pressed={side === 'within'} onClick={() => set({ compare: 'within' })}>{t('drivers.within')}</button>
              <button type="button" aria-pressed={side === 'share'} onClick={() => set({ compare: 'pooled' })}>{t('drivers.among')}</button>
            </div>
          )}
        </div>
      )}
      <div className="stack">
        <Shares ask={ask} side={side} journeyKey={key} name={name} />
        <div className="drivers-two">
          <First ask={ask} journeyKey={key} name={name} />
          <WhatIf ask={ask} nothing={nothing} name={name} />
        </div>
        <Kano ask={ask} nothing={nothing} name={name} />
        <Pairs ask={ask} nothing={nothing} name={name} />
        <Parts journeyKey={key} span={span} outcome={d?.outcome} whole={d} side={side} name={name} />
      </div>
    </Page>
  );
}

interface Part { ask: ReturnType<typeof useDrivers>; name: (key: string) => string }
function useNothing() {
  const t = useT();
  return (d: Drivers) => {
    if (d.pooled.status === 'ok') return undefined;
    if (!d.outcome) return { title: t('drivers.no_outcome'), text: t('drivers.no_outcome_text') };
    if (d.pooled.status === 'no_spread') return { title: t('drivers.no_spread'), text: t('drivers.no_spread_text') };
    return { title: t('drivers.few'), text: t('drivers.few_text', { have: count(d.pooled.n), need: count(d.pooled.need) }) };
  };
}

function Shares({ ask, side, journeyKey, name }: Part & { side: Side; journeyKey: string }) {
  const t = useT();
  const href = useHref();
  const nothing = useNothing();
  const fit = (d: Drivers) => (side === 'within' ? d.within : d.pooled);
  const of = (x: Driver) => (side === 'within' ? x.within : x.share) ?? { n: 0 };
  const rows = (d: Drivers): Rank[] =>
    [...d.drivers].sort((a, b) => (of(b).value ?? -1) - (of(a).value ?? -1)).map((x) => {
      const s = of(x);
      return { key: x.touchpoint, name: name(x.touchpoint), to: href(touchpointPath(journeyKey, x.touchpoint)), e: estimate(s.value === undefined ? undefined : { value: s.value, lo: s.lo!, hi: s.hi! }, s.n, 'share'), expected: fit(d).noise_floor,
        note: s.value === undefined ? undefined : s.noise ? t('drivers.noise') : s.rank ? (s.rank[0] === s.rank[1] ? t('drivers.rank_at', { at: s.rank[0] }) : t('drivers.rank', { lo: s.rank[0], hi: s.rank[1] })) : undefined };
    });
  const say = (d: Drivers) => {
    const best = rows(d).find((r) => !of(d.drivers.find((x) => x.touchpoint === r.key)!).noise && r.e.value !== undefined);
    const words = { outcome: ratingName(d.outcome), n: count(fit(d).n), r2: share(fit(d).r2?.value ?? 0) };
    return best ? t('drivers.say', { ...words, first: best.name, share: share(best.e.value!) }) : t('drivers.say_none', words);
  };
  return (
    <Figure id="drivers-share" title={t('drivers.share')} sub={t('drivers.share_sub')} height={420} ask={ask} method="drivers" empty={nothing} reading={say} table={(d) => { const plain = rankTable(rows(d), t('drivers.share'), t('tp.one')); return side === 'within' ? plain : { ...plain, head: [...plain.head, t('drivers.johnson')], rows: plain.rows.map((r, i) => [...r, crossCheck(d, rows(d)[i]!.key)]) }; }}>
      {(d) => (
        <>
          <Ranking rows={rows(d)} unit="share" caption={t('drivers.share')} />
          <p className="xs muted chart-note">{t('drivers.floor', { floor: share(fit(d).noise_floor ?? 0) })} {side === 'within' && t('drivers.within_say', { n: count(d.within.n) })}</p>
          {side === 'share' && agrees(d) !== undefined && <p className="xs muted">{t(agrees(d) ? 'drivers.johnson_same' : 'drivers.johnson_apart')}</p>}
          {d.halo && side === 'share' && <Notice calm icon="info">{t('drivers.halo')}</Notice>}
        </>
      )}
    </Figure>
  );
}

function First({ ask, journeyKey, name }: Part & { journeyKey: string }) {
  const t = useT();
  const href = useHref();
  const nothing = useNothing();
  /** Its slope is one within customers, and there its share is no more than luck gives. */
  const weak = (x: Driver) => x.slope_of === 'within' && !!x.within?.noise;
  const rows = (d: Drivers): (Rank & { weak: boolean })[] =>
    d.drivers.filter((x) => x.priority && x.priority.value > 0 && !x.share.noise).sort((a, b) => b.priority!.value - a.priority!.value)
      .map((x) => ({ key: x.touchpoint, name: name(x.touchpoint), to: href(touchpointPath(journeyKey, x.touchpoint)), e: estimate(hundred(x.priority!), x.share.n, 'points'), note: `${t('drivers.reach')} ${share(x.reach ?? 0)}${weak(x) ? ` · ${t('drivers.weak')}` : ''}`, weak: weak(x) }));
  return (
    <Figure id="drivers-first" title={t('drivers.first')} sub={t('drivers.first_sub', { target: decimal(ask.data?.target ?? 0.4, 2) })} height={ask.data ? 60 : 260} ask={ask} method="drivers" empty={nothing}
      reading={(d) => { const best = rows(d)[0]; return best && (best.e.lo ?? 0) > 0 ? t('drivers.first_say', { first: best.name, gain: decimal(best.e.value!, 1), lo: decimal(best.e.lo!, 1), hi: decimal(best.e.hi!, 1) }) + (best.weak ? ` ${t('drivers.first_weak')}` : '') : t('drivers.first_none'); }}
      table={(d) => rankTable(rows(d), t('drivers.gain'), t('tp.one'))}>
      {(d) => (rows(d).length ? <Ranking rows={rows(d)} unit="points" caption={t('drivers.first')} /> : <p className="small muted">{t('drivers.first_none_text')}</p>)}
    </Figure>
  );
}
