import { Link } from 'react-router-dom';
import type { MemoryPage } from '@shared/api';
import { useRights } from '@/app/rights';
import { touchpointPath, useHref } from '@/app/url';
import { Figure, type EmptyText } from '@/design/Figure';
import { Sized } from '@/design/marks';
import { count, fixed, share } from '@/design/number';
import { Num, Strong } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { quantity, useT } from '@/i18n';
import { halfRange, keptAs, memoryWords, slopeWords } from '@/story/memory';
import { Bars } from './Bars';
import { Progress } from './Contest';
import type { MemoryPart } from './MemoryPage';

/** What people say they recall: by touchpoint, over delay, and how much of the good is in it. */
export function Recall(p: MemoryPart) {
  const t = useT();
  const href = useHref();
  const { may } = useRights();
  const empty = (d: MemoryPage): EmptyText | undefined => {
    const r = d.recall;
    if (r.all.n > 0) return undefined;
    if (!r.surveys) return { title: t('memory.no_probe'), text: t('memory.no_probe_text'), actions: may('write') && <Link className="btn-link" to={href('/surveys', { journey: undefined })}>{t('memory.to_surveys')}</Link> };
    return { title: t('memory.no_answers'), text: t('memory.no_answers_text', { answers: count(r.answers), unmatched: count(r.unmatched) }) };
  };
  const some = (p.ask.data?.recall.all.n ?? 0) > 0;
  return (
    <>
      <Figure id="memory-recall" title={t('memory.recall')} sub={t('memory.recall_sub')} height={180} ask={p.ask} method="memory" noPicture reading={(d) => memoryWords.recall(d, p.name, t)} empty={empty}
        table={({ recall: r }) => ({ caption: t('memory.recall'), head: [t('memory.touchpoint'), ...estimateHead(t('memory.recall'))], rows: r.places.map((x) => [p.name(x.touchpoint), ...estimateCells(x.recalled)]) })}>
        {({ recall: r }) => (
          <>
            {r.places.some((x) => x.recalled.value !== undefined) ? <Bars rows={r.places.filter((x) => x.recalled.value !== undefined).map((x) => ({ key: x.touchpoint, e: x.recalled }))} journeyKey={p.journeyKey} name={p.name} /> : <Progress have={r.all.insufficient?.have ?? 0} need={r.all.insufficient?.need ?? 5} />}
            {(r.unaided.nothing.n > 0 || r.effective.positive.n > 0) && (
              <dl className="duo memory-duo">
                {r.unaided.nothing.n > 0 && <div><dt>{t('memory.nothing')} · n {count(r.unaided.nothing.n)}</dt><dd><Num e={r.unaided.nothing} /></dd></div>}
                {r.unaided.nothing.n > 0 && <div><dt>{t('memory.named')}</dt><dd>{fixed(r.unaided.named, 1)}</dd></div>}
              </dl>
            )}
            {r.unmatched > 0 && <p className="xs muted">{t('memory.unmatched', { n: count(r.unmatched) })}</p>}
            {r.truncated && <p className="xs muted">{t('memory.truncated')}</p>}
          </>
        )}
      </Figure>
      {some && (
        <Figure id="memory-curve" title={t('memory.curve')} sub={t('memory.curve_sub')} height={220} ask={p.ask} method="memory" reading={(d) => memoryWords.curve(d, t)}
          table={({ recall: r }) => ({ caption: t('memory.curve'), head: [t('memory.days'), ...estimateHead(t('memory.recall'))], rows: r.delays.map((x) => [{ show: fixed(x.days, 1), raw: x.days }, ...estimateCells(x.recalled)]) })}>
          {(d) => (
            <>
              <Curve recall={d.recall} />
              {d.recall.curve.half_life === undefined ? !d.recall.curve.no_forgetting && <Progress have={d.recall.curve.have} need={d.recall.curve.need} /> : (
                <dl className="duo memory-duo">
                  <div><dt>{t('memory.half_life')}</dt><dd className="nowrap">{quantity(d.recall.curve.half_life, 'day')} <small>[{halfRange(d.recall.curve)}]</small></dd></div>
                  <div><dt>{t('memory.slope')}</dt><dd className="nowrap">{slopeWords(d)}</dd></div>
                </dl>
              )}
            </>
          )}
        </Figure>
      )}
      {some && (
        <Figure id="memory-effective" title={t('memory.effective')} sub={t('memory.effective_sub')} height={180} ask={p.ask} method="memory" noPicture reading={(d) => memoryWords.rate(d, t)}
          table={({ recall: { effective: e, all, places } }) => ({
            caption: t('memory.effective'), head: ['', ...estimateHead(t('memory.share')), t('memory.verdict')],
            rows: [[t('memory.rate'), ...estimateCells(all), ''], ...places.map((x) => [p.name(x.touchpoint), ...estimateCells(x.recalled), t(`memory.kept_is.${x.kept}`)]), [t('memory.lived'), ...estimateCells(e.positive), ''], [t('memory.kept'), ...estimateCells(e.positive_remembered), '']],
          })}>
          {(d) => <Effective d={d} journeyKey={p.journeyKey} name={p.name} />}
        </Figure>
      )}
    </>
  );
}

