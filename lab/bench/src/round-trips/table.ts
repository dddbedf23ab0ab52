import type { Row } from './count';

/** The counts and how they were measured. */
export interface Report {
  measuredAt: string;
  node: string;
  repetitions: number;
  rows: Row[];
  /** An order that is placed and paid until its stock is confirmed, in all services. */
  purchase: Row;
  /** Commands that were left out as those of periodic jobs, by service. */
  jobs: Record<string, string[]>;
}

const LEAST_SHOWN = 0.05;

/** A table for each service, and a line for a whole purchase. */
export function asMarkdown({ rows, purchase, repetitions }: Report): string {
  const services = [...new Set(rows.map(({ service }) => service))].sort();
  const tables = services.map((service) =>
    [
      `| ${service}: route or event | round trips | journal waits |`,
      '| --- | --- | --- |',
      ...rows.filter((row) => row.service === service).map(lineOf),
    ].join('\n'),
  );
  const { roundTrips, journalWaits } = purchase;
  const whole = `A purchase, from the order to its confirmed stock: ${roundTrips.toFixed(1)} round trips, ${journalWaits.toFixed(1)} journal waits.`;
  return [`Means of ${repetitions} repetitions.`, ...tables, whole].join('\n\n');
}

function lineOf({ label, commands, roundTrips, journalWaits }: Row): string {
  const names = Object.entries(commands)
    .filter(([, count]) => count >= LEAST_SHOWN)
    .map(([name, count]) => `${plain(count)} ${name}`);
  const parts = names.length > 0 ? ` = ${names.join(' + ')}` : '';
  return `| \`${label}\` | ${roundTrips.toFixed(1)}${parts} | ${journalWaits.toFixed(1)} |`;
}

/** One decimal, unless that is a zero. */
const plain = (count: number): string => String(Number(count.toFixed(1)));
