import { drawShares, writeChart } from '../charts/charts';
import { type Extent, repeat } from '../requests/compare';
import { refuseVoid } from '../requests/measure';
import { asTable } from '../requests/report';
import { compareBus } from './compare';

const EXTENT: Extent = { generations: 3, rounds: 8 };

/**
 * Compares the CPU time of publishing and of receiving one event with that of the broker's client alone.
 * @throws UserError when the client alone differs by more than 5 % between two processes
 */
export async function measureBus(): Promise<void> {
  const report = await repeat(EXTENT, compareBus);
  console.log(asTable(report, 'event'));
  refuseVoid(report);
  writeChart('bus', drawShares('one event', report));
}
