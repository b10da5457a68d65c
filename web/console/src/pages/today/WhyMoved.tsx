import { Segmented } from 'antd';
import { useSearchParams } from 'react-router-dom';
import type { Journey, Today, Why } from '@shared/api';
import { useSetParams } from '@/app/url';
import { Contributions } from '@/design/charts';
import { Figure, type Ask } from '@/design/Figure';
import { count, value } from '@/design/number';
import { tx, useLang, useT } from '@/i18n';
import { whyWords } from '@/story/today';
import { sceneName, stageName, touchpointName } from '../journey/names';

type Moved = Today['numbers'][number];
/** The change of a number taken apart, exactly: by groups that changed, and by their mix. */
export function WhyMoved({ ask, journey }: { ask: Ask<Today>; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const [search] = useSearchParams();
  const set = useSetParams();
  const list = (ask.data?.numbers ?? []).filter((n) => (n.verdict === 'improved' || n.verdict === 'worsened') && n.why.length);
  const number = list.find((n) => n.metric === search.get('why')) ?? list[0];
  const why = number?.why.find((w) => w.by === search.get('split')) ?? number?.why[0];
  const name = (w: Why, key: string) => (w.by === 'touchpoint' ? touchpointName(journey, key, lang) : w.by === 'stage' ? stageName(journey, key, lang) : w.by === 'scene' ? sceneName(journey, key, lang) : tx(`channel.${key}`, key || '–'));
  const note = (n: Moved, c: Why['carriers'][number]) => (c.before.value !== undefined && c.now.value !== undefined ? `${value(c.before.value, n.now.unit)} → ${value(c.now.value, n.now.unit)} · n ${count(c.now.n)}` : `n ${count(c.now.n)}`);
  return (
    <Figure id="today-why" title={t('today.why')} sub={t('today.why_sub')} height={240} ask={ask} method="why_it_moved"
      reading={() => (number && why ? whyWords(number.metric, number.why_unit, why, t) : '')}
      empty={() => (number && why ? undefined : { title: t('today.why_none'), text: t('today.why_none_text') })}
      table={() => number && why && ({ caption: t('today.why'), head: [t('today.why_group'), t('today.why_before'), t('today.why_now'), t('today.why_rate_head'), t('today.why_mix_head'), 'n −', 'n'], rows: why.carriers.map((c) => [name(why, c.key), c.before.value, c.now.value, c.rate, c.mix, c.before.n, c.now.n]) })}
      tools={list.length > 1 && number && <Segmented size="small" aria-label={t('chart.metric')} value={number.metric} onChange={(v) => set({ why: v === list[0]!.metric ? undefined : v })} options={list.map((n) => ({ value: n.metric, label: tx(`metric.${n.metric}.name`, n.metric) }))} />}>
      {() => number && why && (
        <>
          {number.why.length > 1 && <Segmented size="small" aria-label={t('segment.by')} value={why.by} onChange={(v) => set({ split: v === number.why[0]!.by ? undefined : v })} options={number.why.map((w) => ({ value: w.by, label: tx(`today.by.${w.by}`, w.by) }))} />}
          <Contributions unit={number.why_unit} labels={[t('today.why_rate_head'), t('today.why_mix_head')]} caption={t('today.why_alt')} rows={why.carriers.map((c) => ({ key: c.key, name: name(why, c.key), parts: [c.rate, c.mix], note: note(number, c) }))} />
          {Math.abs(why.others) > 1e-9 && <p className="xs muted chart-note">{t('today.why_others')}: {value(why.others, number.why_unit, { signed: true, diff: true })}</p>}
        </>
      )}
    </Figure>
  );
}
