// What the owner asks beyond the numbers of the map: how late, who, what came before and after.
import { Segmented, Select } from 'antd';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import type { AroundStep, Journey, TouchpointStory } from '@shared/api';
import { useInsight } from '@/api/queries';
import { touchpointPath, useHref, useRange, useSetParams } from '@/app/url';
import { Ranking, rankTable, type Rank } from '@/design/charts';
import { Figure, type Ask } from '@/design/Figure';
import { count, plain, share } from '@/design/number';
import { pick, quantity, tx, useLang, useT, type T } from '@/i18n';
import { touchpointName } from '../journey/names';

type Late = NonNullable<TouchpointStory['lateness']>;

/** "on the day", "1 day late", "2 to 3 days late", "5 days late or more". Bins are (lo, hi]; whole days begin after lo. */
function binName(l: Late, k: number, t: T): string {
  const b = l.bins[k]!;
  const early = b.lo < 0;
  const step = l.whole ? 1 : 0;
  const near = early ? -b.hi : b.lo + step;
  const far = early ? -b.lo - step : b.hi;
  if (l.whole && far === 0) return t('late.on_day');
  const outer = k === 0 || k === l.bins.length - 1;
  const words = { from: plain(near), to: quantity(far, l.unit), more: quantity(near, l.unit) };
  if (outer && near > 0) return t(early ? 'late.early_more' : 'late.late_more', words);
  if (l.whole && near === far) return t(early ? 'late.early_by' : 'late.late_by', { q: quantity(far, l.unit) });
  return t(early ? 'late.early' : 'late.late', words);
}

/** Distribution of actual minus promised. */
export function LateFigure({ ask, journey, touchpoint }: { ask: Ask<TouchpointStory>; journey: string; touchpoint: string }) {
  const t = useT();
  const href = useHref();
  return (
    <Figure id="tp-late" title={t('late.title')} sub={t('late.sub')} height={244} ask={ask} method="lateness" rows={href('/customers', { in: journey, touchpoint, broken: '1' })}
      empty={(s) => (s.lateness ? undefined : { title: t('promise.none'), text: t('promise.none_text') })}
      reading={(s) => lateWords(s, t)}
      table={(s) => (s.lateness ? { caption: t('late.title'), head: [t('late.col'), '%', 'n'], rows: s.lateness.bins.map((b, k) => [binName(s.lateness!, k, t), { show: share(b.n / s.lateness!.n), raw: (b.n / s.lateness!.n) * 100 }, b.n]) } : undefined)}>
      {(s) => <LateBars l={s.lateness!} />}
    </Figure>
  );
}
function lateWords(s: TouchpointStory, t: T): string {
  const l = s.lateness;
  if (!l) return '';
  const late = l.bins.filter((b) => b.lo >= 0).reduce((a, b) => a + b.n, 0);
  const typical = l.median_broken > 0 ? t('late.typical', { q: quantity(l.median_broken, l.unit) }) : '';
  return t('late.say', { share: share(late / l.n), typical }).trim();
}
const edge = (v: number): string => (v > 0 ? '+' : '') + plain(v);
function LateBars({ l }: { l: Late }) {
  const t = useT();
  const most = Math.max(1, ...l.bins.map((b) => b.n));
  return (
    <div role="img" aria-label={t('late.alt', { list: l.bins.map((b, k) => `${binName(l, k, t)}: ${count(b.n)}`).join(', ') })}>
      <div className="late" aria-hidden="true">
        {l.bins.map((b, k) => (
          <div key={k} className={'late-bin' + (b.lo === 0 ? ' late-due' : '')} title={`${binName(l, k, t)}: ${count(b.n)}`}>
            <span className="late-n">{share(b.n / l.n)}</span>
            <span className="late-bar" style={{ height: `${Math.max(b.n ? 2 : 0, (b.n / most) * 150)}px`, background: b.lo < 0 ? 'var(--pos-strong)' : 'var(--neg-strong)' }} />
            <span className={'late-x' + (l.whole ? ' late-day' : '')}>{edge(l.whole ? b.hi : b.lo)}</span>
          </div>
        ))}
      </div>
      <div className="late-key small muted"><span>← {t('late.side_early')}</span><b>{t('late.due')}</b><span>{t('late.side_late')} →</span></div>
      {l.sampled && <p className="xs muted">{t('late.sampled', { n: count(l.n) })}</p>}
    </div>
  );
}

