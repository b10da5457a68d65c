import { Button, Input, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import { useSaid } from '@/api/words';
import { useHref, useRange } from '@/app/url';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Empty } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { useT } from '@/i18n';
import { Said } from './Said';
import '../touchpoint/touchpoint.css';

export const TONES = ['all', 'negative', 'neutral', 'positive', 'unrated'] as const;
export type Tone = (typeof TONES)[number];
const CLASS_OF: Record<Exclude<Tone, 'all'>, string> = { negative: '-1', neutral: '0', positive: '1', unrated: 'none' };
/** What a tone asks of the server. */
export const classOf = (tone: Tone): string | undefined => (tone === 'all' ? undefined : CLASS_OF[tone]);

/** A value that follows its source after a pause, so that typing does not ask at every key. */
export function useDelayed<V>(v: V, ms = 250): V {
  const [late, setLate] = useState(v);
  useEffect(() => {
    const id = setTimeout(() => setLate(v), ms);
    return () => clearTimeout(id);
  }, [v, ms]);
  return late;
}

export function ToneChoice({ value, onChange, tones = TONES }: { value: Tone; onChange: (v: Tone) => void; tones?: readonly Tone[] }) {
  const t = useT();
  return <div className="scroll-x"><Segmented aria-label={t('words.tone')} value={value} onChange={(v) => onChange(v)} options={tones.map((k) => ({ value: k, label: t(`words.${k}`) }))} /></div>;
}

/** Verbatims of one touchpoint: the newest bad and good ones side by side and, where there are any, those between or without a score; or what a search finds. */
export function Words({ journey, touchpoint }: { journey: string; touchpoint: string }) {
  const t = useT();
  const href = useHref();
  const [q, setQ] = useState('');
  const late = useDelayed(q.trim());
  const all = href('/feedback', { journey, touchpoint, q: late || undefined });
  return (
    <div className="in-card">
      <div className="words-tools">
        <Input allowClear value={q} onChange={(e) => setQ(e.target.value)} prefix={<Icon name="search" size={16} />} placeholder={t('words.search')} title={t('words.search_help')} aria-label={t('words.search')} style={{ flex: 1, minWidth: 180 }} />
        <Link className="btn-link" to={all}>{t('words.open_all')}</Link>
      </div>
      {late ? <Some journey={journey} touchpoint={touchpoint} q={late} /> : (
        <div className="words-two">
          {(['negative', 'positive'] as const).map((tone) => <Some key={tone} journey={journey} touchpoint={touchpoint} tones={[tone]} title={t(`words.${tone}`)} />)}
          <Some journey={journey} touchpoint={touchpoint} tones={['neutral', 'unrated']} title={t('words.between')} unlessNone />
        </div>
      )}
    </div>
  );
}

const FEW = 5;
function Some({ journey, touchpoint, tones, q, title, unlessNone }: { journey: string; touchpoint: string; tones?: Exclude<Tone, 'all'>[]; q?: string; title?: string; unlessNone?: boolean }) {
  const t = useT();
  const { span } = useRange();
  const said = useSaid({ journey, touchpoint, class: tones?.map((x) => CLASS_OF[x]), q }, span, FEW);
  const items = said.data?.pages.flatMap((p) => p.items) ?? [];
  const total = said.data?.pages[0]?.total;
  if (unlessNone && !items.length) return null;
  return (
    <div className={unlessNone ? 'words-between' : undefined} style={{ opacity: said.isPlaceholderData ? 0.6 : 1 }}>
      {title && <h3>{title}{total !== undefined && <span className="pill">{count(total)}</span>}</h3>}
      {!said.data ? <Waiting ask={said} n={6} level={3} />
        : !items.length ? <Empty small level={3} title={t(q || span.from || span.to ? 'words.none_found' : 'words.none_tone')} /> : (
        <>
          {items.map((w) => <Said key={w.id} w={w} mark={q} withTouchpoint={false} />)}
          {said.hasNextPage && <Button size="small" style={{ marginTop: 10 }} onClick={() => void said.fetchNextPage()} loading={said.isFetchingNextPage}>{t('words.more')}</Button>}
        </>
      )}
    </div>
  );
}
