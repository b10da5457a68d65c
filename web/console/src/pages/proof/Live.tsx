import type { InitiativePlan, Proof } from '@shared/api';
import { Figure, type Ask } from '@/design/Figure';
import { Sized } from '@/design/marks';
import { value } from '@/design/number';
import { day, dayShort, useLang, useT } from '@/i18n';
import { between, diff, size, why } from './words';

const HEIGHT = 250, BASE = 26, LEFT = 52;
const DAY = 86_400_000;

/** The interval day by day: valid on every one of them, with zero and the smallest effect that matters. */
export function Live({ ask, plan }: { ask: Ask<Proof>; plan: InitiativePlan }) {
  const t = useT();
  const lang = useLang();
  const last = (p: Proof) => p.points[p.points.length - 1];
  const first = (p: Proof) => p.points.find((x) => x.lo > 0);
  return (
    <Figure id="proof-live" title={t('proof.live')} sub={t('proof.live_sub')} height={HEIGHT} ask={ask} method="proof"
      empty={(p) => (p.points.length ? undefined : { title: t('proof.live_none'), text: why(p) })}
      reading={(p) => { const x = last(p)!; const since = first(p); return t(since && x.lo > 0 ? 'proof.live_since' : 'proof.live_say', { effect: diff(x.value, p.unit), interval: between(x.lo, x.hi, p.unit), day: day(lang, 'UTC', x.day), since: since ? day(lang, 'UTC', since.day) : '' }); }}
      table={(p) => ({ caption: t('proof.live'), head: [t('proof.day'), t('proof.effect'), '95 % −', '95 % +', t('proof.customers')], rows: p.points.map((x) => [x.day, { show: diff(x.value, p.unit), raw: x.value }, { show: diff(x.lo, p.unit), raw: x.lo }, { show: diff(x.hi, p.unit), raw: x.hi }, x.customers]) })}>
      {(p) => <Sized height={HEIGHT}>{(w) => <Picture p={p} plan={plan} w={w} />}</Sized>}
    </Figure>
  );
}

function Picture({ p, plan, w }: { p: Proof; plan: InitiativePlan; w: number }) {
  const t = useT();
  const lang = useLang();
  const start = Date.parse(plan.start), end = Math.max(Date.parse(plan.end), start + DAY);
  const top = Math.max(p.smallest * 1.4, ...p.points.map((x) => x.hi)), low = Math.min(-p.smallest * 0.6, ...p.points.map((x) => x.lo));
  const x = (d: string) => LEFT + ((Date.parse(d) - start) / (end - start)) * (w - LEFT - 10);
  const y = (v: number) => 8 + ((top - v) / (top - low)) * (HEIGHT - BASE - 12);
  const line = (key: 'lo' | 'hi' | 'value', back = false) => (back ? [...p.points].reverse() : p.points).map((q) => `${x(q.day).toFixed(1)} ${y(q[key]).toFixed(1)}`).join('L');
  const now = p.points[p.points.length - 1]!;
  const near = Math.abs(y(p.smallest) - y(0)) < 14;
  return (
    <svg width={w} height={HEIGHT} role="img" className="proof-live" aria-label={t('proof.live_alt', { effect: diff(now.value, p.unit), interval: between(now.lo, now.hi, p.unit), smallest: size(p.smallest, p.unit) })}>
      <rect x={LEFT} y={y(p.smallest)} width={Math.max(0, w - LEFT - 10)} height={Math.max(0, y(0) - y(p.smallest))} className="proof-zone" />
      <path d={`M${line('lo')}L${line('hi', true)}Z`} className="proof-band" />
      {p.points.length === 1 && <line x1={x(now.day)} x2={x(now.day)} y1={y(now.lo)} y2={y(now.hi)} stroke="var(--accent)" strokeWidth={4} opacity={0.4} />}
      <path d={`M${line('value')}`} fill="none" stroke="var(--accent)" strokeWidth={2} />
      <line x1={LEFT} x2={w - 10} y1={y(0)} y2={y(0)} stroke="var(--ink-2)" />
      <line x1={LEFT} x2={w - 10} y1={y(p.smallest)} y2={y(p.smallest)} stroke="var(--warm)" strokeDasharray="5 4" strokeWidth={1.4} />
      <text x={LEFT - 6} y={y(0) + 4} textAnchor="end" className="ax">0</text>
      {!near && <text x={LEFT - 6} y={y(p.smallest) + 4} textAnchor="end" className="ax">{value(p.smallest, p.unit, { signed: true, diff: true })}</text>}
      <text x={w - 12} y={y(p.smallest) - 5} textAnchor="end" className="ax">{t('proof.matters')}</text>
      <circle cx={x(now.day)} cy={y(now.value)} r={4} fill="var(--accent)" />
      <text x={LEFT} y={HEIGHT - 6} className="ax">{dayShort(lang, 'UTC', plan.start)}</text>
      <text x={w - 10} y={HEIGHT - 6} textAnchor="end" className="ax">{dayShort(lang, 'UTC', plan.end)}</text>
    </svg>
  );
}
