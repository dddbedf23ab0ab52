import { isSold, quantities, type Books } from '../books';
import type { StoredFulfilment, StoredProduct } from '../documents';
import { eventsOf } from '../event-log';
import type { Finding } from './finding';

/** I1: starting stock plus sellers' changes minus sold orders is the stock. */
export function stockAddsUp(books: Books): Finding[] {
  const sold = soldPieces(books);
  return books.products.flatMap((product) => {
    const origin = originOf(product, books);
    if (!origin) return [];
    const { id, quantity } = product;
    const { start, edited } = origin;
    const gone = sold.get(id)?.pieces ?? 0;
    const expected = start + edited - gone;
    if (quantity === expected) return [];
    return [
      {
        message: `stock of product ${id} is ${quantity}; ${start} at first, ${edited} by its seller and ${gone} sold make ${expected}`,
        proof: { product: id, quantity, ...origin, sold: gone, orders: sold.get(id)?.orders ?? [] },
      },
    ];
  });
}

/** I2: no stock is negative, or was at any time in the log. */
export function stockIsNeverNegative({ products, productsInOrders, productsInCart, log }: Books): Finding[] {
  const isBad = ({ quantity }: { quantity: number }): boolean =>
    !Number.isSafeInteger(quantity) || quantity < 0;
  const stored = [
    ...products.map((product) => ({ ...product, where: 'products' })),
    ...productsInOrders.map((product) => ({ ...product, where: 'the replica in orders' })),
    ...productsInCart.map((product) => ({ ...product, where: 'the replica in cart' })),
  ];
  const published = log
    ? [...eventsOf(log, 'product:created', 'id'), ...eventsOf(log, 'product:updated', 'id')]
    : [];
  return [
    ...stored.filter(isBad).map(({ id, quantity, version, where }) => ({
      message: `stock of product ${id} is ${quantity} in ${where}`,
      proof: { product: id, quantity, version, where },
    })),
    ...published
      .filter(({ fields }) => isBad({ quantity: fields.quantity ?? 0 }))
      .map(({ subject, sequence, fields: { id, quantity, version } }) => ({
        message: `stock of product ${id} was ${quantity} at version ${version}`,
        proof: { product: id, quantity, version, subject, sequence },
      })),
  ];
}

function soldPieces({ orders }: Books): Map<string, { pieces: number; orders: string[] }> {
  const sold = new Map<string, { pieces: number; orders: string[] }>();
  for (const { id, items } of orders.filter(isSold)) {
    for (const [productId, quantity] of quantities(items)) {
      const entry = sold.get(productId) ?? { pieces: 0, orders: [] };
      entry.pieces += quantity;
      entry.orders.push(id);
      sold.set(productId, entry);
    }
  }
  return sold;
}

/**
 * Where a product's stock began and by how much its seller changed it. For a product from before that was counted:
 * what the log says of its beginning, if all its versions are sales that rest, so that nobody changed it.
 * @returns undefined when it is unknown
 */
export function originOf(
  product: StoredProduct,
  books: Books,
): { start: number; edited: number } | undefined {
  const { id, version, stockLedger } = product;
  if (stockLedger) return { start: stockLedger.start, edited: stockLedger.edited };
  const ofProduct = books.fulfilments.filter(({ items }) => items.some(({ productId }) => productId === id));
  const moves = ofProduct.map(certainMoves);
  const created =
    books.log && eventsOf(books.log, 'product:created', 'id').find(({ fields }) => fields.id === id);
  const start = created?.fields.quantity;
  const isAllSales =
    !moves.includes(undefined) && moves.reduce<number>((sum, move) => sum + (move ?? 0), 0) === version;
  return start !== undefined && isAllSales ? { start, edited: 0 } : undefined;
}

/** How often a fulfilment changed each of its products; undefined where it may have taken some before it gave up. */
function certainMoves({ status, wasApplied }: StoredFulfilment): number | undefined {
  if (status === 'applied') return 1;
  if (status === 'voided') return 0;
  return status === 'reverted' && wasApplied ? 2 : undefined;
}
