// Small charts drawn as SVG: they need no chart library and stand on the first page.
import { useId, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { Estimate, Laws } from '@shared/api';
import { useT } from '@/i18n';
import { count, fixed, share } from './number';

/** Width of an element in pixels, known before the first paint. */
export function useWidth<E extends HTMLElement>(): [RefObject<E>, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const el = ref.current;
    if (!el) return;
    const measure = () => setWidth(el.clientWidth);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  return [ref, width];
}
export function Sized({ height, children }: { height: number; children: (width: number) => ReactNode }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  return <div ref={ref} style={{ height, minWidth: 0 }}>{width > 0 && children(width)}</div>;
}

type Bin = Laws['triangle']['histogram'][number];
/** Ratio experience / expectation, one bar a class of ratio; the dashed line is "exactly as promised". Borders are named, since classes are not equally wide. */
export function TriangleHistogram({ bins, height = 104 }: { bins: Bin[]; height?: number }) {
  const t = useT();
  const most = Math.max(1, ...bins.map((b) => b.n));
  const total = bins.reduce((a, b) => a + b.n, 0);
  const below = bins.filter((b) => Math.sqrt(b.lo * b.hi) < 1).reduce((a, b) => a + b.n, 0);
  return (
    <Sized height={height}>
      {(w) => {
        const base = height - 22;
        const x = (i: number) => 2 + (i / bins.length) * (w - 4);
        // Borders to name: 1 always, others where there is room.
        const one = bins.findIndex((b) => Math.abs(b.lo - 1) < 1e-9);
        const at = one < 0 ? x(bins.filter((b) => Math.sqrt(b.lo * b.hi) < 1).length) : x(one);
        const wordy = t('triangle.one');
        const half = 8 + wordy.length * 4.2;
        const named: number[] = [];
        let free = 0;
        bins.forEach((_, i) => { if (i && x(i) - free > 30 && (x(i) < at - half - 6 || x(i) > at + half + 6) && x(i) < w - 12) { named.push(i); free = x(i); } });
        return (
          <svg width={w} height={height} role="img" aria-label={t('triangle.alt', { n: count(total), below: share(total ? below / total : 0) })}>
            <line x1={0} x2={w} y1={base + 0.5} y2={base + 0.5} stroke="var(--line-2)" />
            {bins.map((b, i) => {
              const mid = Math.sqrt(Math.max(b.lo, 0.1) * Math.min(b.hi, 10));
              const x0 = x(i) + 1;
              const h = b.n ? Math.max(2, (b.n / most) * (base - 12)) : 0;
              const s = Math.log(mid);
              const fill = s < -Math.log(1.5) ? 'var(--neg-strong)' : s < -Math.log(1.1) ? 'var(--neg)' : s <= Math.log(1.1) ? 'var(--pos-soft)' : 'var(--pos-strong)';
              return <rect key={b.lo} x={x0} y={base - h} width={Math.max(1, x(i + 1) - x0 - 1)} height={h} rx={1.5} fill={fill}><title>{`${fixed(b.lo, 2)}–${fixed(b.hi, 2)}: ${count(b.n)}`}</title></rect>;
            })}
            <line x1={at} x2={at} y1={2} y2={base + 5} stroke="var(--ink)" strokeDasharray="3 3" />
            {named.map((i) => <text key={i} x={x(i)} y={height - 4} className="ax" textAnchor="middle">{plainRatio(bins[i]!.lo)}</text>)}
            <text x={at} y={height - 4} className="ax" textAnchor="middle">{wordy}</text>
          </svg>
        );
      }}
    </Sized>
  );
}

const plainRatio = (r: number): string => (r >= 1.995 ? fixed(r, Number.isInteger(r) ? 0 : 1) : fixed(r, 2).replace(/0$/, ''));

const CLASS_FILL = { angry: 'var(--neg-strong)', dissatisfied: 'var(--neg)', satisfied: 'var(--pos-soft)', delighted: 'var(--pos-strong)' } as const;
export function ClassBar({ classes }: { classes: Laws['triangle']['classes'] }) {
  const t = useT();
  const names = ['angry', 'dissatisfied', 'satisfied', 'delighted'] as const;
  if (!classes.n) return null;
  return (
    <div>
      <div className="classbar" aria-hidden="true">{names.map((k) => <i key={k} style={{ flex: `${classes[k]} 0 0`, background: CLASS_FILL[k] }} />)}</div>
      <ul className="classkey">{names.map((k) => <li key={k}><i style={{ background: CLASS_FILL[k] }} aria-hidden="true" />{t(`class.${k}`)}<b>{share(shareOf(classes, k))}</b></li>)}</ul>
    </div>
  );
}
/** The server may send shares or counts; both add up to a whole. */
function shareOf(c: Laws['triangle']['classes'], k: 'angry' | 'dissatisfied' | 'satisfied' | 'delighted'): number {
  const sum = c.angry + c.dissatisfied + c.satisfied + c.delighted;
  return sum > 0 ? c[k] / sum : 0;
}

export interface SparkPoint { at: number; e: Estimate }
/** Trend with its confidence band, small. */
export function Spark({ points, height = 84, label, from, to, format }: { points: SparkPoint[]; height?: number; label: string; from: string; to: string; format: (v: number) => string }) {
  const known = points.filter((p) => p.e.value !== undefined);
  const id = useId();
  if (known.length < 2) return null;
  return (
    <Sized height={height}>
      {(w) => {
        const lows = known.map((p) => p.e.lo ?? p.e.value!);
        const highs = known.map((p) => p.e.hi ?? p.e.value!);
        const lo = Math.min(...lows);
        const hi = Math.max(...highs);
        const pad = (hi - lo) * 0.08 || 0.01;
        const right = 46;
        const base = height - 20;
        const x = (i: number) => 2 + (i / (known.length - 1)) * (w - right - 4);
        const y = (v: number) => base - ((v - lo + pad) / (hi - lo + 2 * pad)) * (base - 6);
        const line = known.map((p, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(p.e.value!).toFixed(1)}`).join('');
        const band = known.map((_, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(highs[i]!).toFixed(1)}`).join('') + known.map((_, i) => known.length - 1 - i).map((i) => `L${x(i).toFixed(1)} ${y(lows[i]!).toFixed(1)}`).join('') + 'Z';
        const last = known[known.length - 1]!.e.value!;
        return (
          <svg width={w} height={height} role="img" aria-labelledby={id}>
            <title id={id}>{label}</title>
            <path d={band} fill="var(--accent)" opacity={0.16} />
            <path d={line} fill="none" stroke="var(--accent)" strokeWidth={2} strokeLinejoin="round" />
            <circle cx={x(known.length - 1)} cy={y(last)} r={3} fill="var(--panel)" stroke="var(--accent)" strokeWidth={2} />
            <text x={w - 2} y={Math.min(base, Math.max(12, y(last) + 4))} className="ax" textAnchor="end" style={{ fill: 'var(--ink)', fontWeight: 600 }}>{format(last)}</text>
            <line x1={0} x2={w} y1={base + 3.5} y2={base + 3.5} stroke="var(--line)" />
            <text x={2} y={height - 3} className="ax">{from}</text>
            <text x={w - right} y={height - 3} className="ax" textAnchor="end">{to}</text>
          </svg>
        );
      }}
    </Sized>
  );
}

/** Dot and interval on a fixed axis; the tick is the expectation. */
export function DotInterval({ e, expected, width = 160, lo = -1, hi = 1 }: { e: Estimate; expected?: number; width?: number; lo?: number; hi?: number }) {
  if (e.value === undefined) return <span className="hatch" style={{ display: 'block', width: '100%', maxWidth: width, height: 16, borderRadius: 3, verticalAlign: 'middle' }} aria-hidden="true" />;
  const x = (v: number) => `${(3 + ((Math.min(hi, Math.max(lo, v)) - lo) / (hi - lo)) * 94).toFixed(2)}%`;
  const tone = e.value < 0 ? 'var(--neg-strong)' : 'var(--pos-strong)';
  return (
    <svg height={22} aria-hidden="true" style={{ display: 'block', width: '100%', maxWidth: width }}>
      <line x1="3%" x2="97%" y1={11} y2={11} stroke="var(--line)" />
      {lo < 0 && <line x1={x(0)} x2={x(0)} y1={4} y2={18} stroke="var(--line-2)" />}
      {e.lo !== undefined && e.hi !== undefined && <line x1={x(e.lo)} x2={x(e.hi)} y1={11} y2={11} stroke={tone} strokeWidth={5} strokeLinecap="round" opacity={0.4} />}
      {expected !== undefined && <line x1={x(expected)} x2={x(expected)} y1={3} y2={19} stroke="var(--ink)" strokeWidth={1.8} strokeDasharray="3 2" />}
      <circle cx={x(e.value)} cy={11} r={4.5} fill="var(--panel)" stroke={tone} strokeWidth={2.4} />
    </svg>
  );
}
