import { createHash } from 'node:crypto';
import { domainToASCII, domainToUnicode } from 'node:url';

/** What no address shows: zero-width characters, soft hyphens, byte order marks, unassigned code points. */
const INVISIBLE = /\p{C}/gu;
/** Anything else in a domain could end it early: `domainToASCII` reads it as part of a URL. */
const DOMAIN = /^[\p{L}\p{M}\p{N}.\u3002-]+$/u;

/**
 * The one spelling of an e-mail that an account has: NFKC, without invisible characters, in lower case, the domain in
 * ASCII. Look-alike spellings of one mailbox are thus one account.
 * @param typed well-formed text
 */
export function normalizeEmail(typed: string): string {
  const plain = typed.normalize('NFKC').replace(INVISIBLE, '').trim().toLowerCase().normalize('NFKC');
  const at = plain.lastIndexOf('@');
  const domain = plain.slice(at + 1);
  return at >= 0 && DOMAIN.test(domain) ? plain.slice(0, at + 1) + domainToASCII(domain) : plain;
}

/**
 * Compatibility: the spellings under which an account may be stored: today's, and those that earlier versions stored as
 * they were typed.
 * @param typed the text as it was sent
 */
export function storedSpellings(typed: string): string[] {
  const normal = normalizeEmail(typed);
  const [local = '', domain = ''] = normal.split(/@(?=[^@]*$)/);
  const readable = `${local}@${domainToUnicode(domain)}`;
  return [...new Set([typed.trim().toLowerCase(), normal, readable, readable.normalize('NFD')])];
}

/**
 * The hash of an e-mail, the same in any spelling: logs and counters have it in place of the e-mail, so that neither
 * holds the e-mails that strangers try.
 */
export const hashEmail = (email: string): string =>
  createHash('sha256').update(normalizeEmail(email)).digest('base64url');
