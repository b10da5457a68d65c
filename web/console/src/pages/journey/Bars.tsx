import { Link } from 'react-router-dom';
import type { Estimate } from '@shared/api';
import { touchpointPath, useHref } from '@/app/url';
import { Num } from '@/design/parts';

/** Touchpoints with one number each as bars with their intervals. */
export function Bars({ rows, journeyKey, name, signed }: { rows: { key: string; e: Estimate }[]; journeyKey: string; name: (k: string) => string; signed?: boolean }) {
  const href = useHref();
  const most = Math.max(...rows.map((r) => r.e.hi ?? r.e.value!), 1e-9);
  const pct = (x: number) => `${Math.max(0, Math.min(100, (x / most) * 100)).toFixed(1)}%`;
  return (
    <ul className="bars">
      {rows.map(({ key, e }) => (
        <li key={key}>
          {key ? <Link to={href(touchpointPath(journeyKey, key))}>{name(key)}</Link> : <span className="muted">{name(key)}</span>}
          <span className="track" aria-hidden="true">
            <span className="fill" style={{ width: pct(e.value!) }} />
            {e.lo !== undefined && e.hi !== undefined && <span className="whisk" style={{ left: pct(e.lo), width: `${(((e.hi - Math.max(0, e.lo)) / most) * 100).toFixed(1)}%` }} />}
          </span>
          <span className="v"><Num e={e} signed={signed} /></span>
        </li>
      ))}
    </ul>
  );
}
