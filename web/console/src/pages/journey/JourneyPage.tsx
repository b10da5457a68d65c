import { Button, Drawer } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import type { Matrix } from '@shared/api';
import { useJourney, useMatrix, useSession } from '@/api/queries';
import { useLive } from '@/app/live';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { usePhone, useWide } from '@/app/theme';
import { rememberJourney, useHref, useRange, useSetParams } from '@/app/url';
import { columns } from '@/design/curve';
import { FigureMenu } from '@/design/Figure';
import { Icon } from '@/design/icons';
import { useWidth } from '@/design/marks';
import { fixed, THIN } from '@/design/number';
import { Empty, How, Skel, Strong } from '@/design/parts';
import { NotThere } from '@/design/Waiting';
import { day, pick, useLang, useT } from '@/i18n';
import { tell } from '@/story/story';
import { Curve } from './Curve';
import { Headline } from './Headline';
import { MatrixGrid, MatrixList, matrixTable, observed } from './Matrix';
import { Panel } from './Panel';
import { BringData } from './Start';
import './journey.css';

export default function JourneyPage() {
  const { journey: key = '' } = useParams();
  const [search] = useSearchParams();
  const set = useSetParams();
  const t = useT();
  const lang = useLang();
  const wide = useWide();
  const href = useHref();
  const phone = usePhone();
  const { span } = useRange();
  const journey = useJourney(key);
  const matrix = useMatrix(key, span);
  const fresh = useFresh(key);
  useEffect(() => { if (journey.data) rememberJourney(key); }, [key, journey.data]);

  const asked = search.get('at');
  const worst = matrix.data?.story.worst?.touchpoint;
  const at = asked === 'none' ? undefined : asked ?? (wide ? worst : undefined);
  const select = (touchpoint: string) => set({ at: touchpoint === at ? 'none' : touchpoint });
  const close = () => set({ at: wide ? 'none' : undefined });

  const failed = journey.error ?? matrix.error;
  if (failed && !matrix.data) return <Page title={t('nav.journey')} journey><NotThere ask={{ error: failed, refetch: () => { void journey.refetch(); void matrix.refetch(); } }} title={t('error.no_journey')} text={t('error.no_journey_text')} action={<Link className="btn-link btn-link-main" to={href('/journey', { pick: '1' })}>{t('nav.pick_journey')}</Link>} /></Page>;
  const empty = matrix.data && matrix.data.coverage.measured === 0 && matrix.data.cells.every((c) => c.experience.n === 0 && c.promise_kept.n === 0 && !c.last_at);
  const panel = at && journey.data && !(empty && !asked) ? <Panel key={at} journey={journey.data} cell={matrix.data?.cells.find((c) => c.touchpoint === at)} touchpoint={at} span={span} onClose={close} /> : null;
  const name = journey.data ? pick(journey.data.name, lang) : '';
  return (
    <Page title={name || t('nav.journey')} journey range aside={wide && panel ? <aside className="panel" aria-label={t('panel.label')}>{panel}</aside> : wide && !matrix.data && asked !== 'none' ? <PanelSkeleton /> : undefined}>
      {/* Other elements than those of the skeleton: what arrives replaces it, so that nothing moves. */}
      <JourneyHead key={matrix.data ? 'head' : 'wait'} journeyKey={key} matrix={empty ? undefined : matrix.data} title={empty ? name : undefined} />
      {empty ? (
        <>
          <NoData limited={!!span.from || !!span.to || !!span.where} />
          <div style={{ height: 16 }} />
          <Map bare matrix={matrix.data!} phone={phone} selected={at} onSelect={select} fresh={fresh} />
        </>
      ) : (
        <>
          <Headline key={matrix.data ? 'numbers' : 'wait'} matrix={matrix.data} />
          {matrix.data ? <Map matrix={matrix.data} phone={phone} selected={at} onSelect={select} fresh={fresh} /> : <MapSkeleton />}
        </>
      )}
      {!wide && <Drawer open={!!panel} onClose={close} placement={phone ? 'bottom' : 'right'} width={400} height="88%" closable={false} styles={{ body: { padding: 0 } }} destroyOnHidden title={null} aria-label={t('panel.label')}><div className="panel" style={{ border: 0 }}>{panel}</div></Drawer>}
    </Page>
  );
}

