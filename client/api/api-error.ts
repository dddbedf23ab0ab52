export interface FieldError {
  message: string;
  field?: string;
  /** Machine-readable, such as `email_in_use`. */
  code?: string;
}

/** What the pages read of an answer's headers. */
export type AnswerHeaders = Pick<Headers, 'get' | 'getSetCookie'>;

/**
 * Every failed call to a service, with the entries of its error body.
 * `isUnanswered`: nobody knows whether the request was carried out; its `status` is 503 when nothing came back.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly errors: FieldError[],
    readonly retryAfterSeconds: number | null = null,
    readonly isUnanswered = false,
  ) {
    super(errors[0]?.message ?? `Request failed with ${status}`);
    this.name = 'ApiError';
  }

  /** No whole answer came. The shopper's connection is not to blame where the server asked. */
  static unreachable(asker: 'browser' | 'server'): ApiError {
    const message =
      asker === 'server'
        ? plainSentence(503)
        : 'We could not reach the shop. Check your connection and try again.';
    return new ApiError(503, [{ message }], null, true);
  }

  /** Reads a service's answer; a body that is not the usual error body becomes a plain sentence. */
  static from(status: number, body: unknown, headers: AnswerHeaders): ApiError {
    const retryAfter = Number(headers.get('retry-after') ?? NaN);
    // The services' "Not authorized" does not help a shopper.
    const given = status === 401 ? undefined : fieldErrors(body);
    const errors = given ?? [{ message: plainSentence(status) }];
    const told =
      status === 429 && retryAfter > 0 ? errors.map((entry) => withWait(entry, retryAfter)) : errors;
    return new ApiError(status, told, retryAfter || null, UNCLEAR.has(status));
  }
}

/** Answers behind which the request may have been carried out: a crash in its middle, a gateway that lost it. */
const UNCLEAR = new Set([500, 502, 504]);

function withWait(entry: FieldError, seconds: number): FieldError {
  const [count, unit] = seconds < 100 ? [Math.ceil(seconds), 'second'] : [Math.ceil(seconds / 60), 'minute'];
  const sentence = entry.message.replace(/( Wait a moment and try again)?[.!]?$/, '');
  return {
    ...entry,
    message: `${sentence.replace(/\.$/, '')}. Try again in ${count} ${unit}${count === 1 ? '' : 's'}.`,
  };
}

function fieldErrors(body: unknown): FieldError[] | undefined {
  if (typeof body !== 'object' || body === null || !('errors' in body)) return undefined;
  if (!Array.isArray(body.errors)) return undefined;
  const entries = (body.errors as unknown[]).filter(isFieldError);
  return entries.length > 0 ? entries : undefined;
}

function isFieldError(entry: unknown): entry is FieldError {
  return (
    typeof entry === 'object' && entry !== null && 'message' in entry && typeof entry.message === 'string'
  );
}

function plainSentence(status: number): string {
  if (status === 401) return 'You are signed out. Sign in again to go on.';
  return status === 429
    ? 'That was a lot of requests. Wait a moment and try again.'
    : 'Something went wrong on our side. Try again in a moment.';
}
