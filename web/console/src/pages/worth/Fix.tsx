import { useQuery } from '@tanstack/react-query';
import { Button, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Worth } from '@shared/api';
import { post } from '@/api/client';
import { useSetParams } from '@/app/url';
import { Figure } from '@/design/Figure';
import { Sized } from '@/design/marks';
import { count, fixed, share, THIN } from '@/design/number';
import { Notice } from '@/design/parts';
import { useT } from '@/i18n';

interface Npv { npv: number; npv_sd: number; p_pos: number; lo: number; hi: number; quantiles: number[] }
const AT = [0.05, 0.25, 0.5, 0.75, 0.95];
const amount = (x: number) => fixed(x, 0);
const whole = (p: number) => `${fixed(100 * p, 0)}${THIN}%`;

/** Economics of fixing one touchpoint, as a distribution: cost and expected effect are entered, the rest is measured. */
export function Fix({ w, name }: { w: Worth; name: (tp: string) => string }) {
  const t = useT();
  const set = useSetParams();
  const [search] = useSearchParams();
  const rows = w.touchpoints.filter((x) => x.broken_now > 0);
  const row = rows.find((x) => x.touchpoint === search.get('fix')) ?? rows.find((x) => x.status === 'measured') ?? rows.find((x) => x.status === 'no_difference') ?? rows[0];
  const number = (k: string) => (search.get(k) === null || !Number.isFinite(Number(search.get(k))) ? undefined : Number(search.get(k)));
  const [cost, effect, sd] = [number('cost'), number('effect'), number('sd') ?? 10];
  const known = row && row.status !== 'insufficient' && w.lifetime.value !== undefined;
  const ready = known && cost !== undefined && effect !== undefined;
  const body = ready ? { reach: row.broken_now, clv: row.value_now / row.broken_now, uplift: effect / 100, uplift_sd: sd / 100, slope: row.difference.value!, slope_sd: row.se!, cost } : undefined;
  const ask = useQuery({ queryKey: ['fix', body], enabled: !!body, staleTime: Infinity, queryFn: () => post<Npv>('/v1/compute/equity.fix_npv', body) });
  const few = row?.difference.insufficient;
  const frame = ready ? { data: ask.data && { npv: ask.data as Npv | undefined }, error: ask.error, refetch: ask.refetch } : { data: { npv: undefined as Npv | undefined }, error: null, refetch: () => undefined };
  return (
    <Figure id="worth-fix" title={t('equity.fix')} sub={t('equity.fix_sub', { period: w.period_days })} height={220} ask={frame} method="worth"
      empty={() => (rows.length ? undefined : { title: t('equity.nobody'), text: t('equity.nobody_text') })}
      reading={(d) => (d.npv ? t('equity.fix_say', { p: share(d.npv.p_pos), lo: amount(d.npv.quantiles[1]!), hi: amount(d.npv.quantiles[3]!) }) : t(known ? 'equity.fix_wait' : 'equity.fix_refused'))}
      table={(d) => d.npv && { caption: t('equity.fix'), head: ['', t('how.value')], rows: [...d.npv.quantiles.map((q, i) => [t('equity.quantile', { p: whole(AT[i]!) }), { show: amount(q), raw: q }]), [t('equity.mean_npv'), { show: amount(d.npv.npv), raw: d.npv.npv }], [t('equity.pays'), { show: share(d.npv.p_pos), raw: d.npv.p_pos }]] }}>
      {(d) => (
        <div className="worth-fix">
          <Form key={[row?.touchpoint, cost, effect, sd].join(' ')} off={!known} cost={cost} effect={effect} sd={sd} done={(c, e, s) => set({ cost: String(c), effect: String(e), sd: String(s), fix: row?.touchpoint })}>
            <label>{t('equity.chosen')}<Select aria-label={t('equity.chosen')} value={row?.touchpoint} onChange={(v: string) => set({ fix: v })} popupMatchSelectWidth={false} options={rows.map((x) => ({ value: x.touchpoint, label: `${name(x.touchpoint)} · n ${count(x.broken_now)}` }))} /></label>
          </Form>
          <div>
            {!known && <Notice calm icon="info">{t('equity.fix_refused_text', { have: count(few?.have ?? 0), need: count(few?.need ?? 50) })}</Notice>}
            {d.npv && <Spread npv={d.npv} />}
            {d.npv && row?.status === 'no_difference' && <Notice>{t('equity.fix_unsure')}</Notice>}
          </div>
        </div>
      )}
    </Figure>
  );
}

