import { Select } from 'antd';
import { Link, useSearchParams } from 'react-router-dom';
import type { After, Estimate, Loyalty } from '@shared/api';
import { useJourney, useJourneys } from '@/api/queries';
import { DataLink } from '@/app/DataLink';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useHref, useJourneyKey, useRange, useSetParams } from '@/app/url';
import { HeatMap, Ranking, type Rank } from '@/design/charts';
import { Figure, type Ask } from '@/design/Figure';
import { count, fixed, share } from '@/design/number';
import { Empty, Num } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { Chain, shows } from './Chain';
import { Leavers } from './Leavers';
import { useLoyalty } from './queries';
import '../journey/journey.css';
import './loyalty.css';

const WINDOWS = ['30', '91', '182', '365'];
const known = (e: Estimate) => e.value !== undefined;
export const amount = (x: number): string => fixed(x, 0);

/** What customers did after what they lived and said: who came back, who left although happy, who left without a word. */
export default function LoyaltyPage() {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const [search] = useSearchParams();
  const { may } = useRights();
  const journeys = useJourneys().data;
  const wanted = useJourneyKey();
  const key = journeys?.some((j) => j.key === wanted) ? wanted : journeys?.[0]?.key;
  const journey = useJourney(key).data;
  const window = WINDOWS.find((w) => w === search.get('window'));
  const { span } = useRange();
  const ask = useLoyalty(key, window, span.where);
  const l = ask.data;
  const none = (journeys && !journeys.length) || (l && !l.value);
  const short = l && l.value && l.window_days === 0;
  return (
    <Page title={t('nav.loyalty')} journey segment>
      <div className="head">
        <div className="grow"><h1>{t('loyalty.title')}</h1><p className="muted">{l?.value ? t('loyalty.text', l.value) : t('loyalty.text_wait')}</p></div>
        {!none && <label className="loyalty-window">{t('loyalty.window')}<Select value={window ?? ''} onChange={(v: string) => set({ window: v || undefined })} popupMatchSelectWidth={false} aria-label={t('loyalty.window')} options={[{ value: '', label: t('loyalty.window_auto') }, ...WINDOWS.map((w) => ({ value: w, label: t('loyalty.window_days', { n: w }) }))]} /></label>}
      </div>
      {none ? <div className="card"><Empty title={t('loyalty.empty')} actions={<DataLink />}>{t('loyalty.empty_text')}</Empty></div>
        : short ? <div className="card"><Empty title={t('loyalty.short')} actions={<DataLink />}>{t('loyalty.short_text', { have: count(l.span_days), window: window ?? l.need_days / 2, need: count(window ? 2 * Number(window) : l.need_days) })}</Empty></div> : (
          <div className="stack">
            <div className="loyalty-two">
              <div className="stack"><Rates ask={ask} /><Said ask={ask} /><Tiers ask={ask} /></div>
              <div className="stack"><Chain ask={ask} /><Ratios ask={ask} /></div>
            </div>
            {may('personal') && key && <Leavers journeyKey={key} window={window} where={span.where} name={(tp) => touchpointName(journey, tp, lang)} />}
            <Cohorts ask={ask} />
          </div>
        )}
    </Page>
  );
}

const few = (t: ReturnType<typeof useT>, title: string, e?: Estimate) => ({ title, text: e?.insufficient ? t('loyalty.few_text', { have: count(e.insufficient.have), need: count(e.insufficient.need) }) : undefined });

