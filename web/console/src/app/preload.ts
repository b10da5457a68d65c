import { lazy, type ComponentType } from 'react';
import { untilBack } from './live';

type Load<P> = () => Promise<{ default: ComponentType<P> }>;
/** A page loaded on demand that can also be fetched ahead, when a link to it is likely to be followed. */
export function page<P extends object>(load: Load<P>) {
  return Object.assign(lazy(load), { preload: () => void load().catch(() => undefined) });
}

/** A part of a page loaded on demand. While the server is gone its code is waited for, so that the page around it stays (and is
 *  not asked for: some browsers never ask again for code that once failed to come). It fails only when the server answers,
 *  eight times, and the code is still not there (another version runs by now). */
export const part = <P extends object>(load: Load<P>) =>
  page(async () => {
    for (let answered = 0; ;) {
      await untilBack();
      try { return await load(); } catch (e) { if (answered === 8) throw e; }
      await new Promise((done) => setTimeout(done, 1500));
      if (await fetch('/v1/setup').then(() => true, () => false)) answered++;
    }
  });
