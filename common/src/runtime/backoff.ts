const FIRST_CEILING_MS = 200;
const LAST_CEILING_MS = 5_000;

/**
 * The milliseconds to wait before the next try after `failures` failed tries in a row. Full jitter: a random time below
 * a ceiling that doubles up to 5 s, so the clients of a broker that restarts do not reconnect in step.
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  return random() * Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** failures);
}
