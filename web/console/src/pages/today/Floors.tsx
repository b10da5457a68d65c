import { Link } from 'react-router-dom';
import type { Journey, Today } from '@shared/api';
import { useSession } from '@/api/queries';
import { touchpointPath, useHref } from '@/app/url';
import { Figure, type Ask } from '@/design/Figure';
import { count, fixed, share } from '@/design/number';
import { Pill } from '@/design/parts';
import { useLang, useT } from '@/i18n';
import { sinceWords } from '@/story/today';
import { touchpointName } from '../journey/names';

/** Touchpoints that fall below the score that no customer should ever meet. */
export function Floors({ ask, journey }: { ask: Ask<Today>; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const name = (f: Today['floors'][number]) => (journey?.key === f.journey ? touchpointName(journey, f.touchpoint, lang) : f.touchpoint);
  return (
    <Figure id="today-floors" title={t('today.floors')} height={110} ask={ask} metric="floor_breach"
      reading={(d) => { const n = d.floors.filter((f) => f.alarm).length; return n ? t('today.floors_say', { count: n }) : d.floors.length ? t('today.floors_fine') : ''; }}
      empty={(d) => (d.floors.length ? undefined : { title: t('today.floors_none'), text: t('today.floors_none_text') })}
      table={(d) => ({ caption: t('today.floors'), head: [t('today.touchpoint'), t('floor.breaches'), 'n', t('today.rate'), t('today.tolerated_head'), t('today.evidence'), t('today.since')], rows: d.floors.map((f) => [name(f), f.k, f.n, { show: f.n ? share(f.k / f.n) : '–', raw: f.n ? f.k / f.n : undefined }, { show: share(f.tolerated), raw: f.tolerated }, { show: fixed(f.e, 1), raw: f.e }, f.since ?? '']) })}>
      {(d) => (
        <ul className="floors">
          {d.floors.slice(0, 5).map((f) => (
            <li key={f.journey + f.touchpoint}>
              <Link to={href(touchpointPath(f.journey, f.touchpoint))}>{name(f)}</Link>
              <span className="muted small grow">{t('today.breaches', { k: count(f.k), n: count(f.n) })}{f.n > 0 && ` (${share(f.k / f.n)})`} · {t('today.tolerated', { rate: share(f.tolerated) })}{f.since && ` · ${t('customers.since', { date: sinceWords(f.since, lang, zone) })}`}</span>
              {f.alarm && <Pill tone="warm">▼ {t('today.alarm')}</Pill>}
            </li>
          ))}
        </ul>
      )}
    </Figure>
  );
}
