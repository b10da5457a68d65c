import { Button, Checkbox, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router-dom';
import { useJourney, useJourneys, useSession } from '@/api/queries';
import { useCustomerList } from '@/api/words';
import { DataLink } from '@/app/DataLink';
import { Page } from '@/app/Shell';
import { customerPath, useHref, useRange, useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { DotInterval } from '@/design/marks';
import { count, fixed } from '@/design/number';
import { Empty, Num } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { ago, day, pick, useLang, useT } from '@/i18n';
import { useDelayed } from '../feedback/Words';
import { touchpointName } from '../journey/names';
import '../touchpoint/touchpoint.css';
import '../feedback/feedback.css';
import './customers.css';

const PAGE = 25;
const SORTS = ['last_seen', 'worst', 'broken', 'most', 'value'] as const;
const BANDS = ['bad', 'mixed', 'good', 'unrated'] as const;
const VALUES = ['high', 'mid', 'low', 'none'] as const;

/** Who lived what: found by id, name or any attribute, narrowed by what happened and what was said. */
export default function Customers() {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const set = useSetParams();
  const navigate = useNavigate();
  const location = useLocation();
  const [search] = useSearchParams();
  const { span } = useRange();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const journeys = useJourneys().data ?? [];
  const arg = (name: string) => search.get(name) ?? undefined;
  const [q, setQ] = useState(arg('q') ?? '');
  const late = useDelayed(q.trim());
  const change = (c: Record<string, string | undefined>, push = true) => set({ ...c, after: undefined, page: undefined }, push);
  useEffect(() => { if (late !== (search.get('q') ?? '')) change({ q: late || undefined }, false); }, [late]); // eslint-disable-line
  useEffect(() => { const now = search.get('q') ?? ''; if (now !== q.trim() && now !== late) setQ(now); }, [search.get('q')]); // eslint-disable-line
  const sort = SORTS.find((s) => s === search.get('sort')) ?? 'last_seen';
  const [inJourney, touchpoint, band, worth] = ['in', 'touchpoint', 'band', 'value'].map(arg);
  const journey = useJourney(inJourney ?? journeys[0]?.key).data;
  const flags = { broken: arg('broken'), silent: arg('silent') };
  const ask = useCustomerList({ q: arg('q'), journey: inJourney, touchpoint, band, value: worth, ...flags, sort, after: arg('after') }, span, PAGE);
  const { customers: rows, total, next, value: known } = ask.data ?? {};
  const page = Math.max(1, Number(search.get('page')) || 1);
  const filtered = !!(late || inJourney || touchpoint || band || worth || flags.broken || flags.silent || span.from || span.to);
  const places = (journey?.touchpoints ?? []).filter((x) => x.applicable).map((x) => ({ value: x.key, label: touchpointName(journey, x.key, lang) }));
  const choose = (name: string, now: string | undefined, label: string, options: { value: string; label: string }[], width: number, off = false) => (
    <Select disabled={off} aria-label={label} placeholder={label} allowClear showSearch={options.length > 8} optionFilterProp="label" value={now} onChange={(v?: string) => change({ [name]: v })} options={options} style={{ minWidth: width }} popupMatchSelectWidth={false} />
  );
  const flag = (name: 'broken' | 'silent') => <Checkbox checked={!!flags[name]} onChange={(e) => change({ [name]: e.target.checked ? '1' : undefined })}>{t(`customers.only_${name}`)}</Checkbox>;
  const back = () => (location.key !== 'default' && page > 1 ? navigate(-1) : set({ after: undefined, page: undefined }));
  return (
    <Page title={t('nav.customers')} range>
      <div className="page-title"><h1>{t('nav.customers')}</h1><p>{t('customers.text')}</p></div>
      <div className="cust-filters">
        <Input allowClear value={q} onChange={(e) => setQ(e.target.value)} prefix={<Icon name="search" size={16} />} placeholder={t('customers.search')} aria-label={t('customers.search')} style={{ flex: '1 1 260px', maxWidth: 380 }} />
        {journeys.length > 1 && choose('in', inJourney, t('customers.by_journey'), journeys.map((j) => ({ value: j.key, label: pick(j.name, lang) })), 150)}
        {choose('touchpoint', touchpoint, t('customers.by_touchpoint'), places, 190)}
        {choose('band', band, t('customers.by_band'), BANDS.map((b) => ({ value: b, label: t(`customers.band_${b}`) })), 150)}
        {/* There from the start, though usable only where orders have a value: nothing moves when the answer comes. */}
        {choose('value', known && worth, t('customers.by_value'), !known ? [] : VALUES.map((v) => ({ value: v, label: v === 'high' ? t('customers.value_high', { from: fixed(known.high, 0) }) : v === 'mid' ? t('customers.value_mid', { from: fixed(known.mid, 0), to: fixed(known.high, 0) }) : v === 'low' ? t('customers.value_low', { to: fixed(known.mid, 0) }) : t('customers.value_none') })), 150, !known)}
        {flag('broken')}
        {flag('silent')}
      </div>
      <div className="card" style={{ overflow: 'hidden', minHeight: 300 }} aria-busy={!rows || ask.isPlaceholderData}>
        <div className="said-bar">
          <span role="status">{total === undefined ? '\u00a0' : t('customers.total', { count: total, n: count(total) })}</span>
          <label className="row">{t('common.sort')}<Select size="small" aria-label={t('common.sort')} value={sort} onChange={(v) => change({ sort: v === 'last_seen' ? undefined : v })} options={SORTS.filter((s) => s !== 'value' || known).map((s) => ({ value: s, label: t(`customers.${s === 'value' ? 'most_value' : s === 'broken' ? 'most_broken' : s}`) }))} popupMatchSelectWidth={false} /></label>
        </div>
        {!rows ? <div className="card-pad"><Waiting ask={ask} n={12} /></div>
          : !rows.length ? <Empty title={t(filtered ? 'customers.none_found' : 'customers.none')} actions={filtered ? <Button onClick={() => { setQ(''); set({ q: undefined, in: undefined, touchpoint: undefined, band: undefined, value: undefined, broken: undefined, silent: undefined, after: undefined, page: undefined }, true); }}>{t('customers.clear')}</Button> : <DataLink />}>{t(filtered ? 'customers.none_found_text' : 'customers.none_text')}</Empty> : (
          <div className="scroll-x" style={{ opacity: ask.isPlaceholderData ? 0.6 : 1 }}>
            <table className="table rank">
              <caption className="sr">{t('nav.customers')}</caption>
              <thead><tr><th scope="col">{t('customers.one')}</th><th scope="col"><div className="rank-axis" style={{ width: 200 }} aria-hidden="true"><span>−1</span><span>0</span><span>+1</span></div><span className="sr">{t('tp.picture')}</span></th><th scope="col">{t('metric.mean_experience.name')}</th><th scope="col" className="r">{t('customers.promises')}</th><th scope="col" className="r">{t('customers.facts')}</th>{known && <th scope="col" className="r">{t('customers.value')}</th>}<th scope="col" className="r">{t('customers.seen')}</th></tr></thead>
              <tbody>
                {rows.map((c) => (
                  <tr key={c.id}>
                    <td className="name"><Link to={href(customerPath(c.id))}>{c.user_id || c.id}</Link><small>{c.said ? t('customers.since', { date: day(lang, zone, c.first_at) }) : t('customers.silent')}</small></td>
                    <td className="pic"><DotInterval e={c.experience} width={200} /></td>
                    <td className="main"><Num e={c.experience} /></td>
                    <td className="r nowrap" data-label={t('customers.promises')}><span>{c.kept + c.broken === 0 ? '–' : <>{count(c.kept)} / {count(c.kept + c.broken)}{c.broken > 0 && <b className="warm"> · {t('customers.broken_n', { n: count(c.broken) })}</b>}</>}</span></td>
                    <td className="r" data-label={t('customers.facts')}>{count(c.facts)}</td>
                    {known && <td className="r nowrap" data-label={t('customers.value')}>{c.value ? fixed(c.value, 0) : '–'}</td>}
                    <td className="r nowrap" data-label={t('customers.seen')}>{ago(lang, zone, c.last_at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {rows && rows.length > 0 && total !== undefined && (
          <div className="pager">
            <span>{t('customers.range', { from: count((page - 1) * PAGE + 1), to: count((page - 1) * PAGE + rows.length), total: count(total) })}</span>
            <span className="row" style={{ gap: 8 }}>
              <Button disabled={page <= 1} onClick={back} icon={<Icon name="left" size={15} />} aria-label={t('customers.prev')} />
              <Button disabled={!next || page * PAGE >= total} onClick={() => { set({ after: next, page: String(page + 1) }, true); window.scrollTo({ top: 0 }); }} icon={<Icon name="right" size={15} />} aria-label={t('customers.next')} />
            </span>
          </div>
        )}
      </div>
    </Page>
  );
}