function PanelSkeleton() {
  return <aside className="panel" aria-hidden="true"><div className="panel-in"><Skel w={200} h={24} /><div style={{ height: 18 }} /><Skel h={110} /><div style={{ height: 22 }} /><Skel h={190} /></div></aside>;
}

/** Headline sentence and the views of a journey. */
export function JourneyHead({ journeyKey, matrix, title, view = 'map' }: { journeyKey: string; matrix?: Matrix; title?: string; view?: 'map' | 'paths' | 'laws' | 'memory' | 'drivers' | 'aspects' }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const { may, whole } = useRights();
  const told = matrix ? tell(matrix, t, lang, zone) : undefined;
  const path = `/journey/${encodeURIComponent(journeyKey)}`;
  return (
    <div className="head">
      <div className="grow">
        {told || title ? <h1>{title ?? told!.title}</h1> : <h1><Skel w={280} h={30} /></h1>}
        {told && view === 'map' ? <p className={'say' + (told.good ? ' say-good' : '')}><Strong text={told.sentence} /></p> : !title && view === 'map' && <p className="say"><Skel w="82%" h={16} /></p>}
      </div>
      <nav className="tabs" aria-label={t('journey.views')}>
        {(whole ? (['map', 'paths', 'laws', 'memory', 'drivers', 'aspects'] as const) : (['map', 'paths'] as const)).map((v) => <Link key={v} to={href(v === 'map' ? path : `${path}/${v}`)} aria-current={v === view ? 'page' : undefined}>{v === 'paths' && !whole ? t('paths.coverage') : t(`journey.${v}`)}</Link>)}
      </nav>
      {may('write') && <Link className="btn-link btn-link-s" to={href(`/journeys/${encodeURIComponent(journeyKey)}/edit`, { journey: undefined })}><Icon name="edit" size={15} />{t('journey.edit')}</Link>}
    </div>
  );
}

