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
import { findingsOf, findingWords, type Finding, type FindingKind } from '@/story/today';
import { sceneName, stageName } from '../journey/names';

const MARK: Record<FindingKind, string> = { promise: '✕', peak: '▲', valley: '▽', floor: '▼', polarised: '⇅', expectation_rose: '↗', expectation_fell: '↘', experience_rose: '↗', experience_fell: '↘' };
/** Which trend of the touchpoint shows the finding. */
const TREND: Partial<Record<FindingKind, string>> = { promise: 'promise_kept', expectation_rose: 'expectation_gap', expectation_fell: 'expectation_gap' };

/** Facts worth a sentence, most important first. */
export function Findings({ ask, journey, worst }: { ask: Ask<Today>; journey?: Journey; worst?: Story['worst'] }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const found = useMemo(() => (ask.data ? findingsOf(ask.data, worst) : []), [ask.data, worst]);
  const words = (f: Finding) => {
    const [stage = '', scene = ''] = f.touchpoint.split('/');
    return findingWords(f, { stage: stageName(journey, stage, lang), scene: sceneName(journey, scene, lang) }, t, lang, zone);
  };
  return (
    <Figure id="today-findings" title={t('today.findings')} sub={t('today.findings_sub')} height={300} ask={ask} method="change_point"
      empty={() => (found.length ? undefined : { title: t('today.no_findings'), text: t('today.no_findings_text') })}
      table={() => ({ caption: t('today.findings'), head: [t('today.findings'), t('today.touchpoint'), t('today.since'), t('today.why_before'), t('today.why_now'), 'p'], rows: found.map((f) => [words(f).label, f.touchpoint, f.since ?? '', f.before, f.now, f.p]) })}>
      {(d) => (
        <ol className="findings">
          {found.map((f) => {
            const w = words(f);
            return (
              <li key={`${f.kind}/${f.touchpoint}/${f.since}`}>
                <span className={'finding-mark ' + (f.good ? 'finding-good' : 'finding-bad')} aria-hidden="true">{MARK[f.kind]}</span>
                <div className="grow">
                  <p><Strong text={w.sentence} /></p>
                  <div className="finding-foot">
                    <span className={f.good ? 'finding-kind' : 'finding-kind warm'}>{w.label}</span>
                    {f.e && <span>{t('metric.mean_experience.name')} <Num e={f.e} n /></span>}
                    {f.p !== undefined && <span>{f.p < 0.001 ? t('today.p_small') : t('today.p', { p: fixed(f.p, 3) })}</span>}
                  </div>
                </div>
                <Link className="finding-go" to={href(touchpointPath(d.journey, f.touchpoint), { metric: TREND[f.kind] })} aria-label={`${t('tp.one')}: ${w.sentence.replaceAll('**', '')}`}><span>{t('tp.one')}</span><Icon name="arrow" size={14} /></Link>
              </li>
            );
          })}
        </ol>
      )}
    </Figure>
  );
}
