import { Button, Input, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import type { FeedbackItem } from '@shared/api';
import { useFeedback, useJourney, useSession } from '@/api/queries';
import { customerPath, touchpointPath, useHref, useRange } from '@/app/url';
import { Icon } from '@/design/icons';
import { fixed } from '@/design/number';
import { Empty, Quote, SkelLines } from '@/design/parts';
import { ago, dateTime, tx, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import '../touchpoint/touchpoint.css';

const PAGE = 24;
const PAGE_HERE = 8;
export const TONES = ['all', 'negative', 'positive'] as const;
export type Tone = (typeof TONES)[number];

/** A value that follows its source after a pause, so that typing does not ask at every key. */
export function useDelayed<V>(v: V, ms = 250): V {
  const [late, setLate] = useState(v);
  useEffect(() => {
    const id = setTimeout(() => setLate(v), ms);
    return () => clearTimeout(id);
  }, [v, ms]);
  return late;
}

/** Verbatims of one touchpoint, with search. */
export function Words({ journey, touchpoint }: { journey: string; touchpoint: string }) {
  const t = useT();
  const [q, setQ] = useState('');
  const [tone, setTone] = useState<Tone>('all');
  return (
    <>
      <div className="words-tools">
        <Input allowClear value={q} onChange={(e) => setQ(e.target.value)} prefix={<Icon name="search" size={16} />} placeholder={t('words.search')} aria-label={t('words.search')} style={{ flex: 1, minWidth: 180 }} />
        <ToneChoice value={tone} onChange={setTone} />
      </div>
      <WordList journey={journey} touchpoint={touchpoint} q={useDelayed(q.trim())} tone={tone} />
    </>
  );
}
export function ToneChoice({ value, onChange }: { value: Tone; onChange: (v: Tone) => void }) {
  const t = useT();
  return <Segmented aria-label={t('words.tone')} value={value} onChange={(v) => onChange(v)} options={TONES.map((k) => ({ value: k, label: t(`words.${k}`) }))} />;
}

export function WordList({ journey, touchpoint, q, tone, kind, lang: wordsLang, columns }: { journey?: string; touchpoint?: string; q?: string; tone: Tone; kind?: string; lang?: string; columns?: boolean }) {
  const t = useT();
  const { span } = useRange();
  const step = columns ? PAGE : PAGE_HERE;
  const [limit, setLimit] = useState(step);
  useEffect(() => setLimit(step), [step, journey, touchpoint, q, tone, kind, wordsLang]);
  const where = [tone === 'negative' ? 'class:-1' : tone === 'positive' ? 'class:1' : '', kind ? `kind:${kind}` : '', wordsLang ? `lang:${wordsLang}` : ''].filter(Boolean);
  const words = useFeedback({ journey, touchpoint, q: q || undefined, where, limit, span });
  if (!words.data) return words.error ? <Empty small title={t('error.load')}>{t('error.load_text')}</Empty> : <SkelLines n={9} />;
  const { items, more } = words.data;
  const filtered = !!q || tone !== 'all' || !!kind || !!wordsLang || !!span.from || !!span.to;
  if (!items.length) return <Empty small level={3} title={t(filtered ? 'words.none_found' : 'words.none')}>{t(filtered ? 'words.none_found_text' : 'words.none_text')}</Empty>;
  return (
    <div style={{ opacity: words.isPlaceholderData ? 0.6 : 1, transition: 'opacity .15s' }}>
      <div className={columns ? 'words-cols' : 'words-list'}>{items.map((w) => <Word key={w.id} w={w} mark={q} withTouchpoint={!touchpoint} />)}</div>
      {(more ?? items.length >= limit) && limit < 480 && <div style={{ textAlign: 'center', marginTop: 20 }}><Button onClick={() => setLimit(limit + PAGE)} loading={words.isFetching && words.isPlaceholderData}>{t('words.more')}</Button></div>}
    </div>
  );
}

function Word({ w, mark, withTouchpoint }: { w: FeedbackItem; mark?: string; withTouchpoint: boolean }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const key = (w as { journey?: string }).journey;
  const journey = useJourney(key).data;
  return (
    <Quote
      item={w}
      mark={mark}
      footer={
        <>
          <time dateTime={w.at} title={dateTime(lang, zone, w.at)}>{ago(lang, zone, w.at)}</time>
          {w.score !== undefined && <span>{t('words.score_of', { metric: tx(`metric.${w.metric}.name`, w.metric.toUpperCase()), score: fixed(w.score, Number.isInteger(w.score) ? 0 : 1) })}</span>}
          {withTouchpoint && w.touchpoint && (key ? <Link to={href(touchpointPath(key, w.touchpoint))}>{touchpointName(journey, w.touchpoint, lang)}</Link> : <span>{w.touchpoint}</span>)}
          {w.channel && w.channel !== w.scene && <span>{tx(`channel.${w.channel}`, w.channel)}</span>}
          {(w.user_id || w.customer) && <Link to={href(customerPath(w.customer || w.user_id!))}>{t('words.customer', { id: w.user_id || w.customer!.slice(0, 12) })}</Link>}
        </>
      }
    />
  );
}
