import { Checkbox, Segmented, Select } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import type { Question } from '@/api/board';
import { useInsight, useJourneys, useMetrics, useSession } from '@/api/queries';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Pop } from '@/design/Pop';
import { pick, useLang, useT } from '@/i18n';
import { dimensionName, metricName, useDimensions, useLabelJourney, useValueName, type Dimension } from './names';
import { chartOf, chartsFor, isTime, readFilter, spansOf, writeFilter } from './question';

export interface ControlProps { q: Question; set: (change: Partial<Question>) => void }
/** The question, part by part: what, by which two dimensions, of whom, against what, shown how. */
export function Controls({ q, set }: ControlProps) {
  const t = useT();
  const lang = useLang();
  const metrics = useMetrics().data;
  const journeys = useJourneys().data ?? [];
  const charts = chartsFor(q);
  return (
    <div className="ask card" role="group" aria-label={t('explore.question')}>
      <Field label={t('explore.metric')}>
        <Select aria-label={t('explore.metric')} value={q.metric} onChange={(metric) => set({ metric })} showSearch optionFilterProp="label" popupMatchSelectWidth={280} style={{ minWidth: 190 }}
          options={(metrics ?? [{ key: q.metric }]).map((m) => ({ value: m.key, label: 'name' in m ? metricName(m, m.key, lang) : m.key }))} />
      </Field>
      <Field label={t('explore.by')}><Dim label={t('explore.by_first')} value={q.by[0]} other={q.by[1]} onChange={(d) => set({ by: [d, q.by[1]].filter((x): x is string => !!x), chart: '' })} /></Field>
      {q.by[0] && <Field label={t('explore.and')}><Dim label={t('explore.by_second')} value={q.by[1]} other={q.by[0]} onChange={(d) => set({ by: [q.by[0], d].filter((x): x is string => !!x), chart: '' })} /></Field>}
      {journeys.length > 1 && (
        <Field label={t('nav.journey')}>
          <Select aria-label={t('nav.journey')} value={q.journey} onChange={(journey) => set({ journey })} style={{ minWidth: 150 }} popupMatchSelectWidth={240}
            options={[{ value: '', label: t('explore.all_journeys') }, ...journeys.map((j) => ({ value: j.key, label: pick(j.name, lang) }))]} />
        </Field>
      )}
      <div className="ask-where">
        <Filters q={q} set={set} />
        <Checkbox checked={q.compare && !!q.range} disabled={!q.range} onChange={(e) => set({ compare: e.target.checked })}>{t(q.range ? 'explore.compare' : 'explore.compare_all')}</Checkbox>
        {charts.length > 1 && <Segmented aria-label={t('explore.chart')} value={chartOf(q)} onChange={(v) => set({ chart: v === charts[0] ? '' : v })} options={charts.map((c) => ({ value: c, label: t(q.by.length || c === 'table' ? `explore.as_${c}` : 'explore.as_number') }))} />}
      </div>
    </div>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return <div className="ask-field"><span className="xs muted" aria-hidden="true">{label}</span>{children}</div>;
}

const GROUPS: Dimension['group'][] = ['time', 'journey', 'fact', 'attribute'];
function useGrouped(skip?: (d: Dimension) => boolean) {
  const t = useT();
  const { all } = useDimensions();
  return GROUPS.map((g) => ({ label: t(`explore.group_${g}`), title: g, options: all.filter((d) => d.group === g && !skip?.(d)).map((d) => ({ value: d.key, label: d.name })) })).filter((g) => g.options.length);
}
function Dim({ label, value, other, onChange }: { label: string; value?: string; other?: string; onChange: (d: string | undefined) => void }) {
  const t = useT();
  // One kind of time at once: the server cuts one sort of bucket.
  const options = useGrouped((d) => d.key === other || (d.group === 'time' && isTime(other)));
  const [typed, setTyped] = useState('');
  const own = typed.trim();
  const offered = own && !options.some((g) => g.options.some((o) => o.value === own || o.label.toLowerCase().includes(own.toLowerCase()))) ? [{ label: t('explore.group_attribute'), title: 'own', options: [{ value: own, label: own }] }] : options;
  return (
    <Select aria-label={label} value={value ?? ''} showSearch optionFilterProp="label" onSearch={setTyped} onChange={(v) => { setTyped(''); onChange(v || undefined); }} popupMatchSelectWidth={230} style={{ minWidth: 136 }}
      labelRender={(o) => (o.value ? dimensionName(String(o.value)) : t('explore.nothing'))}
      options={[{ value: '', label: t('explore.nothing') }, ...offered]} />
  );
}

function Filters({ q, set }: ControlProps) {
  const t = useT();
  const name = useValueName(useLabelJourney(q));
  const read = q.where.map(readFilter);
  return (
    <>
      {read.map((f, i) => (
        <span key={i} className="pill ask-pill">
          {dimensionName(f.field)}: {f.values.map((v) => name(f.field, v)).join(', ')}
          <button type="button" className="pill-x" aria-label={t('explore.remove_filter', { what: dimensionName(f.field) })} onClick={() => set({ where: q.where.filter((_, k) => k !== i) })}><Icon name="close" size={12} /></button>
        </span>
      ))}
      {q.where.length < 10 && (
        <Pop button={(p) => <button type="button" className="btn-s" aria-haspopup="dialog" {...p}><Icon name="filter" size={15} />{t('explore.add_filter')}</button>}>
          {(close) => <AddFilter q={q} add={(w) => { close(); set({ where: [...q.where, w] }); }} />}
        </Pop>
      )}
    </>
  );
}

function AddFilter({ q, add }: { q: Question; add: (where: string) => void }) {
  const t = useT();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const options = useGrouped((d) => d.group === 'time');
  const [field, setField] = useState('');
  const [values, setValues] = useState<string[]>([]);
  const span = useMemo(() => spansOf(q.range, zone, Date.now()).now, [q.range, zone]);
  // The values that there are, most frequent first.
  const found = useInsight({ metric: 'volume', journey: q.journey || undefined, by: field, span }, !!field);
  const name = useValueName(useLabelJourney(q));
  const rows = field && !found.isPlaceholderData ? [...(found.data?.rows ?? [])].sort((a, b) => b.n - a.n).slice(0, 300) : [];
  return (
    <div className="ask-add" role="dialog" aria-label={t('explore.add_filter')}>
      <Select aria-label={t('explore.filter_by')} placeholder={t('explore.filter_by')} value={field || undefined} onChange={(f) => { setField(f); setValues([]); }} showSearch optionFilterProp="label" options={options} getPopupContainer={(el) => el.parentElement!} />
      <Select mode="tags" aria-label={t('explore.values')} placeholder={t('explore.values')} disabled={!field} value={values} onChange={setValues} loading={found.isFetching} optionFilterProp="label" maxTagCount={4} getPopupContainer={(el) => el.parentElement!}
        options={rows.map((r) => ({ value: r.key[field] ?? '', label: `${name(field, r.key[field] ?? '')} (${count(r.n)})` }))} />
      <button type="button" className="btn-link btn-link-main" disabled={!field || !values.length} onClick={() => add(writeFilter(field, values))}>{t('explore.apply')}</button>
    </div>
  );
}
