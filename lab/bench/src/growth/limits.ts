/** What one request costs with little and with much stored. */
export interface Growth {
  what: string;
  /** Milliseconds, median. */
  small: number;
  large: number;
  /** How many times slower it may become. */
  limit: number;
}

/** How many times slower it has become; `control` is the same of a request that reads nothing. */
export const ratioOf = ({ small, large }: Growth, control: number): number => large / small / control;

/** @returns what has become slower than its limit */
export const findSlower = (growths: readonly Growth[], control: number): Growth[] =>
  growths.filter((growth) => ratioOf(growth, control) > growth.limit);

/** The result as a table for people. */
export function asTable(growths: readonly Growth[], control: number): string {
  return [
    '| request | few, ms | many, ms | ratio, limit |',
    '| --- | --- | --- | --- |',
    ...growths.map(
      (growth) =>
        `| ${growth.what} | ${growth.small.toFixed(2)} | ${growth.large.toFixed(2)} | ` +
        `${ratioOf(growth, control).toFixed(2)}, ${growth.limit} |`,
    ),
  ].join('\n');
}
