// What to paste into a program that uses a key: shell, JavaScript (also in node 18), Python (standard library only).
export type Snippet = 'curl' | 'js' | 'python';
export const SNIPPETS: { key: Snippet; label: string }[] = [{ key: 'curl', label: 'curl' }, { key: 'js', label: 'JavaScript' }, { key: 'python', label: 'Python' }];

const EVENT = { messageId: 'm-1', userId: 'customer-1', event: 'Order Delivered', properties: { order_id: 'o-7' } };

/** A key that may send shows sending an event; one that only reads shows asking for a number. */
export function snippets(origin: string, key: string, scope: 'ingest' | 'read' | 'admin'): Record<Snippet, string> {
  if (scope === 'read') {
    const url = `${origin}/v1/insights/nps`;
    return {
      curl: `curl '${url}' \\\n  -H 'Authorization: Bearer ${key}'`,
      js: `const answer = await fetch('${url}', {\n  headers: { Authorization: 'Bearer ${key}' },\n});\nconsole.log(await answer.json());`,
      python: `import json, urllib.request\n\nrequest = urllib.request.Request(\n    "${url}",\n    headers={"Authorization": "Bearer ${key}"},\n)\nprint(json.load(urllib.request.urlopen(request)))`,
    };
  }
  const url = `${origin}/v1/track`;
  const body = JSON.stringify(EVENT);
  return {
    curl: `curl -X POST '${url}' \\\n  -H 'Authorization: Bearer ${key}' \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`,
    js: `const answer = await fetch('${url}', {\n  method: 'POST',\n  headers: {\n    Authorization: 'Bearer ${key}',\n    'Content-Type': 'application/json',\n  },\n  body: JSON.stringify(${body}),\n});\nconsole.log(answer.status, await answer.json());`,
    python: `import json, urllib.request\n\nevent = ${body}\nrequest = urllib.request.Request(\n    "${url}",\n    data=json.dumps(event).encode(),\n    headers={"Authorization": "Bearer ${key}", "Content-Type": "application/json"},\n)\nprint(json.load(urllib.request.urlopen(request)))`,
  };
}
