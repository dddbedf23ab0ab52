import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { UserError } from '@ecommerce/events/user-error';

const ANNOTATION = 'nginx.ingress.kubernetes.io/proxy-body-size';
const UNITS: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/**
 * Reads from the annotations of ingress-nginx how many bytes a body may have.
 * @returns Infinity where they set no limit
 * @throws UserError for a value that is none
 */
export function readBodyLimit(annotations: Record<string, string> = {}): number {
  const size = annotations[ANNOTATION] ?? '0';
  const [, digits, unit = ''] = /^(\d+)([kmg]?)$/i.exec(size) ?? [];
  if (digits === undefined) throw new UserError(`${ANNOTATION} must look like 1m: ${size}`, 1);
  return Number(digits) * (UNITS[unit.toLowerCase()] as number) || Infinity; // as in nginx, 0 is no limit
}

/** Whether a request says itself that its body is over the limit. */
export const isTooLarge = ({ headers }: IncomingMessage, maxBytes: number): boolean =>
  Number(headers['content-length'] ?? 0) > maxBytes;

/**
 * The body of a request that does not say how long it is, cut off at the limit.
 * @param onExcess called once, instead of passing on more
 */
export function limitedBody(req: IncomingMessage, maxBytes: number, onExcess: () => void): Transform {
  let bytes = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const isFirstExcess = bytes <= maxBytes && bytes + chunk.length > maxBytes;
      bytes += chunk.length;
      if (isFirstExcess) onExcess();
      done(null, bytes > maxBytes ? undefined : chunk);
    },
  });
  return req.pipe(body);
}
