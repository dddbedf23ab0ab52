import { createHash } from 'node:crypto';
import { z } from 'zod';
import { BadRequestError } from '../errors/bad-request-error';

const FIELD = 'idempotency-key';

/**
 * The optional `Idempotency-Key` header: the caller's name for a request, unique for each user. Put it into a
 * request's schema as `headers`.
 */
export const idempotencyKeyHeader = z.object({
  [FIELD]: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/)
    .describe('Idempotency-Key must be 1 to 255 printable ASCII characters')
    .optional(),
});

/** A hash of a request's fields, in whatever order they were sent; equal requests have equal hashes. */
export function requestHash(fields: object): string {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url');
}

/**
 * Refuses a request whose Idempotency-Key was used for another request. Call it with the hashes of both.
 * @throws BadRequestError with `message` and the code `idempotency_key_reused` when they differ
 */
export function requireSameRequest(
  first: string | undefined,
  repeated: string | undefined,
  message = 'Idempotency-Key was used for another request',
): void {
  if (first !== repeated)
    throw new BadRequestError(message, { field: FIELD, code: 'idempotency_key_reused' });
}
