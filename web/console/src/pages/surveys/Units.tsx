import { Select } from 'antd';
import { useState } from 'react';
import type { Estimate } from '@shared/api';
import type { Units, UnitRow } from '@shared/survey';
import { Figure } from '@/design/Figure';
import { Sized } from '@/design/marks';
import { count, value } from '@/design/number';
import { Num } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { tx, useT, type T } from '@/i18n';
import { both, reach, ticks, unitWords } from './units';
import { useUnits } from './queries';

const METRICS = ['mean_experience', 'nps', 'csat'];
const staffName = (d: Units, t: T): string => (d.staff.metric === 'nps' ? t('survey.units.staff_nps') : t('survey.units.staff_mean', { question: d.staff.question }));

/** The score of each unit in an employee survey beside what customers say of the same unit. */
export function StaffUnits({ survey, span }: { survey: string; span: { from?: string; to?: string } }) {
  const t = useT();
  const [metric, setMetric] = useState(METRICS[0]!);
  const ask = useUnits(survey, { from: span.from, to: span.to, metric });
  const name = (d: Units) => t('survey.units.customers', { metric: tx(`metric.${d.metric}.name`, d.metric) });
  return (
    <Figure<Units> id="staff-units" className="sv-units" title={t('survey.units.title')} sub={ask.data && t('survey.units.sub', { field: ask.data.field, attribute: ask.data.attribute })} height={200} ask={ask} method="units" noPicture reading={(d) => unitWords(d, t)}
      tools={<Select size="small" aria-label={t('survey.units.metric')} value={metric} onChange={setMetric} options={METRICS.map((m) => ({ value: m, label: tx(`metric.${m}.name`, m) }))} popupMatchSelectWidth={false} />}
      empty={(d) => (d.units.length ? undefined : { title: t('survey.units.none'), text: t('survey.units.none_text', { field: d.field }) })}
      table={(d) => ({ caption: t('survey.units.title'), head: [t('survey.units.unit'), ...estimateHead(staffName(d, t)), ...estimateHead(name(d))], rows: d.units.map((u) => [u.unit, ...estimateCells(u.staff), ...estimateCells(u.customers)]) })}>
      {(d) => (
        <>
          <div className="sv-units-both">
            <Rows d={d} staff={staffName(d, t)} customers={name(d)} />
            {both(d).length > 2 && <Plot rows={both(d)} staff={staffName(d, t)} customers={name(d)} />}
          </div>
          {d.staff.without_unit > 0 && <p className="xs muted">{t('survey.units.without', { count: d.staff.without_unit, n: count(d.staff.without_unit) })}</p>}
          {d.more > 0 && <p className="xs muted">{t('survey.units.more', { count: d.more, n: count(d.more) })}</p>}
          <p className="xs muted">{t('survey.units.private', { need: count(d.need) })}</p>
        </>
      )}
    </Figure>
  );
}

