import { Button, Dropdown, Select } from 'antd';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import type { QuestionResult, ResponseRow, ResultPart, SurveyFull } from '@shared/survey';
import type { Estimate } from '@shared/api';
import { ApiError } from '@/api/client';
import { useSession } from '@/api/queries';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useHref, useRange, useSetParams } from '@/app/url';
import { Distribution, Ranking, rankTable, type Rank } from '@/design/charts';
import { Figure } from '@/design/Figure';
import { Icon } from '@/design/icons';
import { count, fixed, share } from '@/design/number';
import type { ScoreBin } from '@/design/options';
import { Empty, Notice, Num, SkelLines } from '@/design/parts';
import type { TableView } from '@/design/table';
import { LoadFailed, Waiting } from '@/design/Waiting';
import { ago, dateTime, tx, useLang, useT, type T } from '@/i18n';
import type { Lang } from '@shared/api';
import { findQuestion, say } from './model';
import { Head, useLanguageName } from './parts';
import { Named, topicTable, Topics } from './Topics';
import { StaffUnits } from './Units';
import { exportPath, RESPONSES, surveyPath, useLinks, useResponses, useResults, useSurveyFull, type Filter } from './queries';

const FILES = ['csv', 'xlsx', 'sav', 'parquet'] as const;

/** What was answered, question by question, each number with its interval; then the answers themselves. */
export default function ResultsPage() {
  const { survey: key = '' } = useParams();
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const set = useSetParams();
  const [search] = useSearchParams();
  const { span } = useRange();
  const { may } = useRights();
  const name = useLanguageName();
  const survey = useSurveyFull(key);
  const filter: Filter = { version: Number(search.get('version')) || undefined, answer_lang: search.get('answers') ?? undefined, link: search.get('link') ?? undefined, from: span.from, to: span.to };
  const ask = useResults(key, filter);
  const s = survey.data;
  if (!s) return <Page title={t('survey.part.results')}>{survey.error instanceof ApiError && survey.error.status === 404 ? <Empty level={1} title={t('survey.gone')} actions={<Link className="btn-link" to={href('/surveys')}>{t('survey.to_list')}</Link>}>{t('survey.gone_text')}</Empty> : survey.error ? <LoadFailed ask={survey} level={1} /> : <SkelLines n={8} />}</Page>;
  const r = ask.data;
  const anything = s.responses.done + s.responses.partial > 0;
  const files = FILES.map((f) => ({ key: f, label: <a href={exportPath(key, { format: f, words: s.languages.find((l) => l.startsWith(lang)) ?? s.languages[0], bom: f === 'csv' ? 'true' : undefined, version: filter.version, from: filter.from, to: filter.to })} download={`${key}.${f}`}>{t(`survey.file.${f}`)}</a> }));
  return (
    <Page title={`${t('survey.part.results')} · ${t('nav.surveys')}`} range="only">
      <Head survey={s} here="results">
        {may('personal') && anything && <Dropdown trigger={['click']} menu={{ items: files }}><Button icon={<Icon name="download" size={15} />}>{t('survey.export')}</Button></Dropdown>}
      </Head>
      {!anything ? <div className="card"><Empty title={t('survey.no_answers')} actions={may('write') && <Link className="btn-link btn-link-main" to={href(surveyPath(key, s.version ? '/share' : ''))}>{t(s.version ? 'survey.part.share' : 'survey.to_build')}</Link>}>{t(s.version ? 'survey.no_answers_text' : 'survey.not_yet_text')}</Empty></div> : (
        <>
          <div className="row wrap sv-filters">
            {s.versions.length > 1 && <Select aria-label={t('survey.by_version')} placeholder={t('survey.by_version')} allowClear value={filter.version} onChange={(v?: number) => set({ version: v ? String(v) : undefined }, true)} options={s.versions.map((v) => ({ value: v.version, label: t('survey.version_n', { n: v.version }) }))} style={{ minWidth: 140 }} />}
            {s.languages.length > 1 && <Select aria-label={t('survey.by_language')} placeholder={t('survey.by_language')} allowClear value={filter.answer_lang} onChange={(v?: string) => set({ answers: v }, true)} options={s.languages.map((l) => ({ value: l, label: name(l) }))} style={{ minWidth: 150 }} />}
            {may('write') && <ByLink survey={key} value={filter.link} choose={(link) => set({ link }, true)} />}
            {r && <span className="muted small" role="status" data-done={r.responses.done}>{t('survey.answers_n', { count: r.responses.done, n: count(r.responses.done) })}{r.responses.partial > 0 && ` · ${t('survey.begun_n', { count: r.responses.partial, n: count(r.responses.partial) })}`}</span>}
          </div>
          {r?.truncated && <div style={{ marginBottom: 14 }}><Notice>{t('survey.truncated')}</Notice></div>}
          {!r ? <div className="card card-pad"><Waiting ask={ask} n={9} /></div> : <Questions all={r.questions.filter((q) => q.kind !== 'statement')} s={s} ask={ask} />}
          {s.kind === 'employee' && <StaffUnits survey={key} span={span} />}
          {may('personal') && <Responses s={s} filter={filter} />}
        </>
      )}
    </Page>
  );
}

