import { useMemo } from 'react';
import { Link } from 'react-router-dom';
import type { Journey, Story, Today } from '@shared/api';
import { useSession } from '@/api/queries';
import { touchpointPath, useHref } from '@/app/url';
import { Figure, type Ask } from '@/design/Figure';
import { Icon } from '@/design/icons';
import { fixed } from '@/design/number';
import { Num, Strong } from '@/design/parts';
import { useLang, useT } from '@/i18n';
import { byTouchpoint, findingsOf, findingWords, type Finding, type FindingKind } from '@/story/today';
import { sceneName, stageName } from '../journey/names';

const MARK: Record<FindingKind, string> = { promise: '✕', peak: '▲', valley: '▽', floor: '▼', polarised: '⇅', expectation_rose: '↗', expectation_fell: '↘', experience_rose: '↗', experience_fell: '↘' };
/** Which trend of the touchpoint shows the finding. */
const TREND: Partial<Record<FindingKind, string>> = { promise: 'promise_kept', expectation_rose: 'expectation_gap', expectation_fell: 'expectation_gap' };

/** Facts worth a sentence, most important first; what is known of one touchpoint stands together. */
export function Findings({ ask, journey, worst }: { ask: Ask<Today>; journey?: Journey; worst?: Story['worst'] }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const told = useMemo(() => (ask.data ? byTouchpoint(findingsOf(ask.data, worst)) : []), [ask.data, worst]);
  const place = (key: string) => { const [stage = '', scene = ''] = key.split('/'); return { stage: stageName(journey, stage, lang), scene: sceneName(journey, scene, lang) }; };
  const words = (f: Finding, named = true) => findingWords(f, named ? place(f.touchpoint) : undefined, t, lang, zone);
  const rows = told.flatMap((g) => [g.first, ...g.more]);
  return (
    <Figure id="today-findings" title={t('today.findings')} sub={t('today.findings_sub')} height={300} ask={ask} method="change_point"
      empty={() => (told.length ? undefined : { title: t('today.no_findings'), text: t('today.no_findings_text') })}
      table={() => ({ caption: t('today.findings'), head: [t('today.findings'), t('today.touchpoint'), t('today.since'), t('today.why_before'), t('today.why_now'), 'p'], rows: rows.map((f) => [words(f).label, f.touchpoint, f.since ?? '', f.before, f.now, f.p]) })}>
      {(d) => (
        <ol className="findings">
          {told.map(({ touchpoint, first, more }) => {
            const w = words(first);
            return (
              <li key={touchpoint} data-told={touchpoint}>
                <Mark f={first} />
                <div className="grow">
                  <p><Strong text={w.sentence} /></p>
                  <Foot f={first} label={w.label} />
                  {more.length > 0 && (
                    <ul className="finding-more">
                      {more.map((f) => { const also = words(f, false); return <li key={`${f.kind}/${f.since}/${f.unit}`}><Mark f={f} small /><div className="grow"><p><Strong text={also.sentence} /></p><Foot f={f} /></div></li>; })}
                    </ul>
                  )}
                </div>
                <Link className="finding-go" to={href(touchpointPath(d.journey, touchpoint), { metric: TREND[first.kind] })} aria-label={`${t('tp.one')}: ${w.sentence.replaceAll('**', '')}`}><span>{t('tp.one')}</span><Icon name="arrow" size={14} /></Link>
              </li>
            );
          })}
        </ol>
      )}
    </Figure>
  );
}

function Mark({ f, small }: { f: Finding; small?: boolean }) {
  return <span className={'finding-mark ' + (small ? 'finding-mark-s ' : '') + (f.good ? 'finding-good' : 'finding-bad')} aria-hidden="true">{MARK[f.kind]}</span>;
}
/** What kind of finding, the score behind it, and how sure it is. */
function Foot({ f, label }: { f: Finding; label?: string }) {
  const t = useT();
  const known = f.e && (f.kind !== 'floor' || f.e.value !== undefined);
  if (!label && !known) return null;
  return (
    <div className="finding-foot">
      {label && <span className={f.good ? 'finding-kind' : 'finding-kind warm'}>{label}</span>}
      {known && <span>{t(f.kind === 'floor' ? 'today.worst_mean' : 'metric.mean_experience.name')} <Num e={f.e} n /></span>}
      {label && f.p !== undefined && <span>{f.p < 0.001 ? t('today.p_small') : t('today.p', { p: fixed(f.p, 3) })}</span>}
    </div>
  );
}
