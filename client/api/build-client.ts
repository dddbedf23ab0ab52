import type { IncomingMessage } from 'node:http';
import { type AnswerHeaders, ApiError } from './api-error';
import { pageTraceHeader } from './page-trace';
import { type Send, type ServiceName, shopOf } from './shop-request';
import { reportUnauthorized } from './unauthorized';

export interface ApiResponse {
  status: number;
  body: unknown;
  headers: AnswerHeaders;
}

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  json?: unknown;
  headers?: Record<string, string>;
  /** Timeout; 10 s by default. */
  timeoutMs?: number;
}

/** Sends one request to `/api/<service><path>`. Throws ApiError for every answer that is not 2xx. */
export type ApiClient = (
  service: ServiceName,
  path: string,
  options?: RequestOptions,
) => Promise<ApiResponse>;

/**
 * On the server (`req` given) it calls the services directly, as the visitor: same cookie, same address.
 * In the browser it stays on this site, where the ingress routes by path; a 401 there ends the page's session.
 */
export function buildClient(req?: IncomingMessage): ApiClient {
  const base = req ? shopOf(req).services : undefined;
  const forwarded = req ? visitorHeaders(req) : {};
  const trace = req && shopOf(req).trace;
  const send = req ? shopOf(req).askService : sendByFetch;

  return async (service, path, { method = 'GET', json, headers, timeoutMs = 10_000 } = {}) => {
    const url = `${base?.[service] ?? ''}/api/${service}${path}`;
    const span = trace?.call(service, method, url);
    const {
      status,
      headers: answered,
      text,
    } = await send(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(req ? forwarded : pageTraceHeader()),
        ...(span && { traceparent: span.traceparent }),
        ...headers,
      },
      body: json === undefined ? undefined : JSON.stringify(json),
      timeoutMs,
    }).catch(() => {
      span?.end();
      throw ApiError.unreachable(req ? 'server' : 'browser');
    });
    span?.end(status);
    const body = parsed(text);
    if (status === 401 && !req) reportUnauthorized();
    if (status < 200 || status > 299) throw ApiError.from(status, body, answered);
    return { status, body, headers: answered };
  };
}

const sendByFetch: Send = async (url, { timeoutMs, ...request }) => {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** The browser's client; pages that render on the server build one per request instead. */
export const browserClient = buildClient();

/** The same client as the visitor to whom `answer` gave a session. */
export function clientWithCookiesOf({ headers: given }: ApiResponse, client: ApiClient): ApiClient {
  const cookie = given
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
  return (service, path, options = {}) =>
    client(service, path, { ...options, headers: { ...options.headers, cookie } });
}

/** The same client for what a page can do without: a service that hangs does not hold up the page for long. */
export const clientForExtras =
  (client: ApiClient): ApiClient =>
  (service, path, options) =>
    client(service, path, { ...options, timeoutMs: 2_000 });

function parsed(text: string): unknown {
  try {
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

/** The services see the visitor's session, address and scheme, as if the ingress had sent the request. */
function visitorHeaders(req: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = { 'x-request-id': shopOf(req).requestId };
  // `sec-fetch-site` says that a browser asks: auth gives the cookie of a device to browsers alone.
  const copied = [
    'cookie',
    'sec-fetch-site',
    'x-forwarded-proto',
    'x-forwarded-host',
    'traceparent',
  ] as const;
  for (const name of copied) {
    const value = req.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  const chain = [req.headers['x-forwarded-for'], req.socket.remoteAddress].flat().filter(Boolean);
  if (chain.length > 0) headers['x-forwarded-for'] = String(chain[0]);
  return headers;
}
