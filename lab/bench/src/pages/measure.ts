import { withOwnShop } from '../own-shop';
import { refuseVoid } from '../requests/measure';
import { asTable } from '../requests/report';
import { comparePages } from './compare';

const ROUNDS = 10;

/**
 * Compares the CPU time of the shop's pages with bare pages of the same Next.js.
 * @throws UserError when the same bare page in two processes differs by more than 5 %
 */
export async function measurePages(): Promise<void> {
  const report = await withOwnShop(() => comparePages(ROUNDS));
  console.log(asTable(report));
  refuseVoid(report);
}
