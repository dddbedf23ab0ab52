/** An e-mail that a visitor gives. */
export interface GivenEmail {
  /** As `normalizeEmail` makes it. */
  email: string;
  /** The spelling that was sent. Compatibility: earlier versions stored accounts under it. */
  typedEmail: string;
}

/** What a visitor gives to sign up or in. */
export interface Credentials extends GivenEmail {
  password: string;
  /** The device that they come from, when the account was signed in on it before. */
  device?: string;
}
