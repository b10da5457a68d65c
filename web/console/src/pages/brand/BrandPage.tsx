import { Link } from 'react-router-dom';
import type { BrandIdeaSaid, BrandSays, Estimate, Lang } from '@shared/api';
import { useJourney, useJourneys } from '@/api/queries';
import { DataLink } from '@/app/DataLink';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { touchpointPath, useHref, useJourneyKey, useRange } from '@/app/url';
import { HeatMap } from '@/design/charts';
import { Figure, type Ask } from '@/design/Figure';
import { Icon } from '@/design/icons';
import { count, fixed, share } from '@/design/number';
import { Empty, Num, Pill } from '@/design/parts';
import { type Cell, estimateCells, estimateHead } from '@/design/table';
import { pick, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { Rivals } from './Rivals';
import { useBrand, useBrandSays } from './queries';
import '../journey/journey.css';
import './brand.css';

export interface Part { ask: Ask<BrandSays>; lang: Lang }
interface Placed extends Part { name: (touchpoint: string) => string; journey: string }
export const known = (e: Estimate): boolean => e.value !== undefined;
const places = (s: BrandSays) => s.touchpoints.filter((p) => p.texts > 0);

/** What the company wants to stand for, against what customers say and remember at each touchpoint. */
export default function BrandPage() {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const { may } = useRights();
  const journeys = useJourneys().data;
  const wanted = useJourneyKey();
  const key = journeys?.some((j) => j.key === wanted) ? wanted : journeys?.[0]?.key;
  const journey = useJourney(key).data;
  const { span } = useRange();
  const brand = useBrand().data;
  const ask = useBrandSays(key, span, brand?.version);
  const part = { ask, lang, journey: key ?? '', name: (tp: string) => (tp ? touchpointName(journey, tp, lang) : t('brand.whole')) };
  const nothing = brand && (brand.version === 0 || brand.values.length + brand.needs.length === 0);
  const edit = (text: string, primary: boolean) => may('write') && <Link className={primary ? 'btn-link btn-primary' : 'btn-link btn-link-s'} to={href('/brand/edit')}>{!primary && <Icon name="edit" size={15} />}{text}</Link>;
  return (
    <Page title={t('nav.brand')} journey range>
      <div className="head">
        <div className="grow"><h1>{t('brand.title')}</h1><p className="muted brand-text">{t('brand.text')}</p></div>
        {!nothing && edit(t('brand.edit'), false)}
      </div>
      {nothing ? <div className="card"><Empty title={t('brand.empty')} actions={edit(t('brand.describe'), true)}>{t('brand.empty_text')}</Empty></div>
        : journeys && !journeys.length ? <div className="card"><Empty title={t('brand.none')} actions={<DataLink />}>{t('brand.none_text')}</Empty></div> : (
          <div className="stack">
            <Map {...part} />
            <div className="brand-two"><Score {...part} /><div className="stack"><Needs {...part} /><Claim {...part} /><Rivals {...part} /></div></div>
          </div>
        )}
    </Page>
  );
}

const none = (t: ReturnType<typeof useT>) => (s: BrandSays) => (s.texts ? undefined : { title: t('brand.none'), text: t('brand.none_text') });
const ideas = (s: BrandSays): BrandIdeaSaid[] => [...s.values, ...s.needs];

function Map({ ask, lang, name }: Placed) {
  const t = useT();
  const cells = (s: BrandSays) => [...places(s).flatMap((p) => p.cells.map((c) => ({ row: p.touchpoint, column: c.idea, e: c.share }))), ...ideas(s).map((i) => ({ row: '\u0000', column: i.key, e: i.share }))];
  const say = (s: BrandSays) => {
    const best = cells(s).filter((c) => c.row !== '\u0000' && known(c.e)).sort((a, b) => b.e.value! - a.e.value!)[0];
    return best ? t('brand.map_say', { idea: pick(ideas(s).find((i) => i.key === best.column)!.name, lang), place: name(best.row), value: share(best.e.value!), n: count(best.e.n) }) : t('brand.few_text', { have: count(s.texts), need: count(s.need_texts) });
  };
  const row = (k: string) => (k === '\u0000' ? t('brand.all') : name(k));
  return (
    <Figure id="brand-map" title={t('brand.map')} sub={t('brand.map_sub')} height={ask.data ? 60 : 320} ask={ask} method="brand" noPicture empty={none(t)} reading={say}
      table={(s) => ({ caption: t('brand.map'), head: [t('tp.one'), t('brand.idea'), ...estimateHead(t('brand.map'))], rows: cells(s).map((c) => [row(c.row), pick(ideas(s).find((i) => i.key === c.column)!.name, lang), ...estimateCells(c.e)]) })}>
      {(s) => <><HeatMap cells={cells(s)} rows={[...places(s).map((p) => ({ key: p.touchpoint, name: name(p.touchpoint) })), { key: '\u0000', name: t('brand.all') }]} columns={ideas(s).map((i) => ({ key: i.key, name: pick(i.name, lang) }))} unit="share" caption={t('brand.map')} />{s.truncated && <p className="xs muted chart-note">{t('brand.truncated')}</p>}</>}
    </Figure>
  );
}

function Score({ ask, lang, name, journey }: Placed) {
  const t = useT();
  const href = useHref();
  const rows = (s: BrandSays) => s.touchpoints.filter((p) => p.score !== undefined);
  const say = (s: BrandSays) => t(s.empty.length ? 'brand.score_say' : 'brand.score_say_full', { best: name(rows(s)[0]!.touchpoint), empty: s.empty.length });
  const empties = (s: BrandSays) => ideas(s).map((i) => ({ idea: i, at: s.empty.filter((e) => e.idea === i.key).map((e) => name(e.touchpoint)) })).filter((x) => x.at.length);
  return (
    <Figure id="brand-score" title={t('brand.score')} sub={t('brand.score_sub')} height={ask.data ? 60 : 240} ask={ask} method="brand" noPicture reading={say}
      empty={(s) => (rows(s).length ? undefined : { title: t('brand.score_few'), text: t('brand.few_text', { have: count(s.texts), need: count(s.need_texts) }) })}
      table={(s) => ({ caption: t('brand.score'), head: [t('tp.one'), t('brand.texts'), ...estimateHead(t('brand.remembered')), t('brand.align'), t('brand.need'), t('brand.index')], rows: rows(s).map((p) => [name(p.touchpoint), p.texts, ...estimateCells(p.remembered), p.align, p.need, p.score]) })}>
      {(s) => (
        <>
          <div className="scroll-x" tabIndex={0} role="group" aria-label={t('brand.score')}>
            <table className="table">
              <caption className="sr">{t('brand.score')}</caption>
              <thead><tr><th scope="col">{t('tp.one')}</th><th scope="col" className="r">{t('brand.remembered')}</th><th scope="col" className="r">{t('brand.align')}</th><th scope="col" className="r">{t('brand.need')}</th><th scope="col" className="r">{t('brand.index')}</th></tr></thead>
              <tbody>{rows(s).map((p) => <tr key={p.touchpoint}><th scope="row">{p.touchpoint ? <Link to={href(touchpointPath(journey, p.touchpoint))}>{name(p.touchpoint)}</Link> : name('')}</th><td className="r"><Num e={p.remembered} /></td><td className="r">{fixed(p.align!, 2)}</td><td className="r">{share(p.need!)}</td><td className="r"><b>{fixed(p.score!, 2)}</b></td></tr>)}</tbody>
            </table>
          </div>
          {s.empty.length > 0 && <details className="brand-empty small"><summary>{t('brand.empty_n', { n: s.empty.length })}</summary><ul>{empties(s).map((x) => <li key={x.idea.key}>{t('brand.empty_cells')} <b>{pick(x.idea.name, lang)}</b> {t('brand.at')} {x.at.join(t('aspects.comma'))}</li>)}</ul></details>}
        </>
      )}
    </Figure>
  );
}

function Needs({ ask, lang }: Placed) {
  const t = useT();
  const href = useHref();
  const { may } = useRights();
  const say = (s: BrandSays) => {
    const n = { n: s.needs.filter((x) => x.evidenced).length, all: s.needs.length };
    const worst = s.needs.filter((x) => known(x.good)).sort((a, b) => a.good.value! - b.good.value!)[0];
    return worst ? t('brand.needs_say', { ...n, worst: pick(worst.name, lang), good: share(worst.good.value!) }) : t('brand.needs_say_plain', n);
  };
  return (
    <Figure id="brand-needs" title={t('brand.needs')} sub={t('brand.needs_sub')} height={ask.data ? 60 : 200} ask={ask} method="brand" noPicture reading={say}
      empty={(s) => (s.needs.length ? undefined : { title: t('brand.no_needs') })}
      table={(s) => ({ caption: t('brand.needs'), head: [t('brand.need_name'), t('brand.mentions'), ...estimateHead(t('brand.good'))], rows: s.needs.map((x) => [pick(x.name, lang), x.mentions, ...estimateCells(x.good)]) })}>
      {(s) => (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t('brand.needs')}>
          <table className="table brand-needs">
            <caption className="sr">{t('brand.needs')}</caption>
            <thead><tr><th scope="col">{t('brand.need_name')}</th><th scope="col" className="r">{t('brand.texts')}</th><th scope="col" className="r">{t('brand.good')}</th></tr></thead>
            <tbody>
              {s.needs.map((x) => (
                <tr key={x.key} data-need={x.key}>
                  <th scope="row">{pick(x.name, lang)}<small>{x.evidenced ? may('personal') && x.evidence?.map((id, i) => <Link key={id} to={href('/feedback', { item: id })}>{t('brand.open', { n: i + 1 })}</Link>) : <Pill tone="warm">{t('brand.no_evidence')}</Pill>}</small></th>
                  <td className="r">{count(x.mentions)}</td><td className="r"><Num e={x.good} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Figure>
  );
}

function Claim({ ask, lang }: Placed) {
  const t = useT();
  const gap = (v: BrandIdeaSaid) => (v.talk ?? 0) - v.intended;
  const points = (x: number) => fixed(100 * x, 0, true);
  const say = (s: BrandSays) => {
    const far = [...s.values].sort((a, b) => Math.abs(gap(b)) - Math.abs(gap(a)))[0];
    return far ? t('brand.claim_say', { value: pick(far.name, lang), wanted: share(far.intended), said: share(far.talk ?? 0) }) : '';
  };
  const row = (v: BrandIdeaSaid): Cell[] => [pick(v.name, lang), { show: share(v.intended), raw: v.intended }, v.claim === undefined ? '' : { show: share(v.claim), raw: v.claim }, { show: share(v.talk ?? 0), raw: v.talk }, { show: points(gap(v)), raw: gap(v) }];
  return (
    <Figure id="brand-claim" title={t('brand.claim')} sub={t('brand.claim_sub')} height={ask.data ? 60 : 200} ask={ask} method="brand" noPicture empty={none(t)} reading={say}
      table={(s) => ({ caption: t('brand.claim'), head: [t('brand.value'), t('brand.wanted'), t('brand.claimed'), t('brand.said'), t('brand.gap'), ...estimateHead(t('brand.good'))], rows: s.values.map((v) => [...row(v), ...estimateCells(v.good)]) })}>
      {(s) => (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t('brand.claim')}>
          <table className="table">
            <caption className="sr">{t('brand.claim')}</caption>
            <thead><tr><th scope="col">{t('brand.value')}</th><th scope="col" className="r">{t('brand.wanted')}</th><th scope="col" className="r">{t('brand.claimed')}</th><th scope="col" className="r">{t('brand.said')}</th><th scope="col" className="r">{t('brand.gap')}</th><th scope="col" className="r">{t('brand.good')}</th></tr></thead>
            <tbody>{s.values.map((v) => <tr key={v.key}><th scope="row">{pick(v.name, lang)}</th><td className="r">{share(v.intended)}</td><td className="r">{v.claim === undefined ? <span className="muted xs">{t('brand.no_claim')}</span> : share(v.claim)}</td><td className="r">{share(v.talk ?? 0)}<small className="muted"> · n {count(v.mentions)}</small></td><td className="r"><b>{points(gap(v))}</b></td><td className="r"><Num e={v.good} /></td></tr>)}</tbody>
          </table>
        </div>
      )}
    </Figure>
  );
}
