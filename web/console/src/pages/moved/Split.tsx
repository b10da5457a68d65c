import { Segmented, Select } from 'antd';
import { useSearchParams } from 'react-router-dom';
import type { Journey, MovedPage } from '@shared/api';
import { useSetParams } from '@/app/url';
import { Contributions } from '@/design/charts';
import { Figure, type Ask } from '@/design/Figure';
import { count, value } from '@/design/number';
import { tx, useLang, useT } from '@/i18n';
import { apartWords, noiseWords } from '@/story/moved';
import { whyWords } from '@/story/today';
import { sceneName, stageName, touchpointName } from '../journey/names';

const NUMBERS = ['mean_experience', 'nps', 'csat', 'satisfaction_ratio', 'promise_kept'];

/** One number taken apart exactly, by the split that explains most; the others are one press away. */
export function Split({ ask, journey }: { ask: Ask<MovedPage>; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const [search] = useSearchParams();
  const set = useSetParams();
  const why = ask.data?.why;
  const split = why?.splits.find((s) => s.by === search.get('split')) ?? why?.splits[0];
  const byName = (by: string) => tx(`today.by.${by}`, t('moved.by', { by: tx(`dimension.${by}`, by) }));
  const name = (key: string) => (split?.by === 'touchpoint' ? touchpointName(journey, key, lang) : split?.by === 'stage' ? stageName(journey, key, lang) : split?.by === 'scene' ? sceneName(journey, key, lang) : split?.by === 'channel' ? tx(`channel.${key}`, key || '–') : key || '–');
  const unit = why?.now.unit ?? '';
  return (
    <Figure id="moved-why" title={t('moved.why')} sub={t('moved.why_sub')} height={200} ask={ask} method="why_it_moved"
      reading={(d) => (split ? [whyWords(d.why.metric, d.why.why_unit, split, t), noiseWords(d, t), apartWords(d, byName, t)].filter(Boolean).join(' ') : '')}
      empty={() => (split ? undefined : { title: t('moved.why_none'), text: t('moved.why_none_text') })}
      table={() => split && { caption: t('moved.why'), head: [t('today.why_group'), t('moved.before'), t('moved.now'), t('today.why_rate_head'), t('today.why_mix_head'), 'n −', 'n'], rows: split.carriers.map((c) => [name(c.key), c.before.value, c.now.value, c.rate, c.mix, c.before.n, c.now.n]) }}
      tools={<Select size="small" aria-label={t('chart.metric')} value={why?.metric ?? search.get('number') ?? NUMBERS[0]} onChange={(v: string) => set({ number: v === NUMBERS[0] ? undefined : v, split: undefined })} options={NUMBERS.map((m) => ({ value: m, label: tx(`metric.${m}.name`, m) }))} popupMatchSelectWidth={false} />}>
      {(d) => split && (
        <>
          {d.why.splits.length > 1 && <div className="scroll-x moved-by"><Segmented size="small" aria-label={t('segment.by')} value={split.by} onChange={(v) => set({ split: v === d.why.splits[0]!.by ? undefined : v })} options={d.why.splits.map((s) => ({ value: s.by, label: byName(s.by) }))} /></div>}
          <Contributions unit={d.why.why_unit} labels={[t('today.why_rate_head'), t('today.why_mix_head')]} caption={t('today.why_alt')} rows={split.carriers.map((c) => ({ key: c.key, name: name(c.key), parts: [c.rate, c.mix], note: c.before.value !== undefined && c.now.value !== undefined ? `${value(c.before.value, unit)} → ${value(c.now.value, unit)} · n ${count(c.now.n)}` : `n ${count(c.now.n)}` }))} />
          {Math.abs(split.others) > 1e-9 && <p className="xs muted chart-note">{t('today.why_others')}: {value(split.others, d.why.why_unit, { signed: true, diff: true })}</p>}
        </>
      )}
    </Figure>
  );
}
