// Two views of one customer: what the customer is worth to us, and what the customer got from us.
import { Link } from 'react-router-dom';
import type { Timeline } from '@shared/api';
import { count, fixed, plain, share, value } from '@/design/number';
import { Notice, Pill, Skel } from '@/design/parts';
import { useSession } from '@/api/queries';
import { day, useLang, useT } from '@/i18n';

const AMOUNTS = 'revenue, order_value, amount, total';

export function Worth({ worth, got }: { worth?: Timeline['worth']; got?: Timeline['got'] }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const known = worth?.total !== undefined;
  const v = got?.experience.value;
  const promises = got ? got.kept + got.broken : 0;
  const unequal = worth?.band === 'high' && ((v !== undefined && v < 0) || (promises > 1 && got!.broken > got!.kept));
  return (
    <>
      <div className="worth">
        <section className="card card-pad" aria-labelledby="worth-us">
          <h2 id="worth-us">{t('worth.us')}<span className="sub">{t('worth.us_text')}</span></h2>
          {!worth ? <Skel w={180} h={34} /> : !known ? <p className="worth-none">{t('worth.unknown')}<small>{t('worth.unknown_text', { names: AMOUNTS })}</small></p> : (
            <>
              <p className="worth-main">{fixed(worth.total!, worth.total! % 1 ? 2 : 0)} <Pill tone={worth.band === 'high' ? 'accent' : undefined}>{t(`worth.band_${worth.band ?? 'none'}`)}</Pill></p>
              <dl className="worth-list">
                <div><dt>{worth.event}</dt><dd>{t('worth.events', { count: worth.events ?? 0 })}</dd></div>
                {!!worth.events && <div><dt>{t('worth.each')}</dt><dd>{plain(worth.total! / worth.events)}</dd></div>}
                {worth.last_at && <div><dt>{t('worth.last')}</dt><dd>{day(lang, zone, worth.last_at)}</dd></div>}
              </dl>
              <p className="xs muted">{t('worth.source', { event: worth.event, property: worth.property })} <Link className="in-text" to="/methods/customer_value">{t('how.ask')}</Link></p>
            </>
          )}
        </section>
        <section className="card card-pad" aria-labelledby="worth-them">
          <h2 id="worth-them">{t('worth.them')}<span className="sub">{t('worth.them_text')}</span></h2>
          {!got ? <Skel w={180} h={34} /> : (
            <>
              <p className="worth-main">{v === undefined ? <span className="muted">{t('worth.silent')}</span> : <span style={{ color: v < 0 ? 'var(--warm)' : undefined }}>{value(v, 'valence')}</span>} {v !== undefined && <span className="num-i">{t('worth.of_ratings', { count: got.experience.n })}</span>}</p>
              <dl className="worth-list">
                <div><dt>{t('worth.kept')}</dt><dd>{promises ? <>{count(got.kept)} / {count(promises)} <span className="num-i">{share(got.kept / promises)}</span></> : '–'}</dd></div>
                <div><dt>{t('metric.satisfaction_ratio.name')}</dt><dd>{got.ratio === undefined ? '–' : fixed(got.ratio, 2)}</dd></div>
                <div><dt>{t('worth.breaches')}</dt><dd className={got.breaches ? 'warm' : undefined}>{count(got.breaches)}</dd></div>
              </dl>
            </>
          )}
        </section>
      </div>
      {unequal && <div style={{ marginBottom: 16 }}><Notice>{t('worth.unequal')}</Notice></div>}
    </>
  );
}