function ByLink({ survey, value, choose }: { survey: string; value?: string; choose: (v?: string) => void }) {
  const t = useT();
  const links = useLinks(survey).data ?? [];
  if (links.length < 2) return null;
  return <Select aria-label={t('survey.by_link')} placeholder={t('survey.by_link')} allowClear value={value} onChange={choose} options={links.map((l) => ({ value: l.id, label: l.name || l.token }))} style={{ minWidth: 150 }} popupMatchSelectWidth={false} />;
}

const bins = (p: ResultPart): ScoreBin[] => p.distribution.map((d) => {
  const v = (d.value - p.scale.neutral!) * (p.scale.direction === 'down' ? -1 : 1);
  return { score: d.value, n: d.n, share: p.n ? d.n / p.n : 0, tone: p.metric === 'nps' && p.scale.max === 10 ? (d.value <= 6 ? 'neg' : d.value >= 9 ? 'pos' : 'mid') : v < 0 ? 'neg' : v > 0 ? 'pos' : 'mid' };
});
const partName = (p: ResultPart, q: QuestionResult, lang: Lang, t: T): string => say(p.text, lang) || (p.part ? (q.kind === 'senses' || q.kind === 'dimensions' ? tx(`survey.row.${p.part}`, p.part) : p.part) : t('survey.mean'));

type Ask = { error: unknown; refetch: () => unknown; isPlaceholderData?: boolean };

/** What respondents say of themselves, and apart from it what they say of people like them. */
function Questions({ all, s, ask }: { all: QuestionResult[]; s: SurveyFull; ask: Ask }) {
  const t = useT();
  const list = (some: QuestionResult[]) => <div className="sv-results">{some.map((q) => <Question key={q.key} q={q} n={all.indexOf(q) + 1} s={s} ask={ask} />)}</div>;
  const direct = all.filter((q) => !q.indirect), indirect = all.filter((q) => q.indirect);
  return (
    <>
      {list(direct)}
      {indirect.length > 0 && <section data-indirect style={{ marginTop: 28 }}><h2>{t('survey.indirect')}</h2><p className="muted small" style={{ margin: '4px 0 12px' }}>{t('survey.indirect_about')}</p>{list(indirect)}</section>}
    </>
  );
}

