import { Link } from 'react-router-dom';
import { useT } from '@/i18n';
import { useRights } from './rights';
import { useHref } from './url';

/** The way on from a page that has nothing to show yet, for those who may bring data. */
export function DataLink() {
  const t = useT();
  const href = useHref();
  return useRights().may('write') ? <Link className="btn-link btn-link-main" to={href('/data')}>{t('explore.bring')}</Link> : null;
}
