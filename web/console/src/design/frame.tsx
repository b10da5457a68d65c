import { useState, type ReactNode } from 'react';
import { useT } from '@/i18n';
import { Icon } from './icons';

export interface TableView { head: ReactNode[]; rows: ReactNode[][]; caption: string }

/** A chart with its title, its table view and its "how is this computed". */
export function Frame({ title, sub, tools, how, table, children, id }: { title: ReactNode; sub?: ReactNode; tools?: ReactNode; how?: ReactNode; table?: TableView; children: ReactNode; id?: string }) {
  const t = useT();
  const [asTable, setAsTable] = useState(false);
  return (
    <section className="card frame" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}{sub && <span className="sub">{sub}</span>}</h2>
        <div className="frame-tools">
          {tools}
          {how}
          {table && (
            <button type="button" className="icon-btn" onClick={() => setAsTable(!asTable)} aria-pressed={asTable} aria-label={t('chart.table')} title={t('chart.table')}>
              <Icon name={asTable ? 'chart' : 'table'} size={16} />
            </button>
          )}
        </div>
      </header>
      {asTable && table ? <DataTable {...table} /> : children}
    </section>
  );
}

export function DataTable({ head, rows, caption }: TableView) {
  return (
    <div className="scroll-x" style={{ maxHeight: 320, overflowY: 'auto' }} tabIndex={0} role="region" aria-label={caption}>
      <table className="table">
        <caption className="sr">{caption}</caption>
        <thead><tr>{head.map((h, i) => <th key={i} scope="col" className={i ? 'r' : ''}>{h}</th>)}</tr></thead>
        <tbody>{rows.map((r, i) => <tr key={i}>{r.map((c, j) => <td key={j} className={j ? 'r nowrap' : 'nowrap'}>{c}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
