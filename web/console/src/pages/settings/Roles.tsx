import { Fragment } from 'react';
import type { Right } from '@shared/api';
import { useRoles } from '@/api/people';
import { Icon } from '@/design/icons';
import { useT } from '@/i18n';
import { Waiting } from './shared';

const SHOWN = ['read', 'personal', 'act', 'write', 'ingest', 'admin'] as const satisfies readonly Right[];

/** Which role may do what, in plain words; straight from the server's own table. */
export default function Roles() {
  const t = useT();
  const ask = useRoles();
  if (!ask.data) return <section className="card set-card"><Waiting ask={ask} /></section>;
  return (
    <section className="card set-card">
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('settings.roles.title')}>
        <table className="set-table set-roles">
          <thead><tr><th scope="col">{t('settings.roles.may')}</th>{ask.data.map((r) => <th key={r.key} scope="col">{t(`role_name.${r.key}`)}</th>)}</tr></thead>
          <tbody>
            {SHOWN.map((right) => (
              <tr key={right}>
                <th scope="row">{t(`right_name.${right}`)}</th>
                {ask.data.map((r) => <td key={r.key}>{r.rights.includes(right) ? <span className="yes"><Icon name="check" size={16} /><span className="sr">{t('settings.roles.yes')}</span>{r.limited && right !== 'act' && <><span className="own-mark" aria-hidden="true">*</span><small>{t('settings.roles.own')}</small></>}</span> : <span className="muted">–<span className="sr">{t('settings.roles.no')}</span></span>}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="xs muted set-roles-own" aria-hidden="true">* {t('settings.roles.own')}</p>
      <dl className="set-about">
        {ask.data.map((r) => <Fragment key={r.key}><dt><b>{t(`role_name.${r.key}`)}</b></dt><dd>{t(`role_what.${r.key}`)}</dd></Fragment>)}
      </dl>
    </section>
  );
}
