// One fact of a customer's way: when, what, and expectation against experience.
import { Link } from 'react-router-dom';
import type { TimelineItem } from '@shared/api';
import { useSession } from '@/api/queries';
import { touchpointPath, useHref } from '@/app/url';
import { Icon, type IconName } from '@/design/icons';
import { fixed, value } from '@/design/number';
import { BasisBadge, Pill } from '@/design/parts';
import { clock, day, dayShort, quantity, tx, useLang, useT, type T } from '@/i18n';

/** How each kind of fact names itself. A new kind is one line here. */
const TITLES: Record<string, (i: TimelineItem, t: T) => string> = {
  event: (i) => i.name,
  rating: (i, t) => t('timeline.rated', { metric: tx(`metric.${i.metric}.name`, i.metric.toUpperCase() || t('kind.rating')) }),
  feedback: (_, t) => t('timeline.said'),
  identify: (_, t) => t('timeline.identified'),
};
const iconOf = (kind: string): IconName => (kind in TITLES ? (kind as IconName) : 'info');
export const titleOf = (i: TimelineItem, t: T): string => (TITLES[i.kind] ?? TITLES.event!)(i, t);

export function Item({ i, place, state, onPick }: { i: TimelineItem; place: string; state?: 'now' | 'later'; onPick?: () => void }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const tone = i.valence === undefined ? (i.promise === 'broken' || i.breach ? ' tl-dot-neg' : '') : i.valence < 0 ? ' tl-dot-neg' : ' tl-dot-pos';
  const tags = Object.entries(i.attributes ?? {});
  return (
    <li className={'tl-item' + (state ? ` tl-${state}` : '')} aria-current={state === 'now' ? 'step' : undefined} onClick={onPick}>
      <div className="tl-when"><b>{dayShort(lang, zone, i.at)}</b><time dateTime={i.at}>{clock(lang, zone, i.at)}</time></div>
      <span className={'tl-dot' + tone + (i.role ? ` tl-dot-${i.role}` : '')} title={tx(`kind.${i.kind}`, i.kind)}><Icon name={iconOf(i.kind)} size={15} /></span>
      <div className="tl-what">
        <h3>
          {titleOf(i, t)}
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

/** An expectation asked beforehand is one; asked together with the experience it is a memory. */
const ASKED: Record<string, 'compare.expected_before' | 'compare.expected_recalled'> = { before: 'compare.expected_before', after: 'compare.expected_recalled' };
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
        <div className="line"><span>{i.expectation !== undefined ? t(ASKED[i.attributes.expectation_asked ?? ''] ?? 'compare.expected', { q: score(i.expectation) }) : ''}</span><b>{t('compare.score', { q: score(i.score) })}{i.valence !== undefined && <span className="num-i"> ({value(i.valence, 'valence')})</span>}</b></div>
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
