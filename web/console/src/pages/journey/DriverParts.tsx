// The drivers of parts of the answers side by side: over time, or by a field of the customers.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Select } from 'antd';
import { useSearchParams } from 'react-router-dom';
import type { Drivers, DriverSplit } from '@shared/api';
import { costly } from '@/api/costly';
import { useDimensionList, type Span } from '@/api/queries';
import { useSetParams } from '@/app/url';
import { HeatMap, type HeatCell } from '@/design/charts';
import { Figure } from '@/design/Figure';
import { count, share } from '@/design/number';
import { estimateCells, estimateHead } from '@/design/table';
import { tx, useT } from '@/i18n';

const TIMES = ['month', 'quarter', 'year'];
const MOST = 12;

export function Parts({ journeyKey, span, outcome, whole, side, name }: { journeyKey: string; span: Span; outcome?: string; whole?: Drivers; side: 'share' | 'within'; name: (touchpoint: string) => string }) {
  const t = useT();
  const [search] = useSearchParams();
  const set = useSetParams();
  const by = search.get('by') ?? 'quarter';
  const fields = useDimensionList().data ?? [];
  const ready = whole?.pooled.status === 'ok';
  const queryKey = ['slow', 'drivers-split', journeyKey, span, outcome, by];
  const client = useQueryClient();
  const ask = useQuery({ queryKey, enabled: ready, staleTime: 60_000, queryFn: ({ signal }) => costly<DriverSplit>(`/v1/journeys/${encodeURIComponent(journeyKey)}/drivers/split`, { ...span, outcome, by }, { signal, queryKey, client }) });
  if (!ready) return null;
  const order = whole.drivers.filter((d) => d.share.value !== undefined).slice(0, MOST).map((d) => d.touchpoint);
  const told = (d: DriverSplit) => d.slices.filter((s) => s.pooled.status === 'ok');
  const use = (d: DriverSplit) => (side === 'within' && d.first === 'within' ? 'within' : 'share');
  const first = (d: DriverSplit, i: number) => [...told(d)[i]!.drivers].sort((a, b) => (b[use(d)]?.value ?? -1) - (a[use(d)]?.value ?? -1))[0];
  const cells = (d: DriverSplit): HeatCell[] => d.slices.flatMap((s) => order.map((touchpoint) => {
    const e = s.drivers.find((x) => x.touchpoint === touchpoint)?.[use(d)];
    return { row: touchpoint, column: s.key, e: { value: e?.value, lo: e?.lo, hi: e?.hi, n: e?.n ?? s.pooled.n, unit: 'share', basis: 'measured', method: 'bootstrap', flags: [], ...(e?.value === undefined ? { insufficient: e?.insufficient ?? { have: s.pooled.n, need: s.pooled.need } } : {}) } };
  }));
  const reading = (d: DriverSplit) => {
    const firsts = told(d).map((s, i) => ({ key: s.key, top: first(d, i) })).filter((x) => x.top?.[use(d)]?.value !== undefined && !x.top[use(d)]!.noise);
    if (!firsts.length) return t('drivers.parts_noise');
    const same = firsts.every((x) => x.top!.touchpoint === firsts[0]!.top!.touchpoint);
    const last = firsts[firsts.length - 1]!;
    return t(same ? 'drivers.parts_same' : 'drivers.parts_differ', { n: firsts.length, first: name(firsts[0]!.top!.touchpoint), key: firsts[0]!.key, share: share(firsts[0]!.top![use(d)]!.value!), last: name(last.top!.touchpoint), last_key: last.key, last_share: share(last.top![use(d)]!.value!) });
  };
  return (
    <Figure id="drivers-parts" title={t('drivers.parts')} sub={t('drivers.parts_sub')} height={ask.data ? 60 : 260} ask={ask} method="drivers" noPicture
      tools={<Select size="small" aria-label={t('drivers.parts')} value={by} onChange={(v: string) => set({ by: v === 'quarter' ? undefined : v })} popupMatchSelectWidth={false} options={[...TIMES, 'channel', ...fields.slice(0, 20)].map((f) => ({ value: f, label: tx(`dimension.${f}`, f) }))} />}
      empty={(d) => (told(d).length ? undefined : { title: t('drivers.parts_few'), text: t('drivers.parts_few_text', { have: count(Math.max(0, ...d.slices.map((s) => s.pooled.n))), need: count(whole.pooled.need) }) })}
      reading={reading}
      table={(d) => ({ caption: t('drivers.parts'), head: [t('tp.one'), tx(`dimension.${by}`, by), ...estimateHead(t('drivers.share'))], rows: cells(d).map((c) => [name(c.row), c.column, ...estimateCells(c.e)]) })}>
      {(d) => <HeatMap cells={cells(d)} rows={order.map((k) => ({ key: k, name: name(k) }))} columns={d.slices.map((s) => ({ key: s.key, name: `${s.key} · n ${count(s.pooled.n)}` }))} unit="share" caption={t('drivers.parts')} endFirst={TIMES.includes(by)} />}
    </Figure>
  );
}
