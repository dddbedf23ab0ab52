import { deriveKey, newRandomId, readSignedId, signId } from '@datnxecommerce/common';

/**
 * The devices on which an account was signed in before. Each has a token, signed for that account, and counts wrong
 * passwords by itself: a stranger who guesses cannot make the owner wait (OWASP, "Slow Down Online Guessing Attacks
 * with Device Cookies"). A new JWT_KEY makes all devices unknown.
 */
export class KnownDevices {
  private readonly key: Buffer;

  /** @param jwtKey JWT_KEY, from which the key of the tokens is derived */
  constructor(jwtKey: string) {
    this.key = deriveKey(jwtKey, 'shop device');
  }

  /** The token of a device for an account, 65 characters; of a new device without `device`. */
  tokenOf(email: string, device = newRandomId()): string {
    return signId(device, this.key, email);
  }

  /** @returns the id of the device; undefined when the token was not made for this account */
  deviceIn(token: string | undefined, email: string): string | undefined {
    return readSignedId(token ?? '', this.key, email) ?? undefined;
  }
}
