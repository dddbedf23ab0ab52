import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Slots } from './slots';

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

interface Cost {
  N: number;
  r: number;
  p: number;
}

interface PasswordRecord extends Cost {
  salt: Buffer;
  hash: Buffer;
}

const SALT_BYTES = 16;
const HASH_BYTES = 32;

export interface HasherOptions {
  /** Binary logarithm of scrypt's N. */
  costLog2: number;
  /** How many passwords are hashed at once: each takes 128 · r · N bytes and a processor. */
  parallel: number;
  /** How many more may wait. */
  queue: number;
}

/**
 * Hashes passwords with scrypt, N = 2^15, r = 8, p = 3 by default (OWASP cheat sheet "Password Storage").
 * A record carries its own parameters, `scrypt$N$r$p$salt$hash`, so that raising the cost leaves nobody outside.
 */
export class PasswordHasher {
  private readonly cost: Cost;
  private readonly slots: Slots;
  /** A record that no password fits, for accounts that are not there. */
  private readonly nobody: string;

  constructor({ costLog2, parallel, queue }: HasherOptions) {
    this.cost = { N: 2 ** costLog2, r: 8, p: 3 };
    this.slots = new Slots(parallel, queue);
    this.nobody = format({ ...this.cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) });
  }

  /**
   * The record to store for a new password.
   * @throws ServiceUnavailableError when too many wait already
   */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.slots.run(() => deriveKey(password, salt, HASH_BYTES, this.cost));
    return format({ ...this.cost, salt, hash });
  }

  /**
   * Whether a password is the one behind a record. A no takes as long without a record as with one, also with one that
   * was made with less work: scrypt then does the rest.
   * @throws ServiceUnavailableError when too many wait already
   */
  async verify(password: string, record = this.nobody): Promise<boolean> {
    const { salt, hash, ...cost } = parse(record);
    return this.slots.run(async () => {
      const isRight = timingSafeEqual(await deriveKey(password, salt, hash.length, cost), hash);
      const rest = Math.ceil((workOf(this.cost) - workOf(cost)) / (cost.N * cost.r));
      if (!isRight && rest > 0) await deriveKey(password, salt, hash.length, { ...cost, p: rest });
      return isRight;
    });
  }

  /** Whether a record was made with less work than is asked for today. */
  isOutdated(record: string): boolean {
    return workOf(parse(record)) < workOf(this.cost);
  }
}

function deriveKey(password: string, salt: Buffer, length: number, { N, r, p }: Cost): Promise<Buffer> {
  const maxmem = 256 * r * (N + p); // Node's default stops at N = 2^14; scrypt needs a little over 128 · r · (N + p)
  return derive(password, salt, length, { N, r, p, maxmem });
}

const workOf = ({ N, r, p }: Cost): number => N * r * p;

const format = ({ N, r, p, salt, hash }: PasswordRecord): string =>
  `scrypt$${N}$${r}$${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;

function parse(record: string): PasswordRecord {
  const [scheme, N, r, p, salt, hash] = record.split('$');
  if (scheme !== 'scrypt' || !salt || !hash) throw new Error('a stored password is no scrypt record');
  return {
    N: Number(N),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}
