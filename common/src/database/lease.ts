/**
 * The end of a lease that begins now, for an update pipeline. The database's clock decides, so the clocks of the
 * services do not matter.
 * @param durationMs milliseconds
 */
export const leaseFor = (durationMs: number) => ({ $add: ['$$NOW', durationMs] });

/**
 * A filter for documents whose lease has expired. The database's clock may step back: a lease that ends later than any
 * new one could was acquired before the step and counts as expired. An index of the field serves, also a sparse one.
 * @param field where the end of the lease is stored
 * @param longestMs the longest lease that is ever acquired, in milliseconds
 */
export const leaseHasExpired = (field: string, longestMs: number) => ({
  [field]: { $exists: true },
  $expr: { $or: [{ $lt: [`$${field}`, '$$NOW'] }, { $lt: [leaseFor(longestMs), `$${field}`] }] },
});

/**
 * A filter for documents whose `lease` is absent or has expired.
 * @param longestMs the longest lease that is ever acquired, in milliseconds
 */
export const notLeased = (longestMs: number) => ({
  $or: [{ lease: { $exists: false } }, leaseHasExpired('lease', longestMs)],
});

/**
 * Whether a stored lease holds: the rule of `leaseHasExpired` for a decision of `change`.
 * @param until the stored end of the lease, if there is one
 * @param now the database's time
 * @param longestMs the longest lease that is ever acquired, in milliseconds
 */
export const isLeased = (until: Date | undefined, now: Date, longestMs: number): boolean =>
  until !== undefined && until >= now && until.getTime() <= now.getTime() + longestMs;