function Question({ q, n, s, ask }: { q: QuestionResult; n: number; s: SurveyFull; ask: Ask }) {
  const t = useT();
  const lang = useLang();
  const title = (say(q.text, lang, s.languages) || q.key).replace(/\{\{[^{}]*\}\}/g, '…');
  const parts = q.parts ?? [];
  const one = parts.length === 1 ? parts[0]! : undefined;
  const lead: Estimate | undefined = one?.headline ?? one?.mean;
  const rows: Rank[] = parts.length > 1 ? parts.map((p) => ({ key: p.part, name: partName(p, q, lang, t), e: p.mean, expected: p.expectation?.value })) : (q.choices ?? []).map((c) => ({ key: c.key, name: say(c.text, lang, s.languages) || tx(`survey.choice.${c.key}`, c.key), e: c.share }));
  const few = lead ?? (parts.length > 1 ? parts.find((p) => p.mean.value === undefined)?.mean : q.choices?.[0]?.share);
  const short = few && few.value === undefined && (parts.length > 1 ? parts.every((p) => p.mean.value === undefined) : true);
  const table = (): TableView | undefined => (one ? { caption: title, head: [t('survey.test_value'), 'n', '%'], rows: one.distribution.map((d) => [d.value, d.n, { show: share(one.n ? d.n / one.n : 0), raw: one.n ? d.n / one.n : 0 }]) } : rows.length ? rankTable(rows, title, t('survey.answer')) : topicTable(q, title, t));
  const wordy = !parts.length && !q.choices?.length;
  return (
    <div data-result={q.key} className={rows.length > 4 || (q.topics?.length ?? 0) > 4 ? 'sv-wide' : ''}>
      <Figure id={`q-${q.key}`} title={title} level={2} height={wordy ? 60 : 210} ask={{ data: q, error: undefined, refetch: ask.refetch, isPlaceholderData: ask.isPlaceholderData }} metric={one?.headline?.metric} estimate={() => lead}
        mark={<span className="sv-num">{n}</span>} sub={`${t(`survey.q.${q.kind}`)} · n = ${count(q.n)}`} noPicture={wordy}
        empty={() => (!q.n ? { title: t('survey.nobody'), text: t('survey.nobody_text') } : short && few?.insufficient ? { title: t('survey.too_few'), text: t('few.need', { have: count(few.insufficient.have), need: count(few.insufficient.need) }) } : undefined)}
        table={table}>
        {() => (
          <>
            {one && (
              <dl className="sv-numbers">
                {one.headline && <div><dt>{tx(`metric.${one.metric}.name`, one.metric)}</dt><dd className="sv-big"><Num e={one.headline} /></dd></div>}
                <div><dt>{t(one.expectation ? 'survey.got_mean' : q.expected_only ? 'survey.expected_before' : 'survey.mean')}</dt><dd className={one.headline ? '' : 'sv-big'}><Num e={one.mean} /></dd></div>
                {one.weighted && <Weighted e={one.weighted} name={tx(`metric.${one.weighted.metric}.name`, one.weighted.metric)} />}
                {one.expectation && <div><dt title={t('survey.recalled_about')} data-recalled>{t('survey.expected_recalled')}</dt><dd><Num e={one.expectation} /></dd></div>}
                {one.ratio && <div><dt>{t('metric.satisfaction_ratio.name')}</dt><dd><Num e={one.ratio} /></dd></div>}
              </dl>
            )}
            {one && <Distribution bins={bins(one)} label={t('survey.distribution_of', { what: title })} height={170} />}
            {!one && rows.length > 0 && <Ranking rows={rows} unit={rows[0]!.e.unit} caption={title} />}
            {q.choices?.some((c) => c.weighted) && <dl className="sv-numbers">{q.choices.filter((c) => c.weighted).map((c) => <Weighted key={c.key} e={c.weighted!} name={say(c.text, lang, s.languages) || tx(`survey.choice.${c.key}`, c.key)} />)}</dl>}
            {parts.length > 1 && parts.some((p) => p.weighted) && <dl className="sv-numbers">{parts.filter((p) => p.weighted).map((p) => <Weighted key={p.part} e={p.weighted!} name={partName(p, q, lang, t)} />)}</dl>}
            {q.others ? <p className="muted small">{t('survey.others_n', { count: q.others, n: count(q.others) })}</p> : null}
            {q.names ? <Named q={q} title={title} /> : <Topics q={q} title={title} />}
            {wordy && !q.names && <Wordy q={q} s={s} />}
            {q.latency_ms?.value !== undefined && <p className="muted xs chart-note">{t('survey.latency', { s: fixed(q.latency_ms.value / 1000, 1) })}</p>}
          </>
        )}
      </Figure>
    </div>
  );
}

/** A number by design weights, with how many answers it is worth. */
function Weighted({ e, name }: { e: Estimate; name: string }) {
  const t = useT();
  return <div data-weighted title={t('survey.weighted_about')}><dt>{t('survey.weighted', { what: name })}</dt><dd><Num e={e} />{e.value !== undefined && e.n_eff !== undefined && <span className="muted xs"> {t('survey.n_eff', { n: count(Math.round(e.n_eff)) })}</span>}</dd></div>;
}

/** The last words to a question without a number. */
function Wordy({ q, s }: { q: QuestionResult; s: SurveyFull }) {
  const t = useT();
  const { may } = useRights();
  const rows = useResponses(s.key, {}, 0, may('personal')).data?.responses ?? [];
  const said = rows.map((r) => r.answers[q.key]).map((a) => (typeof a === 'string' ? a : Array.isArray(a) ? a.join(' · ') : a && typeof a === 'object' && 'text' in a ? String(a.text) : '')).filter(Boolean).slice(0, 4);
  return <>{q.texts ? <p className="muted small">{t('survey.texts_n', { count: q.texts, n: count(q.texts) })}</p> : null}<ul className="sv-said">{said.map((x, i) => <li key={i}>{x}</li>)}</ul></>;
}

