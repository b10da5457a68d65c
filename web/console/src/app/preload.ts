import { lazy, type ComponentType } from 'react';

/** A page loaded on demand that can also be fetched ahead, when a link to it is likely to be followed. */
export function page<P extends object>(load: () => Promise<{ default: ComponentType<P> }>) {
  return Object.assign(lazy(load), { preload: () => void load().catch(() => undefined) });
}
