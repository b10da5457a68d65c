import { Button } from 'antd';
import { done, useComputing, type Computing as One } from '@/api/costly';
import { useT } from '@/i18n';
import { count } from './number';
import './computing.css';

/** What the server computes for this page: how far, how long still, and a way to stop it. Nothing while there is none. */
export function Computing() {
  const all = useComputing();
  return all.length ? <div className="computing" aria-busy="true">{all.map((c) => <Row key={c.state.id} c={c} />)}</div> : null;
}

function Row({ c }: { c: One }) {
  const t = useT();
  const s = c.state;
  const part = done(s);
  const left = s.left_ms === undefined ? undefined : Math.ceil(s.left_ms / 1000);
  const how = s.state === 'queued' ? t('costly.queued', { count: s.ahead, n: count(s.ahead) })
    : [s.read > 0 && t('costly.read', { count: s.read, n: count(s.read) }), left === undefined ? t('costly.first') : left > 0 ? t('costly.left', { count: left, n: count(left) }) : t('costly.soon')].filter(Boolean).join(' · ');
  return (
    <div className="computing-row" data-computing={s.state}>
      <span role="status" className="small">{t('costly.running')}</span>
      <span className="computing-bar" role="progressbar" aria-label={t('costly.progress')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={part === undefined ? undefined : Math.round(part * 100)}>
        <i className={part === undefined ? 'computing-unknown' : undefined} style={part === undefined ? undefined : { width: `${(part * 100).toFixed(1)}%` }} />
      </span>
      <span className="small muted computing-how">{how}</span>
      <Button size="small" onClick={c.cancel}>{t('costly.cancel')}</Button>
    </div>
  );
}
