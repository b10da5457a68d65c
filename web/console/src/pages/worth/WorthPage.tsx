import { useQuery } from '@tanstack/react-query';
import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Worth, WorthRow } from '@shared/api';
import { costly } from '@/api/costly';
import { useJourney, useJourneys } from '@/api/queries';
import { DataLink } from '@/app/DataLink';
import { Page } from '@/app/Shell';
import { touchpointPath, useHref, useJourneyKey, useRange, useSetParams } from '@/app/url';
import { Ranking, type Rank } from '@/design/charts';
import { Figure, type Ask } from '@/design/Figure';
import { count, estimate, fixed, share } from '@/design/number';
import { Empty, Num } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { Fix } from './Fix';
import '../journey/journey.css';
import './worth.css';

const amount = (x: number) => fixed(x, 0);
/** "0.3" of the address within its bounds, as a number. */
const asked = (text: string | null, most: number, fallback: number) => { const x = Number(text); return text && x >= 0 && x <= most ? x : fallback; };

function useWorth(key: string | undefined, margin: number, discount: number, where: string[] | undefined) {
  return useQuery({
    queryKey: ['slow', 'worth', key, margin, discount, where], staleTime: 60_000, enabled: !!key,
    queryFn: (at) => costly<Worth>(`/v1/journeys/${encodeURIComponent(key!)}/worth`, { margin, discount, where }, at),
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });
}

/** What customers are worth, what broken promises put at risk, whether a fix pays back. */
export default function WorthPage() {
  const t = useT();
  const lang = useLang();
  const [search] = useSearchParams();
  const journeys = useJourneys().data;
  const wanted = useJourneyKey();
  const key = journeys?.some((j) => j.key === wanted) ? wanted : journeys?.[0]?.key;
  const journey = useJourney(key).data;
  const margin = asked(search.get('margin'), 1, 1) || 1;
  const discount = asked(search.get('discount'), 1, 0.1);
  const { span } = useRange();
  const ask = useWorth(key, margin, discount, span.where);
  const w = ask.data;
  const name = (tp: string) => touchpointName(journey, tp, lang);
  const none = (journeys && !journeys.length) || (w && !w.value);
  return (
    <Page title={t('nav.worth')} journey segment>
      <div className="page-title"><h1>{t('equity.title')}</h1><p>{w?.value ? t('equity.text', w.value) : t('equity.text_wait')}</p></div>
      {none ? <div className="card"><Empty title={t('equity.empty')} actions={<DataLink />}>{t('equity.empty_text')}</Empty></div>
        : w && w.period_days === 0 ? <div className="card"><Empty title={t('equity.short')} actions={<DataLink />}>{t('equity.short_text', { have: count(w.span_days), need: count(w.need_days) })}</Empty></div> : (
          <div className="stack">
            <div className="worth-two">
              <All ask={ask} />
              <Assumed key={`${margin} ${discount}`} margin={margin} discount={discount} />
            </div>
            <AtRisk ask={ask} journeyKey={key ?? ''} name={name} />
            {w && <Fix w={w} name={name} />}
          </div>
        )}
    </Page>
  );
}

function All({ ask }: { ask: Ask<Worth> }) {
  const t = useT();
  return (
    <Figure id="worth-equity" title={t('equity.all')} sub={t('equity.all_sub', { period: ask.data?.period_days ?? '…' })} height={170} ask={ask} method="worth" noPicture
      empty={(w) => (w.equity.value !== undefined ? undefined : w.equity.insufficient && w.equity.insufficient.have < w.equity.insufficient.need ? { title: t('equity.few'), text: t('equity.few_text', { have: count(w.equity.insufficient.have), need: count(w.equity.insufficient.need) }) } : { title: t('equity.degenerate'), text: t('equity.degenerate_text') })}
      reading={(w) => t(w.margin < 1 ? 'equity.all_say_margin' : 'equity.all_say', { equity: amount(w.equity.value!), one: amount(w.lifetime.value!), n: count(w.equity.n) })}
      table={(w) => ({ caption: t('equity.all'), head: ['', ...estimateHead(t('how.value'))], rows: (['equity', 'lifetime', 'spend', 'retention'] as const).map((k) => [t(`equity.${k}`), ...estimateCells(w[k])]) })}>
      {(w) => (
        <>
          <dl className="duo worth-first">
            {(['equity', 'lifetime', 'spend', 'retention'] as const).map((k) => <div key={k}><dt>{t(`equity.${k}`)} <span className="nowrap">· n {count(w[k].n)}</span></dt><dd><Num e={w[k]} /></dd></div>)}
          </dl>
          <p className="xs muted chart-note">{w.margin === 1 && t('equity.turnover')} {w.looked_at < 1 && t('equity.looked_at', { share: share(w.looked_at) })}</p>
        </>
      )}
    </Figure>
  );
}

