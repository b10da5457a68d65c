import { Alert } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router-dom';
import { ApiError, post } from '@/api/client';
import { journeysQuery, queryClient, useJourneys } from '@/api/queries';
import { useRights } from '@/app/rights';
import { useHref } from '@/app/url';
import { Icon, type IconName } from '@/design/icons';
import { Empty, Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { pick, useLang, useT } from '@/i18n';
import './journey.css';

export const TEMPLATES = ['appliance', 'equipment', 'online-shop', 'airline', 'telecom'] as const;

/** How a workspace begins, and how it goes on: its journeys, templates, a journey of one's own, data, an example to look at. */
export function Start() {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const navigate = useNavigate();
  const journeys = useJourneys();
  const { may } = useRights();
  const add = useMutation({
    mutationFn: (template: string) => post<{ key?: string }>('/v1/journeys', { template }),
    onSuccess: async (made, template) => {
      await queryClient.invalidateQueries({ queryKey: journeysQuery.queryKey });
      navigate(href(`/journey/${encodeURIComponent(made?.key ?? template)}`));
    },
  });
  const list = journeys.data;
  if (!list) return <Waiting ask={journeys} n={6} level={1} />;
  if (!list.length && !may('write')) return <div className="card"><Empty level={1} title={t('picker.none')}>{t('picker.none_text')}</Empty></div>;
  const free = TEMPLATES.filter((k) => !list.some((j) => j.key === k));
  return (
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
        <div className="page-title" style={{ marginBottom: 0 }}><h1>{t('picker.first_title')}</h1><p>{t('picker.first_text')}</p></div>
      )}
      {may('write') && <div className="picker picker-one"><Way to={href('/begin', { journey: undefined })} icon="survey" title={t('picker.guide')} text={t('picker.guide_text')} /></div>}
      {may('write') && (
        <section className="stack">
          <div><h2>{t('picker.templates')}</h2><p className="muted">{t('picker.templates_text')}</p></div>
          {add.error && <Alert type="error" showIcon message={add.error instanceof ApiError && add.error.problem.detail ? add.error.problem.detail : t('error.load_text')} />}
          <div className="picker">
            {free.map((k) => (
              <button className="pick" key={k} type="button" disabled={add.isPending} onClick={() => add.mutate(k)}>
                <b>{t(`template.${k}.name`)}</b>
                <span className="small muted">{t(`template.${k}.text`)}</span>
                <span className="pick-foot" style={{ color: 'var(--accent)' }}>{add.isPending && add.variables === k ? t('picker.adding') : t('picker.add')}<Icon name="arrow" size={15} /></span>
              </button>
            ))}
            <Way to={href('/journeys/new', { journey: undefined })} icon="plus" title={t('picker.own')} text={t('picker.own_text')} />
          </div>
        </section>
      )}
      {may('write') && (
        <section className="stack">
          <div><h2>{t('picker.import')}</h2><p className="muted">{t('picker.import_text')}</p></div>
          <BringData />
        </section>
      )}
    </div>
  );
}

function Way({ to, icon, title, text }: { to: string; icon: IconName; title: string; text: string }) {
  const go = useT()('picker.open');
  return <Link className="pick pick-way" to={to}><b><Icon name={icon} size={17} />{title}</b><span className="small muted">{text}</span><span className="pick-foot pick-go">{go}<Icon name="arrow" size={15} /></span></Link>;
}

/** The three ways to a filled screen: a file, one's own systems, the generated example company. */
export function BringData() {
  const t = useT();
  const href = useHref();
  return (
    <div className="picker">
      <Way to={href('/data')} icon="upload" title={t('picker.file')} text={t('picker.file_text')} />
      <Way to={href('/data', { view: 'sources' })} icon="plug" title={t('picker.systems')} text={t('picker.systems_text')} />
      <div className="pick pick-way pick-still"><b><Icon name="data" size={17} />{t('picker.example')}</b><span className="small muted">{t('picker.example_text')}</span><pre tabIndex={0}>peakend demo</pre></div>
    </div>
  );
}