function Responses({ s, filter }: { s: SurveyFull; filter: Filter }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const name = useLanguageName();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const [offset, setOffset] = useState(0);
  const [state, setState] = useState<string>();
  const ask = useResponses(s.key, { ...filter, state }, offset, true);
  const { responses: rows, total = 0 } = ask.data ?? {};
  const text = (r: ResponseRow): string => Object.entries(r.answers).map(([k, a]) => answerText(s, k, a, lang)).join(' · ');
  return (
    <section className="card sv-responses" aria-labelledby="responses" aria-busy={!rows}>
      <div className="spread wrap said-bar"><h2 id="responses">{t('survey.responses')}</h2><Select aria-label={t('survey.by_state')} value={state ?? ''} onChange={(v) => { setOffset(0); setState(v || undefined); }} options={['', 'done', 'partial'].map((v) => ({ value: v, label: t(v ? `survey.response.${v as 'done'}` : 'survey.response.all') }))} popupMatchSelectWidth={false} /></div>
      {!rows ? <div className="card-pad"><Waiting ask={ask} n={6} /></div> : !rows.length ? <Empty small level={3} title={t('survey.none_fits')} /> : (
        <ul>
          {rows.map((r) => (
            <li key={r.response} data-response={r.response}>
              <details>
                <summary>
                  <span className="sv-when" title={dateTime(lang, zone, r.submitted_at ?? r.changed_at)}>{ago(lang, zone, r.submitted_at ?? r.changed_at)}</span>
                  <span className="sv-answer ellipsis">{text(r) || t('survey.no_text')}</span>
                  <span className="muted xs nowrap">{r.state === 'partial' && `${t('survey.response.partial')} · `}{name(r.lang)}{r.channel ? ` · ${tx(`survey.channel.${r.channel}`, r.channel)}` : ''}</span>
                </summary>
                <dl className="sv-detail">
                  {Object.entries(r.answers).map(([k, a]) => <div key={k}><dt>{say(findQuestion(s.draft, k)?.text, lang, s.languages) || k}</dt><dd>{answerText(s, k, a, lang)}</dd></div>)}
                  {Object.entries(r.fields).map(([k, v]) => <div key={k}><dt>{t('survey.field_of', { name: k })}</dt><dd>{v}</dd></div>)}
                  <div><dt>{t('survey.customer')}</dt><dd>{r.customer ? <Link to={href('/customers', { q: r.customer })}>{r.customer}</Link> : t('survey.nobody_named')}</dd></div>
                  <div><dt>{t('survey.version')}</dt><dd>v{r.version}{r.duration_ms !== undefined ? ` · ${t('survey.took', { s: count(r.duration_ms / 1000) })}` : ''}</dd></div>
                </dl>
              </details>
            </li>
          ))}
        </ul>
      )}
      {total > RESPONSES && <div className="pager"><span>{t('customers.range', { from: count(offset + 1), to: count(Math.min(total, offset + RESPONSES)), total: count(total) })}</span><span className="row" style={{ gap: 8 }}><Button disabled={!offset} onClick={() => setOffset(offset - RESPONSES)} icon={<Icon name="left" size={15} />} aria-label={t('customers.prev')} /><Button disabled={offset + RESPONSES >= total} onClick={() => setOffset(offset + RESPONSES)} icon={<Icon name="right" size={15} />} aria-label={t('customers.next')} /></span></div>}
    </section>
  );
}

/** An answer in words: options by their texts, parts by their names. */
function answerText(s: SurveyFull, key: string, a: unknown, lang: Lang): string {
  const q = findQuestion(s.draft, key);
  const option = (x: unknown): string => (x && typeof x === 'object' && 'other' in x ? String((x as { other: unknown }).other) : say(q?.options?.find((o) => o.key === x)?.text, lang, s.languages) || String(x));
  if (Array.isArray(a)) return a.map(option).join(', ');
  if (typeof a === 'boolean') return tx(`survey.yes.${String(a)}`, String(a));
  if (a && typeof a === 'object') {
    if ('other' in a) return option(a);
    return Object.entries(a).map(([k, v]) => `${say(q?.rows?.find((r) => r.key === k)?.text, lang, s.languages) || tx(`survey.part_of.${k}`, tx(`survey.row.${k}`, tx(`survey.contact.${k}`, k)))}: ${k === 'tone' ? tx(`survey.tone.${String(v)}`, String(v)) : String(v)}`).join(', ');
  }
  return option(a);
}
