import { Button } from 'antd';
import { useMemo } from 'react';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import type { Timeline, TimelineItem } from '@shared/api';
import { ApiError } from '@/api/client';
import { useJourney, useSession, useTimeline } from '@/api/queries';
import { Page } from '@/app/Shell';
import { touchpointPath, useHref, useSetParams } from '@/app/url';
import { smooth } from '@/design/curve';
import { Icon } from '@/design/icons';
import { count, fixed, value } from '@/design/number';
import { BasisBadge, Empty, Pill, Skel, SkelLines } from '@/design/parts';
import { clock, day, dayShort, quantity, tx, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import './customers.css';

const KINDS = ['event', 'rating', 'feedback', 'identify'] as const;
type Kind = (typeof KINDS)[number];
type Episode = Timeline['episodes'][number];

/** One customer's way, step by step: what happened, what was expected, what was said, what will be remembered. */
export default function TimelinePage() {
  const { id = '' } = useParams();
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const set = useSetParams();
  const [search] = useSearchParams();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const line = useTimeline(id);
  const pages = line.data?.pages;
  const hidden = useMemo(() => new Set((search.get('hide') ?? '').split(',')), [search]);
  const items = useMemo(() => [...(pages ?? [])].reverse().flatMap((p) => p.items), [pages]);
  const groups = useMemo(() => group(items.filter((i) => !hidden.has(i.kind)), pages?.[0]?.episodes ?? []), [items, hidden, pages]);
  const who = pages?.[0]?.customer;
  const counts = useMemo(() => Object.fromEntries(KINDS.map((k) => [k, items.filter((i) => i.kind === k).length])) as Record<Kind, number>, [items]);
  const back = <Link className="back" to={href('/customers')}><Icon name="left" size={15} />{t('nav.customers')}</Link>;
  if (line.error && !who) {
    const missing = line.error instanceof ApiError && line.error.status === 404;
    return <Page title={t('customers.one')} narrow back={back}><Empty level={1} title={t(missing ? 'customers.unknown' : 'error.load')}>{t(missing ? 'customers.unknown_text' : 'error.load_text')}</Empty></Page>;
  }
  const toggle = (k: Kind) => {
    const next = new Set(hidden);
    next.delete('');
    if (!next.delete(k)) next.add(k);
    set({ hide: [...next].join(',') || undefined });
  };
  return (
    <Page title={who?.user_id ?? t('customers.one')} narrow back={back}>
      <div className="cust-head">
        <div>
          <h1 style={{ overflowWrap: 'anywhere' }}>{who ? who.user_id || who.id : <Skel w={220} h={30} />}</h1>
          {who && <div className="facts"><span>{t('timeline.span', { from: day(lang, zone, who.first_at), to: day(lang, zone, who.last_at) })}</span>{who.ids.length > 1 && <span>{t('timeline.ids', { ids: who.ids.join(', ') })}</span>}</div>}
          {who && Object.keys(who.traits).length > 0 && <div className="traits">{Object.entries(who.traits).slice(0, 12).map(([k, v]) => <span className="pill" key={k}>{k}<b>{v}</b></span>)}</div>}
        </div>
      </div>
      <div className="tl-tools" role="group" aria-label={t('timeline.show')}>
        {KINDS.filter((k) => counts[k] > 0).map((k) => <button key={k} type="button" className="toggle" aria-pressed={!hidden.has(k)} onClick={() => toggle(k)}><Icon name={k} size={15} />{t(`kind.${k}`)} {count(counts[k])}</button>)}
      </div>
      {!pages ? <div className="card card-pad"><SkelLines n={12} /></div> : !groups.length ? <div className="card"><Empty title={t('timeline.none')}>{t(items.length ? 'timeline.none_shown' : 'timeline.none_text')}</Empty></div> : (
        <>
          {groups.map((g, i) => <EpisodeCard key={g.episode?.id ?? `loose${i}`} episode={g.episode} items={g.items} />)}
          {line.hasNextPage && <div style={{ textAlign: 'center' }}><Button onClick={() => void line.fetchNextPage()} loading={line.isFetchingNextPage}>{t('timeline.older')}</Button></div>}
        </>
      )}
    </Page>
  );
}

interface Group { episode?: Episode; items: TimelineItem[] }
/** Items by episode, the episode seen last on top; inside, from old to new. Items of no episode stand in runs between. */
function group(items: TimelineItem[], episodes: Episode[]): Group[] {
  const known = new Map(episodes.map((e) => [e.id, e]));
  const out: Group[] = [];
  const at = new Map<string, Group>();
  for (const item of items) {
    const episode = item.episode ? known.get(item.episode) ?? ({ id: item.episode } as Episode) : undefined;
    const key = episode?.id ?? '';
    let g = key ? at.get(key) : out[out.length - 1]?.episode ? undefined : out[out.length - 1];
    if (!g) {
      out.push((g = { episode, items: [] }));
      if (key) at.set(key, g);
    }
    g.items.push(item);
  }
  return out.sort((a, b) => last(b).localeCompare(last(a)));
}
const last = (g: Group): string => g.items[g.items.length - 1]!.at;

function EpisodeCard({ episode, items }: Group) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const key = episode?.journey || items.find((i) => i.journey)?.journey;
  const journey = useJourney(key).data;
  const e = episode?.start ? episode : undefined;
  return (
    <section className="card episode">
      <header>
        <h2>
          {episode ? (episode.key ? t('timeline.episode_key', { key: episode.key }) : t('timeline.episode')) : t('timeline.loose')}
          <small>{day(lang, zone, items[0]!.at)} – {day(lang, zone, items[items.length - 1]!.at)}{e && ` · ${t(e.closed ? 'timeline.closed' : 'timeline.open')}`}</small>
        </h2>
        <MiniCurve items={items} />
        {e && (
          <dl>
            {e.remembered !== undefined && <div><dt>{t('metric.remembered.name')}</dt><dd>{value(e.remembered, 'valence')}</dd></div>}
            {e.mean !== undefined && <div><dt>{t('metric.mean.name')}</dt><dd>{value(e.mean, 'valence')}</dd></div>}
            {e.kept + e.broken + e.overdue > 0 && <div><dt>{t('promise.title')}</dt><dd>{t('timeline.promises', { kept: e.kept, broken: e.broken + e.overdue })}</dd></div>}
          </dl>
        )}
      </header>
      <ol className="tl">{items.map((i, n) => <Item key={n} i={i} place={i.touchpoint ? touchpointName(journey, i.touchpoint, lang) : ''} />)}</ol>
    </section>
  );
}

