/** What a visitor gives to sign up or in; the e-mail is trimmed and in lower case. */
export interface Credentials {
  email: string;
  password: string;
}

/** An account as outsiders see it. */
export interface Account {
  id: string;
  email: string;
}
