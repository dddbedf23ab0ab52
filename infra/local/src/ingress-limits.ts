import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { UserError } from '@ecommerce/events/user-error';

const PREFIX = 'nginx.ingress.kubernetes.io/';
const UNITS: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };
const DEFAULT_BURST_MULTIPLIER = 5;
const MINUTE_MS = 60_000;
/** With more addresses than this, the oldest are forgotten. */
const MAX_ADDRESSES = 10_000;

/** The limits that an ingress's annotations set; those that it does not set are absent. */
export interface IngressLimits {
  maxBodyBytes?: number;
  /** Requests of one address in a minute, and how many more at once. */
  rate?: { perMinute: number; burst: number };
}

/**
 * Reads the limits from the annotations of ingress-nginx.
 * @throws UserError for a value that is none
 */
export function readLimits(annotations: Record<string, string> = {}): IngressLimits {
  const size = annotations[`${PREFIX}proxy-body-size`];
  const perMinute = numberIn(annotations, 'limit-rpm');
  const multiplier = numberIn(annotations, 'limit-burst-multiplier') ?? DEFAULT_BURST_MULTIPLIER;
  const maxBodyBytes = size === undefined ? 0 : bytesOf(size);
  return {
    ...(maxBodyBytes > 0 && { maxBodyBytes }), // as in nginx, 0 is no limit
    ...(perMinute !== undefined && { rate: { perMinute, burst: perMinute * multiplier } }),
  };
}

function bytesOf(size: string): number {
  const [, digits, unit = ''] = /^(\d+)([kmg]?)$/i.exec(size) ?? [];
  if (digits === undefined) throw new UserError(`${PREFIX}proxy-body-size must look like 1m: ${size}`, 1);
  return Number(digits) * (UNITS[unit.toLowerCase()] as number);
}

function numberIn(annotations: Record<string, string>, name: string): number | undefined {
  const value = annotations[PREFIX + name];
  if (value === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(value)) throw new UserError(`${PREFIX}${name} must be a whole number: ${value}`, 1);
  return Number(value);
}

/** Counts requests by address as nginx's `limit_req` does: a bucket that leaks at the rate and holds the burst. */
export class RequestRate {
  readonly #buckets = new Map<string, { level: number; at: number }>();

  /** @param now milliseconds */
  constructor(
    private readonly rate: NonNullable<IngressLimits['rate']>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @returns whether a request of this address may go on */
  admits(address: string): boolean {
    const now = this.now();
    const bucket = this.#buckets.get(address) ?? { level: 0, at: now };
    const leaked = ((now - bucket.at) * this.rate.perMinute) / MINUTE_MS;
    const level = Math.max(0, bucket.level - leaked);
    const isAdmitted = level <= this.rate.burst;
    this.#buckets.delete(address);
    if (this.#buckets.size >= MAX_ADDRESSES)
      this.#buckets.delete(this.#buckets.keys().next().value as string);
    this.#buckets.set(address, { level: isAdmitted ? level + 1 : level, at: now });
    return isAdmitted;
  }
}

/** Whether a request says itself that its body is over the limit. */
export const isTooLarge = (
  { headers }: IncomingMessage,
  { maxBodyBytes = Infinity }: IngressLimits,
): boolean => Number(headers['content-length'] ?? 0) > maxBodyBytes;

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
