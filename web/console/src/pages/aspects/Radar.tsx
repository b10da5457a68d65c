// A few scores around a centre, from -1 (centre) to 1 (rim). An axis that nobody was asked about is dashed and has no point.
import type { Estimate } from '@shared/api';
import { Sized } from '@/design/marks';
import { count, estimate } from '@/design/number';
import { useT } from '@/i18n';

export interface RadarAxis { key: string; name: string; e?: Estimate }

export function Radar({ axes, label }: { axes: RadarAxis[]; label: string }) {
  const t = useT();
  const said = (a: RadarAxis) => { const s = estimate(a.e); return s ? `${s.value} ${s.interval}` : a.e?.n ? t('few.title') : t('aspects.not_asked'); };
  return (
    <Sized height={360}>
      {(width) => {
        const [cx, cy, r] = [width / 2, 186, Math.min(118, width / 2 - 80)];
        const angle = (i: number) => (2 * Math.PI * i) / axes.length - Math.PI / 2;
        const at = (i: number, v: number): [number, number] => { const d = (r * (v + 1)) / 2; return [cx + d * Math.cos(angle(i)), cy + d * Math.sin(angle(i))]; };
        const xy = ([x, y]: [number, number]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
        const known = axes.map((a) => a.e?.value);
        // Neighbours are joined only where both are known; the area is filled only when all are.
        const sides = axes.flatMap((_, i) => { const j = (i + 1) % axes.length; return known[i] === undefined || known[j] === undefined ? [] : [`M${xy(at(i, known[i]!))}L${xy(at(j, known[j]!))}`]; });
        return (
          <svg width={width} height={360} role="img" aria-label={`${label}: ${axes.map((a) => `${a.name} ${said(a)}`).join('; ')}`}>
            {[-0.5, 0, 0.5, 1].map((v) => <path key={v} d={`M${axes.map((_, i) => xy(at(i, v))).join('L')}Z`} fill="none" stroke={v === 0 ? 'var(--ink-3)' : 'var(--line-2)'} strokeDasharray={v === 0 ? '4 3' : undefined} />)}
            {axes.map((a, i) => <path key={a.key} d={`M${cx} ${cy}L${xy(at(i, 1))}`} stroke="var(--line-2)" strokeDasharray={a.e?.n ? undefined : '2 4'} />)}
            {sides.length === axes.length && <path d={`M${axes.map((_, i) => xy(at(i, known[i]!))).join('L')}Z`} fill="var(--accent-soft)" opacity={0.7} />}
            <path d={sides.join('')} fill="none" stroke="var(--accent)" strokeWidth={2} />
            {axes.map((a, i) => (
              <g key={a.key}>
                {a.e?.lo !== undefined && <path d={`M${xy(at(i, a.e.lo))}L${xy(at(i, a.e.hi!))}`} stroke="var(--ink)" strokeWidth={3} opacity={0.45} strokeLinecap="round" />}
                {known[i] !== undefined && <circle cx={at(i, known[i]!)[0]} cy={at(i, known[i]!)[1]} r={5} fill={known[i]! < 0 ? 'var(--warm)' : 'var(--accent)'} stroke="var(--panel)" strokeWidth={2} />}
                <Legend x={at(i, 1)[0] + 12 * Math.cos(angle(i))} y={at(i, 1)[1] + (Math.sin(angle(i)) < -0.9 ? -38 : 16 * Math.sin(angle(i)))} side={Math.cos(angle(i))} name={a.name} value={said(a)} n={a.e?.n ? `n ${count(a.e.n)}` : ''} />
              </g>
            ))}
          </svg>
        );
      }}
    </Sized>
  );
}

function Legend({ x, y, side, name, value, n }: { x: number; y: number; side: number; name: string; value: string; n: string }) {
  const anchor = Math.abs(side) < 0.2 ? 'middle' : side > 0 ? 'start' : 'end';
  return (
    <text x={x} y={y} textAnchor={anchor} className="ax">
      <tspan style={{ fill: 'var(--ink)', fontWeight: 600 }}>{name}</tspan>
      <tspan x={x} dy={15}>{value}</tspan>
      {n && <tspan x={x} dy={14}>{n}</tspan>}
    </text>
  );
}
