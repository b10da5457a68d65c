// What the signed-in person may do, so that the interface shows only that. The server checks again on every route.
import { useMemo } from 'react';
import type { Right, Role, Session } from '@shared/api';
import { useSession } from '@/api/queries';

export interface Rights {
  role: Role | undefined;
  /** False while the session is still being asked for: nothing flashes up that then goes away. */
  may: (right: Right) => boolean;
  /** Sees all touchpoints: what speaks of whole journeys and single customers. False for who sees only the own ones. */
  whole: boolean;
  /** The own touchpoints by journey, when not all. */
  scope: Session['scope'];
}

/** `useRights().may('write') && <Button …>`; pages and navigation entries name their right in pages.ts. */
export function useRights(): Rights {
  const session = useSession().data;
  return useMemo(() => ({ role: session?.role, may: (right) => session?.rights.includes(right) ?? false, whole: !!session && !session.scope, scope: session?.scope }), [session]);
}
