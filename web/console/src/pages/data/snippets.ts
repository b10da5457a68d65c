// Ready programs for the first event, in the languages that most people paste into.
export type Language = 'curl' | 'js' | 'python';
export const LANGUAGES: Language[] = ['curl', 'js', 'python'];
export type Kind = 'event' | 'rating' | 'feedback';
export const KINDS: Kind[] = ['event', 'rating', 'feedback'];

const BODY: Record<Kind, { path: string; body: Record<string, unknown> }> = {
  event: { path: '/v1/track', body: { messageId: 'm1', userId: 'c1', event: 'Order Delivered', timestamp: '2026-03-14T09:00:00+08:00', properties: { order_id: 'o7', promised_at: '2026-03-12' }, context: { channel: 'app' } } },
  rating: { path: '/v1/ratings', body: { id: 'r1', customer: 'c1', metric: 'nps', value: 9, expectation: 8, comment: '…', at: '2026-03-14T09:00:00+08:00', episode: 'o7' } },
  feedback: { path: '/v1/feedback', body: { id: 'f1', customer: 'c1', text: '…', channel: 'chat', at: '2026-03-14T09:00:00+08:00' } },
};
const python = (json: string): string => json.replace(/\btrue\b/g, 'True').replace(/\bfalse\b/g, 'False').replace(/\bnull\b/g, 'None');

/** `key` empty: a place to fill in. `touchpoint` is put where a rating or feedback says where it happened. */
export function snippet(language: Language, kind: Kind, base: string, key: string, touchpoint?: { journey: string; touchpoint: string }): string {
  const { path, body } = BODY[kind];
  const full = kind === 'event' || !touchpoint ? body : { ...body, journey: touchpoint.journey, touchpoint: touchpoint.touchpoint };
  const json = JSON.stringify(full, null, 2);
  const secret = key || 'YOUR_KEY';
  if (language === 'curl') return `curl -X POST ${base}${path} \\\n  -H "Authorization: Bearer ${secret}" \\\n  -H "Content-Type: application/json" \\\n  -d '${json.replace(/'/g, "'\\''")}'`;
  if (language === 'js') return `await fetch("${base}${path}", {\n  method: "POST",\n  headers: { Authorization: "Bearer ${secret}", "Content-Type": "application/json" },\n  body: JSON.stringify(${json.replace(/\n/g, '\n  ')}),\n});`;
  return `import json, urllib.request\n\nbody = ${python(json)}\nurllib.request.urlopen(urllib.request.Request(\n    "${base}${path}", json.dumps(body).encode(),\n    {"Authorization": "Bearer ${secret}", "Content-Type": "application/json"}))`;
}
