import { Segmented } from 'antd';
import { useSearchParams } from 'react-router-dom';
import type { Journey, Today, Why } from '@shared/api';
import { useSetParams } from '@/app/url';
import { Contributions } from '@/design/charts';
import { Figure, type Ask } from '@/design/Figure';
import { count, value } from '@/design/number';
import { pick, tx, useLang, useT } from '@/i18n';
import { whyWords } from '@/story/today';
import { touchpointName } from '../journey/names';

const MOST = 8;
/** The change of a number taken apart, exactly: by groups that changed, and by their mix. */
export function WhyMoved({ ask, journey }: { ask: Ask<Today>; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const [search] = useSearchParams();
  const set = useSetParams();
  const chosen = (d: Today): Why | undefined => d.why.find((w) => w.metric === search.get('why')) ?? d.why[0];
  const name = (w: Why, r: Why['rows'][number]) => (r.name ? pick(r.name, lang) : w.dimension === 'touchpoint' ? touchpointName(journey, r.key, lang) : tx(`channel.${r.key}`, r.key || '–'));
  const list = ask.data?.why ?? [];
  return (
    <Figure id="today-why" title={t('today.why')} sub={t('today.why_sub')} height={240} ask={ask} method="why"
      reading={(d) => { const w = chosen(d); return w ? whyWords(w, t) : ''; }}
      empty={(d) => (d.why.length ? undefined : { title: t('today.why_none'), text: t('today.why_none_text') })}
      table={(d) => { const w = chosen(d)!; const part = (x: number | undefined) => ({ show: x === undefined ? '–' : value(x, w.unit), raw: x }); return { caption: t('today.why'), head: [t('today.why_group'), t('today.why_before'), t('today.why_now'), t('today.why_rate_head'), t('today.why_mix_head'), 'n −', 'n'], rows: w.rows.map((r) => [name(w, r), part(r.before), part(r.now), part(r.rate), part(r.mix), r.n_before, r.n_now]) }; }}
      tools={list.length > 1 && <Segmented size="small" aria-label={t('chart.metric')} value={(ask.data && chosen(ask.data)?.metric) ?? ''} onChange={(v) => set({ why: v === list[0]!.metric ? undefined : v })} options={list.map((w) => ({ value: w.metric, label: tx(`metric.${w.metric}.name`, w.metric) }))} />}>
      {(d) => {
        const w = chosen(d)!;
        const rows = [...w.rows].sort((a, b) => Math.abs(b.rate + b.mix) - Math.abs(a.rate + a.mix)).slice(0, MOST);
        return <Contributions unit={w.unit} labels={[t('today.why_rate_head'), t('today.why_mix_head')]} caption={t('today.why_alt')} rows={rows.map((r) => ({ key: r.key, name: name(w, r), parts: [r.rate, r.mix], note: r.before !== undefined && r.now !== undefined ? `${value(r.before, w.unit)} → ${value(r.now, w.unit)} · n ${count(r.n_now)}` : `n ${count(r.n_now)}` }))} />;
      }}
    </Figure>
  );
}
