// The navigation as this person may use it.
import { useMemo } from 'react';
import { useJourneys } from '@/api/queries';
import { PAGES, type NavEntry, type PageEntry } from './pages';
import { useRights } from './rights';
import { useHref, useJourneyKey } from './url';

export interface NavItem { entry: NavEntry; view: PageEntry['view']; to: string }
/** Entries of the page table that the session's rights allow, with their addresses, in the table's order. */
export function useNav(): NavItem[] {
  const href = useHref();
  const key = useJourneyKey();
  const known = useJourneys().data;
  const { may, role, scope } = useRights();
  const journey = known?.some((j) => j.key === key) ? key : (known?.find((j) => scope?.[j.key]) ?? known?.[0])?.key;
  return useMemo(() => PAGES.flatMap((p) => (p.nav && ((may(p.nav.right) && !(p.nav.whole && scope)) || !role) ? [{ entry: p.nav, view: p.view, to: href(p.nav.to(journey)) }] : [])), [href, journey, may, role, scope]);
}
