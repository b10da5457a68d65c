import { Alert, Button } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router-dom';
import { ApiError, post } from '@/api/client';
import { journeysQuery, queryClient, useJourneys, useSession } from '@/api/queries';
import { Page } from '@/app/Shell';
import { lastJourney, useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { Empty, Pill, SkelLines } from '@/design/parts';
import { pick, useLang, useT } from '@/i18n';
import './journey.css';

export const TEMPLATES = ['appliance', 'equipment', 'online-shop', 'airline', 'telecom'] as const;

/** Choose a journey, or start one from a template. With journeys there and nobody asking to choose, goes to the last one. */
export default function Picker() {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const journeys = useJourneys();
  const session = useSession().data;
  const may = !session || session.rights.includes('write') || session.rights.includes('admin');
  const add = useMutation({
    mutationFn: (template: string) => post<{ key?: string }>('/v1/journeys', { template }),
    onSuccess: async (made, template) => {
      await queryClient.invalidateQueries({ queryKey: journeysQuery.queryKey });
      navigate(href(`/journey/${encodeURIComponent(made?.key ?? template)}`));
    },
  });
  const list = journeys.data;
  const last = lastJourney();
  if (list?.length && !search.get('pick')) {
    const to = list.find((j) => j.key === last) ?? list[0]!;
    return <Navigate to={href(`/journey/${encodeURIComponent(to.key)}`)} replace />;
  }
  return (
    <Page title={t('nav.pick_journey')} narrow>
      {journeys.error && !list ? <Empty level={1} title={t('error.load')} actions={<Button type="primary" onClick={() => void journeys.refetch()}>{t('error.retry')}</Button>}>{t('error.load_text')}</Empty> : !list ? <SkelLines n={6} /> : (
        <div className="stack" style={{ gap: 34 }}>
          {list.length > 0 ? (
            <section className="stack">
              <h1>{t('picker.yours')}</h1>
              <div className="picker">
                {list.map((j) => (
                  <Link className="pick" key={j.key} to={href(`/journey/${encodeURIComponent(j.key)}`)}>
                    <b>{pick(j.name, lang)}</b>
                    <span className="pick-foot">{t('journey.touchpoints_n', { count: j.touchpoints })} · v{j.version}{j.generated && <Pill tone="warm">{t('common.generated_short')}</Pill>}</span>
                  </Link>
                ))}
              </div>
            </section>
          ) : (
            <div className="page-title"><h1>{t('picker.first_title')}</h1><p>{t('picker.first_text')}</p></div>
          )}
          {may && TEMPLATES.some((k) => !list.some((j) => j.key === k)) && (
            <section className="stack">
              <div><h2>{t('picker.templates')}</h2><p className="muted">{t('picker.templates_text')}</p></div>
              {add.error && <Alert type="error" showIcon message={add.error instanceof ApiError && add.error.problem.detail ? add.error.problem.detail : t('error.load_text')} />}
              <div className="picker">
                {TEMPLATES.filter((k) => !list.some((j) => j.key === k)).map((k) => (
                  <button className="pick" key={k} type="button" disabled={add.isPending} onClick={() => add.mutate(k)}>
                    <b>{t(`template.${k}.name`)}</b>
                    <span className="small muted">{t(`template.${k}.text`)}</span>
                    <span className="pick-foot" style={{ color: 'var(--accent)' }}>{add.isPending && add.variables === k ? t('picker.adding') : t('picker.add')}<Icon name="arrow" size={15} /></span>
                  </button>
                ))}
              </div>
            </section>
          )}
          <section className="stack">
            <div><h2>{t('picker.import')}</h2><p className="muted">{t('picker.import_text')}</p></div>
            <div className="howto" style={{ padding: 0 }}><pre tabIndex={0}>peakend import orders.csv --map map.json</pre></div>
          </section>
        </div>
      )}
    </Page>
  );
}