function Map({ matrix, phone, selected, onSelect, fresh, bare }: { bare?: boolean; matrix: Matrix; phone: boolean; selected?: string; onSelect: (t: string) => void; fresh: ReadonlySet<string> }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const href = useHref();
  const box = useRef<HTMLDivElement>(null);
  const [ref, width] = useWidth<HTMLDivElement>();
  const label = Math.min(132, Math.max(96, width * 0.14));
  const cols = phone ? columns(width, matrix.stages.length, 0, 0, 44) : columns(width, matrix.stages.length, label, 4, 124);
  const share = matrix.coverage.applicable ? matrix.coverage.measured / matrix.coverage.applicable : 0;
  return (
    <>
      <div className={'card map' + (bare ? ' map-bare' : '')} ref={box}>
        <div ref={ref} className="map-scroll" style={{ minHeight: width ? undefined : 480 }} tabIndex={cols.total > width + 1 ? 0 : undefined} role={cols.total > width + 1 ? 'region' : undefined} aria-label={cols.total > width + 1 ? t('matrix.label') : undefined}>
          {width > 0 && !bare && <Curve matrix={matrix} cols={cols} height={phone ? 190 : 244} phone={phone} />}
          {width > 0 && phone && !bare && <div className="row" style={{ gap: 0 }} aria-hidden="true">{matrix.stages.map((s) => <span key={s.key} className="xs muted" style={{ width: cols.column, textAlign: 'center', padding: '0 2px', lineHeight: 1.25 }}>{pick(s.name, lang)}</span>)}</div>}
          {width > 0 && !phone && <MatrixGrid matrix={matrix} cols={cols} selected={selected} onSelect={onSelect} fresh={fresh} />}
        </div>
        {!bare && <div className="legend">
          <span className="key"><span className="ramp" aria-hidden="true" />{t('legend.colour')}</span>
          <span className="key">{t('legend.interval')}</span>
          <span className="key">{t('legend.memory')}</span>
          <span className="key"><svg width="24" height="8" aria-hidden="true"><line x1="0" x2="24" y1="4" y2="4" stroke="var(--ink-3)" strokeWidth="1.7" strokeDasharray="5 4" /></svg>{t('curve.expectation')}</span>
          {!phone && <span className="key">◆ {t('legend.mot')}</span>}
          <span className="key"><span className="sw hatch" aria-hidden="true" />{t('legend.hatch')}</span>
          {matrix.cells.some(observed) && <span className="key">{t('legend.observed')}</span>}
          {matrix.cells.some((c) => c.state === 'not_applicable') && <span className="key"><span className="sw" aria-hidden="true" />{t('cell.na')}</span>}
          <Link className="key right" to={href(`/journey/${encodeURIComponent(matrix.journey)}/paths`)}>{t('legend.coverage', { measured: matrix.coverage.measured, applicable: matrix.coverage.applicable, share: fixed(share * 100, 0) + THIN + '%' })}</Link>
          <span className="key">{matrix.from ? t('legend.span', { from: day(lang, zone, matrix.from), to: day(lang, zone, matrix.to) }) : t('range.all')}</span>
          <How metric="mean_experience" e={matrix.headline.mean} />
          <FigureMenu id="journey-map" title={t('journey.map')} body={box} reading={tell(matrix, t, lang, zone).sentence} ready table={matrixTable(matrix, t, lang)} />
        </div>}
      </div>
      {phone && <MatrixList matrix={matrix} selected={selected} onSelect={onSelect} fresh={fresh} />}
    </>
  );
}

function MapSkeleton() {
  return (
    <div className="card map" style={{ padding: '16px 14px 16px 18px' }} aria-hidden="true">
      <Skel h={210} r={9} />
      <div style={{ display: 'grid', gridTemplateColumns: '110px repeat(5, 1fr)', gap: 4, marginTop: 54 }}>
        {Array.from({ length: 24 }, (_, i) => (i % 6 ? <Skel key={i} h={92} r={9} /> : <span key={i} style={{ alignSelf: 'center' }}><Skel w={70} /></span>))}
      </div>
      <div style={{ height: 40 }} />
    </div>
  );
}

export function NoData({ limited }: { limited: boolean }) {
  const t = useT();
  const set = useSetParams();
  if (limited) return <div className="card"><Empty title={t('empty.range_title')} actions={<Button type="primary" onClick={() => set({ range: undefined, segment: undefined }, true)}>{t('empty.range_all')}</Button>}>{t('empty.range_text')}</Empty></div>;
  const { may } = useRights();
  return (
    <div className="card">
      <Empty title={t('empty.journey_title')}>{t('empty.journey_text')}</Empty>
      {may('write') && <div className="bring"><BringData /></div>}
    </div>
  );
}

const NONE: ReadonlySet<string> = new Set();
/** Touchpoints that an answer just reached: lit for a moment. */
function useFresh(journey: string): ReadonlySet<string> {
  const { seq, items } = useLive();
  const [lit, setLit] = useState<ReadonlySet<string>>(NONE);
  const first = useRef(seq);
  const keys = useMemo(() => items.filter((i) => !i.journey || i.journey === journey).map((i) => i.touchpoint), [items, journey]);
  useEffect(() => {
    if (seq === first.current || !keys.length) return;
    setLit(new Set(keys));
    const id = setTimeout(() => setLit(NONE), 1900);
    return () => clearTimeout(id);
  }, [seq, keys]);
  return lit;
}
