// What moving one touchpoint would do to the overall judgement: the slider, and the map of what punishes and what rewards.
import { Select } from 'antd';
import { useState } from 'react';
import type { Driver, Drivers } from '@shared/api';
import { Figure, type Ask, type EmptyText } from '@/design/Figure';
import { Sized } from '@/design/marks';
import { count, fixed } from '@/design/number';
import { Pill } from '@/design/parts';
import { useT } from '@/i18n';

interface Part { ask: Ask<Drivers>; nothing: (d: Drivers) => EmptyText | undefined; name: (touchpoint: string) => string }
const points = (x: number, signed = true) => fixed(100 * x, 1, signed);
const movable = (d: Drivers) => d.drivers.filter((x) => x.what_if?.length && !x.share.noise);

/** Everybody who met it is moved by one step; the curve bends where penalty and reward differ and ends at the ends of the scale. */
export function WhatIf({ ask, nothing, name }: Part) {
  const t = useT();
  const [chosen, choose] = useState<string>();
  const [at, move] = useState(13);
  const now = (d: Drivers): Driver | undefined => movable(d).find((x) => x.touchpoint === chosen) ?? [...movable(d)].sort((a, b) => (b.priority?.value ?? 0) - (a.priority?.value ?? 0))[0];
  return (
    <Figure id="drivers-what" title={t('drivers.what')} sub={t('drivers.what_sub')} height={ask.data ? 60 : 260} ask={ask} method="drivers"
      empty={(d) => nothing(d) ?? (movable(d).length ? undefined : { title: t('drivers.what_none'), text: t('drivers.what_none_text') })}
      reading={(d) => { const x = now(d); const s = x?.what_if?.[at]; return x && s ? t('drivers.what_say', { name: name(x.touchpoint), from: fixed(x.mean ?? 0, 2, true), to: fixed(s.mean, 2, true), gain: points(s.value), lo: points(s.lo), hi: points(s.hi) }) : ''; }}
      table={(d) => { const x = now(d); return x && { caption: t('drivers.what'), head: [t('drivers.step'), t('drivers.mean_then'), t('drivers.gain'), '2.5 %', '97.5 %'], rows: x.what_if!.map((s) => [fixed(s.shift, 1, true), { show: fixed(s.mean, 2, true), raw: s.mean }, { show: points(s.value), raw: 100 * s.value }, { show: points(s.lo), raw: 100 * s.lo }, { show: points(s.hi), raw: 100 * s.hi }]) }; }}>
      {(d) => {
        const x = now(d)!;
        return (
          <div className="what-if">
            <Select aria-label={t('tp.one')} value={x.touchpoint} onChange={choose} popupMatchSelectWidth={false} style={{ maxWidth: '100%' }} options={movable(d).map((o) => ({ value: o.touchpoint, label: `${name(o.touchpoint)} · n ${count(o.share.n)}` }))} />
            <Slope x={x} at={at} label={t('drivers.what_alt', { name: name(x.touchpoint) })} />
            <input type="range" min={0} max={20} step={1} value={at} onChange={(e) => move(Number(e.target.value))} aria-label={t('drivers.step')} aria-valuetext={`${fixed(x.what_if![at]!.shift, 1, true)}: ${points(x.what_if![at]!.value)}`} />
            <div className="row xs muted what-ends"><span>{t('drivers.worse')}</span><span>{t('drivers.as_is')}</span><span>{t('drivers.better')}</span></div>
            <p className="xs muted chart-note">{t(x.branches ? 'drivers.what_bend' : 'drivers.what_line')} {t('drivers.what_note')}</p>
          </div>
        );
      }}
    </Figure>
  );
}

function Slope({ x, at, label }: { x: Driver; at: number; label: string }) {
  const steps = x.what_if!;
  const most = Math.max(0.005, ...steps.flatMap((s) => [Math.abs(s.lo), Math.abs(s.hi)]));
  return (
    <Sized height={170}>
      {(w) => {
        const px = (i: number) => 10 + (i / 20) * (w - 20);
        const py = (v: number) => 85 - (v / most) * 74;
        const line = (of: (s: (typeof steps)[number]) => number) => steps.map((s, i) => `${px(i).toFixed(1)} ${py(of(s)).toFixed(1)}`);
        const s = steps[at]!;
        return (
          <svg width={w} height={170} role="img" aria-label={label}>
            <line x1={10} x2={w - 10} y1={85} y2={85} stroke="var(--line-2)" />
            <line x1={px(10)} x2={px(10)} y1={6} y2={164} stroke="var(--line-2)" strokeDasharray="3 3" />
            <path d={`M${line((v) => v.lo).join('L')}L${line((v) => v.hi).reverse().join('L')}Z`} fill="var(--accent-soft)" />
            <path d={`M${line((v) => v.value).join('L')}`} fill="none" stroke="var(--accent)" strokeWidth={2} />
            <line x1={px(at)} x2={px(at)} y1={py(s.lo)} y2={py(s.hi)} stroke="var(--ink)" strokeWidth={2} />
            <circle cx={px(at)} cy={py(s.value)} r={6} fill="var(--panel)" stroke="var(--ink)" strokeWidth={2.5} />
          </svg>
        );
      }}
    </Sized>
  );
}