function Assumed({ margin, discount }: { margin: number; discount: number }) {
  const t = useT();
  const set = useSetParams();
  const [m, setM] = useState<number | null>(Math.round(margin * 1000) / 10);
  const [d, setD] = useState<number | null>(Math.round(discount * 1000) / 10);
  const ok = m !== null && d !== null && m >= 0.1;
  return (
    <section className="card card-pad" aria-labelledby="worth-assumed">
      <h2 id="worth-assumed">{t('equity.assumed')}</h2>
      <p className="small muted" style={{ margin: '2px 0 14px' }}>{t('equity.assumed_text')}</p>
      <form className="worth-form" onSubmit={(e) => { e.preventDefault(); if (ok) set({ margin: m === 100 ? undefined : String(m! / 100), discount: d === 10 ? undefined : String(d! / 100) }); }}>
        <label>{t('equity.margin')}<InputNumber min={0.1} max={100} value={m} onChange={setM} style={{ width: 140 }} /></label>
        <label>{t('equity.discount')}<InputNumber min={0} max={100} value={d} onChange={setD} style={{ width: 140 }} /></label>
        <span><Button htmlType="submit" disabled={!ok}>{t('equity.apply')}</Button></span>
      </form>
    </section>
  );
}

function AtRisk({ ask, journeyKey, name }: { ask: Ask<Worth>; journeyKey: string; name: (tp: string) => string }) {
  const t = useT();
  const href = useHref();
  const told = (x: WorthRow) => (x.status === 'measured' ? `${t('equity.at_risk')} ${amount(x.at_risk.value!)} [${amount(x.at_risk.lo!)}, ${amount(x.at_risk.hi!)}]` : t(`equity.status.${x.status}`));
  const sides = (x: WorthRow) => [x.left_broken, x.left_kept].map((e) => estimate({ ...e, lo: undefined, hi: undefined })?.value ?? '–').join(' / ');
  const rows = (w: Worth): Rank[] => w.touchpoints.map((x) => ({ key: x.touchpoint, name: name(x.touchpoint), to: x.touchpoint ? href(touchpointPath(journeyKey, x.touchpoint)) : undefined, e: x.difference, note: x.difference.value === undefined ? told(x) : `${told(x)} · ${t('equity.left_broken')} / ${t('equity.left_kept')} ${sides(x)}`, expected: 0 }));
  const compared = (w: Worth) => w.touchpoints.filter((x) => x.status !== 'insufficient').length;
  return (
    <Figure id="worth-risk" title={t('equity.risk')} sub={t('equity.risk_sub')} height={200} ask={ask} method="worth"
      empty={(w) => (w.touchpoints.length ? undefined : { title: t('equity.risk_few'), text: t('equity.risk_few_text') })}
      reading={(w) => { const first = w.touchpoints.find((x) => x.status === 'measured'); return first ? t('equity.risk_say', { first: name(first.touchpoint), amount: amount(first.at_risk.value!), lo: amount(first.at_risk.lo!), hi: amount(first.at_risk.hi!), n: count(first.broken_now), period: w.period_days }) : compared(w) ? t('equity.risk_none', { n: compared(w), all: w.touchpoints.length }) : t('equity.risk_thin', { all: w.touchpoints.length }); }}
      table={(w) => ({ caption: t('equity.risk'), head: [t('tp.one'), t('equity.broken_now'), t('equity.left_broken'), 'n', t('equity.left_kept'), 'n', ...estimateHead(t('equity.difference')).slice(0, 3), 'p', ...estimateHead(t('equity.at_risk')).slice(0, 3)], rows: w.touchpoints.map((x) => { const b = estimateCells(x.left_broken); const k = estimateCells(x.left_kept); return [name(x.touchpoint), x.broken_now, b[0], b[3], k[0], k[3], ...estimateCells(x.difference).slice(0, 3), x.p === undefined ? undefined : { show: fixed(x.p, 3), raw: x.p }, ...estimateCells(x.at_risk).slice(0, 3)]; }) })}>
      {(w) => <><Ranking rows={rows(w)} unit="share" caption={t('equity.difference')} /><p className="xs muted chart-note">{t('equity.associated')}</p></>}
    </Figure>
  );
}
