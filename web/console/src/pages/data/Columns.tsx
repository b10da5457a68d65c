import { Select } from 'antd';
import { useT } from '@/i18n';
import { ROLES, roleOf, setRole, type MapFile, type Value } from './mapmodel';
import type { GuessedFile } from './queries';

/** The first rows as they stand in the file, each column under its meaning. */
export function Columns({ seen, file, now, change }: { seen: GuessedFile; file: MapFile; now: Value; change: (f: MapFile) => void }) {
  const t = useT();
  return (
    <div className="columns scroll-x" tabIndex={0} role="region" aria-label={t('data.columns')}>
      <table>
        <caption className="sr">{t('data.columns')}</caption>
        <thead>
          <tr>
            {seen.columns.map((c) => {
              const role = roleOf(file, c.name);
              return (
                <th key={c.name} scope="col" className={role === 'ignored' ? 'off' : ''} data-column={c.name}>
                  <span className="col-name">{c.name}</span>
                  <Select size="small" value={role} aria-label={t('data.meaning', { column: c.name })} onChange={(r) => change(setRole(file, c, r, now))} options={ROLES.map((r) => ({ value: r, label: t(`data.role.${r}`) }))} popupMatchSelectWidth={false} />
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{seen.rows.slice(0, 6).map((row, i) => <tr key={i}>{seen.columns.map((c, k) => <td key={c.name} className={roleOf(file, c.name) === 'ignored' ? 'off' : ''}>{row[k]}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
