import { Link } from 'react-router-dom';
import { useMetrics } from '@/api/queries';
import { useHref } from '@/app/url';
import { pick, tx, useLang, useT } from '@/i18n';
import { Waiting } from './shared';

/** Every metric the engine computes: formula, fewest answers, version. */
export default function Metrics() {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const ask = useMetrics();
  return (
    <section className="card set-card">
      {!ask.data ? <Waiting ask={ask} /> : (
        <table className="set-table stacked">
          <thead><tr><th scope="col">{t('settings.metrics.metric')}</th><th scope="col">{t('settings.metrics.formula')}</th><th scope="col" className="r">{t('settings.metrics.need')}</th><th scope="col" className="r">{t('settings.metrics.version')}</th></tr></thead>
          <tbody>
            {ask.data.map((m) => (
              <tr key={m.key}>
                <td style={{ minWidth: 200 }}><Link to={href(`/methods/${encodeURIComponent(m.method)}`)}><b>{tx(`metric.${m.key}.name`, pick(m.name, lang))}</b></Link><small>{pick(m.description, lang)}</small></td>
                <td><code className="small">{tx(`metric_formula.${m.key}`, m.formula)}</code></td>
                <td className="r" data-label={t('settings.metrics.need')}>{m.need ?? '–'}</td>
                <td className="r" data-label={t('settings.metrics.version')}>{m.version}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