/** The episode's ratings in order; remembered moments filled. */
function MiniCurve({ items }: { items: TimelineItem[] }) {
  const rated = items.filter((i) => i.valence !== undefined);
  if (rated.length < 2) return null;
  const w = Math.min(180, 24 + rated.length * 22);
  const pts = rated.map((i, n) => ({ x: 8 + (n / (rated.length - 1)) * (w - 16), y: 20 - i.valence! * 14, i }));
  return (
    <svg width={w} height={40} className="mini" aria-hidden="true">
      <line x1={0} x2={w} y1={20} y2={20} stroke="var(--line-2)" />
      <path d={smooth(pts)} fill="none" stroke="var(--accent)" strokeWidth={2} />
      {pts.map((p, n) => <circle key={n} cx={p.x} cy={p.y} r={p.i.role ? 4.5 : 3} fill={p.i.role === 'valley' ? 'var(--warm)' : p.i.role === 'peak' ? 'var(--accent)' : p.i.role === 'end' ? 'var(--end)' : 'var(--panel)'} stroke={p.i.role ? 'var(--panel)' : 'var(--accent)'} strokeWidth={1.6} />)}
    </svg>
  );
}

function Item({ i, place }: { i: TimelineItem; place: string }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const tone = i.valence === undefined ? (i.promise === 'broken' || i.breach ? ' tl-dot-neg' : '') : i.valence < 0 ? ' tl-dot-neg' : ' tl-dot-pos';
  const title = i.kind === 'event' ? i.name : i.kind === 'rating' ? t('timeline.rated', { metric: tx(`metric.${i.metric}.name`, i.metric.toUpperCase() || t('kind.rating')) }) : i.kind === 'feedback' ? t('timeline.said') : t('timeline.identified');
  const tags = Object.entries(i.attributes ?? {});
  return (
    <li className="tl-item">
      <div className="tl-when"><b>{dayShort(lang, zone, i.at)}</b><time dateTime={i.at}>{clock(lang, zone, i.at)}</time></div>
      <span className={'tl-dot' + tone + (i.role ? ` tl-dot-${i.role}` : '')} title={t(`kind.${i.kind}`)}><Icon name={i.kind} size={15} /></span>
      <div className="tl-what">
        <h3>
          {title}
          {i.role && <Pill tone={i.role === 'valley' ? 'warm' : i.role === 'peak' ? 'accent' : undefined}>{t(`role.moment.${i.role}`)}</Pill>}
          {i.breach && <Pill tone="warm">▼ {t('timeline.breach')}</Pill>}
          {place && (i.journey ? <Link to={href(touchpointPath(i.journey, i.touchpoint))}>{place}</Link> : <span className="muted small">{place}</span>)}
        </h3>
        {i.text && <p className={'tl-words' + (i.valence === undefined ? '' : i.valence < -0.05 ? ' tl-words-neg' : i.valence > 0.05 ? ' tl-words-pos' : '')}>{i.text}</p>}
        {tags.length > 0 && <details><summary>{t('timeline.attributes', { count: tags.length })}</summary><dl>{tags.map(([k, v]) => <div key={k} style={{ display: 'contents' }}><dt>{k}</dt><dd>{v}</dd></div>)}</dl></details>}
      </div>
      <div className="tl-how"><Compare i={i} /></div>
    </li>
  );
}

