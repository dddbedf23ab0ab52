import { drawShares, writeChart } from '../charts/charts';
import { type Extent, repeat } from '../requests/compare';
import { refuseVoid } from '../requests/measure';
import { asTable } from '../requests/report';
import { comparePages } from './compare';

/** A page takes long to warm up, so a third generation would take two minutes more. */
const EXTENT: Extent = { generations: 2, rounds: 5 };

/**
 * Compares the CPU time of the shop's pages with bare pages of the same Next.js.
 * @throws UserError when the same bare page in two processes differs by more than 5 %
 */
export async function measurePages(): Promise<void> {
  const report = await repeat(EXTENT, comparePages);
  console.log(asTable(report));
  refuseVoid(report);
  writeChart('pages', drawShares('one page', report));
}
