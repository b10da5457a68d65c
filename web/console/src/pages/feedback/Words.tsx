import { Button, Input, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import { useSaid } from '@/api/words';
import { useHref, useRange } from '@/app/url';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Empty, SkelLines } from '@/design/parts';
import { useT } from '@/i18n';
import { Said } from './Said';
import '../touchpoint/touchpoint.css';

export const TONES = ['all', 'negative', 'neutral', 'positive', 'unrated'] as const;
export type Tone = (typeof TONES)[number];
export const CLASS_OF: Record<Tone, string | undefined> = { all: undefined, negative: '-1', neutral: '0', positive: '1', unrated: 'none' };

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

/** Verbatims of one touchpoint: the newest bad and good ones side by side, or what a search finds. */
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
      {late ? <Some journey={journey} touchpoint={touchpoint} tone="all" q={late} /> : (
        <div className="words-two">
          {(['negative', 'positive'] as const).map((tone) => <Some key={tone} journey={journey} touchpoint={touchpoint} tone={tone} titled />)}
        </div>
      )}
    </div>
  );
}

const FEW = 5;
function Some({ journey, touchpoint, tone, q, titled }: { journey: string; touchpoint: string; tone: Tone; q?: string; titled?: boolean }) {
  const t = useT();
  const { span } = useRange();
  const said = useSaid({ journey, touchpoint, class: CLASS_OF[tone], q }, span, FEW);
  const items = said.data?.pages.flatMap((p) => p.items) ?? [];
  const total = said.data?.pages[0]?.total;
  return (
    <div style={{ opacity: said.isPlaceholderData ? 0.6 : 1 }}>
      {titled && <h3>{t(`words.${tone}`)}{total !== undefined && <span className="pill">{count(total)}</span>}</h3>}
      {!said.data ? (said.error ? <Empty small level={3} title={t('error.load')}>{t('error.load_text')}</Empty> : <SkelLines n={6} />)
        : !items.length ? <Empty small level={3} title={t(q || span.from || span.to ? 'words.none_found' : 'words.none_here')} /> : (
        <>
          {items.map((w) => <Said key={w.id} w={w} mark={q} withTouchpoint={false} />)}
          {said.hasNextPage && <Button size="small" style={{ marginTop: 10 }} onClick={() => void said.fetchNextPage()} loading={said.isFetchingNextPage}>{t('words.more')}</Button>}
        </>
      )}
    </div>
  );
}
