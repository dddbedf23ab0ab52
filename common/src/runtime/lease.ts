/**
 * The end of a lease that begins now, for an update pipeline. The database's clock decides, so the clocks of the services
 * do not matter.
 * @param durationMs milliseconds
 */
export const leaseFor = (durationMs: number) => ({ $add: ['$$NOW', durationMs] });

/**
 * A filter for documents whose `lease` is absent or has expired. The database's clock may step back: a lease that ends
 * later than any new one could was acquired before the step and counts as expired.
 * @param longestMs the longest lease that is ever acquired, in milliseconds
 */
export const leaseIsOver = (longestMs: number) => ({
  $expr: {
    $or: [{ $lt: [{ $ifNull: ['$lease', new Date(0)] }, '$$NOW'] }, { $lt: [leaseFor(longestMs), '$lease'] }],
  },
});
