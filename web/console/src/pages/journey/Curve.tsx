import { useId } from 'react';
import type { Matrix } from '@shared/api';
import { area, radius, runs, scale, smooth, type Columns, type StagePoint } from '@/design/curve';
import { estimate, fixed, share } from '@/design/number';
import { pick, useLang, useT } from '@/i18n';

interface Point { i: number; x: number; y: number; lo: number; hi: number; want?: number; s: StagePoint }
const ROLE_FILL = { peak: 'var(--accent)', valley: 'var(--warm)', end: 'var(--end)' } as const;

/** The journey as customers felt it: experience with its band, expectation dashed, the gap between them shaded. */
export function Curve({ matrix, cols, height, phone }: { matrix: Matrix; cols: Columns; height: number; phone?: boolean }) {
  const t = useT();
  const lang = useLang();
  const id = useId().replace(/:/g, '');
  const top = 34;
  const bottom = height - 34;
  const sc = scale(matrix.stages, top, bottom);
  const points = matrix.stages.map((s, i): Point | undefined => {
    const v = s.experience.value;
    if (v === undefined) return undefined;
    const gap = s.expectation_gap.value;
    return { i, s, x: cols.centre(i), y: sc.y(v), lo: sc.y(s.experience.lo ?? v), hi: sc.y(s.experience.hi ?? v), want: gap === undefined ? undefined : sc.y(Math.max(-1, Math.min(1, v - gap))) };
  });
  const known = points.filter((p): p is Point => p !== undefined);
  const parts = runs(points);
  const wants = runs(points.map((p) => (p?.want === undefined ? undefined : { x: p.x, y: p.want, is: p.y })));
  const x0 = phone ? 0 : cols.label + cols.gap;
  const say = known.map((p) => `${pick(p.s.name, lang)} ${estimate(p.s.experience)!.value}${p.s.role ? ` (${t(`role.${p.s.role}`)})` : ''}`).join(t('curve.list_join'));
  // The expectation line is named where it is farthest from the experience: there it is free.
  const widest = wants.filter((w) => w.length > 1).flat().sort((a, b) => Math.abs(b.y - b.is) - Math.abs(a.y - a.is)).find((p) => Math.abs(p.y - p.is) > 26);
  return (
    <svg className="curve" width={cols.total} height={height} role="img" aria-label={t('curve.alt', { list: say })}>
      <defs>
        {wants.map((w, k) => {
          const line = smooth(w);
          const a = w[0]!.x.toFixed(1);
          const b = w[w.length - 1]!.x.toFixed(1);
          return [
            <clipPath key={`b${k}`} id={`${id}b${k}`}><path d={`${line}L${b} ${height}L${a} ${height}Z`} /></clipPath>,
            <clipPath key={`a${k}`} id={`${id}a${k}`}><path d={`${line}L${b} 0L${a} 0Z`} /></clipPath>,
          ];
        })}
        <pattern id={`${id}h`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" stroke="var(--neg-strong)" strokeWidth="1.6" opacity="0.42" /></pattern>
      </defs>
      {sc.ticks.map((v) => (
        <g key={v}>
          <line x1={x0} x2={cols.total} y1={sc.y(v)} y2={sc.y(v)} stroke={v === 0 ? 'var(--line-2)' : 'var(--line)'} />
          {!phone && <text x={x0 - 10} y={sc.y(v) + 4} textAnchor="end" className="ax">{fixed(v, sc.ticks.some((k) => (k * 10) % 1) ? 2 : 1, true)}</text>}
        </g>
      ))}
      {wants.map((w, k) => {
        const is = w.map((p) => ({ x: p.x, y: p.is }));
        const upTo = (edge: number) => is.map((p) => ({ x: p.x, y: edge }));
        return w.length > 1 ? (
          <g key={k}>
            <path d={area(upTo(0), is)} fill={`url(#${id}h)`} clipPath={`url(#${id}b${k})`} />
            <path d={area(is, upTo(height))} fill="var(--pos-strong)" opacity={0.1} clipPath={`url(#${id}a${k})`} />
          </g>
        ) : null;
      })}
      {parts.slice(1).map((p, k) => {
        const a = parts[k]![parts[k]!.length - 1]!;
        return <path key={k} d={smooth([a, p[0]!])} fill="none" stroke="var(--line-2)" strokeWidth={1.6} strokeDasharray="2 5" />;
      })}
      {parts.map((run, k) => (
        <g key={k}>
          <path d={area(run.map((p) => ({ x: p.x, y: p.hi })), run.map((p) => ({ x: p.x, y: p.lo })))} fill="var(--accent)" opacity={0.2} />
        </g>
      ))}
      {wants.map((w, k) => <path key={k} d={w.length > 1 ? smooth(w) : `M${w[0]!.x - 26} ${w[0]!.y}h52`} fill="none" stroke="var(--ink-3)" strokeWidth={1.7} strokeDasharray="5 5" />)}
      {parts.map((run, k) => <path key={k} d={smooth(run)} className="line" />)}
      {widest && !phone && <text x={widest.x} y={widest.y < widest.is ? widest.y - 9 : widest.y + 18} textAnchor="middle" className="ax">{t('curve.expectation')}</text>}
      {known.map((p) => (
        <circle key={p.i} cx={p.x} cy={p.y} r={radius(p.s.mot_share?.value) * (phone ? 0.8 : 1)} fill="var(--panel)" stroke={p.s.role ? ROLE_FILL[p.s.role] : 'var(--accent)'} strokeWidth={2.4} strokeDasharray={p.s.experience.basis === 'observed' ? '3 2.5' : undefined}>
          <title>{`${pick(p.s.name, lang)} ${estimate(p.s.experience)!.value} ${estimate(p.s.experience)!.interval}`}</title>
        </circle>
      ))}
      {known.filter((p) => p.s.role).map((p) => <Tag key={p.i} p={p} known={known} height={height} phone={phone} max={cols.total} text={tagText(p, t, phone)} />)}
    </svg>
  );
}

function tagText(p: Point, t: ReturnType<typeof useT>, phone?: boolean): string {
  const mot = p.s.mot_share?.value;
  const role = t(phone ? `role.short.${p.s.role!}` : `role.${p.s.role!}`);
  return mot === undefined ? role : phone ? `${role} ${share(mot)}` : t('role.with_share', { role, share: share(mot) });
}

/** A tag sits where the curve is not: above a peak, below a valley, on the free side of the end. */
function Tag({ p, known, height, phone, max, text }: { p: Point; known: Point[]; height: number; phone?: boolean; max: number; text: string }) {
  const width = textWidth(text) + (phone ? 14 : 26);
  const before = known[known.indexOf(p) - 1];
  const up = p.s.role === 'peak' || (p.s.role === 'end' && (!before || p.y <= before.y));
  const r = radius(p.s.mot_share?.value);
  const edge = up ? Math.min(p.y - r, p.hi, p.want ?? p.y) : Math.max(p.y + r, p.lo, p.want ?? p.y);
  const y = up ? Math.max(1, edge - 29) : Math.min(height - 23, edge + 8);
  const x = Math.max(width / 2 + 1, Math.min(max - width / 2 - 1, p.x));
  return (
    <g>
      <rect x={x - width / 2} y={y} width={width} height={22} rx={11} fill={ROLE_FILL[p.s.role!]} />
      <text x={x} y={y + 15.2} textAnchor="middle" className="tag">{text}</text>
    </g>
  );
}
/** Close enough for a pill: wide signs count double. */
const textWidth = (s: string): number => [...s].reduce((a, ch) => a + (ch.charCodeAt(0) > 0x2e7f ? 12.2 : ch === ' ' || ch === '\u202f' ? 3.4 : 6.9), 0);
