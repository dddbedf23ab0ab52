/** What a visitor gives to sign up or in; the e-mail is trimmed and in lower case. */
export interface Credentials {
  email: string;
  password: string;
}

/** What an account's owner sees of it. */
export interface Account {
  id: string;
  email: string;
  /** Empty until it is given. */
  name: string;
}
