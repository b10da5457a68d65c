import { useQuery } from '@tanstack/react-query';
import { Alert, Button, InputNumber, Select } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link as To } from 'react-router-dom';
import type { Journey, Template } from '@shared/api';
import { get } from '@/api/client';
import { journeysQuery, queryClient, useJourneys } from '@/api/queries';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { Copy } from '../settings/shared';
import { errorText, Waiting } from '@/design/Waiting';
import { pick, tx, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { say } from '../surveys/model';
import { again, qrPath, surveyPath, useSurveys, useTemplates } from '../surveys/queries';
import { goLive, MOST_KEY, NEEDS, suggested, type Made, type Need, type Plan } from './plan';
import '../journey/journey.css';
import './begin.css';

const STEPS = ['need', 'journey', 'key', 'measure', 'collect'] as const;

/** From the need to a live survey: need, journey, key touchpoints, indicators, feedback. Nothing is made before the last step. */
export default function BeginPage() {
  const t = useT();
  const lang = useLang();
  const journeys = useJourneys();
  const templates = useQuery({ queryKey: ['templates'], queryFn: () => get<{ templates: Template[] }>('/v1/templates').then((r) => r.templates), staleTime: Infinity });
  const forms = useTemplates();
  const surveys = useSurveys();
  const [step, setStep] = useState(0);
  const [plan, setPlan] = useState<Partial<Plan>>({ tolerated: 2 });
  const made = useRef<Made>({});
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const [live, setLive] = useState<Required<Made>>();
  const change = (next: Partial<Plan>) => { made.current = {}; setFailed(''); setPlan((p) => ({ ...p, ...next })); };
  const journey = useQuery({
    queryKey: ['begin', plan.from, plan.journey], enabled: !!plan.journey, staleTime: Infinity,
    queryFn: () => get<Journey>(plan.from === 'own' ? `/v1/journeys/${encodeURIComponent(plan.journey!)}` : `/v1/templates/${encodeURIComponent(plan.journey!)}`),
  });
  const j = journey.data;
  // A journey brings its own touchpoints: those that fit the need are proposed.
  useEffect(() => {
    if (!j || !plan.need || plan.chosen) return;
    const chosen = suggested(j, plan.need);
    setPlan((p) => ({ ...p, chosen, ask: plan.need === 'relation' ? '' : chosen[0] ?? '' }));
  }, [j, plan.need, plan.chosen]);
  if (!journeys.data || !templates.data || !forms.data || !surveys.data) return <Page title={t('begin.title')} narrow><Waiting ask={[journeys, templates, forms, surveys].find((a) => !a.data)!} n={8} level={1} /></Page>;
  const form = forms.data.find((f) => plan.need && f.key === NEEDS[plan.need].survey);
  const name = (k: string) => (k ? touchpointName(j, k, lang) : t('begin.whole'));
  const next = (to: number) => { setStep(to); requestAnimationFrame(() => document.getElementById(`begin-${STEPS[to]}`)?.focus()); };
  const start = async () => {
    setBusy(true);
    setFailed('');
    try {
      const done = await goLive(plan as Plan, made.current, surveys.data.map((s) => s.key), t('begin.note'), t('begin.link_name'));
      await queryClient.invalidateQueries({ queryKey: journeysQuery.queryKey });
      void again();
      setLive(done);
    } catch (e) { setFailed(errorText(e, t)); } finally { setBusy(false); }
  };
  if (live) return <Live live={live} place={name(plan.ask ?? '')} />;
  const said: Record<(typeof STEPS)[number], string> = {
    need: plan.need ? t(`begin.needs.${plan.need}.name`) : '',
    journey: j ? pick(j.name, lang) : '',
    key: (plan.chosen ?? []).map(name).join(t('begin.comma')),
    measure: form && plan.tolerated !== undefined ? t('begin.measure_said', { survey: say(form.title, lang, form.languages), share: plan.tolerated }) : '',
    collect: '',
  };
  const parts: Record<(typeof STEPS)[number], ReactNode> = {
    need: (
      <div className="picker">
        {(Object.keys(NEEDS) as Need[]).map((k) => (
          <button key={k} type="button" className="pick" aria-pressed={plan.need === k} data-need={k} onClick={() => { change({ need: k, journey: undefined, from: undefined, chosen: undefined, ask: undefined }); next(1); }}>
            <b>{t(`begin.needs.${k}.name`)}</b><span className="small muted">{t(`begin.needs.${k}.text`)}</span>
          </button>
        ))}
      </div>
    ),
    journey: (
      <div className="picker">
        {[...journeys.data.map((x) => ({ key: x.key, from: 'own' as const, name: x.name, text: t('begin.yours') })),
          ...templates.data.filter((x) => !journeys.data.some((own) => own.key === x.key)).map((x) => ({ key: x.key, from: 'template' as const, name: x.name, text: pick(x.description, lang) }))].map((x) => (
          <button key={x.from + x.key} type="button" className="pick" aria-pressed={plan.journey === x.key && plan.from === x.from} data-journey={x.key} onClick={() => { change({ journey: x.key, from: x.from, chosen: undefined, ask: undefined }); next(2); }}>
            <b>{pick(x.name, lang)}</b><span className="small muted">{x.text}</span>
            {plan.need && x.from === 'template' && NEEDS[plan.need].journey === x.key && <span className="pick-foot">{t('begin.fits')}</span>}
          </button>
        ))}
      </div>
    ),
    key: !j ? <Waiting ask={journey} n={5} level={3} /> : (
      <>
        <p className="small muted">{t('begin.key_text', { most: MOST_KEY })}</p>
        <div className="begin-keys" role="group" aria-label={t('begin.steps.key')}>
          {j.touchpoints.filter((x) => x.applicable).map((x) => {
            const on = plan.chosen?.includes(x.key) ?? false;
            return <button key={x.key} type="button" aria-pressed={on} disabled={!on && (plan.chosen?.length ?? 0) >= MOST_KEY} data-touchpoint={x.key} onClick={() => { const chosen = on ? plan.chosen!.filter((k) => k !== x.key) : [...(plan.chosen ?? []), x.key]; change({ chosen, ask: plan.ask && !chosen.includes(plan.ask) ? chosen[0] ?? '' : plan.ask }); }}>{name(x.key)}</button>;
          })}
        </div>
        <Button type="primary" disabled={!plan.chosen?.length} onClick={() => next(3)}>{t('begin.on')}</Button>
      </>
    ),
    measure: (
      <>
        <p className="small muted">{form && t('begin.measure_text', { survey: say(form.title, lang, form.languages), n: form.questions })}</p>
        <div className="begin-form">
          <label>{t('begin.ask_at')}<Select aria-label={t('begin.ask_at')} value={plan.ask ?? ''} onChange={(v: string) => change({ ask: v })} popupMatchSelectWidth={false} options={['', ...(plan.chosen ?? [])].map((k) => ({ value: k, label: name(k) }))} /></label>
          <label>{t('begin.tolerated')}<InputNumber min={0} max={50} step={0.5} value={plan.tolerated} onChange={(v) => change({ tolerated: v ?? undefined })} addonAfter="%" style={{ width: 130 }} /><span className="xs muted">{t('begin.tolerated_text')}</span></label>
        </div>
        <Button type="primary" disabled={plan.tolerated === undefined} onClick={() => next(4)}>{t('begin.on')}</Button>
      </>
    ),
    collect: (
      <>
        <ul className="begin-will">
          <li>{plan.from === 'own' ? t('begin.will_keep', { journey: said.journey }) : t('begin.will_journey', { journey: said.journey })}</li>
          <li>{t('begin.will_floors', { list: said.key })}</li>
          <li>{form && t('begin.will_survey', { survey: say(form.title, lang, form.languages), place: name(plan.ask ?? ''), languages: form.languages.length })}</li>
          <li>{t('begin.will_link')}</li>
        </ul>
        {failed && <Alert type="error" showIcon message={failed} style={{ marginBottom: 12 }} />}
        <Button type="primary" size="large" loading={busy} onClick={() => void start()}>{t(failed ? 'begin.again' : 'begin.go')}</Button>
      </>
    ),
  };
  return (
    <Page title={t('begin.title')} narrow>
      <div className="page-title"><h1>{t('begin.title')}</h1><p>{t('begin.text')}</p></div>
      <ol className="begin">
        {STEPS.map((s, i) => (
          <li key={s} className={'card' + (i === step ? ' begin-now' : '')} aria-current={i === step ? 'step' : undefined}>
            <div className="begin-head">
              <span className="begin-no" aria-hidden="true">{i < step ? <Icon name="check" size={14} /> : i + 1}</span>
              <h2 id={`begin-${s}`} tabIndex={-1}>{t(`begin.steps.${s}`)}</h2>
              {i < step && <><span className="begin-said small muted">{said[s]}</span><Button size="small" type="link" onClick={() => next(i)} aria-label={`${t('begin.change')}: ${t(`begin.steps.${s}`)}`}>{t('begin.change')}</Button></>}
            </div>
            {i === step && <div className="begin-body">{parts[s]}</div>}
          </li>
        ))}
      </ol>
    </Page>
  );
}

/** It is asked from now on; what comes next, to learn and improve. */
function Live({ live, place }: { live: Required<Made>; place: string }) {
  const t = useT();
  const href = useHref();
  const url = location.origin + live.link.path;
  const ways = [['answers', surveyPath(live.survey, '/results')], ['send', '/reach/triggers/new'], ['share', surveyPath(live.survey, '/share')], ['words', surveyPath(live.survey)], ['map', `/journey/${encodeURIComponent(live.journey.key)}`]] as const;
  return (
    <Page title={t('begin.live')} narrow>
      <div className="page-title"><h1>{t('begin.live')}</h1><p>{t('begin.live_text', { place })}</p></div>
      <section className="card card-pad begin-live">
        <img src={qrPath(live.survey, live.link.id, 'svg')} alt={t('begin.qr')} width={164} height={164} />
        <div className="grow stack" style={{ gap: 10 }}>
          <Copy text={url} label={t('begin.link')} />
          <a className="btn-link btn-link-main" href={url} target="_blank" rel="noreferrer">{t('begin.try')}</a>
          <p className="small muted">{t('begin.try_text')}</p>
        </div>
      </section>
      <h2 style={{ margin: '28px 0 12px' }}>{t('begin.next')}</h2>
      <div className="picker">{ways.map(([k, to]) => <To key={k} className="pick pick-way" to={href(to)}><b>{tx(`begin.ways.${k}.name`, k)}</b><span className="small muted">{tx(`begin.ways.${k}.text`, '')}</span></To>)}</div>
    </Page>
  );
}
