import { untilBooksBalance } from './balanced-books';
import { crowdPaysAtOnce } from './crowd';
import type { Order } from './shopper';

/**
 * A crowd pays for the last pieces at the same moment: so many get one, all others their money back, and the stock
 * is 0. To be called in a test.
 */
export async function payAtOnce(crowd: number, stock: number): Promise<void> {
  const { seller, piece, payments, orders } = await crowdPaysAtOnce(crowd, stock);
  // 202: a busy machine took long over Stripe's answer, which settles by itself.
  for (const { status } of payments) expect([201, 202]).toContain(status);

  await untilBooksBalance(90_000);
  const ended = await orders();
  const withStatus = (status: string): Order[] => ended.filter((order) => order.status === status);
  expect(withStatus('Complete')).toHaveLength(stock);
  const lost = withStatus('Cancelled');
  expect(lost).toHaveLength(crowd - stock);
  for (const order of lost) expect(order).toMatchObject({ cancelReason: 'out_of_stock', refunded: true });
  expect(await seller.product(piece.id)).toMatchObject({ quantity: 0 });
}
