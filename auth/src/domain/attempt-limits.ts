import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { isDuplicateKey, TooManyRequestsError } from '@datnxecommerce/common';
import { Attempts } from '../models/attempts';

const MINUTE_MS = 60_000;
/** One household or office has a whole network of this many bits. */
const IPV6_NETWORK_GROUPS = 4;

/** How many sign-ups and sign-ins a minute may have. */
export interface AttemptLimitSettings {
  perAddress: number;
  perAccount: number;
}

/**
 * Counts sign-ups and sign-ins, whatever becomes of them, in the database and so for all replicas. `SignInThrottle`
 * slows down guesses at one account; this limits what one address can try at many, and what hashing costs us.
 */
export class AttemptLimits {
  constructor(private readonly limits: AttemptLimitSettings) {}

  /** @throws TooManyRequestsError when this address has to wait for the next minute */
  countAddress(address: string): Promise<void> {
    return count(`address ${networkOf(address)}`, this.limits.perAddress);
  }

  /** @throws TooManyRequestsError when this e-mail has to wait for the next minute, account or not */
  countAccount(email: string): Promise<void> {
    return count(`account ${email}`, this.limits.perAccount);
  }
}

/** IPv6 addresses of one network count together, as their owner can take any of them. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.toLowerCase().split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const missing = 8 - groups(head).length - groups(tail).length;
  const zeros = plain.includes('::') ? Array<string>(missing).fill('0') : [];
  return [...groups(head), ...zeros, ...groups(tail)]
    .slice(0, IPV6_NETWORK_GROUPS)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}

async function count(what: string, most: number): Promise<void> {
  const attempts = await increment(createHash('sha256').update(what).digest('base64url'));
  if (attempts.count <= most) return;
  const seconds = Math.ceil((attempts.resetsAt.getTime() - Date.now()) / 1000);
  const retryAfter = Math.min(Math.max(seconds, 1), MINUTE_MS / 1000);
  throw new TooManyRequestsError('Too many attempts', retryAfter, 'too_many_attempts');
}

async function increment(_id: string): Promise<Attempts> {
  const isRunning = { $gt: ['$resetsAt', '$$NOW'] };
  const next = {
    count: { $cond: [isRunning, { $add: ['$count', 1] }, 1] },
    resetsAt: { $cond: [isRunning, '$resetsAt', { $add: ['$$NOW', MINUTE_MS] }] },
  };
  const write = () =>
    Attempts.findOneAndUpdate({ _id }, [{ $set: next }], {
      ...{ upsert: true, updatePipeline: true, returnDocument: 'after' as const },
      writeConcern: { w: 1, j: false }, // a killed database may forget the last attempts
    }).lean<Attempts>();
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // another request has inserted it meanwhile
    return write();
  }
}
