import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';

/** What signs and verifies sessions: a secret does both, a public key only verifies. */
export interface SigningKey {
  /** Absent for a public key. */
  signing?: KeyObject;
  verifying: KeyObject;
}

/** P-256, the one curve of ES256. */
const CURVE = 'prime256v1';

const isPem = (text: string): boolean => text.trimStart().startsWith('-----BEGIN');

/**
 * Reads a JWT_KEY: a PEM key of the curve P-256 (ES256), or else a secret (HS256). In a PEM key, `\n` may stand for
 * line breaks, as in files of settings.
 * @throws Error when it begins as a PEM key and is no key of that curve
 */
export function readSigningKey(text: string): SigningKey {
  if (!isPem(text)) {
    const secret = createSecretKey(Buffer.from(text));
    return { signing: secret, verifying: secret };
  }
  const pem = text.replaceAll('\\n', '\n');
  if (!pem.includes('PRIVATE KEY')) return { verifying: requireCurve(createPublicKey(pem)) };
  return { signing: requireCurve(createPrivateKey(pem)), verifying: createPublicKey(pem) };
}

/** The JWT algorithm of a key; no other is accepted with it, so a public key can never serve as a secret. */
export const algorithmOf = ({ type }: KeyObject): 'HS256' | 'ES256' =>
  type === 'secret' ? 'HS256' : 'ES256';

/** Whether a text is a JWT_KEY. */
export function isSigningKey(text: string): boolean {
  try {
    return readSigningKey(text) !== undefined;
  } catch {
    return false;
  }
}

/** Whether a JWT_KEY can sign sessions. */
export const canSign = (text: string): boolean =>
  isSigningKey(text) && readSigningKey(text).signing !== undefined;

function requireCurve(key: KeyObject): KeyObject {
  if (key.asymmetricKeyDetails?.namedCurve === CURVE) return key;
  throw new Error('the key is not of the curve P-256');
}
