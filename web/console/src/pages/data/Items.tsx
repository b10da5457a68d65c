import { Input, Select } from 'antd';
import type { Journey } from '@shared/api';
import { Icon } from '@/design/icons';
import { useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { Field } from '../editor/fields';
import { ScaleFields } from '../editor/RuleForm';
import { columnOf, setItem, type Column, type MapFile, type MapItem, type Value } from './mapmodel';

/** What a row becomes: events, scores, words; each with its touchpoint. */
export function Items({ file, change, columns, journey, error }: { file: MapFile; change: (f: MapFile) => void; columns: Column[]; journey?: Journey; error: (path: string) => string | undefined }) {
  const t = useT();
  return (
    <section className="card card-pad" aria-labelledby="items">
      <h2 id="items">{t('data.items')}</h2>
      <p className="muted small">{t('data.items_text')}</p>
      {!file.items.length && <p className="field-error">{t('data.items_none')}</p>}
      {file.items.map((item, n) => (
        <div className="item" key={n} data-item={n}>
          <header className="spread">
            <h3><Icon name={item.type === 'track' ? 'event' : item.type === 'rating' ? 'rating' : item.type === 'feedback' ? 'feedback' : 'identify'} size={16} />{t(`data.item_${item.type}`)}{item.when ? <span className="muted small"> · {t('data.item_when')}</span> : null}</h3>
            <button type="button" className="icon-btn" aria-label={t('data.remove_item', { n: n + 1 })} onClick={() => change({ ...file, items: file.items.filter((_, k) => k !== n) })}><Icon name="trash" size={15} /></button>
          </header>
          <One item={item} set={(c) => change(setItem(file, n, c))} columns={columns} journey={journey} error={(f) => error(`items[${n}].${f}`)} />
        </div>
      ))}
      {error('items') && !file.items.length && <p className="field-error">{error('items')}</p>}
    </section>
  );
}

function One({ item, set, columns, journey, error }: { item: MapItem; set: (c: Partial<MapItem>) => void; columns: Column[]; journey?: Journey; error: (f: string) => string | undefined }) {
  const t = useT();
  const list = columns.map((c) => ({ value: c.name, label: c.name }));
  const constant = typeof item.time === 'object' && item.time.column === undefined ? String(item.time.value ?? '') : undefined;
  const promise = item.promise;
  return (
    <>
      <div className="two">
        {item.type === 'track' && typeof item.event === 'string' && <Field label={t('data.event_name')} error={error('event')}><Input value={item.event} onChange={(e) => set({ event: e.target.value })} maxLength={200} /></Field>}
        {item.type === 'rating' && <Field label={t('editor.metric')} error={error('metric')}><Select value={item.metric} onChange={(metric) => set({ metric })} options={[...new Set(['nps', 'csat', 'ces', 'rating', item.metric ?? ''])].filter(Boolean).map((m) => ({ value: m, label: m }))} /></Field>}
        {item.type !== 'identify' && (
          <Field label={t('data.time')} error={error('time')}>
            <Select value={columnOf(item.time) ?? '@constant'} onChange={(v) => set({ time: v === '@constant' ? item.time : v })} options={[...list, ...(constant !== undefined ? [{ value: '@constant', label: t('data.time_constant', { time: constant.slice(0, 10) }) }] : [])]} popupMatchSelectWidth={false} />
          </Field>
        )}
      </div>
      {item.type === 'rating' && item.scale && <ScaleFields scale={{ min: 0, max: 10, neutral: 5, direction: 'up', ...item.scale }} onChange={({ direction, ...s }) => set({ scale: { ...s, ...(direction === 'down' ? { direction } : {}) } })} error={error('scale')} />}
      {item.type !== 'identify' && <Place item={item} set={set} columns={columns} journey={journey} error={error('touchpoint')} />}
      {promise && (
        <div className="nested">
          <Field label={t('editor.promised_time')} error={error('promise.expected')}><Select value={columnOf(promise.expected)} onChange={(expected) => set({ promise: { ...promise, expected } })} options={list} popupMatchSelectWidth={false} /></Field>
          <div className="two">
            <Field label={t('editor.since')}><Select allowClear value={columnOf(promise.since)} onChange={(since: string | undefined) => { const { since: _, ...rest } = promise; set({ promise: since ? { ...rest, since } : rest }); }} options={list} popupMatchSelectWidth={false} /></Field>
            <Field label={t('editor.kept_when')}><Select value={promise.rule ?? 'timestamp'} onChange={(rule) => set({ promise: { ...promise, rule } })} options={(['calendar_day', 'timestamp'] as const).map((r) => ({ value: r, label: t(`editor.rule_${r}`) }))} popupMatchSelectWidth={false} /></Field>
          </div>
        </div>
      )}
    </>
  );
}

/** One touchpoint for all rows, or a column whose values say which. */
function Place({ item, set, columns, journey, error }: { item: MapItem; set: (c: Partial<MapItem>) => void; columns: Column[]; journey?: Journey; error?: string }) {
  const t = useT();
  const lang = useLang();
  const cells = (journey?.touchpoints ?? []).filter((x) => x.applicable).map((x) => ({ value: x.key, label: touchpointName(journey, x.key, lang) }));
  const by = typeof item.touchpoint === 'object' ? item.touchpoint : undefined;
  const fixed = typeof item.touchpoint === 'string' ? item.touchpoint : undefined;
  const few = columns.filter((c) => c.values && c.values.length >= 2 && c.values.length <= 40);
  const choose = (v: string) => {
    if (v === '@none') return set({ touchpoint: undefined });
    if (!v.startsWith('@by:')) return set({ touchpoint: v });
    const column = v.slice(4);
    const values = columns.find((c) => c.name === column)?.values ?? [];
    set({ touchpoint: { column, map: Object.fromEntries(values.map((x) => [x, cells[0]?.value ?? ''])) } });
  };
  const now = by?.column ? `@by:${by.column}` : fixed ?? '@none';
  return (
    <>
      <Field label={t('data.touchpoint')} error={error} hint={item.type === 'track' ? undefined : t('data.touchpoint_hint')}>
        <Select showSearch optionFilterProp="label" value={now} onChange={choose} popupMatchSelectWidth={false} options={[
          { value: '@none', label: t(item.type === 'track' ? 'data.touchpoint_rules' : 'data.touchpoint_none') },
          ...(fixed && !cells.some((c) => c.value === fixed) ? [{ value: fixed, label: fixed }] : []),
          { label: t('tp.one'), options: cells },
          ...(item.type !== 'track' && few.length ? [{ label: t('data.by_column'), options: few.map((c) => ({ value: `@by:${c.name}`, label: c.name })) }] : []),
        ]} />
      </Field>
      {by?.map && (
        <div className="nested by-values">
          {Object.entries(by.map).map(([value, cell]) => (
            <div key={value} className="by-value"><span className="ellipsis" title={value}>{value}</span>
              <Select aria-label={t('data.value_to', { value })} showSearch optionFilterProp="label" value={cell} onChange={(to) => set({ touchpoint: { ...(by as Exclude<Value, string>), map: { ...by.map, [value]: to } } })} options={cells} popupMatchSelectWidth={false} />
            </div>
          ))}
        </div>
      )}
    </>
  );
}