const OWN = ['channel', 'lang'] as const;
/** The experience by channel or by any attribute of the answers: dot and interval, differences that are not real look like none. */
export function Segments({ journey, touchpoint, attributes }: { journey: string; touchpoint: string; attributes: string[] }) {
  const t = useT();
  const href = useHref();
  const [search] = useSearchParams();
  const set = useSetParams();
  const { span } = useRange();
  const choices = [...OWN, ...attributes.filter((a) => !(OWN as readonly string[]).includes(a))];
  const by = choices.find((c) => c === search.get('seg')) ?? 'channel';
  const ask = useInsight({ metric: 'mean_experience', journey, by, where: [`touchpoint:${touchpoint}`], span });
  const name = (k: string) => (by === 'channel' ? tx(`channel.${k}`, k) : by === 'lang' ? tx(`lang_name.${k}`, k) : k) || t('segments.none');
  const rows = useMemo<Rank[]>(
    () => (ask.data?.rows ?? []).filter((r) => r.n > 0).sort((a, b) => (a.value ?? 9) - (b.value ?? 9)).slice(0, 12).map((r) => ({ key: r.key[by] ?? '', name: name(r.key[by] ?? ''), e: r, to: by === 'channel' && r.key[by] ? href('/feedback', { journey, touchpoint, channel: r.key[by] }) : undefined })),
    [ask.data, by], // eslint-disable-line
  );
  const label = (c: string) => tx(`segments.by_${c}`, c);
  const [first, last] = [rows.find((r) => r.e.value !== undefined), [...rows].reverse().find((r) => r.e.value !== undefined)];
  const apart = first && last && first !== last && (first.e.hi ?? first.e.value!) < (last.e.lo ?? last.e.value!);
  return (
    <Figure id="tp-segments" title={t('segments.title')} height={260} ask={ask} metric="mean_experience" estimate={(d) => d.total} rows={href('/feedback', { journey, touchpoint })}
      reading={() => (!rows.length ? '' : apart ? t('segments.differ', { worst: first.name, best: last.name }) : first === last ? t('segments.single') : t('segments.alike'))}
      empty={() => (rows.length ? undefined : { title: t('chart.no_scores'), text: t('chart.no_scores_text') })}
      table={() => rankTable(rows, t('metric.mean_experience.name'), label(by))}
      tools={choices.length > 4 ? <Select size="small" aria-label={t('segments.by')} value={by} onChange={(v) => set({ seg: v === 'channel' ? undefined : v })} options={choices.map((c) => ({ value: c, label: label(c) }))} popupMatchSelectWidth={false} style={{ minWidth: 110 }} />
        : <Segmented size="small" aria-label={t('segments.by')} value={by} onChange={(v) => set({ seg: v === 'channel' ? undefined : v })} options={choices.map((c) => ({ value: c, label: label(c) }))} />}>
      {() => <Ranking rows={rows} unit="valence" caption={label(by)} />}
    </Figure>
  );
}

/** What customers did right before and right after. */
export function AroundFigure({ ask, journey, id }: { ask: Ask<TouchpointStory>; journey?: Journey; id: string }) {
  const t = useT();
  const lang = useLang();
  const name = (s: AroundStep, none: string) => (!s.event ? none : s.touchpoint ? `${s.event} · ${touchpointName(journey, s.touchpoint, lang)}` : s.event);
  return (
    <Figure id="tp-around" title={t('around.title')} sub={t('around.sub')} height={240} ask={ask} method="before_after" noPicture
      empty={(s) => (s.around.episodes ? undefined : { title: t('around.none'), text: t('around.none_text') })}
      reading={(s) => t('around.say', { n: count(s.around.episodes), sampled: s.around.sampled ? t('around.sampled') : '' }).trim()}
      table={(s) => ({ caption: t('around.title'), head: [t('around.step'), t('around.side'), '%', 'n'], rows: (['before', 'after'] as const).flatMap((side) => s.around[side].map((x) => [name(x, t(`around.nothing_${side}`)), t(`around.${side}`), { show: share(x.n / s.around.episodes), raw: (x.n / s.around.episodes) * 100 }, x.n])) })}>
      {(s) => (
        <div className="around">
          {(['before', 'after'] as const).map((side) => (
            <div key={side}>
              <h3>{t(`around.${side}`)}</h3>
              <ul className="bars around-bars">
                {s.around[side].map((x, k) => (
                  <li key={k}>
                    <span className="around-name">{x.event || <i>{t(`around.nothing_${side}`)}</i>}{x.touchpoint && <AroundPlace journey={journey} id={id} touchpoint={x.touchpoint} />}</span>
                    <span className="track" aria-hidden="true"><span className="fill" style={{ width: `${(x.n / s.around.episodes) * 100}%`, background: 'var(--accent)' }} /></span>
                    <span className="v">{share(x.n / s.around.episodes)}</span>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      )}
    </Figure>
  );
}
function AroundPlace({ journey, id, touchpoint }: { journey?: Journey; id: string; touchpoint: string }) {
  const href = useHref();
  const lang = useLang();
  return <Link to={href(touchpointPath(id, touchpoint))}>{touchpointName(journey, touchpoint, lang)}</Link>;
}

/** The owner's sheet: what is promised here, what the standards are, and who acts. */
export function Sheet({ tp, touchpoint }: { tp?: Journey['touchpoints'][number]; touchpoint: string }) {
  const t = useT();
  const lang = useLang();
  const text = (x: { zh: string; en: string } | undefined) => pick(x, lang) || '–';
  const standards = tp?.standards ?? [];
  return (
    <section className="card card-pad w4 tp-sheet" aria-labelledby="tp-sheet">
      <h2 id="tp-sheet" style={{ marginBottom: 12 }}>{t('tp.sheet')}</h2>
      <dl className="facts-list">
        <dt>{t('tp.owner_is')}</dt><dd>{pick(tp?.owner, lang) || t('tp.no_owner')}</dd>
        <dt>{t('tp.standards')}</dt><dd>{standards.length ? <ul className="tp-standards">{standards.map((s, i) => <li key={i}>{pick(s, lang)}</li>)}</ul> : t('tp.no_standards')}</dd>
        <dt>{t('tp.play_stage')}</dt><dd>{text(tp?.play_stage)}</dd>
        <dt>{t('tp.props')}</dt><dd>{text(tp?.props)}</dd>
        <dt>{t('tp.actor')}</dt><dd>{text(tp?.actor)}</dd>
        <dt>{t('tp.sources')}</dt><dd>{tp?.expectation_sources.map((s) => tx(`source.${s}`, s)).join(t('curve.list_join')) || '–'}</dd>
        <dt>{t('tp.key')}</dt><dd><code className="xs">{touchpoint}</code></dd>
      </dl>
    </section>
  );
}
