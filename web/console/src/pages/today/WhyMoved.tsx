import { Segmented } from 'antd';
import type { Journey, Today, Why } from '@shared/api';
import { Link, useSearchParams } from 'react-router-dom';
import { touchpointPath, useHref, useSetParams } from '@/app/url';
import { Contributions } from '@/design/charts';
import { Figure, type Ask } from '@/design/Figure';
import { count, value } from '@/design/number';
import { Delta } from '@/design/parts';
import { tx, useLang, useT } from '@/i18n';
import { changeOf, whyWords } from '@/story/today';
import { sceneName, stageName, touchpointName } from '../journey/names';

type Moved = Today['numbers'][number];
/** The change of a number taken apart, exactly: by groups that changed, and by their mix. A score of whole journeys cannot be
 *  taken apart so: beside it stand the touchpoints that changed in the same days. */
export function WhyMoved({ ask, journey }: { ask: Ask<Today>; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const [search] = useSearchParams();
  const set = useSetParams();
  const href = useHref();
  const moved = (ask.data?.numbers ?? []).filter((n) => n.verdict === 'improved' || n.verdict === 'worsened');
  const list = moved.filter((n) => n.why.length);
  const whole = list.length ? undefined : moved[0];
  const number = list.find((n) => n.metric === search.get('why')) ?? list[0];
  const why = number?.why.find((w) => w.by === search.get('split')) ?? number?.why[0];
  const name = (w: Why, key: string) => (w.by === 'touchpoint' ? touchpointName(journey, key, lang) : w.by === 'stage' ? stageName(journey, key, lang) : w.by === 'scene' ? sceneName(journey, key, lang) : tx(`channel.${key}`, key || '–'));
  const note = (n: Moved, c: Why['carriers'][number]) => (c.before.value !== undefined && c.now.value !== undefined ? `${value(c.before.value, n.now.unit)} → ${value(c.now.value, n.now.unit)} · n ${count(c.now.n)}` : `n ${count(c.now.n)}`);
  return (
    <Figure id="today-why" title={t('today.why')} sub={t('today.why_sub')} height={120} ask={ask} method="why_it_moved"
      reading={(d) => (number && why ? whyWords(number.metric, number.why_unit, why, t) : whole ? t(d.moves.length ? 'today.why_whole' : 'today.why_whole_none', { metric: tx(`metric.${whole.metric}.name`, whole.metric) }) : '')}
      empty={() => ((number && why) || whole ? undefined : { title: t('today.why_none'), text: t('today.why_none_text') })}
      table={(d) => whole ? { caption: t('today.why'), head: [t('today.why_touchpoint'), t('chart.metric'), t('today.why_before'), t('today.why_now'), t('today.why_change'), 'n −', 'n'], rows: d.moves.map((m) => [touchpointName(journey, m.touchpoint, lang), m.metric, m.before.value, m.now.value, m.change?.value, m.before.n, m.now.n]) } : number && why && ({ caption: t('today.why'), head: [t('today.why_group'), t('today.why_before'), t('today.why_now'), t('today.why_rate_head'), t('today.why_mix_head'), 'n −', 'n'], rows: why.carriers.map((c) => [name(why, c.key), c.before.value, c.now.value, c.rate, c.mix, c.before.n, c.now.n]) })}
      tools={list.length > 1 && number && <Segmented size="small" aria-label={t('chart.metric')} value={number.metric} onChange={(v) => set({ why: v === list[0]!.metric ? undefined : v })} options={list.map((n) => ({ value: n.metric, label: tx(`metric.${n.metric}.name`, n.metric) }))} />}>
      {(d) => whole ? (
        <ul className="moves">
          {d.moves.slice(0, 6).map((m) => (
            <li key={m.touchpoint + m.metric}>
              <Link to={href(touchpointPath(d.journey, m.touchpoint))}>{touchpointName(journey, m.touchpoint, lang)}</Link>
              <span className="muted grow">{tx(`metric.${m.metric}.name`, m.metric)} {value(m.before.value ?? 0, m.now.unit)} → {value(m.now.value ?? 0, m.now.unit)} · n {count(m.now.n)}</span>
              <Delta change={changeOf(m)} />
            </li>
          ))}
        </ul>
      ) : number && why && (
        <>
          {number.why.length > 1 && <Segmented size="small" aria-label={t('segment.by')} value={why.by} onChange={(v) => set({ split: v === number.why[0]!.by ? undefined : v })} options={number.why.map((w) => ({ value: w.by, label: tx(`today.by.${w.by}`, w.by) }))} />}
          <Contributions unit={number.why_unit} labels={[t('today.why_rate_head'), t('today.why_mix_head')]} caption={t('today.why_alt')} rows={why.carriers.map((c) => ({ key: c.key, name: name(why, c.key), parts: [c.rate, c.mix], note: note(number, c) }))} />
          {Math.abs(why.others) > 1e-9 && <p className="xs muted chart-note">{t('today.why_others')}: {value(why.others, number.why_unit, { signed: true, diff: true })}</p>}
        </>
      )}
    </Figure>
  );
}
