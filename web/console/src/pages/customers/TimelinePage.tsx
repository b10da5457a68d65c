import { Button } from 'antd';
import { useMemo } from 'react';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import type { Timeline, TimelineItem } from '@shared/api';
import { useJourney, useSession, useTimeline } from '@/api/queries';
import { Page } from '@/app/Shell';
import { useHref, useSetParams } from '@/app/url';
import { smooth } from '@/design/curve';
import { Icon } from '@/design/icons';
import { count, value } from '@/design/number';
import { Empty, Skel, SkelLines } from '@/design/parts';
import { NotThere } from '@/design/Waiting';
import { day, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { Item } from './Item';
import { Replay } from './Replay';
import { Worth } from './Worth';
import './customers.css';

const KINDS = ['event', 'rating', 'feedback', 'identify'] as const;
type Kind = (typeof KINDS)[number];
type Episode = Timeline['episodes'][number];
const NONE = 'none';

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
  // Without a choice in the address the newest pass is ready to be played.
  const asked = search.get('episode') ?? undefined;
  const shown = asked === NONE ? undefined : asked ?? pages?.[0]?.episodes[0]?.id;
  const replay = (episode: string) => {
    set({ episode, step: '1' }, true);
    document.querySelector('.replay')?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  };
  const back = <Link className="back" to={href('/customers')}><Icon name="left" size={15} />{t('nav.customers')}</Link>;
  if (line.error && !who) return <Page title={t('customers.one')} narrow back={back}><NotThere ask={line} title={t('customers.unknown')} text={t('customers.unknown_text')} /></Page>;
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
      <Worth worth={pages?.[0]?.worth} got={pages?.[0]?.got} />
      {shown && <Replay customer={id} episode={shown} close={() => set({ episode: NONE, step: undefined })} />}
      <div className="tl-tools" role="group" aria-label={t('timeline.show')}>
        {KINDS.filter((k) => counts[k] > 0).map((k) => <button key={k} type="button" className="toggle" aria-pressed={!hidden.has(k)} onClick={() => toggle(k)}><Icon name={k} size={15} />{t(`kind.${k}`)} {count(counts[k])}</button>)}
      </div>
      {!pages ? <div className="card card-pad"><SkelLines n={12} /></div> : !groups.length ? <div className="card"><Empty title={t('timeline.none')}>{t(items.length ? 'timeline.none_shown' : 'timeline.none_text')}</Empty></div> : (
        <>
          {groups.map((g, i) => <EpisodeCard key={g.episode?.id ?? `loose${i}`} episode={g.episode} items={g.items} replay={g.episode?.start && g.episode.id !== shown ? () => replay(g.episode!.id) : undefined} />)}
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

function EpisodeCard({ episode, items, replay }: Group & { replay?: () => void }) {
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
        {replay && <Button size="small" icon={<Icon name="play" size={13} />} onClick={replay}>{t('replay.do')}</Button>}
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
