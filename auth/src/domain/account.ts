/** What a visitor gives to sign up or in. */
export interface Credentials {
  /** As `normalizeEmail` makes it. */
  email: string;
  /** The spelling that was sent; accounts of older releases may be stored under it. */
  typedEmail: string;
  password: string;
}

/** What an account's owner sees of it. */
export interface Account {
  id: string;
  email: string;
  /** Empty until it is given. */
  name: string;
}
