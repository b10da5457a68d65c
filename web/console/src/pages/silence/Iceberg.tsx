import type { Silence } from '@shared/api';
import { Sized } from '@/design/marks';
import { count, share } from '@/design/number';
import { useT } from '@/i18n';

/** Half width of the ice at depth y of 0..1: a peak, a broad middle, a keel; a little ragged, always the same. */
const half = (y: number): number => (y < 0.42 ? 0.07 + 0.93 * (y / 0.42) ** 0.8 : 1 - 0.86 * ((y - 0.42) / 0.58) ** 1.5) * (1 + 0.05 * Math.sin(y * 47) + 0.03 * Math.sin(y * 91 + 1));
const STEPS = 240;
const AREA = (() => {
  const sums = [0];
  for (let i = 0; i < STEPS; i++) sums.push(sums[i]! + half((i + 0.5) / STEPS));
  return sums.map((s) => s / sums[STEPS]!);
})();
/** The depth above which this share of the ice lies. */
export const depthOf = (part: number): number => {
  const i = AREA.findIndex((a) => a >= part);
  return i <= 0 ? 0 : (i - 1 + (part - AREA[i - 1]!) / (AREA[i]! - AREA[i - 1]!)) / STEPS;
};

/** Areas are numbers of customers: what was said stands above the water, what was not below. */
export function Iceberg({ s, height }: { s: Silence; height: number }) {
  const t = useT();
  const { n, told, heard, silent } = s.let_down;
  const parts = [
    { key: 'told' as const, n: told, from: 0, to: told / n },
    { key: 'else' as const, n: heard - told, from: told / n, to: heard / n },
    { key: 'silent' as const, n: silent, from: heard / n, to: 1 },
  ];
  return (
    <Sized height={height}>
      {(w) => {
        const room = Math.min(190, w * 0.44);
        const wide = Math.min(330, w - room - 12);
        const cx = Math.max(wide / 2 + 4, (w - room) * 0.5);
        const top = 10;
        const tall = height - 20;
        const y = (d: number) => top + d * tall;
        const edge = (d: number, side: number) => `${(cx + side * half(d) * (wide / 2 - 6)).toFixed(1)} ${y(d).toFixed(1)}`;
        const shape = (from: number, to: number) => {
          const a = depthOf(from);
          const b = depthOf(to);
          const steps = Math.max(1, Math.round((b - a) * 60));
          const at = Array.from({ length: steps + 1 }, (_, i) => a + ((b - a) * i) / steps);
          return `M${at.map((d) => edge(d, -1)).join('L')}L${at.reverse().map((d) => edge(d, 1)).join('L')}Z`;
        };
        const water = y(depthOf(heard / n));
        // Names keep apart from each other, in order.
        const rows = parts.map((p) => ({ ...p, y: y((depthOf(p.from) + depthOf(p.to)) / 2) }));
        rows.forEach((r, i) => { if (i) r.y = Math.max(r.y, rows[i - 1]!.y + 46); });
        const over = rows[2]!.y + 26 - height;
        if (over > 0) rows.forEach((r) => { r.y -= over; });
        rows[0]!.y = Math.max(18, rows[0]!.y);
        rows[1]!.y = Math.max(rows[0]!.y + 46, rows[1]!.y);
        const x = w - room;
        return (
          <svg width={w} height={height} role="img" aria-label={t('silence.berg_alt', { told: count(told), else: count(heard - told), silent: count(silent) })}>
            <rect x={0} y={water} width={w - room - 4} height={height - water} rx={8} fill="var(--accent-soft)" opacity={0.7} />
            {parts.map((p) => p.n > 0 && <path key={p.key} d={shape(p.from, p.to)} className={`berg berg-${p.key}`} />)}
            <line x1={0} x2={w - room - 4} y1={water} y2={water} stroke="var(--accent)" strokeWidth={1.6} strokeDasharray="5 4" />
            {rows.map((r) => {
              const mid = y((depthOf(r.from) + depthOf(r.to)) / 2);
              const side = cx + half((depthOf(r.from) + depthOf(r.to)) / 2) * (wide / 2 - 6);
              return (
                <g key={r.key}>
                  {r.n > 0 && <path d={`M${Math.min(side + 2, x - 12).toFixed(1)} ${mid.toFixed(1)}L${x - 6} ${r.y.toFixed(1)}`} stroke="var(--line-2)" fill="none" />}
                  <text x={x} y={r.y - 2} className="berg-name">{t(`silence.${r.key}`)}</text>
                  <text x={x} y={r.y + 17} className="berg-n">{count(r.n)}<tspan className="berg-share" dx={7}>{share(r.n / n)}</tspan></text>
                </g>
              );
            })}
          </svg>
        );
      }}
    </Sized>
  );
}