function Rates({ ask }: { ask: Ask<Loyalty> }) {
  const t = useT();
  const rows = ['repurchase', 'churn', 'churn_silent'] as const;
  return (
    <Figure id="loyalty-rates" title={t('loyalty.rates')} sub={t('loyalty.rates_sub', { days: ask.data?.window_days ?? '…' })} height={150} ask={ask} method="loyalty" noPicture
      reading={(l) => (known(l.repurchase) && known(l.churn) ? t('loyalty.rates_say', { again: share(l.repurchase.value!), churn: share(l.churn.value!), days: l.window_days }) : '')}
      table={(l) => ({ caption: t('loyalty.rates'), head: ['', ...estimateHead(t('how.value'))], rows: rows.map((k) => [t(`loyalty.${k}`), ...estimateCells(l[k])]) })}>
      {(l) => (
        <>
          <dl className="loyalty-rates">{rows.map((k) => <div key={k}><dt>{t(`loyalty.${k}`)} <span className="nowrap">· n {count(l[k].n)}</span></dt><dd><Num e={l[k]} /><small>{t(`loyalty.${k}_about`, { days: l.window_days })}</small></dd></div>)}</dl>
          {l.looked_at < 1 && <p className="xs muted chart-note">{t('loyalty.looked_at', { share: share(l.looked_at) })}</p>}
        </>
      )}
    </Figure>
  );
}

/** Bars of "bought again" with what one spends beside them. */
function Bars({ ask, id, rows, empty, say, head }: { ask: Ask<Loyalty>; id: 'ratios' | 'said'; rows: (l: Loyalty) => (After & { key: string; name: string })[]; empty: string; say: (told: (After & { name: string })[], l: Loyalty) => string; head: string }) {
  const t = useT();
  const spends = ({ spend: s }: After) => (known(s) ? t('loyalty.spends', { amount: amount(s.value!), lo: amount(s.lo!), hi: amount(s.hi!) }) : undefined);
  const met = (l: Loyalty) => rows(l).filter((r) => r.customers > 0);
  const ranks = (l: Loyalty): Rank[] => met(l).map((r) => ({ key: r.key, name: r.name, e: r.again, note: spends(r) }));
  return (
    <Figure id={`loyalty-${id}`} title={t(`loyalty.${id}`)} sub={t(`loyalty.${id}_sub`, { days: ask.data?.window_days ?? '…' })} height={200} ask={ask} method="loyalty"
      empty={(l) => (met(l).some((r) => known(r.again)) ? undefined : few(t, empty, [...met(l)].sort((a, b) => b.customers - a.customers)[0]?.again))}
      reading={(l) => say(met(l).filter((r) => known(r.again)), l)}
      table={(l) => ({ caption: t(`loyalty.${id}`), head: [head, t('loyalty.customers'), ...estimateHead(t('loyalty.repurchase')), ...estimateHead(t('loyalty.spend')).slice(0, 3)], rows: met(l).map((r) => [r.name, r.customers, ...estimateCells(r.again), ...estimateCells(r.spend).slice(0, 3)]) })}>
      {(l) => <Ranking rows={ranks(l)} unit="share" caption={t(`loyalty.${id}`)} />}
    </Figure>
  );
}

function Ratios({ ask }: { ask: Ask<Loyalty> }) {
  const t = useT();
  const name = (r: { from?: number; to?: number }) => (r.from === undefined ? t('loyalty.below', { to: r.to }) : r.to === undefined ? t('loyalty.above', { from: r.from }) : t('loyalty.between', { from: r.from, to: r.to }));
  const say = (told: (After & { name: string })[]) => {
    const sorted = [...told].sort((a, b) => a.again.value! - b.again.value!);
    const low = sorted[0], high = sorted.at(-1);
    return low && high && low !== high && low.again.hi! < high.again.lo! ? t('loyalty.ratios_say', { worst: low.name, low: share(low.again.value!), best: high.name, high: share(high.again.value!) }) : t('loyalty.ratios_flat');
  };
  return <Bars ask={ask} id="ratios" head={t('loyalty.band')} empty={t('loyalty.ratios_few')} rows={(l) => l.ratios.map((r) => ({ ...r, key: String(r.from ?? 0), name: name(r) }))} say={say} />;
}

function Said({ ask }: { ask: Ask<Loyalty> }) {
  const t = useT();
  const say = (_: unknown, l: Loyalty) => {
    const link = l.chain.find((x) => x.from === 'said' && x.to === 'again');
    if (!link?.measured) return '';
    return t(shows(link) ? 'loyalty.said_say' : 'loyalty.said_same', { good: share(link.good!.value!), bad: share(link.bad!.value!) });
  };
  return <Bars ask={ask} id="said" head={t('loyalty.said_word')} empty={t('loyalty.said_few')} rows={(l) => [...l.said].reverse().map((r) => ({ ...r, key: r.said, name: t(`loyalty.said_is.${r.said}`) }))} say={say} />;
}