/** Expectation against experience of one fact: a promise in its unit, or a score beside the expected score. */
function Compare({ i }: { i: TimelineItem }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  if (i.promise === 'made') return <span className="verdict">{i.due ? t('compare.made', { due: day(lang, zone, i.due) }) : t('compare.made_plain')}</span>;
  if (i.kind === 'event' && i.expectation !== undefined && i.actual !== undefined) {
    const most = Math.max(i.expectation, i.actual) || 1;
    const bad = i.promise === 'broken';
    const diff = i.actual - i.expectation;
    return (
      <div>
        <div className="line"><span>{t('compare.promised', { q: quantity(i.expectation, i.unit) })}</span><b className={bad ? 'warm' : undefined}>{t('compare.actual', { q: quantity(i.actual, i.unit) })}</b></div>
        <div className="cmp" aria-hidden="true"><span className="is" style={{ width: `${(i.actual / most) * 100}%`, background: bad ? 'var(--neg-strong)' : 'var(--pos-strong)' }} /><span className="want" style={{ left: `calc(${(i.expectation / most) * 100}% - 1px)` }} /></div>
        <div className="verdict">{[i.promise === 'none' ? '' : t(bad ? 'compare.broken' : 'compare.kept'), Math.abs(diff) < 0.05 ? '' : t(diff > 0 ? 'compare.over' : 'compare.under', { q: quantity(Math.abs(diff), i.unit) }), i.ratio === undefined ? '' : t('compare.ratio', { r: fixed(i.ratio, 2) })].filter(Boolean).join(' · ')} <BasisBadge basis={i.basis} /></div>
      </div>
    );
  }
  if (i.score !== undefined)
    return (
      <div>
        <div className="line"><span>{i.expectation !== undefined ? t('compare.expected', { q: score(i.expectation) }) : ''}</span><b>{t('compare.score', { q: score(i.score) })}{i.valence !== undefined && <span className="num-i"> ({value(i.valence, 'valence')})</span>}</b></div>
        {i.valence !== undefined && <Valence v={i.valence} />}
      </div>
    );
  if (i.promise === 'kept' || i.promise === 'broken') return <span className={i.promise === 'broken' ? 'warm' : ''}>{t(`compare.${i.promise}`)}</span>;
  if (i.valence !== undefined) return <div><div className="line"><span /><b>{value(i.valence, 'valence')}</b></div><Valence v={i.valence} /></div>;
  return null;
}
const score = (x: number): string => fixed(x, Number.isInteger(x) ? 0 : 1);
function Valence({ v }: { v: number }) {
  const half = Math.abs(v) * 50;
  return <div className="cmp" aria-hidden="true"><span className="is" style={{ left: v < 0 ? `${50 - half}%` : '50%', right: 'auto', width: `${half}%`, background: v < 0 ? 'var(--neg-strong)' : 'var(--pos-strong)' }} /><span className="want" style={{ left: 'calc(50% - 1px)', background: 'var(--line-2)' }} /></div>;
}
