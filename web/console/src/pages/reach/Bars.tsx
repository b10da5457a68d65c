import { count, share } from '@/design/number';

/** Counts as bars in a table; `of` adds "of how many". */
export function Bars({ caption, rows, total }: { caption: string; rows: { name: string; n: number; of?: number; good?: boolean }[]; total: number }) {
  return (
    <table className="reach-bars">
      <caption>{caption}</caption>
      <tbody>
        {rows.map((r) => (
          <tr key={r.name}>
            <th scope="row">{r.name}</th>
            <td aria-hidden="true"><span className={r.good ? 'good' : undefined} style={{ width: `${(100 * r.n) / Math.max(1, total)}%` }} /></td>
            <td className="r">{count(r.n)}</td>
            <td className="r muted">{r.of !== undefined ? `/ ${count(r.of)}` : share(r.n / Math.max(1, total))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
