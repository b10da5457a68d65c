import { useState } from 'react';
import { useDimensionList, useInsight } from '@/api/queries';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { SkelLines } from '@/design/parts';
import { tx, useT } from '@/i18n';
import { segmentText, type Segment } from './segment';
import { useJourneyKey, useRange } from './url';

const BUILT_IN = ['channel', 'lang'];
const MOST = 24;
export const fieldName = (f: string): string => tx(`dimension.${f}`, f);
export const valueName = (f: string, v: string): string => (f === 'channel' ? tx(`channel.${v}`, v) : v);

/** Chooses an attribute, then one of its values; how many facts stand behind each is said. */
export default function SegmentMenu({ now, choose }: { now: Segment | undefined; choose: (text: string | undefined) => void }) {
  const t = useT();
  const [field, setField] = useState(now?.field);
  const known = useDimensionList();
  if (!field)
    return (
      <div className="menu-list" role="menu" aria-label={t('segment.pick')}>
        <button type="button" role="menuitemradio" aria-checked={!now} onClick={() => choose(undefined)}>{t('segment.all')}</button>
        {known.isPending ? <div style={{ padding: 10 }}><SkelLines n={4} /></div> : [...BUILT_IN, ...(known.data ?? [])].map((f) => <button key={f} type="button" role="menuitem" onClick={() => setField(f)}>{fieldName(f)}<Icon name="right" size={15} /></button>)}
      </div>
    );
  return <Values field={field} now={now} choose={choose} back={() => setField(undefined)} />;
}

function Values({ field, now, choose, back }: { field: string; now: Segment | undefined; choose: (text: string | undefined) => void; back: () => void }) {
  const t = useT();
  const journey = useJourneyKey();
  const { span } = useRange();
  // Over all customers: the present choice must not hide the others.
  const ask = useInsight({ metric: 'volume', journey, by: field, span: { from: span.from, to: span.to } }, true, true);
  const rows = [...(ask.data?.rows ?? [])].filter((r) => r.key[field]).sort((a, b) => b.n - a.n).slice(0, MOST);
  return (
    <div className="menu-list menu-tall" role="menu" aria-label={fieldName(field)}>
      <button type="button" role="menuitem" onClick={back}><span><Icon name="left" size={15} /> {fieldName(field)}</span></button>
      {!ask.data ? <div style={{ padding: 10 }}>{ask.error ? t('figure.failed') : <SkelLines n={5} />}</div> : !rows.length ? <p className="small muted" style={{ padding: 10 }}>{t('segment.none')}</p> : rows.map((r) => {
        const v = r.key[field]!;
        return <button key={v} type="button" role="menuitemradio" aria-checked={now?.field === field && now.values.includes(v)} onClick={() => choose(segmentText({ field, values: [v] }))}>{valueName(field, v)}<span className="muted xs">{count(r.n)}</span></button>;
      })}
    </div>
  );
}
