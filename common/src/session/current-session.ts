/** How long a session lasts: no token is valid longer. */
export const MAX_AGE_SECONDS = 12 * 60 * 60;

/** Who is signed in, as the session has it. */
export interface CurrentUser {
  id: string;
  email: string;
  /** When the session was opened, in seconds since 1970. */
  iat: number;
}

/** A session whose token is sound; `EndedSessions` knows whether it ended before it expired. */
export interface Session {
  user: CurrentUser;
  /** Its generation: a user's sessions of lower generations end together. 0 for a token that names none. */
  gen: number;
  /** The beginning of the token's signature. */
  sessionId: string;
}
