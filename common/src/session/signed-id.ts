import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 16;
const ID_LENGTH = 22;
const TOKEN = /^[\w-]{65}$/;

/**
 * Derives a key for signed ids from a secret.
 * @param use what the ids are for: each use has a key of its own, so a token never passes for one of another use
 */
export const deriveKey = (secret: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', use, 32));

/** A new random id: 128 bits as text. */
export const newRandomId = (): string => randomBytes(ID_BYTES).toString('base64url');

/**
 * Signs an id.
 * @param owner whose id it is, when it is valid for one owner only
 * @returns a token of 65 characters: the id and a signature that only holders of the key can make
 */
export const signId = (id: string, key: Buffer, owner?: string): string =>
  id + signature(id, key, owner).toString('base64url');

/**
 * Reads a token that `signId` made.
 * @param owner as given to `signId`
 * @returns the id; null when no holder of the key made the token for this owner
 */
export function readSignedId(token: string, key: Buffer, owner?: string): string | null {
  if (!TOKEN.test(token)) return null;
  const id = token.slice(0, ID_LENGTH);
  const signed = Buffer.from(token.slice(ID_LENGTH), 'base64url');
  return timingSafeEqual(signature(id, key, owner), signed) ? id : null;
}

const signature = (id: string, key: Buffer, owner?: string): Buffer =>
  createHmac('sha256', key)
    .update(owner === undefined ? id : `${id} ${owner}`)
    .digest();
