const FIRST_CEILING_MS = 200;
const LAST_CEILING_MS = 5_000;

/**
 * How long to wait before the next try, in milliseconds, after `failures` tries in a row have failed.
 * Full jitter: anything below a ceiling that doubles up to 5 s, so that the clients of a returning broker
 * do not all knock at once.
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  return random() * Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** failures);
}
