/** Milliseconds with one decimal, as the log shows them. */
export const roundMs = (ms: number): number => Math.round(ms * 10) / 10;
