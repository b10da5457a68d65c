import { Navigate, useSearchParams } from 'react-router-dom';
import { useJourneys } from '@/api/queries';
import { Page } from '@/app/Shell';
import { lastJourney, useHref } from '@/app/url';
import { useT } from '@/i18n';
import { Start } from './Start';

/** Choose a journey, or start one. With journeys there and nobody asking to choose, goes to the last one. */
export default function Picker() {
  const t = useT();
  const href = useHref();
  const [search] = useSearchParams();
  const list = useJourneys().data;
  const last = lastJourney();
  if (list?.length && !search.get('pick')) {
    const to = list.find((j) => j.key === last) ?? list[0]!;
    return <Navigate to={href(`/journey/${encodeURIComponent(to.key)}`)} replace />;
  }
  return <Page title={t('nav.pick_journey')} narrow><Start /></Page>;
}
