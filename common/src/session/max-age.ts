/** How long a session lasts: no token is valid longer. */
export const MAX_AGE_SECONDS = 12 * 60 * 60;