const TONE = { basic: 'var(--warm)', performance: 'var(--ink-3)', delighter: 'var(--accent)' } as const;
/** Penalty across, reward up: above the diagonal a good one is rewarded more than a bad one is punished. Numbers name the rows beside it. */
export function Kano({ ask, nothing, name }: Part) {
  const t = useT();
  const known = (d: Drivers) => d.drivers.filter((x) => x.kano && !x.share.noise);
  const sure = (d: Drivers, cls: string) => known(d).filter((x) => x.kano!.class === cls && !x.kano!.low_n).length;
  return (
    <Figure id="drivers-kano" title={t('drivers.kano')} sub={t('drivers.kano_sub')} height={ask.data ? 60 : 260} ask={ask} method="drivers" noPicture
      empty={(d) => nothing(d) ?? (known(d).length ? undefined : { title: t('drivers.what_none'), text: t('drivers.what_none_text') })}
      reading={(d) => { const [basic, more] = [sure(d, 'basic'), sure(d, 'delighter')]; return basic || more ? t('drivers.kano_both', { basic, more, n: known(d).length }) : t('drivers.kano_none'); }}
      table={(d) => ({ caption: t('drivers.kano'), head: [t('tp.one'), t('drivers.penalty'), t('drivers.reward'), t('drivers.class'), 'n'], rows: known(d).map((x) => [name(x.touchpoint), x.kano!.penalty, x.kano!.reward, t(`drivers.${x.kano!.class}`), x.share.n]) })}>
      {(d) => (
        <div className="kano-two">
          <KanoMap rows={known(d)} name={name} />
          <div className="scroll-x" tabIndex={0} role="group" aria-label={t('drivers.kano')}>
            <table className="table kano">
              <caption className="sr">{t('drivers.kano')}</caption>
              <thead><tr><th scope="col">{t('tp.one')}</th><th scope="col" className="r">{t('drivers.penalty')}</th><th scope="col" className="r">{t('drivers.reward')}</th><th scope="col">{t('drivers.class')}</th></tr></thead>
              <tbody>
                {known(d).map((x, i) => (
                  <tr key={x.touchpoint}>
                    <th scope="row"><i className="kano-no" style={{ color: TONE[x.kano!.class] }}>{i + 1}</i> {name(x.touchpoint)}<small>n {count(x.share.n)}</small></th>
                    <td className="r">{fixed(x.kano!.penalty, 2, true)}</td>
                    <td className="r">{fixed(x.kano!.reward, 2, true)}</td>
                    <td><Pill tone={x.kano!.class === 'basic' ? 'warm' : x.kano!.class === 'delighter' ? 'accent' : undefined}>{t(`drivers.${x.kano!.class}`)}</Pill>{x.kano!.low_n && <small className="muted"> {t('drivers.low_n')}</small>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      )}
    </Figure>
  );
}

function KanoMap({ rows, name }: { rows: Driver[]; name: (touchpoint: string) => string }) {
  const t = useT();
  const least = Math.min(0, ...rows.flatMap((x) => [-x.kano!.penalty, x.kano!.reward]));
  const most = 1.08 * Math.max(0.1, ...rows.flatMap((x) => [-x.kano!.penalty, x.kano!.reward]));
  return (
    <Sized height={340}>
      {(width) => {
        const side = Math.min(width, 420) - 40;
        const at = (v: number) => (v - least) / (most - least);
        const px = (v: number) => 30 + at(v) * side;
        const py = (v: number) => 306 - at(v) * 296;
        return (
          <svg width={width} height={340} role="img" aria-label={t('drivers.kano_alt', { list: rows.map((x) => `${name(x.touchpoint)} ${fixed(x.kano!.penalty, 2)} / ${fixed(x.kano!.reward, 2)}`).join('; ') })}>
            <path d={`M${px(least)} ${py(least)}L${px(most)} ${py(most)}L${px(least)} ${py(most)}Z`} fill="var(--accent-soft)" opacity={0.5} />
            <path d={`M${px(least)} ${py(least)}L${px(most)} ${py(most)}L${px(most)} ${py(least)}Z`} fill="var(--warm-soft)" opacity={0.5} />
            <line x1={px(least)} x2={px(most)} y1={py(0)} y2={py(0)} stroke="var(--line-2)" />
            <line x1={px(0)} x2={px(0)} y1={py(least)} y2={py(most)} stroke="var(--line-2)" />
            <text x={px(least) + 8} y={22} className="ax">{t('drivers.rewarded')}</text>
            <text x={px(most) - 8} y={298} className="ax" textAnchor="end">{t('drivers.punished')}</text>
            <text x={px(most)} y={328} className="ax" textAnchor="end">{t('drivers.penalty')} →</text>
            <text x={18} y={306} className="ax" transform="rotate(-90 18 306)">{t('drivers.reward')} →</text>
            {rows.map((x, i) => (
              <g key={x.touchpoint}>
                <circle cx={px(-x.kano!.penalty)} cy={py(x.kano!.reward)} r={11} fill="var(--panel)" stroke={TONE[x.kano!.class]} strokeWidth={2} />
                <text x={px(-x.kano!.penalty)} y={py(x.kano!.reward) + 4} textAnchor="middle" className="ax" style={{ fill: TONE[x.kano!.class], fontWeight: 650 }}>{i + 1}</text>
              </g>
            ))}
          </svg>
        );
      }}
    </Sized>
  );
}
