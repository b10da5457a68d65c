import { Link } from 'react-router-dom';
import type { Journey, Silence } from '@shared/api';
import { useJourney, useJourneys } from '@/api/queries';
import { DataLink } from '@/app/DataLink';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { touchpointPath, useHref, useJourneyKey, useRange } from '@/app/url';
import { Ranking, type Rank, rankTable } from '@/design/charts';
import { Figure, type Ask } from '@/design/Figure';
import { count, fixed, plain, share } from '@/design/number';
import { Empty, Num, Pill, Skel, Strong } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { Audits } from './Audits';
import { CallList } from './CallList';
import { Complaints } from './Complaints';
import { Iceberg } from './Iceberg';
import { ModelCard } from './ModelCard';
import { useSilence } from './queries';
import '../journey/journey.css';
import './silence.css';

/** Who was let down and said nothing: how many, where, why, whom the answers leave out, whom to call. */
export default function SilencePage() {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const { may } = useRights();
  const journeys = useJourneys().data;
  const asked = useJourneyKey();
  const key = journeys?.some((j) => j.key === asked) ? asked : journeys?.[0]?.key;
  const { span } = useRange();
  const journey = useJourney(key).data;
  const ask = useSilence(key, span);
  const s = ask.data;
  const name = (tp: string) => touchpointName(journey, tp, lang);
  const limited = !!(span.from || span.to || span.where);
  const nothing = (journeys && !journeys.length) || (s && s.customers === 0 && s.early === 0);
  return (
    <Page title={t('nav.silence')} journey range>
      <div className="page-title"><h1>{t('silence.title')}</h1><p>{t('silence.text')}</p></div>
      {nothing ? (
        <div className="card">
          {s?.hidden ? <Empty title={t('silence.hidden')}>{t('silence.hidden_text')}</Empty>
            : <Empty title={t('silence.empty')} actions={<>{key && may('write') && <Link className="btn-link btn-primary" to={href(`/journeys/${encodeURIComponent(key)}/edit`, { tab: 'rules', journey: undefined })}>{t('silence.empty_edit')}</Link>}<DataLink /></>}>{t(limited ? 'silence.empty_limited' : 'silence.empty_text')}</Empty>}
        </div>
      ) : (
        <>
          <p className="say" style={{ marginBottom: 16 }}>{s ? <Lead s={s} /> : !ask.error && <Skel w="72%" h={16} />}</p>
          <div className="stack">
            <div className="silence-two">
              <Berg ask={ask} />
              <Rates ask={ask} />
            </div>
            {key && <Complaints key={`c ${key}`} journeyKey={key} span={span} />}
            <Where ask={ask} journeyKey={key ?? ''} name={name} />
            <div className="silence-half">
              <Why ask={ask} />
              <Answers ask={ask} />
            </div>
            {key && <ModelCard key={`m ${key}`} journeyKey={key} place={name} />}
            {may('personal') && s && <CallList key={key} journeyKey={key!} span={span} journey={journey as Journey | undefined} silence={s} />}
            {key && <Audits key={`a ${key}`} journeyKey={key} place={name} />}
          </div>
        </>
      )}
    </Page>
  );
}

function Lead({ s }: { s: Silence }) {
  const t = useT();
  const { n, silent, told } = s.let_down;
  if (!n) return <>{t('silence.lead_none')}</>;
  return <Strong text={t('silence.lead', { n: count(n), silent: count(silent), share: share(silent / n), told: count(told) })} />;
}

function useFew() {
  const t = useT();
  return (s: Silence) => (s.let_down.n === 0 ? { title: t('silence.lead_none') } : s.voice.insufficient ? { title: t('silence.few'), text: t('silence.few_text', { have: count(s.voice.insufficient.have), need: count(s.voice.insufficient.need) }) } : undefined);
}

function Berg({ ask }: { ask: Ask<Silence> }) {
  const t = useT();
  const few = useFew();
  return (
    <Figure id="silence-berg" title={t('silence.berg')} sub={t('silence.berg_sub', { window: ask.data?.window_days ?? 90 })} height={320} ask={ask} method="silence" empty={few}
      reading={(s) => (s.let_down.told ? t('silence.berg_say', { per: plain(s.let_down.silent / s.let_down.told) }) : t('silence.berg_say_none'))}
      table={({ let_down: v }) => ({ caption: t('silence.berg'), head: [t('silence.group'), t('silence.customers'), t('silence.of_all')], rows: ([['told', v.told], ['else', v.heard - v.told], ['silent', v.silent]] as const).map(([k, n]) => [t(`silence.${k}`), n, { show: share(n / v.n), raw: n / v.n }]) })}>
      {(s) => <Iceberg s={s} height={320} />}
    </Figure>
  );
}

