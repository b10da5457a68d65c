import { Segmented, Select } from 'antd';
import { useSearchParams } from 'react-router-dom';
import { useSetParams } from '@/app/url';
import { count, share } from '@/design/number';
import { Empty, Num } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { pick, useLang, useT } from '@/i18n';
import { hoursOf, type Steps } from './model';
import { useFunnel, useTriggers } from './queries';

const SPANS = [30, 90, 365] as const;
const STEPS = ['sent', 'opened', 'started', 'done'] as const;

/** What became of what went out: by channel, and by the hour in which it was sent. */
export default function Funnel() {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const [search] = useSearchParams();
  const days = SPANS.find((n) => String(n) === search.get('days')) ?? 30;
  const rule = search.get('rule') ?? undefined;
  const triggers = useTriggers().data ?? [];
  const ask = useFunnel({ rule, from: `${days}d` });
  return (
    <>
      <div className="row wrap reach-filter">
        <Select aria-label={t('reach.trigger')} allowClear placeholder={t('reach.all_triggers')} value={rule} onChange={(v?: string) => set({ rule: v }, true)} options={triggers.map((x) => ({ value: x.key, label: pick(x.name, lang) || x.key }))} popupMatchSelectWidth={false} />
        <Segmented value={days} onChange={(n) => set({ days: n === 30 ? undefined : String(n) }, true)} options={SPANS.map((n) => ({ value: n, label: t('range.days', { count: n }) }))} aria-label={t('range.pick')} />
      </div>
      {!ask.data ? <div className="card card-pad"><Waiting ask={ask} n={8} /></div> : !ask.data.all.sent ? <div className="card"><Empty title={t('reach.funnel_none')}>{t('reach.funnel_none_text')}</Empty></div> : (
        <div className="reach-funnels" aria-busy={ask.isPlaceholderData}>
          {ask.data.channels.map((c) => (
            <section className="card card-pad" key={c.channel} aria-labelledby={`f-${c.channel}`} data-funnel={c.channel}>
              <header className="spread"><h2 id={`f-${c.channel}`}>{t(`reach.channel.${c.channel}`)}</h2><span className="small">{t('reach.response_rate')}: <Num e={c.response_rate} n /></span></header>
              <Stairs s={c} caption={t('reach.funnel_of', { channel: t(`reach.channel.${c.channel}`) })} />
              <Hours list={hoursOf(c.hours)} />
            </section>
          ))}
        </div>
      )}
    </>
  );
}

function Stairs({ s, caption }: { s: Steps; caption: string }) {
  const t = useT();
  return (
    <table className="reach-bars">
      <caption className="sr">{caption}</caption>
      <tbody>
        {STEPS.map((k) => (
          <tr key={k} data-step={k}>
            <th scope="row">{t(`reach.funnel_step.${k}`)}</th>
            <td aria-hidden="true"><span className={k === 'done' ? 'good' : undefined} style={{ width: `${(100 * s[k]) / s.sent}%` }} /></td>
            <td className="r">{count(s[k])}</td>
            <td className="r muted">{share(s[k] / s.sent)}</td>
          </tr>
        ))}
        {s.bounced > 0 && <tr><th scope="row">{t('reach.states.bounced')}</th><td aria-hidden="true"><span style={{ width: `${(100 * s.bounced) / s.sent}%` }} /></td><td className="r">{count(s.bounced)}</td><td className="r muted">{share(s.bounced / s.sent)}</td></tr>}
      </tbody>
    </table>
  );
}

/** The day as 24 columns: how many went out, and inside how many of them were answered. Numbers are said below, with intervals. */
function Hours({ list }: { list: ReturnType<typeof hoursOf> }) {
  const t = useT();
  const most = Math.max(1, ...list.map((h) => h.sent));
  const some = list.filter((h) => h.sent > 0);
  return (
    <>
      <h3 className="reach-h3">{t('reach.funnel_hours')}</h3>
      <div className="reach-hours" aria-hidden="true">
        {list.map((h) => <span key={h.hour} title={`${h.hour}:00 · ${count(h.done)} / ${count(h.sent)}`}><i style={{ height: `${(100 * h.sent) / most}%` }}><b style={{ height: `${h.sent ? (100 * h.done) / h.sent : 0}%` }} /></i>{h.hour % 6 === 0 && <small>{h.hour}</small>}</span>)}
      </div>
      <details className="reach-more">
        <summary>{t('reach.funnel_table')}</summary>
        <div className="scroll-x"><table className="table table-tight">
          <caption className="sr">{t('reach.funnel_hours')}</caption>
          <thead><tr><th scope="col">{t('reach.funnel_hour')}</th>{STEPS.map((k) => <th scope="col" className="r" key={k}>{t(`reach.funnel_step.${k}`)}</th>)}<th scope="col">{t('reach.response_rate')}</th></tr></thead>
          <tbody>{some.map((h) => <tr key={h.hour}><th scope="row">{h.hour}:00</th>{STEPS.map((k) => <td className="r" key={k}>{count(h[k])}</td>)}<td><Num e={h.response_rate} /></td></tr>)}</tbody>
        </table></div>
      </details>
    </>
  );
}
