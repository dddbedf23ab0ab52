import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, type FieldError } from '../api-error';
import type { ApiResponse } from '../build-client';

/**
 * The fields of a form sent by a browser before the page's script ran; null when the request is no form post.
 * Forms of other sites are refused with 403: the session cookie would vouch for them.
 */
export async function readFormPost(
  req: IncomingMessage,
  limitBytes = 16_384,
): Promise<URLSearchParams | null> {
  if (req.method !== 'POST') return null;
  if (!comesFromThisSite(req)) throw new ApiError(403, [{ message: 'Forbidden' }]);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitBytes) throw new ApiError(413, [{ message: 'That form is too large' }]);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/**
 * Why a posted form was not carried out, for the form that is shown again; the page gets the same status.
 * @throws every error that is not an ApiError
 */
export function refusalOf(error: unknown, res: ServerResponse): FieldError[] {
  if (!(error instanceof ApiError)) throw error;
  res.statusCode = error.status;
  return error.errors;
}

/** Hands the session cookie that a service set on to the browser. */
export function passCookies(from: ApiResponse, res: ServerResponse): void {
  for (const cookie of from.headers.getSetCookie()) res.appendHeader('set-cookie', cookie);
}

function comesFromThisSite(req: IncomingMessage): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = req.headers;
  if (origin === undefined) return true;
  const proto = req.headers['x-forwarded-proto'] ?? 'http';
  const own = `${String(proto)}://${String(req.headers['x-forwarded-host'] ?? req.headers.host)}`;
  return URL.canParse(origin) && URL.canParse(own) && new URL(origin).origin === new URL(own).origin;
}
