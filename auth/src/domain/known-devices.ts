import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 16;
const ID_LENGTH = 22;
const TOKEN = /^[\w-]{65}$/;

/**
 * The devices on which an account was signed in before. Each has a token, signed for that account, and counts wrong
 * passwords by itself: a stranger who guesses cannot make the owner wait (OWASP, "Slow Down Online Guessing Attacks
 * with Device Cookies"). A new JWT_KEY makes all devices unknown.
 */
export class KnownDevices {
  private readonly key: Buffer;

  /** @param jwtKey JWT_KEY; the key of the tokens differs from all other uses of it */
  constructor(jwtKey: string) {
    this.key = Buffer.from(hkdfSync('sha256', jwtKey, '', 'shop device', 32));
  }

  /** The token of a device for an account, 65 characters; of a new device without `device`. */
  tokenOf(email: string, device = randomBytes(ID_BYTES).toString('base64url')): string {
    return device + this.signature(device, email).toString('base64url');
  }

  /** @returns the id of the device; undefined when the token was not made for this account */
  deviceIn(token: string | undefined, email: string): string | undefined {
    if (token === undefined || !TOKEN.test(token)) return undefined;
    const device = token.slice(0, ID_LENGTH);
    const signed = Buffer.from(token.slice(ID_LENGTH), 'base64url');
    return timingSafeEqual(this.signature(device, email), signed) ? device : undefined;
  }

  private signature(device: string, email: string): Buffer {
    return createHmac('sha256', this.key).update(`${device} ${email}`).digest();
  }
}
