import type { Place, Rule, RulePreview } from '@shared/api';
import type { ApiError } from '@/api/client';
import { useJourneys, useSession } from '@/api/queries';
import { count, plain, share } from '@/design/number';
import { Empty, Notice, Pill, SkelLines, Strong } from '@/design/parts';
import { LoadFailed } from '@/design/Waiting';
import { dateTime, pick, quantity, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import type { Editor } from './store';

/** What the draft rule would do to events that are stored: numbers first, then where they go, then the events themselves. */
export function Preview({ editor, rule, data, stale, error, retry, choose }: { editor: Editor; rule: Rule; data?: RulePreview; stale: boolean; error?: ApiError; retry: () => void; choose: (id: string) => void }) {
  const t = useT();
  const body = () => {
    if (!rule.event) return <Empty small level={3} title={t('editor.preview_no_event')}>{t('editor.preview_no_event_text')}</Empty>;
    if (error) {
      if (error.status !== 422) return <LoadFailed ask={{ error, refetch: retry }} level={3} />;
      return <Empty small level={3} title={t('editor.preview_faulty')}>{error.problem.errors?.[0]?.detail ?? t('editor.preview_faulty_text')}</Empty>;
    }
    if (!data) return <SkelLines n={7} />;
    if (!data.total) return <Empty small level={3} title={t('editor.preview_none', { event: rule.event })}>{t('editor.preview_none_text')}</Empty>;
    return <Seen editor={editor} rule={rule} data={data} choose={choose} />;
  };
  return (
    <section className="card card-pad rule-preview" aria-label={t('editor.preview')} aria-busy={stale}>
      <header className="spread"><h2>{t('editor.preview')}</h2><span className={'xs muted' + (stale ? '' : ' hidden')} aria-hidden={!stale}>{t('editor.preview_busy')}</span></header>
      <div aria-live="polite" style={{ opacity: stale && data ? 0.65 : 1 }}>{body()}</div>
    </section>
  );
}

function Seen({ editor, rule, data, choose }: { editor: Editor; rule: Rule; data: RulePreview; choose: (id: string) => void }) {
  const t = useT();
  const of = data.matched / Math.max(1, data.scanned);
  const whole = data.scanned >= data.total;
  return (
    <>
      <p className="preview-say"><Strong text={t(whole ? 'editor.preview_all' : 'editor.preview_newest', { matched: count(data.matched), scanned: count(data.scanned), total: count(data.total), event: rule.event })} /></p>
      <div className="preview-bar" role="img" aria-label={share(of)}><i style={{ width: `${100 * of}%` }} /></div>
      {data.unseen_context && <Notice calm icon="info">{t('editor.preview_context')}</Notice>}
      {data.taken_by.length > 0 && (
        <Notice>
          {data.taken_by.map((x) => {
            const r = editor.draft.rules.find((y) => y.id === x.rule);
            return <p key={x.rule}>{t('editor.preview_taken', { n: count(x.n) })} {r ? <button type="button" className="link-text" onClick={() => choose(r.id)}>{t('editor.rule_number', { n: editor.draft.rules.indexOf(r) + 1, event: r.event })}</button> : x.rule}</p>;
          })}
        </Notice>
      )}
      <Moves editor={editor} data={data} />
      {data.matched > 0 && <Reads rule={rule} data={data} />}
      <Samples editor={editor} rule={rule} data={data} />
    </>
  );
}

function usePlace(editor: Editor) {
  const t = useT();
  const lang = useLang();
  const journeys = useJourneys().data;
  return (p: Place | null): string => {
    if (!p) return t('editor.nowhere');
    if (p.journey === editor.draft.key) {
      const now = touchpointName(editor.draft, p.touchpoint, lang);
      return now === p.touchpoint ? touchpointName(editor.base, p.touchpoint, lang) : now;
    }
    const other = journeys?.find((j) => j.key === p.journey);
    return `${other ? pick(other.name, lang) : p.journey}: ${p.touchpoint}`;
  };
}
const same = (a: Place | null, b: Place | null) => a?.journey === b?.journey && a?.touchpoint === b?.touchpoint;

function Moves({ editor, data }: { editor: Editor; data: RulePreview }) {
  const t = useT();
  const place = usePlace(editor);
  return (
    <table className="table preview-moves">
      <caption>{t('editor.moves')}</caption>
      <thead><tr><th scope="col">{t('editor.now')}</th><th scope="col">{t('editor.then')}</th><th scope="col" className="r">{t('editor.events')}</th></tr></thead>
      <tbody>
        {data.moves.slice(0, 8).map((m, i) => (
          <tr key={i} className={same(m.now, m.then) ? '' : 'moves'}>
            <td className={m.now ? '' : 'muted'}>{place(m.now)}</td>
            <td className={m.then ? '' : 'muted'}>{same(m.now, m.then) ? t('editor.stays') : <b>{place(m.then)}</b>}</td>
            <td className="r">{count(m.n)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether promise, episode key and ratings can be read from the events that match. */
function Reads({ rule, data }: { rule: Rule; data: RulePreview }) {
  const t = useT();
  const p = data.promises;
  const settled = p.kept + p.broken;
  return (
    <ul className="preview-reads">
      {rule.episode && <li className={data.with_episode < data.matched ? 'bad' : ''}>{t('editor.read_episode', { n: count(data.with_episode), all: count(data.matched), property: rule.episode })}</li>}
      {rule.promise && (settled + p.made > 0
        ? <li>{settled > 0 ? t('editor.read_promise', { kept: share(p.kept / settled), n: count(settled) }) : t('editor.read_made', { n: count(p.made) })}{p.none > 0 && ` ${t('editor.read_promise_none', { n: count(p.none) })}`}</li>
        : <li className="bad">{t('editor.read_promise_never', { property: rule.promise.expected })}</li>)}
      {data.ratings.map((r, i) => {
        const lost = [r.absent && t('editor.lost_absent', { n: count(r.absent) }), r.not_applicable && t('editor.lost_na', { n: count(r.not_applicable) }), r.not_number && t('editor.lost_number', { n: count(r.not_number) }), r.off_scale && t('editor.lost_scale', { n: count(r.off_scale) })].filter(Boolean);
        return <li key={i} className={r.scored ? '' : 'bad'}>{t('editor.read_rating', { metric: r.metric, n: count(r.scored) })}{lost.length > 0 && ` ${t('editor.lost', { list: lost.join(t('editor.list_join')) })}`}</li>;
      })}
    </ul>
  );
}

function Samples({ editor, rule, data }: { editor: Editor; rule: Rule; data: RulePreview }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const place = usePlace(editor);
  return (
    <div className="samples" aria-label={t('editor.samples')} role="list">
      <h3>{t('editor.samples')}</h3>
      {data.samples.map((s, i) => (
        <details key={i} className={'sample' + (s.matched ? '' : ' sample-off')} role="listitem">
          <summary>
            <Pill tone={s.matched ? 'accent' : undefined}>{t(s.matched ? 'editor.match' : 'editor.no_match')}</Pill>
            <span className="nowrap">{dateTime(lang, zone, s.at)}</span>
            <span className="muted ellipsis">{s.user_id}</span>
            <span className="sample-end">
              {s.promise && s.promise.state !== 'none' && <span className={s.promise.state === 'broken' ? 'warm' : ''}>{t(`editor.state_${s.promise.state}`)}{s.promise.expected !== undefined && ` ${quantity(s.promise.expected, rule.promise?.unit)}${s.promise.actual !== undefined ? ` → ${quantity(s.promise.actual, rule.promise?.unit)}` : ''}`}</span>}
              {s.ratings.map((r, k) => <span key={k}>{r.metric} {plain(r.value)}</span>)}
            </span>
          </summary>
          <dl>
            {!same(s.now, s.then) && <div><dt>{t('editor.then')}</dt><dd>{place(s.now)} → {place(s.then)}</dd></div>}
            {s.episode && <div><dt>{t('timeline.episode')}</dt><dd>{s.episode}</dd></div>}
            {Object.entries(s.properties).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}
          </dl>
        </details>
      ))}
    </div>
  );
}
