import { useRef, useState, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import type { Estimate } from '@shared/api';
import { ApiError } from '@/api/client';
import { useSetParams } from '@/app/url';
import { TalkButton } from '@/comments/Talk';
import { dateTime, useLang, useT } from '@/i18n';
import { Icon } from './icons';
import { Pop } from './Pop';
import { Empty, How, MethodLink, Skel, Strong } from './parts';
import { LoadFailed, stopped } from './Waiting';
import { csv, shownOf, type TableView } from './table';

/** The part of a query that a figure needs; a TanStack query fits. */
export interface Ask<T> { data: T | undefined; error: unknown; refetch: () => unknown; isPlaceholderData?: boolean }
export interface EmptyText { title: string; text?: ReactNode; actions?: ReactNode }
export interface FigureProps<T> {
  /** Unique on the page: names the heading, the files and the anchor of a link to this figure. */
  id: string;
  title: string;
  /** One sentence that says what the figure shows; **…** is strong. Its line is kept free while data loads. */
  reading?: string | ((data: T) => string);
  sub?: ReactNode;
  /** A sign before the title, e.g. the number of a law. */
  mark?: ReactNode;
  /** Least height of the body in pixels: skeleton, empty and error states take it, so that nothing moves. */
  height: number;
  ask: Ask<T>;
  children: (data: T) => ReactNode;
  /** The figure's numbers; makes the table view and CSV. */
  table?: (data: T) => TableView | undefined;
  /** "How is this computed": the metric of the catalogue, or a method page when it is no metric. */
  metric?: string;
  estimate?: (data: T) => Estimate | undefined;
  method?: string;
  /** Address of the rows behind the figure (words, customers, a touchpoint …). */
  rows?: string;
  /** Says that there is nothing to draw, and what to do about it. */
  empty?: (data: T) => EmptyText | undefined;
  tools?: ReactNode;
  className?: string;
  level?: 2 | 3;
  /** Picture of saved files cannot be made (e.g. it scrolls): leave it out. */
  noPicture?: boolean;
}

/** The frame of every chart: title, one-sentence reading, table view, PNG, CSV, method, rows; skeleton, empty and error states of the same height. */
export function Figure<T>(p: FigureProps<T>) {
  const t = useT();
  // In the address, so that a link can open the table.
  const [search] = useSearchParams();
  const setParams = useSetParams();
  const asTable = search.get('table') === p.id;
  const setAsTable = (on: boolean) => setParams({ table: on ? p.id : undefined });
  const body = useRef<HTMLDivElement>(null);
  const data = p.ask.data;
  const none = data === undefined ? undefined : p.empty?.(data);
  const table = data === undefined || none ? undefined : p.table?.(data);
  const reading = data === undefined || none ? '' : typeof p.reading === 'function' ? p.reading(data) : p.reading ?? '';
  const H = `h${p.level ?? 2}` as 'h2' | 'h3';
  return (
    <section className={'card figure ' + (p.className ?? '')} aria-labelledby={p.id} aria-busy={data === undefined && !p.ask.error}>
      <header>
        {p.mark}
        <div className="grow">
          <H id={p.id}>{p.title}</H>
          {p.sub && <span className="sub">{p.sub}</span>}
        </div>
        <div className="figure-tools">
          {p.tools}
          <TalkButton figure={p.id} title={p.title} />
          {p.metric ? <How metric={p.metric} e={data === undefined ? undefined : p.estimate?.(data)} label={p.title}><Icon name="info" size={16} /><span className="sr">{t('how.of', { what: p.title })}</span></How> : p.method && <MethodPop method={p.method} title={p.title} />}
          <FigureMenu id={p.id} title={p.title} rows={p.rows} noPicture={p.noPicture} asTable={asTable} setAsTable={setAsTable} table={table} body={body} reading={reading} ready={data !== undefined && !none} />
        </div>
      </header>
      {p.reading !== undefined && <p className="figure-say">{data === undefined ? (p.ask.error ? null : <Skel w="72%" h={13} />) : <Strong text={reading} />}</p>}
      <div key={data === undefined ? 'wait' : 'in'} className="figure-body" ref={body} style={{ minHeight: p.height, opacity: p.ask.isPlaceholderData ? 0.6 : undefined }}>
        {data === undefined ? (p.ask.error ? <Failed ask={p.ask} /> : <Skel h={p.height} r={8} />)
          : none ? <Empty small level={3} title={none.title} actions={none.actions}>{none.text}</Empty>
          : asTable && table ? <DataTable {...table} height={Math.max(160, p.height)} /> : p.children(data)}
      </div>
    </section>
  );
}

function Failed({ ask }: { ask: Ask<unknown> }) {
  const t = useT();
  if (stopped(ask.error) || (ask.error instanceof ApiError && ask.error.offline)) return <LoadFailed ask={ask} level={3} />;
  const problem = ask.error instanceof ApiError ? ask.error.problem : undefined;
  const detail = problem?.errors?.[0]?.detail ?? problem?.detail;
  return <div role="alert"><Empty small level={3} title={t('figure.failed')} actions={<button type="button" className="btn-link" onClick={() => void ask.refetch()}>{t('error.retry')}</button>}>{detail ?? t('figure.failed_text')}</Empty></div>;
}

function MethodPop({ method, title }: { method: string; title: string }) {
  const t = useT();
  return <Pop placement="bottom" button={(b) => <button type="button" className="info-btn" aria-haspopup="dialog" aria-label={t('how.of', { what: title })} {...b}><Icon name="info" size={16} /></button>}>{() => <div className="info" role="dialog" aria-label={t('how.ask')}><h4>{t('how.ask')}</h4><MethodLink method={method} /></div>}</Pop>;
}

export interface MenuProps { id: string; title: string; rows?: string; noPicture?: boolean; asTable?: boolean; setAsTable?: (on: boolean) => void; table?: TableView; body: React.RefObject<HTMLElement>; reading: string; ready: boolean }
/** Table view, PNG, CSV and the rows behind a figure. Stands alone where a figure has a frame of its own (the journey map). */
export function FigureMenu({ asTable, setAsTable, table, body, reading, ready, ...p }: MenuProps) {
  const t = useT();
  const lang = useLang();
  const [failed, setFailed] = useState(false);
  const save = async (kind: 'png' | 'csv') => {
    const files = await import('./save');
    const name = `${p.id}-${new Date().toISOString().slice(0, 10)}.${kind}`;
    if (kind === 'csv') return files.saveText(name, csv(table!));
    setFailed(false);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    await files.savePicture(name, body.current!, { title: p.title, reading: reading.replaceAll('**', ''), note: t('figure.source', { site: 'peakend', at: dateTime(lang, zone, Date.now()) }) }).catch(() => setFailed(true));
  };
  if (!ready || (!table && !p.rows && p.noPicture)) return <span className="icon-btn" aria-hidden="true" />;
  return (
    <>
    {failed && <span className="xs warm" role="alert">{t('figure.no_png')}</span>}
    <Pop menu button={(b) => <button type="button" className="icon-btn" aria-haspopup="menu" aria-label={t('figure.menu', { what: p.title })} {...b}><Icon name="more" size={17} /></button>}>
      {(close) => (
        <div className="menu-list" role="menu" aria-label={t('figure.menu', { what: p.title })}>
          {table && setAsTable && <button type="button" role="menuitem" onClick={() => { setAsTable(!asTable); close(); }}>{t(asTable ? 'figure.as_chart' : 'figure.as_table')}<Icon name={asTable ? 'chart' : 'table'} size={16} /></button>}
          {!p.noPicture && <button type="button" role="menuitem" onClick={() => { close(); void save('png'); }}>{t('figure.png')}<Icon name="image" size={16} /></button>}
          {table && <button type="button" role="menuitem" onClick={() => { close(); void save('csv'); }}>{t('figure.csv')}<Icon name="download" size={16} /></button>}
          {p.rows && <Link role="menuitem" to={p.rows} onClick={close}>{t('figure.rows')}<Icon name="rows" size={16} /></Link>}
        </div>
      )}
    </Pop>
    </>
  );
}

export function DataTable({ head, rows, caption, height = 320 }: TableView & { height?: number }) {
  return (
    <div className="scroll-x" style={{ maxHeight: height, overflowY: 'auto' }} tabIndex={0} role="region" aria-label={caption}>
      <table className="table">
        <caption className="sr">{caption}</caption>
        <thead><tr>{head.map((h, i) => <th key={i} scope="col" className={i ? 'r' : ''}>{h}</th>)}</tr></thead>
        <tbody>{rows.map((r, i) => <tr key={i}>{r.map((c, j) => <td key={j} className={j ? 'r nowrap' : 'nowrap'}>{shownOf(c)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
