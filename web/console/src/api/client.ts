// One door to the server: same origin, session cookie, CSRF header on changing calls, problems as errors.
export interface Problem { title?: string; detail?: string; status?: number; code?: string; errors?: { field: string; code: string; detail?: string }[] }

export class ApiError extends Error {
  constructor(public readonly status: number, public readonly problem: Problem) {
    super(problem.detail ?? problem.title ?? String(status));
  }
  /** 0: no answer at all (server stopped, network gone). */
  get offline(): boolean { return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504; }
}

let csrf = '';
export const setCsrf = (token: string): void => { csrf = token; };
let lang = 'en';
export const setApiLang = (code: string): void => { lang = code; };

type Params = Record<string, string | number | undefined | string[]>;
export function query(params: Params = {}): string {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(params)) {
    if (Array.isArray(v)) v.forEach((x) => q.append(k, x));
    else if (v !== undefined && v !== '') q.set(k, String(v));
  }
  const text = q.toString();
  return text ? '?' + text : '';
}

/** Asks for the password once more; true when it was given. Some changes need it (problem "confirm_needed"). */
let confirmAgain: (() => Promise<boolean>) | undefined;
export const setConfirm = (f: (() => Promise<boolean>) | undefined): void => { confirmAgain = f; };

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  try {
    return await once<T>(method, path, body, signal);
  } catch (e) {
    if (!(e instanceof ApiError) || e.problem.code !== 'confirm_needed' || !(await confirmAgain?.())) throw e;
    return once<T>(method, path, body, signal);
  }
}

const once = <T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> => exchange<T>(method, path, { body, signal }).then((r) => r.data);

/** One request with what its answer says beside the body. */
export async function exchange<T>(method: string, path: string, { body, signal, extra }: { body?: unknown; signal?: AbortSignal; extra?: Record<string, string> } = {}): Promise<{ status: number; headers: Headers; data: T }> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': lang, ...extra };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  let reply: Response;
  try {
    reply = await fetch(path, { method, headers, credentials: 'same-origin', body: body === undefined ? undefined : JSON.stringify(body), signal });
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new ApiError(0, {});
  }
  const text = await reply.text();
  let data: unknown;
  try { data = text ? JSON.parse(text) : undefined; } catch { data = undefined; }
  if (!reply.ok) throw new ApiError(reply.status, (data ?? {}) as Problem);
  return { status: reply.status, headers: reply.headers, data: data as T };
}

export const get = <T>(path: string, params?: Params, signal?: AbortSignal) => call<T>('GET', path + query(params), undefined, signal);
export const post = <T>(path: string, body: unknown) => call<T>('POST', path, body);
export const put = <T>(path: string, body: unknown) => call<T>('PUT', path, body);
export const patch = <T>(path: string, body: unknown) => call<T>('PATCH', path, body);
export const del = <T>(path: string) => call<T>('DELETE', path);
