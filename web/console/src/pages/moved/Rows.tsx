import { Link } from 'react-router-dom';
import type { Journey, MovedPage, MovedRow } from '@shared/api';
import { useRights } from '@/app/rights';
import { touchpointPath, useHref } from '@/app/url';
import { DataTable, Figure, type Ask } from '@/design/Figure';
import { Icon } from '@/design/icons';
import { count, estimate, fixed, value } from '@/design/number';
import { Num } from '@/design/parts';
import type { Cell, TableView } from '@/design/table';
import { tx, useLang, useT, type T } from '@/i18n';
import { effectWords, qNumber, qWords, real, rowsWords } from '@/story/moved';
import { touchpointName } from '../journey/names';

const metricName = (key: string): string => tx(`metric.${key}.name`, key.toUpperCase());

/** Every comparison, strongest evidence first: what moved as rows one can follow, the rest as a table. */
export function Rows({ ask, journey }: { ask: Ask<MovedPage>; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const place = (key: string) => (key ? touchpointName(journey, key, lang) : t('moved.relation'));
  return (
    <Figure id="moved-rows" className="moved-rows" title={t('moved.rows')} sub={t('moved.rows_sub')} height={ask.data ? 40 : 220} ask={ask} method="moved" noPicture
      reading={(d) => rowsWords(d, place, metricName, t)}
      empty={(d) => (d.compared ? undefined : { title: t('moved.head_wait'), text: t('moved.teach_text') })}
      table={(d) => tableOf(d.rows, t('moved.rows'), place, t)}>
      {(d) => {
        const moved = d.rows.filter(real);
        const noise = d.rows.filter((r) => !real(r));
        const most = Math.max(0.2, ...moved.map((r) => Math.abs(r.effect)));
        return (
          <>
            {moved.length === 0 ? <div className="moved-none"><h3>{t('moved.none')}</h3><p className="small muted">{t('moved.none_text')}</p></div>
              : <ol className="moved-list">{moved.map((r) => <Row key={r.touchpoint + r.metric} r={r} d={d} place={place(r.touchpoint)} most={most} />)}</ol>}
            {noise.length > 0 && (
              <details className="moved-noise" open={moved.length === 0}>
                <summary>{t('moved.noise', { count: d.compared - d.moved })}</summary>
                <DataTable {...noiseOf(noise, place, t)} height={360} />
              </details>
            )}
          </>
        );
      }}
    </Figure>
  );
}

function Row({ r, d, place, most }: { r: MovedRow; d: MovedPage; place: string; most: number }) {
  const t = useT();
  const href = useHref();
  const { may } = useRights();
  const good = r.verdict === 'improved';
  const width = `${((Math.abs(r.effect) / most) * 50).toFixed(1)}%`;
  return (
    <li data-moved={`${r.touchpoint}|${r.metric}`}>
      <span className={'moved-mark ' + (good ? 'moved-good' : 'moved-bad')} aria-hidden="true">{(r.change?.value ?? 0) < 0 ? '▼' : '▲'}</span>
      <div className="moved-what">
        {r.touchpoint ? <Link to={href(touchpointPath(d.journey, r.touchpoint), { metric: r.metric })}>{place}</Link> : <b>{place}</b>}
        <span className="small muted">{metricName(r.metric)} · {t(good ? 'delta.better' : 'delta.worse')}</span>
      </div>
      <div className="moved-values">
        <span className="nowrap"><Num e={r.before} /> <span aria-hidden="true">→</span> <Num e={r.now} /></span>
        <span className="small muted">{t('moved.facts', { before: count(r.before.n), now: count(r.now.n) })}{r.customers && ` · ${t('moved.customers', { before: count(r.customers.before), now: count(r.customers.now) })}`}</span>
      </div>
      <div className="moved-diff">
        <Diff r={r} tone={good ? 'good' : 'warm'} />
        <span className="moved-bar" role="img" aria-label={t('moved.effect_alt', { effect: fixed(r.effect, 2, true) })}><i className={good ? 'moved-good-bar' : 'moved-bad-bar'} style={{ width, [r.effect < 0 ? 'right' : 'left']: '50%' }} /></span>
        <span className="small muted nowrap">{effectWords(r.effect, t)} · {qWords(r.change!.p_adjusted, t)}</span>
      </div>
      {may('personal') && <Link className="moved-words" to={href('/feedback', { journey: d.journey, touchpoint: r.touchpoint || undefined, range: `${d.period.now.from}..${d.period.now.to}` })} aria-label={t('moved.words_of', { place })}><Icon name="feedback" size={15} /><span>{t('moved.words')}</span></Link>}
    </li>
  );
}

function Diff({ r, tone }: { r: MovedRow; tone: string }) {
  const shown = estimate({ ...r.now, value: r.change!.value, lo: r.change!.lo, hi: r.change!.hi }, { signed: true, diff: true })!;
  return <span className="num nowrap"><b className={tone}>{shown.value}</b><span className="num-i"> {shown.interval}</span></span>;
}

const cell = (x: number | undefined, unit: string, diff = false): Cell => (x === undefined ? undefined : { show: value(x, unit, diff ? { signed: true, diff: true } : {}), raw: x });

function tableOf(rows: MovedRow[], caption: string, place: (k: string) => string, t: T): TableView {
  return {
    caption, head: [t('moved.touchpoint'), t('moved.metric'), t('moved.before'), t('moved.now'), t('moved.change'), '95 % −', '95 % +', t('moved.effect_head'), 'q', t('moved.least'), 'n −', 'n'],
    rows: rows.map((r) => [place(r.touchpoint), metricName(r.metric), cell(r.before.value, r.now.unit), cell(r.now.value, r.now.unit), cell(r.change?.value, r.now.unit, true), cell(r.change?.lo, r.now.unit, true), cell(r.change?.hi, r.now.unit, true),
      { show: fixed(r.effect, 2, true), raw: r.effect }, { show: qNumber(r.change?.p_adjusted ?? 1), raw: r.change?.p_adjusted }, cell(r.change?.smallest, r.now.unit), r.before.n, r.now.n]),
  };
}
/** Of what is noise: how it stands, how far it went, and how far it would have had to go. */
function noiseOf(rows: MovedRow[], place: (k: string) => string, t: T): TableView {
  return {
    caption: t('moved.noise', { count: rows.length }), head: [t('moved.touchpoint'), t('moved.metric'), t('moved.now'), t('moved.change'), t('moved.least'), 'q', 'n −', 'n'],
    rows: rows.map((r) => [place(r.touchpoint), metricName(r.metric), cell(r.now.value, r.now.unit), cell(r.change?.value, r.now.unit, true), cell(r.change?.smallest, r.now.unit, true), { show: qNumber(r.change?.p_adjusted ?? 1), raw: r.change?.p_adjusted }, r.before.n, r.now.n]),
  };
}
