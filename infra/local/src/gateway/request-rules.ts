import type { IncomingMessage } from 'node:http';

/** An error that the gateway answers by itself. */
export interface Refusal {
  status: number;
  message: string;
}

/** Browsers treat these as a secure context, so http works there as https does. */
export const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** The methods that a route may have. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Node drops the headers behind its own limit of 1,000; a dropped length would leave a body without one. */
const MAX_HEADERS = 100;
/** Named as a connection option, one of these is dropped, and the next server reads another message. */
const END_TO_END = ['content-length', 'host'];

/**
 * Finds what two servers could read differently in a request (RFC 9112, section 11.2). Node's parser has refused the
 * rest before: a body by two lengths, malformed chunks, folded headers, bare line feeds, a second transfer coding
 * behind `chunked`.
 * @returns the error to answer, or nothing for a request that may be forwarded
 */
export function refusalOf(req: IncomingMessage): Refusal | undefined {
  if (!METHODS.includes(req.method ?? '')) return { status: 405, message: 'Method Not Allowed' };
  if (req.rawHeaders.length > 2 * MAX_HEADERS) return { status: 431, message: 'Too many headers' };
  return isAmbiguous(req) || !isPlainTarget(req.url ?? '')
    ? { status: 400, message: 'Bad Request' }
    : undefined;
}

/** The name of the Host header in lower case, without port; empty when it is none. */
export function hostnameOf(req: IncomingMessage): string {
  const hostname = /^(\[[\da-f:.]+\]|[a-z\d.-]+)(?::\d{1,5})?$/i.exec(req.headers.host ?? '')?.[1] ?? '';
  return hostname.toLowerCase();
}

/** Whether a request asks for a WebSocket and has no body. */
export function isWebSocket({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined
  );
}

/** The names in a Connection header, in lower case. */
export function connectionOptions({ headers }: IncomingMessage): string[] {
  return (headers.connection ?? '').split(',').map((option) => option.trim().toLowerCase());
}

function isAmbiguous(req: IncomingMessage): boolean {
  const hosts = req.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  const coding = req.headers['transfer-encoding']?.toLowerCase();
  return (
    hosts.length > 1 ||
    (coding !== undefined && coding !== 'chunked') ||
    connectionOptions(req).some((option) => END_TO_END.includes(option))
  );
}

/** A path that every router reads as written: no dot segments in any spelling, no fragment, no broken escapes. */
function isPlainTarget(target: string): boolean {
  const [pathname = ''] = target.split('?');
  if (!pathname.startsWith('/') || target.includes('#')) return false;
  try {
    const segments = decodeURIComponent(pathname).split(/[/\\]/);
    return !segments.some((segment) => segment === '.' || segment === '..' || segment.includes('\0'));
  } catch {
    return false;
  }
}
