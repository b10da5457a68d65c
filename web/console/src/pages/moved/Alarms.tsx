import { Link } from 'react-router-dom';
import type { Journey, MovedAlarm, MovedPage } from '@shared/api';
import { useRights } from '@/app/rights';
import { touchpointPath, useHref } from '@/app/url';
import { Figure, type Ask } from '@/design/Figure';
import { Sized } from '@/design/marks';
import { count, fixed, value } from '@/design/number';
import { Strong } from '@/design/parts';
import { dayLong, dayShort, tx, useLang, useT } from '@/i18n';
import { alarmLevels, qNumber, qWords } from '@/story/moved';
import { touchpointName } from '../journey/names';

const metricName = (key: string): string => tx(`metric.${key}.name`, key);

/** Daily series that left their usual level: since which day, from what to what. */
export function Alarms({ ask, journey }: { ask: Ask<MovedPage>; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const { may } = useRights();
  const day = (x: string) => dayLong(lang, 'UTC', x);
  const place = (key: string) => touchpointName(journey, key, lang);
  return (
    <Figure id="moved-alarms" title={t('moved.alarms')} sub={t('moved.alarms_sub')} height={180} ask={ask} method="control"
      reading={(d) => t('moved.alarms_say', { count: d.alarms.length, watched: d.watched }) + (d.unwatched ? ' ' + t('moved.unwatched', { count: d.unwatched }) : '')}
      empty={(d) => (d.alarms.length ? undefined : d.watched ? { title: t('moved.alarms_none'), text: t('moved.alarms_none_text', { watched: count(d.watched) }) } : { title: t('moved.alarms_few'), text: t('moved.alarms_few_text') })}
      table={(d) => ({ caption: t('moved.alarms'), head: [t('moved.touchpoint'), t('moved.metric'), t('moved.began'), t('moved.found_head'), t('moved.usual'), t('moved.now'), 'n', t('moved.highest'), 'q'], rows: d.alarms.map((a) => [place(a.touchpoint), metricName(a.metric), a.began, a.found, { show: value(a.before, a.unit), raw: a.before }, { show: value(a.after, a.unit), raw: a.after }, a.n, { show: fixed(a.highest, 1), raw: a.highest }, { show: qNumber(a.p_adjusted), raw: a.p_adjusted }]) })}>
      {(d) => (
        <ol className="moved-alarms">
          {d.alarms.map((a) => (
            <li key={a.touchpoint + a.metric} data-alarm={`${a.touchpoint}|${a.metric}`}>
              <p><Strong text={t(a.from_the_start ? 'moved.since_start' : 'moved.since', { place: place(a.touchpoint), metric: metricName(a.metric), began: day(a.began) })} />: {alarmLevels(a, t)}{a.lasts ? '' : ` (${t('moved.over')})`}</p>
              <Daily a={a} label={t('moved.chart', { metric: metricName(a.metric), before: value(a.before, a.unit), began: day(a.began), after: value(a.after, a.unit) })} />
              <div className="moved-foot">
                <span>{t('moved.found', { found: dayShort(lang, 'UTC', a.found) })}</span><span>n {count(a.n)}</span><span>{qWords(a.p_adjusted, t)}</span>{a.ewma && <span>{t('moved.both')}</span>}
                <Link to={href(touchpointPath(d.journey, a.touchpoint), { metric: a.metric })} aria-label={`${t('tp.one')}: ${place(a.touchpoint)}, ${metricName(a.metric)}`}>{t('tp.one')}</Link>
                {may('personal') && <Link to={href('/feedback', { journey: d.journey, touchpoint: a.touchpoint, range: `${a.began}..${d.period.now.to}` })} aria-label={t('moved.words_of', { place: place(a.touchpoint) })}>{t('moved.words')}</Link>}
              </div>
            </li>
          ))}
        </ol>
      )}
    </Figure>
  );
}

const HEIGHT = 92;
/** Days as dots by their weight, the usual level as a dashed line, and the day it began. */
function Daily({ a, label }: { a: MovedAlarm; label: string }) {
  const lang = useLang();
  const t = useT();
  const known = a.days.flatMap((d, i) => (d.value === undefined ? [] : [{ i, v: d.value, n: d.n }]));
  const values = [...known.map((k) => k.v), a.before];
  const lo = Math.min(...values), hi = Math.max(...values);
  const most = Math.max(1, ...known.map((k) => k.n));
  const start = a.days.findIndex((d) => d.expected !== undefined);
  const began = a.days.findIndex((d) => d.day === a.began);
  return (
    <Sized height={HEIGHT}>
      {(w) => {
        const base = HEIGHT - 18;
        const x = (i: number) => 5 + (i / Math.max(1, a.days.length - 1)) * (w - 10);
        const y = (v: number) => base - 4 - ((v - lo) / Math.max(1e-9, hi - lo)) * (base - 12);
        const usual = a.days.flatMap((d, i) => (d.expected === undefined ? [] : [`${i === start ? 'M' : 'L'}${x(i).toFixed(1)} ${y(Math.min(hi, Math.max(lo, d.expected))).toFixed(1)}`])).join('');
        const end = x(began) > w - 90;
        return (
          <svg width={w} height={HEIGHT} role="img" aria-label={label} className="moved-daily">
            <rect x={x(began) - 2} y={0} width={Math.max(0, w - x(began) + 2)} height={base} className={a.direction === 'worse' ? 'moved-since-bad' : 'moved-since-good'} />
            <line x1={0} x2={w} y1={base + 0.5} y2={base + 0.5} stroke="var(--line-2)" />
            <path d={usual} fill="none" stroke="var(--ink-2)" strokeWidth={1.3} strokeDasharray="4 3" />
            {known.map((k) => <circle key={k.i} cx={x(k.i)} cy={y(k.v)} r={1.6 + 1.6 * Math.sqrt(k.n / most)} fill={k.i < began ? 'var(--ink-3)' : a.direction === 'worse' ? 'var(--warm)' : 'var(--accent)'} opacity={k.i < start ? 0.55 : 1}><title>{`${dayShort(lang, 'UTC', a.days[k.i]!.day)}: ${value(k.v, a.unit)}, n ${count(k.n)}`}</title></circle>)}
            <text x={2} y={HEIGHT - 4} className="ax">{dayShort(lang, 'UTC', a.days[0]!.day)}</text>
            <text x={end ? x(began) - 4 : x(began)} y={HEIGHT - 4} className="ax" textAnchor={end ? 'end' : 'start'}>{t('moved.began')} {dayShort(lang, 'UTC', a.began)}</text>
          </svg>
        );
      }}
    </Sized>
  );
}
