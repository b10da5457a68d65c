import { Link, useParams } from 'react-router-dom';
import type { Estimate, MemoryMoment, MemoryPage as Answer } from '@shared/api';
import { useJourney, useMatrix, useMemory } from '@/api/queries';
import { Page } from '@/app/Shell';
import { touchpointPath, useHref, useRange } from '@/app/url';
import { Figure, type Ask } from '@/design/Figure';
import { count, share, value } from '@/design/number';
import { Num, Skel, SkelLines, Strong } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { useLang, useT } from '@/i18n';
import { memoryWords, repairs, shown } from '@/story/memory';
import { Bars } from './Bars';
import { Contest } from './Contest';
import { JourneyHead } from './JourneyPage';
import { touchpointName } from './names';
import { Recall } from './Recall';
import './journey.css';
import './memory.css';

export type MemoryPart = { ask: Ask<Answer>; journeyKey: string; name: (touchpoint: string) => string };

/** Which moments stay in memory, what a repair would change, and how long what was lived through is recalled. */
export default function MemoryPage() {
  const { journey: key = '' } = useParams();
  const t = useT();
  const lang = useLang();
  const { span } = useRange();
  const journey = useJourney(key).data;
  const matrix = useMatrix(key, span).data;
  const ask = useMemory(key, span);
  const name = (tp: string) => touchpointName(journey, tp, lang);
  const part = { ask, journeyKey: key, name };
  const d = ask.data;
  return (
    <Page title={t('journey.memory')} journey range>
      <JourneyHead journeyKey={key} matrix={matrix} title={t('memory.title')} view="memory" />
      {!d && !ask.error ? <div className="memory"><div className="card card-pad"><Skel w={180} h={26} /><div style={{ height: 18 }} /><SkelLines n={9} /></div><div className="card card-pad"><SkelLines n={9} /></div></div> : (
        <>
          {d && <Lead d={d} name={name} />}
          <div className="memory">
            <Moments {...part} />
            <Repairs {...part} />
            <Recall {...part} />
            {d && <section className="card card-pad memory-contest"><h2>{t('memory.contest')}</h2><p className="sub muted small">{t('memory.contest_sub')}</p><Contest c={d.contest} bare /></section>}
          </div>
        </>
      )}
    </Page>
  );
}

function Lead({ d, name }: { d: Answer; name: MemoryPart['name'] }) {
  const t = useT();
  return (
    <div className="memory-lead">
      <p className="say"><Strong text={memoryWords.head(d, name, t)} /></p>
      <dl className="duo">
        <div><dt>{t('metric.remembered.name')}</dt><dd><Num e={d.remembered} /></dd></div>
        <div><dt>{t('metric.mean.name')}</dt><dd><Num e={d.mean} /></dd></div>
        {d.recall.all.value !== undefined && <div><dt>{t('memory.rate')} · n {count(d.recall.all.n)}</dt><dd><Num e={d.recall.all} /></dd></div>}
      </dl>
      <p className="small muted">{t('memory.closed', { count: d.episodes.closed, n: count(d.episodes.closed), open: count(d.episodes.open) })}</p>
    </div>
  );
}

/** Where the moments lie that memory keeps: peak, valley, end, and what that makes of the whole. */
function Moments({ ask, journeyKey, name }: MemoryPart) {
  const t = useT();
  return (
    <Figure id="memory-map" title={t('memory.map')} sub={t('memory.map_sub')} height={260} ask={ask} metric="mot_share" noPicture reading={(d) => memoryWords.map(d, name, t)}
      empty={(d) => (shown(d).length ? undefined : { title: t('memory.map_none'), text: t('memory.map_none_text') })}
      table={(d) => ({ caption: t('memory.map'), head: [t('memory.touchpoint'), ...estimateHead(t('memory.share')), t('memory.peak'), t('memory.valley'), t('memory.end'), t('memory.passes')], rows: d.moments.map((m) => [name(m.touchpoint), ...estimateCells(m.share), ...[m.peak, m.valley, m.end].map((e) => estimateCells(e)[0]), m.passes]) })}>
      {(d) => (
        <>
          <ul className="memory-map">{shown(d).slice(0, 12).map((m) => <Moment key={m.touchpoint} m={m} most={most(d)} journeyKey={journeyKey} name={name} />)}</ul>
          <ul className="memory-key">{(['peak', 'valley', 'end'] as const).map((k) => <li key={k}><i className={`memory-${k}`} aria-hidden="true" />{t(`memory.${k}`)}</li>)}</ul>
        </>
      )}
    </Figure>
  );
}
const part = (e: Estimate): number => e.value ?? 0;
const most = (d: Answer): number => Math.max(1e-9, ...shown(d).map((m) => part(m.peak) + part(m.valley) + part(m.end)));

function Moment({ m, most: all, journeyKey, name }: { m: MemoryMoment; most: number; journeyKey: string; name: MemoryPart['name'] }) {
  const t = useT();
  const href = useHref();
  return (
    <li data-memory={m.touchpoint}>
      <Link to={href(touchpointPath(journeyKey, m.touchpoint))}>{name(m.touchpoint)}</Link>
      <span className="memory-bar" role="img" aria-label={t('memory.bar_alt', { peak: share(part(m.peak)), valley: share(part(m.valley)), end: share(part(m.end)) })}>
        {(['peak', 'valley', 'end'] as const).map((k) => <i key={k} className={`memory-${k}`} style={{ width: `${((100 * part(m[k])) / all).toFixed(2)}%` }} />)}
      </span>
      <span className="memory-share"><Num e={m.share} /></span>
    </li>
  );
}

function Repairs({ ask, journeyKey, name }: MemoryPart) {
  const t = useT();
  return (
    <Figure id="memory-gain" title={t('memory.gain')} sub={ask.data && t('memory.gain_sub', { target: value(ask.data.leverage_target, 'valence') })} height={220} ask={ask} method="leverage" noPicture reading={(d) => memoryWords.gain(d, name, t)}
      empty={(d) => (repairs(d).length ? undefined : { title: t('memory.gain_none'), text: t('memory.gain_none_text') })}
      table={(d) => ({ caption: t('memory.gain'), head: [t('memory.touchpoint'), ...estimateHead(t('laws.leverage_short')), t('memory.gain_mean')], rows: repairs(d).map((m) => [name(m.touchpoint), ...estimateCells(m.gain), { show: value(m.mean_gain, 'valence'), raw: m.mean_gain }]) })}>
      {(d) => (
        <>
          <Bars rows={repairs(d).slice(0, 10).map((m) => ({ key: m.touchpoint, e: m.gain }))} journeyKey={journeyKey} name={name} signed />
          <p className="xs muted" style={{ marginTop: 8 }}>{t('memory.gain_note')}</p>
        </>
      )}
    </Figure>
  );
}