function Tiers({ ask }: { ask: Ask<Loyalty> }) {
  const t = useT();
  const href = useHref();
  const { may } = useRights();
  const name = (best: number) => (best === 1 ? t('loyalty.tier_all') : t('loyalty.tier', { best: share(best) }));
  return (
    <Figure id="loyalty-tiers" title={t('loyalty.tiers')} sub={t('loyalty.tiers_sub')} height={150} ask={ask} method="loyalty" noPicture rows={may('personal') ? href('/customers', { sort: 'value' }) : undefined}
      empty={(l) => (l.tiers.some((x) => known(x.share)) ? undefined : few(t, t('equity.few'), l.tiers[0]?.share))}
      reading={(l) => { const top = l.tiers.find((x) => x.best < 0.1); return top && known(top.share) ? t('loyalty.tiers_say', { n: count(top.customers), from: amount(top.from), share: share(top.share.value!) }) : ''; }}
      table={(l) => ({ caption: t('loyalty.tiers'), head: [t('loyalty.group'), t('loyalty.customers'), t('loyalty.tiers_from'), ...estimateHead(t('loyalty.tiers_share'))], rows: l.tiers.map((x) => [name(x.best), x.customers, x.from, ...estimateCells(x.share)]) })}>
      {(l) => (
        <>
          <table className="table">
            <caption className="sr">{t('loyalty.tiers')}</caption>
            <thead><tr><th scope="col">{t('loyalty.group')}</th><th scope="col" className="r">{t('loyalty.customers')}</th><th scope="col" className="r">{t('loyalty.tiers_share')}</th></tr></thead>
            <tbody>{l.tiers.map((x) => <tr key={x.best}><th scope="row">{name(x.best)}<small className="loyalty-from">{t('loyalty.tiers_from')} {amount(x.from)}</small></th><td className="r">{count(x.customers)}</td><td className="r"><Num e={x.share} /></td></tr>)}</tbody>
          </table>
          {may('personal') && <p className="small" style={{ margin: '10px 0 0' }}><Link to={href('/customers', { sort: 'value' })}>{t('loyalty.tiers_list')}</Link></p>}
        </>
      )}
    </Figure>
  );
}

function Cohorts({ ask }: { ask: Ask<Loyalty> }) {
  const t = useT();
  const months = (l: Loyalty) => Math.max(0, ...l.cohorts.map((c) => c.bought.length));
  const cells = (l: Loyalty) => l.cohorts.flatMap((c) => c.bought.map((e, k) => ({ row: c.month, column: String(k + 1), e })));
  const next = (l: Loyalty) => l.cohorts.flatMap((c) => (c.bought[0] && known(c.bought[0]) ? [c.bought[0].value!] : []));
  return (
    <Figure id="loyalty-cohorts" title={t('loyalty.cohorts')} sub={t('loyalty.cohorts_sub')} height={150} ask={ask} method="loyalty" noPicture
      empty={(l) => (next(l).length ? undefined : { title: t('loyalty.cohorts_few') })}
      reading={(l) => t('loyalty.cohorts_say', { n: l.cohorts.length, least: share(Math.min(...next(l))), most: share(Math.max(...next(l))) })}
      table={(l) => ({ caption: t('loyalty.cohorts'), head: [t('loyalty.cohort'), t('loyalty.month_n', { n: '' }), ...estimateHead(t('loyalty.repurchase'))], rows: l.cohorts.flatMap((c) => c.bought.map((e, k) => [c.month, k + 1, ...estimateCells(e)])) })}>
      {(l) => <HeatMap cells={cells(l)} rows={l.cohorts.filter((c) => c.bought.length).map((c) => ({ key: c.month, name: `${c.month} · ${count(c.customers)}` }))} columns={Array.from({ length: months(l) }, (_, k) => ({ key: String(k + 1), name: t('loyalty.month_n', { n: k + 1 }) }))} unit="share" caption={t('loyalty.cohorts')} />}
    </Figure>
  );
}
