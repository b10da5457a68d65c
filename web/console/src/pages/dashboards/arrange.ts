// Moving tiles about. Pure.
/** The list with the item at `from` standing at `to`; indices outside move to the nearest end. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const out = [...list];
  if (from < 0 || from >= out.length) return out;
  const [item] = out.splice(from, 1);
  out.splice(Math.max(0, Math.min(out.length, to)), 0, item!);
  return out;
}
/** Where an arrow key moves the tile at `at`: one step in reading order, Home and End to the ends; undefined for other keys. */
export function arrowTarget(key: string, at: number, n: number): number | undefined {
  const to = key === 'ArrowLeft' || key === 'ArrowUp' ? at - 1 : key === 'ArrowRight' || key === 'ArrowDown' ? at + 1 : key === 'Home' ? 0 : key === 'End' ? n - 1 : undefined;
  return to === undefined ? undefined : Math.max(0, Math.min(n - 1, to));
}
