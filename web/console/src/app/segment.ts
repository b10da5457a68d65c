// The customers one looks at, kept in the address as "city:上海"; several values are or-ed. Pure.
export interface Segment { field: string; values: string[] }

/** Splits at the separator unless a backslash stands before it; takes the backslashes away. */
function split(text: string, at: string): string[] {
  const out = [''];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) out[out.length - 1] += text[++i];
    else if (text[i] === at) out.push('');
    else out[out.length - 1] += text[i];
  }
  return out;
}
export function parseSegment(text: string | null): Segment | undefined {
  const colon = text?.indexOf(':') ?? -1;
  if (!text || colon < 1) return undefined;
  return { field: text.slice(0, colon), values: split(text.slice(colon + 1), ',') };
}
/** As the interface reads `where`: comma and backslash inside a value are escaped. */
export const segmentText = (s: Segment): string => `${s.field}:${s.values.map((v) => v.replace(/[\\,]/g, '\\$&')).join(',')}`;