function Rates({ ask }: { ask: Ask<Silence> }) {
  const t = useT();
  const few = useFew();
  return (
    <Figure id="silence-rates" title={t('silence.rates')} sub={t('silence.rates_sub')} height={300} ask={ask} method="silence" noPicture empty={few}
      reading={(s) => t('silence.voice_say', { share: share(s.voice.value!), told: share(s.told.value!) })}
      table={(s) => ({ caption: t('silence.rates'), head: ['', ...estimateHead(t('how.value'))], rows: [[t('silence.voice'), ...estimateCells(s.voice)], [t('silence.told'), ...estimateCells(s.told)], [t('silence.silent'), ...estimateCells(s.let_down.share)], [t('silence.size'), ...estimateCells(s.size)]] })}>
      {(s) => (
        <>
          <dl className="silence-rates">
            <div><dt>{t('silence.voice')}</dt><dd><Num e={s.voice} /><small>{t('silence.heard_of', { k: count(s.let_down.heard), n: count(s.let_down.n) })}</small></dd></div>
            <div><dt>{t('silence.told')}</dt><dd><Num e={s.told} /><small>{t('silence.heard_of', { k: count(s.let_down.told), n: count(s.let_down.n) })}</small></dd></div>
            <div><dt>{t('silence.size')}</dt><dd><Num e={s.size} /><small>{t('num.n', { n: count(s.size.n) })}</small></dd></div>
          </dl>
          <div className="silence-notes">
            <span><Pill tone="accent">{t('silence.basis')}</Pill></span>
            <span>{t('silence.basis_text')}</span>
            {s.looked_at < 1 && <b>{t('silence.looked_at', { share: share(s.looked_at) })}</b>}
            {s.early > 0 && <span>{t('silence.early', { count: s.early, n: count(s.early), days: s.patience_days })}</span>}
            {s.unnamed > 0 && <span>{t('silence.unnamed', { count: s.unnamed, n: count(s.unnamed) })}</span>}
            {s.abandoned !== 'counted' && <span>{t(`silence.abandoned.${s.abandoned}`)}</span>}
          </div>
        </>
      )}
    </Figure>
  );
}

function Where({ ask, journeyKey, name }: { ask: Ask<Silence>; journeyKey: string; name: (tp: string) => string }) {
  const t = useT();
  const href = useHref();
  const few = useFew();
  const rows = (s: Silence): Rank[] => s.touchpoints.map((x) => ({ key: x.touchpoint, name: name(x.touchpoint), to: x.touchpoint ? href(touchpointPath(journeyKey, x.touchpoint)) : undefined, e: x.share, note: t('silence.at', { silent: count(x.silent), n: count(x.n) }) }));
  return (
    <Figure id="silence-where" title={t('silence.where')} sub={t('silence.where_sub')} height={200} ask={ask} method="silence" empty={few}
      reading={(s) => { const first = s.touchpoints.find((x) => x.share.value !== undefined); return first ? t('silence.where_say', { first: name(first.touchpoint), silent: count(first.silent), n: count(first.n) }) : t('silence.where_none'); }}
      table={(s) => rankTable(rows(s), t('silence.where'), t('tp.one'))}>
      {(s) => <Ranking rows={rows(s)} unit="share" caption={t('silence.where')} />}
    </Figure>
  );
}

function Why({ ask }: { ask: Ask<Silence> }) {
  const t = useT();
  const few = useFew();
  const rows = (s: Silence): Rank[] => s.reasons.map((x) => ({ key: x.reason, name: t(`silence.reason.${x.reason}`), e: x.share, note: t('silence.at', { silent: count(x.silent), n: count(x.n) }) }));
  return (
    <Figure id="silence-why" title={t('silence.why')} sub={t('silence.why_sub')} height={150} ask={ask} method="silence" empty={few}
      reading={(s) => (s.reasons[0] ? t('silence.why_say', { first: t(`silence.reason.${s.reasons[0].reason}`), silent: count(s.reasons[0].silent) }) : '')}
      table={(s) => rankTable(rows(s), t('silence.why'), t('silence.what'))}>
      {(s) => {
        const floor = s.floor.reduce((a, f) => a + f.answers, 0);
        return <><Ranking rows={rows(s)} unit="share" caption={t('silence.why')} />{floor > 0 && <p className="xs muted chart-note">{t('silence.floor', { count: floor, n: count(floor) })}</p>}</>;
      }}
    </Figure>
  );
}

function Answers({ ask }: { ask: Ask<Silence> }) {
  const t = useT();
  const say = ({ answers: a }: Silence) => t(`silence.answers_say_${(a.bias.lo ?? 0) > 0 ? 'more' : (a.bias.hi ?? 0) < 0 ? 'less' : 'same'}`, { heard: share(a.let_down_heard.value ?? 0), all: share(a.let_down.value ?? 0) });
  return (
    <Figure id="silence-answers" title={t('silence.answers')} sub={t('silence.answers_sub')} height={150} ask={ask} method="silence" noPicture
      empty={({ answers: a }) => (a.bias.value === undefined ? { title: t('silence.answers_few'), text: a.bias.insufficient && t('silence.answers_few_text', { have: count(a.bias.insufficient.have), need: count(a.bias.insufficient.need) }) } : undefined)}
      reading={say}
      table={({ answers: a }) => ({ caption: t('silence.answers'), head: ['', ...estimateHead(t('how.value'))], rows: ([['down_all', a.let_down], ['down_heard', a.let_down_heard], ['bias', a.bias], ['r', a.r_indicator]] as const).map(([k, e]) => [t(`silence.${k}`), ...estimateCells(e)]) })}>
      {({ answers: a }) => (
        <>
          <dl className="duo">
            <div><dt>{t('silence.down_heard')} · n {count(a.let_down_heard.n)}</dt><dd><Num e={a.let_down_heard} /></dd></div>
            <div><dt>{t('silence.down_all')} · n {count(a.let_down.n)}</dt><dd><Num e={a.let_down} /></dd></div>
            <div><dt>{t('silence.bias')}</dt><dd><Num e={a.bias} signed /></dd></div>
            <div><dt>{t('silence.r')}</dt><dd><Num e={a.r_indicator} /></dd></div>
          </dl>
          {a.max_bias !== undefined && <p className="xs muted chart-note">{t('silence.r_text', { max: fixed(a.max_bias, 2) })}</p>}
        </>
      )}
    </Figure>
  );
}
