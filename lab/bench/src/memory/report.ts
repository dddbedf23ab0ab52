import { slope } from '@ecommerce/e2e/statistics';

/** The resident memory of a process at a moment. */
export interface Sample {
  minute: number;
  mebibytes: number;
}

/** MiB a minute. */
const MOST_GROWTH = 0.5;
/** Of the samples: caches fill and code is compiled meanwhile. */
const WARM_UP_SHARE = 1 / 3;

/** MiB a minute by which the memory grows after the warm-up. */
export function growthOf(samples: readonly Sample[]): number {
  const settled = samples.slice(Math.floor(samples.length * WARM_UP_SHARE));
  return slope(settled.map(({ minute, mebibytes }) => ({ x: minute, y: mebibytes })));
}

/** A line for each service. */
export const linesOf = (services: Map<string, Sample[]>): string[] =>
  [...services].map(([name, samples]) => {
    const [first, last] = [samples.at(0), samples.at(-1)].map((sample) => sample?.mebibytes.toFixed(0));
    const growth = growthOf(samples).toFixed(2);
    return `memory of ${name}: ${first} to ${last} MiB, ${growth} MiB a minute (limit ${MOST_GROWTH})`;
  });

/** The services whose memory grows beyond the limit. */
export const growing = (services: Map<string, Sample[]>): string[] =>
  [...services].filter(([, samples]) => !(growthOf(samples) <= MOST_GROWTH)).map(([name]) => name);
