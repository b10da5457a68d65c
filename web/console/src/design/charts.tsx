// The charts of the console, ready to stand in a Figure. Each takes numbers as the interface gives them.
import { useCallback, useLayoutEffect, useRef, type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { Estimate } from '@shared/api';
import { day, dayShort, monthYear, useLang, useT } from '@/i18n';
import { Chart, type Palette } from './Chart';
import { DotInterval, Sized } from './marks';
import { count, estimate, value } from './number';
import { leastChange, level, niceAxis, sankeyOption, scoreOption, trendOption, type SankeyLink, type SankeyNode, type ScoreBin, type TrendPoint } from './options';
import { Num } from './parts';
import { estimateCells, estimateHead, type TableView } from './table';
import './charts.css';

const DAY = 86_400_000;
/** Label of a bucket's start: with the year when the series is long. */
export function useBucketLabel(points: { at: number }[]): (at: number) => string {
  const lang = useLang();
  const first = points[0]?.at ?? 0;
  const last = points[points.length - 1]?.at ?? 0;
  const step = points.length > 1 ? (last - first) / (points.length - 1) : DAY;
  const style = last - first < 330 * DAY ? 'short' : step > 26 * DAY ? 'month' : 'day';
  return useCallback((at: number) => (style === 'short' ? dayShort(lang, 'UTC', at) : style === 'month' ? monthYear(lang, at) : day(lang, 'UTC', at)), [lang, style]);
}

/** Trend with confidence band and, behind it, the strip in which a change of one point would not show. */
export function Trend({ points, unit, what, height = 250 }: { points: TrendPoint[]; unit: string; what: string; height?: number }) {
  const t = useT();
  const label = useBucketLabel(points);
  const option = useCallback((c: Palette) => trendOption(points, unit, label, c), [points, unit, label]);
  const known = points.filter((p) => p.e.value !== undefined);
  const least = leastChange(points);
  if (!known.length) return null;
  return (
    <>
      <Chart height={height} option={option} label={t('chart.trend_alt', { what, n: known.length, from: label(known[0]!.at), to: label(known[known.length - 1]!.at) })} />
      <p className="xs muted chart-note">{least !== undefined && level(points) !== undefined ? t('chart.least', { least: value(least, unit, { signed: false, diff: true }) }) : '\u00a0'}</p>
    </>
  );
}
export function trendTable(points: TrendPoint[], what: string, bucket: string, label: (at: number) => string): TableView {
  return { caption: what, head: [bucket, ...estimateHead(what)], rows: points.map((p) => [{ show: label(p.at), raw: new Date(p.at).toISOString().slice(0, 10) }, ...estimateCells(p.e)]) };
}

/** How many gave which score. */
export function Distribution({ bins, label, height = 240 }: { bins: ScoreBin[]; label: string; height?: number }) {
  const option = useCallback((c: Palette) => scoreOption(bins, c), [bins]);
  return <Chart height={height} option={option} label={label} />;
}

export interface Rank { key: string; name: string; to?: string; e: Estimate; expected?: number; note?: ReactNode }
const RANK_WIDTH = 560;
/** Dot and interval on one axis, worst or best first as given: differences that are not real look like none. */
export function Ranking({ rows, unit, caption }: { rows: Rank[]; unit: string; caption: string }) {
  const t = useT();
  const bounds = rows.flatMap(({ e }) => (e.value === undefined ? [] : [e.lo ?? e.value, e.hi ?? e.value]));
  const axis = unit === 'valence' ? { lo: -1, hi: 1 } : niceAxis(Math.min(...bounds), Math.max(...bounds), unit === 'points' ? [-100, 100] : unit === 'share' ? [Math.min(0, ...bounds) < 0 ? -1 : 0, 1] : unit === 'percent' ? [0, 100] : [0, Infinity]);
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-label={caption}>
      <table className="table ranking">
        <caption className="sr">{caption}</caption>
        <thead><tr><th scope="col"><span className="sr">{caption}</span></th><th scope="col"><span className="sr">{t('tp.picture')}</span><div className="rank-axis" aria-hidden="true" style={{ maxWidth: RANK_WIDTH }}><span>{value(axis.lo, unit, { digits: 1 })}</span><span>{value(axis.hi, unit, { digits: 1 })}</span></div></th><th scope="col" className="r">{t('how.value')}</th><th scope="col" className="r">n</th></tr></thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.key}>
              <th scope="row">{r.to ? <Link to={r.to}>{r.name}</Link> : r.name}{r.note && <small>{r.note}</small>}</th>
              <td className="pic"><DotInterval e={r.e} expected={r.expected} width={RANK_WIDTH} lo={axis.lo} hi={axis.hi} /></td>
              <td className="r"><Num e={r.e} /></td>
              <td className="r rank-n">{count(r.e.n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
export const rankTable = (rows: Rank[], what: string, head: string): TableView => ({ caption: what, head: [head, ...estimateHead(what)], rows: rows.map((r) => [r.name, ...estimateCells(r.e)]) });

export interface HeatCell { row: string; column: string; e: Estimate }
/** Two dimensions crossed. Colour says the value, the number says it again; too few is hatched. */
export function HeatMap({ cells, rows, columns, unit, caption, onPick, highIsBad, endFirst }: { highIsBad?: boolean; /** The last columns are seen first where not all fit. */ endFirst?: boolean; cells: HeatCell[]; rows: { key: string; name: string }[]; columns: { key: string; name: string }[]; unit: string; caption: string; onPick?: (c: HeatCell) => void }) {
  const by = new Map(cells.map((c) => [`${c.row}\u0000${c.column}`, c]));
  const values = cells.flatMap((c) => (c.e.value === undefined ? [] : [c.e.value]));
  const centre = unit === 'valence' || unit === 'points' ? 0 : unit === 'ratio' ? 1 : undefined;
  const reach = Math.max(1e-9, ...values.map((v) => Math.abs(v - (centre ?? 0))));
  const least = Math.min(...values);
  const spread = Math.max(1e-9, Math.max(...values) - least);
  const tone = (v: number) => (centre === undefined ? { background: `color-mix(in oklab, var(--${highIsBad ? 'neg' : 'pos'}) ${(((v - least) / spread) * 90).toFixed(0)}%, var(--mid))` } : { background: `color-mix(in oklab, var(--${v < centre === !highIsBad ? 'neg' : 'pos'}) ${((Math.abs(v - centre) / reach) * 100).toFixed(0)}%, var(--mid))` });
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { if (endFirst && box.current) box.current.scrollLeft = box.current.scrollWidth; }, [endFirst, columns.length]);
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-label={caption} ref={box}>
      <table className="heat">
        <caption className="sr">{caption}</caption>
        <thead><tr><td />{columns.map((c) => <th scope="col" key={c.key}>{c.name}</th>)}</tr></thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.key}>
              <th scope="row">{r.name}</th>
              {columns.map((c) => {
                const cell = by.get(`${r.key}\u0000${c.key}`);
                const shown = estimate(cell?.e);
                if (!cell || !shown) return <td key={c.key} className="heat-void hatch"><span className="xs muted">{cell ? <Num e={cell.e} /> : '–'}</span></td>;
                const text = <><b>{shown.value}</b><small>{shown.interval} · n {count(cell.e.n)}</small></>;
                return <td key={c.key} style={tone(cell.e.value!)}>{onPick ? <button type="button" onClick={() => onPick(cell)}>{text}</button> : text}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Flows from step to step. */
export function Sankey({ nodes, links, total, label, height = 380, onPick }: { nodes: SankeyNode[]; links: SankeyLink[]; total: number; label: string; height?: number; onPick?: (id: string) => void }) {
  const option = useCallback((c: Palette) => sankeyOption(nodes, links, total, c), [nodes, links, total]);
  return <Chart height={height} option={option} label={label} onPick={onPick && ((d) => { const id = (d as { id?: string }).id; if (id) onPick(id); })} />;
}

/** A line without axes beside a number: where it came from. Band = interval, last point marked. */
export function Sparkline({ points, height = 36 }: { points: Estimate[]; height?: number }) {
  const known = points.filter((e) => e.value !== undefined);
  if (known.length < 2) return <div style={{ height }} aria-hidden="true" />;
  const lo = Math.min(...known.map((e) => e.lo ?? e.value!));
  const hi = Math.max(...known.map((e) => e.hi ?? e.value!));
  const y = (v: number) => height - 4 - ((v - lo) / Math.max(1e-9, hi - lo)) * (height - 8);
  return (
    <Sized height={height}>
      {(w) => {
        const x = (i: number) => 2 + (i / (known.length - 1)) * (w - 8);
        const line = known.map((e, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(e.value!).toFixed(1)}`).join('');
        const band = known.map((e, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(e.hi ?? e.value!).toFixed(1)}`).join('') + [...known.keys()].reverse().map((i) => `L${x(i).toFixed(1)} ${y(known[i]!.lo ?? known[i]!.value!).toFixed(1)}`).join('') + 'Z';
        return (
          <svg width={w} height={height} aria-hidden="true" style={{ display: 'block' }}>
            <path d={band} fill="var(--accent)" opacity={0.14} />
            <path d={line} fill="none" stroke="var(--accent)" strokeWidth={1.8} strokeLinejoin="round" />
            <circle cx={x(known.length - 1)} cy={y(known[known.length - 1]!.value!)} r={2.8} fill="var(--accent)" />
          </svg>
        );
      }}
    </Sized>
  );
}

export interface Contribution { key: string; name: string; parts: [number, number]; note?: string }
/** Signed parts of a whole, two for each row: what they add up to is the change. */
export function Contributions({ rows, unit, labels, caption }: { rows: Contribution[]; unit: string; labels: [string, string]; caption: string }) {
  const most = Math.max(1e-9, ...rows.flatMap((r) => r.parts.map(Math.abs)));
  const bar = (v: number, kind: string) => (
    <span className="contrib-bar" aria-hidden="true"><i className={kind} style={{ width: `${((Math.abs(v) / most) * 50).toFixed(1)}%`, [v < 0 ? 'right' : 'left']: '50%' }} /></span>
  );
  return (
    <table className="table contrib">
      <caption className="sr">{caption}</caption>
      <thead><tr><th scope="col"><span className="sr">{caption}</span></th>{labels.map((l, i) => <th key={l} scope="col" colSpan={2}><i className={`contrib-key contrib-${i}`} aria-hidden="true" />{l}</th>)}</tr></thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r.key}>
            <th scope="row">{r.name}{r.note && <small>{r.note}</small>}</th>
            {r.parts.map((v, i) => [<td key={`b${i}`} className="contrib-pic">{bar(v, `contrib-${i}`)}</td>, <td key={`v${i}`} className="r nowrap">{value(v, unit, { signed: true, diff: true })}</td>])}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
