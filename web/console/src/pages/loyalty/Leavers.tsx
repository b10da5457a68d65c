import { Button } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import type { Leaver } from '@shared/api';
import { useSession } from '@/api/queries';
import { customerPath, useHref, useSetParams } from '@/app/url';
import { Figure } from '@/design/Figure';
import { count } from '@/design/number';
import { day, useLang, useT } from '@/i18n';
import { amount } from './LoyaltyPage';
import { useLeavers } from './queries';

const FIRST = 12;

/** Satisfaction does not see them: happy and gone, or gone without a word. */
export function Leavers({ journeyKey, window, where, name }: { journeyKey: string; window?: string; where?: string[]; name: (tp: string) => string }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const set = useSetParams();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const [search] = useSearchParams();
  const kind = search.get('left') === 'silent' ? 'silent' : 'happy';
  const ask = useLeavers(journeyKey, kind, window, where);
  const [shown, setShown] = useState(FIRST);
  const when = (at: string) => day(lang, zone, at);
  const last = ({ last: x }: Leaver) => (!x ? '–' : [x.promise ? t(`loyalty.kept_or.${x.promise}`) : t(`loyalty.last_is.${x.kind}`), x.touchpoint && name(x.touchpoint)].filter(Boolean).join(' · '));
  const head = [t('loyalty.who'), t('loyalty.spent'), t('loyalty.bought'), ...(kind === 'happy' ? [t('loyalty.said_at')] : []), t('loyalty.last'), t('loyalty.broken')];
  return (
    <Figure className="loyalty-left" id="loyalty-leavers" title={t('loyalty.leavers')} sub={t('loyalty.leavers_sub')} height={200} ask={ask} method="loyalty" noPicture
      tools={<div className="tabs" role="group" aria-label={t('loyalty.leavers')}>{(['happy', 'silent'] as const).map((k) => <button key={k} type="button" aria-pressed={k === kind} onClick={() => { setShown(FIRST); set({ left: k === 'happy' ? undefined : k }); }}>{t(`loyalty.${k}`)}</button>)}</div>}
      empty={(d) => (d.customers.length ? undefined : { title: t('loyalty.leavers_none'), text: t('loyalty.leavers_none_text') })}
      reading={(d) => t(`loyalty.${d.kind}_say`, { n: count(d.total) })}
      table={(d) => ({ caption: t('loyalty.leavers'), head, rows: d.customers.map((c) => [c.user_id || c.id, c.spent, { show: when(c.bought_at), raw: c.bought_at }, ...(kind === 'happy' ? [c.said_at ? { show: when(c.said_at), raw: c.said_at } : ''] : []), last(c), c.broken]) })}>
      {(d) => (
        <>
          <div className="scroll-x" tabIndex={0} role="group" aria-label={t('loyalty.leavers')}>
            <table className="table">
              <caption className="sr">{t('loyalty.leavers')}</caption>
              <thead><tr>{head.map((h, i) => <th key={h} scope="col" className={i === 0 || h === t('loyalty.last') ? undefined : 'r'}>{h}</th>)}</tr></thead>
              <tbody>
                {d.customers.slice(0, shown).map((c) => (
                  <tr key={c.id} data-customer={c.id}>
                    <th scope="row"><Link to={href(customerPath(c.id))}>{c.user_id || c.id}</Link></th>
                    <td className="r">{amount(c.spent)}</td>
                    <td className="r nowrap">{when(c.bought_at)}</td>
                    {kind === 'happy' && <td className="r nowrap">{c.said_at && when(c.said_at)}</td>}
                    <td className="loyalty-last">{last(c)}{c.last && <small className="muted"> · {when(c.last.at)}</small>}</td>
                    <td className="r">{count(c.broken)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div className="loyalty-foot"><span>{t('loyalty.showing', { n: count(Math.min(shown, d.customers.length)), total: count(d.total) })}</span>{shown < d.customers.length && <Button size="small" onClick={() => setShown(shown + 50)}>{t('loyalty.more')}</Button>}</div>
        </>
      )}
    </Figure>
  );
}
