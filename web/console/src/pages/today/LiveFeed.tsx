import { useMemo } from 'react';
import { Link } from 'react-router-dom';
import type { Journey } from '@shared/api';
import { useFeedback, useSession } from '@/api/queries';
import { useFeed } from '@/app/live';
import { touchpointPath, useHref } from '@/app/url';
import { Figure, type Ask } from '@/design/Figure';
import { value } from '@/design/number';
import { ago, tx, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';

interface Line { key: string; at: string; touchpoint: string; journey: string; valence?: number; metric: string; score?: number; text: string; fresh: boolean }
const MOST = 8;

/** What arrives while one looks, above the newest words that were there before. */
export function LiveFeed({ chart }: { chart: Ask<Journey> }) {
  const journey = chart.data;
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const feed = useFeed();
  const words = useFeedback({ journey: journey?.key, limit: MOST, span: {} }, !!journey);
  const lines = useMemo(() => {
    const live = feed.map((i): Line => ({ ...i, key: `${i.at}${i.touchpoint}${i.text}${i.score}`, fresh: true }));
    const old = (words.data?.items ?? []).map((i): Line => ({ key: `${i.at}${i.touchpoint}${i.text}${i.score}`, at: i.at, touchpoint: i.touchpoint, journey: journey?.key ?? '', valence: i.valence, metric: i.metric, score: i.score, text: i.text, fresh: false }));
    const seen = new Set(live.map((l) => l.key));
    return [...live, ...old.filter((l) => !seen.has(l.key))].slice(0, MOST);
  }, [feed, words.data, journey]);
  return (
    <Figure id="today-live" title={t('today.live')} sub={t('today.live_sub')} height={200} ask={chart.error && !journey ? { ...chart, data: undefined } : words} rows={href('/feedback')} noPicture
      empty={() => (lines.length ? undefined : { title: t('today.live_none'), text: t('today.live_none_text') })}>
      {() => (
        <ul className="feed" aria-live="off">
          {lines.map((l) => (
            <li key={l.key} className={l.fresh ? 'feed-fresh' : undefined}>
              <span className={'feed-dot' + (l.valence === undefined ? '' : l.valence < -0.05 ? ' feed-neg' : l.valence > 0.05 ? ' feed-pos' : '')} aria-hidden="true" />
              <div className="grow">
                <p className="feed-text">{l.text || `${tx(`metric.${l.metric}.name`, l.metric.toUpperCase())} ${l.score ?? (l.valence === undefined ? '' : value(l.valence, 'valence'))}`}</p>
                <div className="xs muted">{ago(lang, zone, l.at)}{l.touchpoint && <> · <Link to={href(touchpointPath(l.journey || journey?.key || '', l.touchpoint))}>{touchpointName(journey, l.touchpoint, lang)}</Link></>}{l.text && l.score !== undefined && ` · ${tx('words.score', String(l.score), { score: l.score })}`}</div>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Figure>
  );
}
