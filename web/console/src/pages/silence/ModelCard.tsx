import { Button, Progress } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { SilenceModel } from '@shared/api';
import { ApiError } from '@/api/client';
import { useRights } from '@/app/rights';
import { Figure } from '@/design/Figure';
import { Sized } from '@/design/marks';
import { count, fixed, share } from '@/design/number';
import { Pill } from '@/design/parts';
import { dateTime, useLang, useT } from '@/i18n';
import { useSession } from '@/api/queries';
import { learn, learning, stopLearning, useSilenceModel } from './queries';

/** How many of the silent were dissatisfied: the model's count with its calibration, or why it says nothing. */
export function ModelCard({ journeyKey, place }: { journeyKey: string; place: (tp: string) => string }) {
  const t = useT();
  const ask = useSilenceModel(journeyKey);
  const client = useQueryClient();
  const busy = learning(ask.data);
  // What the list is ordered by changes with the model.
  const was = useRef(busy);
  useEffect(() => {
    if (was.current && !busy) void client.invalidateQueries({ queryKey: ['slow', 'silent', journeyKey] });
    was.current = busy;
  }, [busy, client, journeyKey]);
  const say = (m: SilenceModel) => {
    if (m.state === 'accepted') return t('silence.model_say', { n: count(m.silent! / m.looked_at!), bad: count(m.count!.value!), lo: count(m.count!.lo!), hi: count(m.count!.hi!) });
    if (m.state === 'none') return t('silence.model_none');
    const q = m.quality;
    return t(`silence.refused.${m.refusal!}`, { bad: count(m.bad!), good: count(m.heard! - m.bad!), need: count(m.needs!.bad), auc: q ? fixed(q.auc, 2) : '–', se: q ? fixed(q.auc_se, 2) : '–', slope: q?.slope !== undefined ? fixed(q.slope, 2) : '–', slope_se: q?.slope_se !== undefined ? fixed(q.slope_se, 2) : '–', most: fixed(m.needs!.slope_se, 2) });
  };
  return (
    <Figure id="silence-model" title={t('silence.model')} sub={t('silence.model_sub')} height={180} ask={ask} method="silence_model" noPicture reading={say}
      empty={(m) => (m.hidden ? { title: t('silence.hidden'), text: t('silence.hidden_text') } : undefined)}
      table={(m) => (m.bins?.length ? { caption: t('silence.calibration'), head: [t('silence.predicted'), t('silence.came'), '95 % −', '95 % +', 'n'], rows: m.bins.map((b) => [{ show: share(b.predicted), raw: b.predicted }, { show: share(b.value), raw: b.value }, { show: share(b.lo), raw: b.lo }, { show: share(b.hi), raw: b.hi }, b.n]) } : undefined)}>
      {(m) => <><Learn m={m} journeyKey={journeyKey} again={() => void ask.refetch()} />{m.state !== 'none' && <Card m={m} place={place} />}</>}
    </Figure>
  );
}

function Learn({ m, journeyKey, again }: { m: SilenceModel; journeyKey: string; again: () => void }) {
  const t = useT();
  const { may } = useRights();
  const [failed, setFailed] = useState('');
  const act = (what: Promise<unknown>) => { setFailed(''); what.then(again, (e: unknown) => setFailed(e instanceof ApiError ? e.problem?.detail ?? e.message : String(e))); };
  const job = m.job;
  return (
    <div className="model-learn" aria-live="polite">
      {learning(m) ? (
        <>
          <Progress percent={job!.total ? Math.round((100 * job!.progress) / job!.total) : 0} size="small" style={{ maxWidth: 260 }} aria-label={t('silence.learning')} />
          <span className="muted small">{t('silence.learning')}</span>
          {may('write') && <Button size="small" onClick={() => act(stopLearning(job!.id))}>{t('silence.stop')}</Button>}
        </>
      ) : (
        <>
          {m.state !== 'none' && <Pill tone={m.state === 'accepted' ? 'ok' : 'warm'}>{t(`silence.state.${m.state}`)}</Pill>}
          {job && <span className="muted small">{t(job.state === 'cancelled' ? 'silence.was_stopped' : 'silence.not_learnt')}</span>}
          {m.state !== 'none' && !m.fresh && <span className="muted small">{t('silence.stale')}</span>}
          {m.possible && may('write') && !m.fresh && <Button type={m.state === 'none' ? 'primary' : 'default'} size={m.state === 'none' ? 'middle' : 'small'} onClick={() => act(learn(journeyKey))}>{t(m.state === 'none' ? 'silence.learn' : 'silence.learn_again')}</Button>}
        </>
      )}
      {failed && <span className="warm small" role="alert">{failed}</span>}
    </div>
  );
}

