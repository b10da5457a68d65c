import { Link } from 'react-router-dom';
import type { Finding, Today } from '@shared/api';
import { useSession } from '@/api/queries';
import { touchpointPath, useHref } from '@/app/url';
import { Figure, type Ask } from '@/design/Figure';
import { Icon } from '@/design/icons';
import { estimate } from '@/design/number';
import { Num, Strong } from '@/design/parts';
import { useLang, useT } from '@/i18n';
import { findingWords } from '@/story/today';

const MARK: Record<Finding['kind'], string> = { promise: '✕', peak: '▲', valley: '▽', floor: '▼', polarised: '⇅', expectation_rose: '↗', expectation_fell: '↘', experience_rose: '↗', experience_fell: '↘' };
/** Which trend of the touchpoint shows the finding. */
const TREND: Partial<Record<Finding['kind'], string>> = { promise: 'promise_kept', expectation_rose: 'expectation_gap', expectation_fell: 'expectation_gap' };

/** Facts worth a sentence, most important first. */
export function Findings({ ask }: { ask: Ask<Today> }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const words = (f: Finding) => findingWords(f, t, lang, zone);
  return (
    <Figure id="today-findings" title={t('today.findings')} sub={t('today.findings_sub')} height={300} ask={ask} method="change_point"
      empty={(d) => (d.findings.length ? undefined : { title: t('today.no_findings'), text: t('today.no_findings_text') })}
      table={(d) => ({ caption: t('today.findings'), head: [t('today.findings'), t('today.touchpoint'), t('today.since'), t('today.why_before'), t('today.why_now')], rows: d.findings.map((f) => [words(f).label, f.touchpoint, f.since ?? '', { show: estimate(f.before)?.value ?? '–', raw: f.before?.value }, { show: estimate(f.now)?.value ?? '–', raw: f.now?.value }]) })}>
      {(d) => (
        <ol className="findings">
          {d.findings.map((f, i) => {
            const w = words(f);
            return (
              <li key={i}>
                <span className={'finding-mark ' + (f.good ? 'finding-good' : 'finding-bad')} aria-hidden="true">{MARK[f.kind]}</span>
                <div className="grow">
                  <p><Strong text={w.sentence} /></p>
                  <div className="finding-foot"><span className={f.good ? 'finding-kind' : 'finding-kind warm'}>{w.label}</span>{f.now && <Num e={f.now} n />}</div>
                </div>
                <Link className="finding-go" to={href(touchpointPath(f.journey, f.touchpoint), { metric: TREND[f.kind] })} aria-label={`${t('panel.open')}: ${w.sentence.replaceAll('**', '')}`}><span>{t('tp.one')}</span><Icon name="arrow" size={14} /></Link>
              </li>
            );
          })}
        </ol>
      )}
    </Figure>
  );
}