/** The share of all that was lived through which is recalled, what is experienced for nothing, and whether the good or the bad stays. */
function Effective({ d, journeyKey, name }: { d: MemoryPage; journeyKey: string; name: MemoryPart['name'] }) {
  const t = useT();
  const href = useHref();
  const { effective: e, all, forgotten } = d.recall;
  const lost = keptAs(d, 'forgotten');
  const also = [memoryWords.listed(d, 'undecided', name, t), memoryWords.listed(d, 'not_enough_data', name, t)].filter(Boolean);
  return (
    <>
      <p className="memory-rate"><Num e={all} n /> <small>{t('memory.rate')}</small></p>
      <h3 className="memory-wasted">{t('memory.wasted')}</h3>
      <p className="xs muted">{t('memory.wasted_sub', { under: share(forgotten.under) })}</p>
      <p className="small"><Strong text={memoryWords.wasted(d, name, t)} /></p>
      {lost.length > 0 && (
        <ul className="memory-lost">
          {lost.map((x) => <li key={x.touchpoint} data-forgotten={x.touchpoint}><Link to={href(touchpointPath(journeyKey, x.touchpoint))}>{name(x.touchpoint)}</Link> <Num e={x.recalled} n /></li>)}
        </ul>
      )}
      {also.map((text) => <p key={text} className="xs muted">{text}</p>)}
      <dl className="duo memory-duo">
        <div><dt>{t('memory.lived')} · n {count(e.positive.n)}</dt><dd><Num e={e.positive} /></dd></div>
        <div><dt>{t('memory.kept')} · n {count(e.positive_remembered.n)}</dt><dd><Num e={e.positive_remembered} /></dd></div>
      </dl>
      <p className="xs muted"><Strong text={memoryWords.effective(d, t)} /></p>
    </>
  );
}

const HEIGHT = 190;
/** Shares by delay with their intervals on logarithmic time, and the fitted curve. */
function Curve({ recall }: { recall: MemoryPage['recall'] }) {
  const t = useT();
  const known = recall.delays.filter((x) => x.recalled.value !== undefined);
  const last = Math.max(7, ...recall.delays.map((x) => x.days));
  const list = known.map((x) => `${quantity(Number(fixed(x.days, 0).replace(/\u202f/g, '')), 'day')}: ${share(x.recalled.value!)}`).join(', ');
  return (
    <Sized height={HEIGHT}>
      {(w) => {
        const left = 44, base = HEIGHT - 22;
        const x = (days: number) => left + 8 + (Math.log1p(days) / Math.log1p(last)) * (w - left - 24);
        const y = (p: number) => base - p * (base - 10);
        const line = (recall.curve.points ?? []).filter((p) => p.days <= last).map((p, i) => `${i ? 'L' : 'M'}${x(p.days).toFixed(1)} ${y(p.p).toFixed(1)}`).join('');
        return (
          <svg width={w} height={HEIGHT} role="img" aria-label={t('memory.curve_alt', { list })}>
            {[0, 0.5, 1].map((p) => <g key={p}><line x1={left} x2={w} y1={y(p) + 0.5} y2={y(p) + 0.5} stroke={p ? 'var(--line)' : 'var(--line-2)'} /><text x={left - 6} y={y(p) + 4} className="ax" textAnchor="end">{share(p)}</text></g>)}
            {[0, 1, 3, 7, 14, 30, 90, 365].filter((d) => d <= last).map((d) => <text key={d} x={x(d)} y={HEIGHT - 6} className="ax" textAnchor="middle">{d}</text>)}
            {line && <path d={line} fill="none" stroke="var(--accent)" strokeWidth={2.2} />}
            {known.map((k) => (
              <g key={k.days}>
                {k.recalled.lo !== undefined && <line x1={x(k.days)} x2={x(k.days)} y1={y(k.recalled.lo)} y2={y(k.recalled.hi!)} stroke="var(--ink-3)" strokeWidth={1.6} />}
                <circle cx={x(k.days)} cy={y(k.recalled.value!)} r={4.2} fill="var(--panel)" stroke="var(--accent)" strokeWidth={2}><title>{`${fixed(k.days, 1)}: ${share(k.recalled.value!)}, n ${count(k.recalled.n)}`}</title></circle>
              </g>
            ))}
          </svg>
        );
      }}
    </Sized>
  );
}
