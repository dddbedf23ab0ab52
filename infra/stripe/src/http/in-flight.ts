import { createHash } from 'node:crypto';
import { ApiError, invalidRequest, keyInUse } from '../api-error';
import type { Params } from '../params';
import type { StoredAnswer } from '../storage/changes';
import type { Call } from './call';

const MAX_KEY_LENGTH = 255;

/** The idempotency keys of requests that are being executed right now. */
export class InFlight {
  private readonly keys = new Set<string>();

  /**
   * Runs a request alone under its key.
   * @throws ApiError 409 while another one holds the key, 400 for a key that is too long
   */
  async alone<T>(key: string | undefined, run: () => Promise<T>): Promise<T> {
    if (key === undefined) return run();
    if (key.length > MAX_KEY_LENGTH) {
      throw invalidRequest(`Idempotency keys can be at most ${MAX_KEY_LENGTH} characters long.`);
    }
    if (this.keys.has(key)) throw keyInUse(key);
    this.keys.add(key);
    try {
      return await run();
    } finally {
      this.keys.delete(key);
    }
  }
}

/** Refuses a key that was used for something else. @throws ApiError 400 idempotency_error */
export function refuseOtherRequest(stored: StoredAnswer, call: Call): void {
  const where =
    stored.path === call.path
      ? 'with the same parameters they were first used with'
      : `for the same endpoint they were first used for ('${stored.path}' vs '${call.path}')`;
  if (stored.path === call.path && stored.fingerprint === fingerprintOf(call.params)) return;
  throw new ApiError(400, {
    type: 'idempotency_error',
    message:
      `Keys for idempotent requests can only be used ${where}. Try using a key other than '${stored.key}' ` +
      'if you meant to execute a different request.',
  });
}

/** Distinguishes requests by their content, whatever the order of their parameters. */
export const fingerprintOf = (params: Params) =>
  createHash('sha256')
    .update(JSON.stringify(params, (_name, value: unknown) => (isPlainObject(value) ? sorted(value) : value)))
    .digest('hex');

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sorted = (object: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
