/**
 * A filter for documents whose field `lease` keeps nobody away. The database's clock decides, so that clocks of services
 * do not matter. It may step back itself: a lease that ends later than any that is given was given by the time before,
 * and is over.
 * @param longestMs the longest lease that is ever given, in milliseconds
 */
export const leaseIsOver = (longestMs: number) => ({
  $expr: {
    $or: [
      { $lt: [{ $ifNull: ['$lease', new Date(0)] }, '$$NOW'] },
      { $lt: [{ $add: ['$$NOW', longestMs] }, '$lease'] },
    ],
  },
});
