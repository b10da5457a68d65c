import { Link } from 'react-router-dom';
import type { Journey, OpenPromise, Today } from '@shared/api';
import { useOpenPromises } from '@/api/queries';
import { customerPath, touchpointPath, useHref } from '@/app/url';
import { Figure, type Ask } from '@/design/Figure';
import { count } from '@/design/number';
import { quantity, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';

const LONGEST = 5;
const lateness = (p: OpenPromise): string => { const h = p.late_hours ?? 0; return h < 48 ? quantity(h, 'hour') : quantity(h / 24, 'day'); };

/** What was promised, is overdue and still open: where, and who waits longest. */
export function Promises({ ask, journey, personal }: { ask: Ask<Today>; journey?: Journey; personal: boolean }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const waiting = useOpenPromises(journey?.key, LONGEST, personal);
  const items = waiting.data ?? [];
  const name = (key: string) => touchpointName(journey, key, lang);
  return (
    <Figure id="today-promises" title={t('today.promises')} sub={t('today.promises_sub')} height={190} ask={ask} method="open_promises"
      reading={(d) => (d.promises.overdue || d.promises.open ? t('today.promises_say', { overdue: count(d.promises.overdue), open: count(d.promises.open) }) : '')}
      empty={(d) => (d.promises.overdue || d.promises.open ? undefined : { title: t('today.promises_none'), text: t('today.promises_none_text') })}
      table={(d) => ({ caption: t('today.promises'), head: [t('today.touchpoint'), t('today.overdue'), t('today.open')], rows: d.promises.by_touchpoint.map((b) => [name(b.touchpoint), b.overdue, b.open]) })}>
      {(d) => {
        const most = Math.max(1, ...d.promises.by_touchpoint.map((b) => b.overdue + b.open));
        return (
          <>
            <ul className="bars">
              {d.promises.by_touchpoint.slice(0, 5).map((b) => (
                <li key={b.touchpoint}>
                  {b.touchpoint ? <Link to={href(touchpointPath(d.journey, b.touchpoint), { metric: 'promise_kept' })}>{name(b.touchpoint)}</Link> : <span>{name(b.touchpoint)}</span>}
                  <span className="track" aria-hidden="true"><span className="fill" style={{ width: `${((b.overdue + b.open) / most) * 100}%`, background: 'var(--line-2)' }} /><span className="fill" style={{ width: `${(b.overdue / most) * 100}%`, background: 'var(--neg-strong)' }} /></span>
                  <span className="v" style={{ minWidth: 64 }}><b className="warm">{count(b.overdue)}</b> <span className="muted">/ {count(b.overdue + b.open)}</span></span>
                </li>
              ))}
            </ul>
            {personal && d.promises.overdue > 0 && (waiting.isPending || items.length > 0) && (
              <div style={{ minHeight: 40 + 34 * Math.min(LONGEST, d.promises.overdue) }}>
                <h3 className="today-h3">{t('today.longest')}</h3>
                <ul className="waiting">
                  {items.map((p) => (
                    <li key={p.episode}>
                      {p.customer ? <Link to={href(customerPath(p.customer))}>{p.user_id || p.customer}</Link> : <span>{p.user_id ?? t('today.unknown_customer')}</span>}
                      <span className="muted grow ellipsis">{p.touchpoint ? name(p.touchpoint) : ''}</span>
                      <span className="warm nowrap">{t('today.late', { time: lateness(p) })}</span>
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </>
        );
      }}
    </Figure>
  );
}