function Form({ cost, effect, sd, off, done, children }: { cost?: number; effect?: number; sd: number; off: boolean; done: (cost: number, effect: number, sd: number) => void; children: React.ReactNode }) {
  const t = useT();
  const [c, setC] = useState<number | null>(cost ?? null);
  const [e, setE] = useState<number | null>(effect ?? null);
  const [s, setS] = useState<number | null>(sd);
  const ok = !off && c !== null && e !== null && s !== null;
  return (
    <form className="worth-form" onSubmit={(ev) => { ev.preventDefault(); if (ok) done(c!, e!, s!); }}>
      {children}
      <label>{t('equity.cost')}<InputNumber min={0} value={c} onChange={setC} style={{ width: 160 }} /></label>
      <label>{t('equity.effect')}<InputNumber min={0} max={100} value={e} onChange={setE} style={{ width: 160 }} /></label>
      <label>{t('equity.effect_sd')}<InputNumber min={0} max={100} value={s} onChange={setS} style={{ width: 160 }} /></label>
      <span><Button htmlType="submit" disabled={!ok}>{t('equity.calculate')}</Button></span>
    </form>
  );
}

/** The net value's bell curve; what pays back is filled. */
function Spread({ npv }: { npv: Npv }) {
  const t = useT();
  const lo = npv.npv - 3.2 * npv.npv_sd;
  const hi = npv.npv + 3.2 * npv.npv_sd;
  const [a, b] = [Math.min(lo, 0), Math.max(hi, 0)];
  const flat = !(npv.npv_sd > 0);
  return (
    <>
      {!flat && (
        <Sized height={150}>
          {(width) => {
            const x = (v: number) => 8 + ((v - a) / (b - a)) * (width - 16);
            const y = (v: number) => 118 - 100 * Math.exp(-0.5 * ((v - npv.npv) / npv.npv_sd) ** 2);
            const shape = (from: number, to: number) => `M${x(from)} 118${Array.from({ length: 81 }, (_, i) => from + ((to - from) * i) / 80).map((v) => `L${x(v).toFixed(1)} ${y(v).toFixed(1)}`).join('')}L${x(to)} 118Z`;
            const cut = Math.min(hi, Math.max(lo, 0));
            return (
              <svg width={width} height={150} role="img" aria-label={t('equity.fix_alt', { lo: amount(npv.quantiles[0]!), hi: amount(npv.quantiles[4]!), mid: amount(npv.quantiles[2]!) })}>
                {cut > lo && <path d={shape(lo, cut)} fill="var(--neg-soft)" />}
                {cut < hi && <path d={shape(cut, hi)} fill="var(--pos-strong)" />}
                <line x1={8} x2={width - 8} y1={118.5} y2={118.5} stroke="var(--line-2)" />
                <line x1={x(0)} x2={x(0)} y1={8} y2={124} stroke="var(--ink)" strokeDasharray="3 3" />
                <text x={Math.min(width - 60, Math.max(60, x(0)))} y={140} className="ax" textAnchor="middle">0 · {t('equity.zero')}</text>
              </svg>
            );
          }}
        </Sized>
      )}
      <table className="table table-tight quant">
        <caption className="sr">{t('equity.fix')}</caption>
        <tbody>{npv.quantiles.map((q, i) => <tr key={AT[i]}><th scope="row">{i === 2 ? t('equity.median') : t('equity.quantile', { p: whole(AT[i]!) })}</th><td className="r">{amount(q)}</td></tr>)}</tbody>
      </table>
    </>
  );
}