function Rows({ d, staff, customers }: { d: Units; staff: string; customers: string }) {
  const t = useT();
  const shown = [...d.units].sort((a, b) => (b.staff.value ?? -Infinity) - (a.staff.value ?? -Infinity));
  const known = (pick: (u: UnitRow) => Estimate) => d.units.map(pick).filter((e) => e.value !== undefined);
  const sides = [{ key: 'staff', name: staff, pick: (u: UnitRow) => u.staff }, { key: 'customers', name: customers, pick: (u: UnitRow) => u.customers }].map((s) => ({ ...s, range: reach(known(s.pick)) }));
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={`${staff} · ${customers}`}>
      <table className="table sv-units-table">
        <thead><tr><th scope="col">{t('survey.units.unit')}</th>{sides.map((s) => <th key={s.key} scope="col">{s.name}</th>)}</tr></thead>
        <tbody>
          {shown.map((u) => (
            <tr key={u.unit} data-unit={u.unit}>
              <th scope="row">{u.unit}</th>
              {sides.map((s) => <td key={s.key}><Num e={s.pick(u)} n /><Track e={s.pick(u)} range={s.range} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Track({ e, range: [lo, hi] }: { e: Estimate; range: [number, number] }) {
  if (e.value === undefined) return null;
  const at = (x: number): string => `${(((x - lo) / (hi - lo)) * 100).toFixed(1)}%`;
  return (
    <span className="sv-track" aria-hidden="true">
      {e.lo !== undefined && <i style={{ left: at(e.lo), width: `${(((e.hi! - e.lo) / (hi - lo)) * 100).toFixed(1)}%` }} />}
      <b style={{ left: at(e.value) }} />
    </span>
  );
}

const HEIGHT = 300;
/** Units as points with both intervals. */
function Plot({ rows, staff, customers }: { rows: UnitRow[]; staff: string; customers: string }) {
  const t = useT();
  const [x0, x1] = reach(rows.map((u) => u.staff)), [y0, y1] = reach(rows.map((u) => u.customers));
  const show = (e: Estimate, x: number): string => value(x, e.unit);
  const axis = (e: Estimate, x: number): string => value(x, e.unit, { digits: e.unit === 'points' || e.unit === 'share' ? 0 : 1 });
  const list = rows.map((u) => `${u.unit} ${show(u.staff, u.staff.value!)} / ${show(u.customers, u.customers.value!)}`).join('; ');
  return (
    <Sized height={HEIGHT}>
      {(w) => {
        const left = 52, base = HEIGHT - 40;
        const x = (v: number) => left + ((v - x0) / (x1 - x0)) * (w - left - 12);
        const y = (v: number) => base - ((v - y0) / (y1 - y0)) * (base - 22);
        return (
          <svg width={w} height={HEIGHT} role="img" aria-label={t('survey.units.plot', { list })} className="sv-units-plot">
            {ticks(y0, y1).map((v) => <g key={v}><line x1={left} x2={w} y1={y(v)} y2={y(v)} stroke="var(--line)" /><text x={left - 6} y={y(v) + 4} textAnchor="end">{axis(rows[0]!.customers, v)}</text></g>)}
            {ticks(x0, x1).map((v) => <g key={v}><line x1={x(v)} x2={x(v)} y1={22} y2={base} stroke="var(--line)" /><text x={x(v)} y={base + 16} textAnchor="middle">{axis(rows[0]!.staff, v)}</text></g>)}
            <text x={2} y={12} className="sv-axis">{customers}</text>
            <text x={w} y={HEIGHT - 6} textAnchor="end" className="sv-axis">{staff}</text>
            {rows.map((u) => (
              <g key={u.unit} stroke="var(--ink-3)" opacity={0.55}>
                <line x1={x(u.staff.lo!)} x2={x(u.staff.hi!)} y1={y(u.customers.value!)} y2={y(u.customers.value!)} />
                <line x1={x(u.staff.value!)} x2={x(u.staff.value!)} y1={y(u.customers.lo!)} y2={y(u.customers.hi!)} />
              </g>
            ))}
            {rows.map((u) => (
              <g key={u.unit}>
                <circle cx={x(u.staff.value!)} cy={y(u.customers.value!)} r={4.5} fill="var(--accent)"><title>{`${u.unit}: ${show(u.staff, u.staff.value!)}, n ${count(u.staff.n)} / ${show(u.customers, u.customers.value!)}, n ${count(u.customers.n)}`}</title></circle>
                {rows.length <= 14 && <text x={x(u.staff.value!) + (x(u.staff.value!) > w - 90 ? -8 : 8)} y={y(u.customers.value!) - 7} textAnchor={x(u.staff.value!) > w - 90 ? 'end' : 'start'} className="sv-dot-name">{u.unit}</text>}
              </g>
            ))}
          </svg>
        );
      }}
    </Sized>
  );
}
