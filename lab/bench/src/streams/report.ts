import { quantile } from '@ecommerce/e2e/statistics';

/** What was measured of the streams of one process. */
export interface StreamFigures {
  /** Milliseconds from each event to its step at the reader, on the idle stack. */
  delays: number[];
  /** The same while the streams below are open. */
  delaysBesideStreams: number[];
  streams: number;
  /** Resident memory of the process with these streams, in MiB. */
  mebibytes: number;
  /** CPU time of the process while nothing happens, in percent of one core. */
  cpu: number;
  /** The same of its database. */
  databaseCpu: number;
}

const LIMITS = { p99Ms: 150, mebibytes: 200, cpu: 5 };

const ms = (delays: number[], share: number): string => `${quantile(delays, share).toFixed(0)} ms`;

const timesOf = (delays: number[]): string =>
  `p50 ${ms(delays, 0.5)}, p99 ${ms(delays, 0.99)} of ${delays.length} steps`;

/** The figures as lines. */
export const linesOf = (figures: StreamFigures): string[] => [
  `event to step on an open stream, idle stack: ${timesOf(figures.delays)} (limit p99 ${LIMITS.p99Ms} ms)`,
  `the same beside ${figures.streams} open streams: ${timesOf(figures.delaysBesideStreams)}`,
  `memory with ${figures.streams} open streams: ${figures.mebibytes.toFixed(0)} MiB (limit ${LIMITS.mebibytes} MiB)`,
  `CPU of ${figures.streams} idle streams: ${figures.cpu.toFixed(1)} % (limit ${LIMITS.cpu} %), its database ${figures.databaseCpu.toFixed(1)} %`,
];

/** @returns the figures that miss their limit */
export function findMissed({ delays, mebibytes, cpu }: StreamFigures): string[] {
  return [
    ...(quantile(delays, 0.99) < LIMITS.p99Ms ? [] : ['event to step']),
    ...(mebibytes < LIMITS.mebibytes ? [] : ['memory']),
    ...(cpu < LIMITS.cpu ? [] : ['CPU']),
  ];
}
