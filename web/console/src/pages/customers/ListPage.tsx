import { Button, Input, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { useCustomers, useSession } from '@/api/queries';
import { Page } from '@/app/Shell';
import { customerPath, useHref, useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { DotInterval } from '@/design/marks';
import { count } from '@/design/number';
import { Empty, Num, SkelLines } from '@/design/parts';
import { ago, day, useLang, useT } from '@/i18n';
import { useDelayed } from '../feedback/Words';
import '../touchpoint/touchpoint.css';
import './customers.css';

const PAGE = 25;
const SORTS = ['last_seen', 'worst', 'most'] as const;

export default function Customers() {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const set = useSetParams();
  const [search] = useSearchParams();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const [q, setQ] = useState(search.get('q') ?? '');
  const late = useDelayed(q.trim());
  useEffect(() => { if (late !== (search.get('q') ?? '')) set({ q: late || undefined, page: undefined }); }, [late]); // eslint-disable-line
  const sort = SORTS.find((s) => s === search.get('sort')) ?? 'last_seen';
  const page = Math.max(1, Number(search.get('page')) || 1);
  const ask = useCustomers(late, sort, PAGE, (page - 1) * PAGE);
  const rows = ask.data?.customers;
  const total = ask.data?.total;
  const hasNext = total === undefined ? rows?.length === PAGE : page * PAGE < total;
  return (
    <Page title={t('nav.customers')} narrow>
      <div className="page-title"><h1>{t('nav.customers')}</h1><p>{t('customers.text')}</p></div>
      <div className="cust-tools">
        <Input allowClear value={q} onChange={(e) => setQ(e.target.value)} prefix={<Icon name="search" size={16} />} placeholder={t('customers.search')} aria-label={t('customers.search')} style={{ flex: '1 1 240px', maxWidth: 380 }} />
        <Segmented aria-label={t('common.sort')} value={sort} onChange={(v) => set({ sort: v === 'last_seen' ? undefined : v, page: undefined })} options={SORTS.map((s) => ({ value: s, label: t(`customers.${s}`) }))} />
      </div>
      <div className="card" style={{ overflow: 'hidden', minHeight: 300 }}>
        {!rows ? <div className="card-pad">{ask.error ? <Empty title={t('error.load')} actions={<Button onClick={() => void ask.refetch()}>{t('error.retry')}</Button>}>{t('error.load_text')}</Empty> : <SkelLines n={12} />}</div>
          : !rows.length ? <Empty title={t(late ? 'customers.none_found' : 'customers.none')}>{t(late ? 'customers.none_found_text' : 'customers.none_text')}</Empty> : (
          <div className="scroll-x" style={{ opacity: ask.isPlaceholderData ? 0.6 : 1 }}>
            <table className="table rank">
              <caption className="sr">{t('nav.customers')}</caption>
              <thead><tr><th scope="col">{t('customers.one')}</th><th scope="col"><div className="rank-axis" style={{ width: 200 }} aria-hidden="true"><span>−1</span><span>0</span><span>+1</span></div><span className="sr">{t('tp.picture')}</span></th><th scope="col">{t('metric.mean_experience.name')}</th><th scope="col" className="r">{t('customers.broken')}</th><th scope="col" className="r">{t('customers.facts')}</th><th scope="col" className="r">{t('customers.seen')}</th></tr></thead>
              <tbody>
                {rows.map((c) => (
                  <tr key={c.id}>
                    <td className="name"><Link to={href(customerPath(c.id))}>{c.user_id || c.id}</Link><small>{t('customers.since', { date: day(lang, zone, c.first_at) })}</small></td>
                    <td className="pic"><DotInterval e={c.experience} width={200} /></td>
                    <td className="main"><Num e={c.experience} /></td>
                    <td className="r" data-label={t('customers.broken')}>{c.broken ? <b className="warm">{count(c.broken)}</b> : '0'}</td>
                    <td className="r" data-label={t('customers.facts')}>{count(c.facts)}</td>
                    <td className="r nowrap" data-label={t('customers.seen')}>{ago(lang, zone, c.last_at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {rows && rows.length > 0 && (
          <div className="pager">
            <span>{total !== undefined ? t('customers.range', { from: count((page - 1) * PAGE + 1), to: count((page - 1) * PAGE + rows.length), total: count(total) }) : t('customers.page', { n: page })}</span>
            <span className="row" style={{ gap: 8 }}>
              <Button disabled={page <= 1} onClick={() => set({ page: page > 2 ? String(page - 1) : undefined }, true)} icon={<Icon name="left" size={15} />} aria-label={t('customers.prev')} />
              <Button disabled={!hasNext} onClick={() => set({ page: String(page + 1) }, true)} icon={<Icon name="right" size={15} />} aria-label={t('customers.next')} />
            </span>
          </div>
        )}
      </div>
    </Page>
  );
}