function Card({ m, place }: { m: SilenceModel; place: (tp: string) => string }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const q = m.quality;
  const name = (key: string) => {
    const cut = key.indexOf(':');
    if (cut < 0) return t(`silence.feature.${key as 'broken'}`);
    const rest = key.slice(cut + 1);
    return t(`silence.feature.${key.slice(0, cut) as 'event'}`, { what: key.startsWith('event') ? rest : place(rest) });
  };
  return (
    <>
      <div className="model-two">
        {q && m.bins && m.bins.length > 0 && <Calibration bins={m.bins} />}
        <dl className="model-facts">
          {m.state === 'accepted' && <div><dt>{t('silence.of_down')}</dt><dd>{count(m.count_let_down!.value!)} <small>[{count(m.count_let_down!.lo!)}, {count(m.count_let_down!.hi!)}] · n {count(m.silent_let_down!)}</small></dd></div>}
          {q && <div><dt>{t('silence.slope')}</dt><dd>{q.slope !== undefined ? fixed(q.slope, 2) : '–'} <small>± {q.slope_se !== undefined ? fixed(2 * q.slope_se, 2) : '–'} · {t('silence.slope_must', { lo: fixed(m.needs!.slope[0], 2), hi: fixed(m.needs!.slope[1], 2) })}</small></dd></div>}
          {q && <div><dt>AUC</dt><dd>{fixed(q.auc, 2)} <small>± {fixed(2 * q.auc_se, 2)} · {t('silence.auc_text')}</small></dd></div>}
          {q && <div><dt>Brier</dt><dd>{fixed(q.brier, 3)} <small>{t('silence.brier_text', { plain: fixed(q.brier_plain, 3) })}</small></dd></div>}
          {q && <div><dt>ECE</dt><dd>{fixed(q.ece, 3)} <small>{t('silence.ece_text')}</small></dd></div>}
          <div><dt>{t('silence.learnt_from')}</dt><dd>{count(m.heard!)} <small>{t('silence.of_them_bad', { bad: count(m.bad!) })}{m.test && ` · ${t('silence.splits', { train: count(m.train!.n), calibrate: count(m.calibrate!.n), test: count(m.test.n), bad: count(m.test.bad) })}`}</small></dd></div>
        </dl>
      </div>
      {m.state === 'accepted' && m.features && m.features.length > 0 && <p className="small muted model-notes">{t('silence.looks_at', { list: m.features.slice(0, 5).map((f) => `${name(f.key)} (${share(f.gain)})`).join(lang === 'zh' ? '、' : ', ') })}</p>}
      <p className="xs muted model-notes">
        {m.state === 'accepted' && (q?.conformal !== undefined ? t('silence.conformal', { q: fixed(100 * q.conformal, 0), level: share(q.conformal_level) }) : t('silence.conformal_none'))}{' '}
        {t('silence.model_limits')} {t('silence.trained', { at: dateTime(lang, zone, m.trained_at!) })}
      </p>
    </>
  );
}

/** What was predicted against what came: on the line, the chances can be believed. */
function Calibration({ bins }: { bins: NonNullable<SilenceModel['bins']> }) {
  const t = useT();
  const most = Math.min(1, Math.ceil(10 * Math.max(...bins.map((b) => Math.max(b.hi, b.predicted)))) / 10);
  const height = 230;
  return (
    <figure className="calibration">
      <Sized height={height}>
        {(w) => {
          const x = (v: number) => 40 + (v / most) * (w - 52);
          const y = (v: number) => height - 32 - (v / most) * (height - 44);
          const ticks = [0, most / 2, most];
          return (
            <svg width={w} height={height} role="img" aria-label={t('silence.calibration_alt', { list: bins.map((b) => `${share(b.predicted)} – ${share(b.value)}`).join('; ') })}>
              {ticks.map((v) => <g key={v} className="calibration-axis"><line x1={x(0)} x2={x(most)} y1={y(v)} y2={y(v)} /><text x={34} y={y(v) + 4} textAnchor="end">{share(v)}</text><text x={x(v)} y={height - 16} textAnchor={v === most ? 'end' : v ? 'middle' : 'start'}>{share(v)}</text></g>)}
              <line x1={x(0)} y1={y(0)} x2={x(most)} y2={y(most)} className="calibration-line" />
              {bins.map((b) => <g key={b.predicted}><line x1={x(b.predicted)} x2={x(b.predicted)} y1={y(Math.min(most, b.hi))} y2={y(b.lo)} className="calibration-bar" /><circle cx={x(b.predicted)} cy={y(b.value)} r={4} className="calibration-dot" /></g>)}
              <text x={x(most)} y={height - 2} textAnchor="end" className="calibration-name">{t('silence.predicted')}</text>
            </svg>
          );
        }}
      </Sized>
      <figcaption className="xs muted">{t('silence.calibration_text')}</figcaption>
    </figure>
  );
}
