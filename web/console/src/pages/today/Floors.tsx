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
  const name = (f: Today['floors'][number]) => touchpointName(journey, f.touchpoint, lang);
  const since = (d: Today, f: Today['floors'][number]) => d.shifts.find((s) => s.measure === 'floor_breach' && s.touchpoint === f.touchpoint && s.lasts && s.direction === 'worse')?.since;
  return (
    <Figure id="today-floors" title={t('today.floors')} height={110} ask={ask} metric="floor_breach"
      reading={(d) => { const n = d.floors.filter((f) => f.alarm).length; return n ? t('today.floors_say', { count: n }) : d.floors.length ? t('today.floors_fine') : ''; }}
      empty={(d) => (d.floors.length ? undefined : { title: t('today.floors_none'), text: t('today.floors_none_text') })}
      table={(d) => ({ caption: t('today.floors'), head: [t('today.touchpoint'), t('floor.breaches'), 'n', t('today.rate'), t('today.tolerated_head'), t('today.evidence'), t('today.since')], rows: d.floors.map((f) => [name(f), f.k, f.n, { show: f.n ? share(f.k / f.n) : '–', raw: f.n ? f.k / f.n : undefined }, { show: f.rate === undefined ? '–' : share(f.rate), raw: f.rate }, { show: fixed(f.e, 1), raw: f.e }, since(d, f) ?? '']) })}>
      {(d) => (
        <ul className="floors">
          {d.floors.slice(0, 5).map((f) => (
            <li key={f.touchpoint}>
              <Link to={href(touchpointPath(d.journey, f.touchpoint))}>{name(f)}</Link>
              <span className="muted small grow">{t('today.breaches', { k: count(f.k), n: count(f.n) })}{f.n > 0 && ` (${share(f.k / f.n)})`}{f.rate !== undefined && ` · ${t('today.tolerated', { rate: share(f.rate) })}`}{since(d, f) && ` · ${t('customers.since', { date: sinceWords(since(d, f)!, lang, zone) })}`}</span>
              {f.alarm && <Pill tone="warm">▼ {t('today.alarm')}</Pill>}
            </li>
          ))}
        </ul>
      )}
    </Figure>
  );
}
