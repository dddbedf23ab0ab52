import { byId, groupBy, isSold, quantities, sameQuantities, type Books } from '../books';
import type { StoredFulfilment, StoredOrder, StoredProduct } from '../documents';
import type { Finding } from './finding';

/**
 * I6: each change of a product is one version, each order took its pieces once, and what products notes of an order
 * (its fulfilment, its marks) agrees with what became of that order.
 */
export function stockMovesOnce(books: Books): Finding[] {
  const fulfilments = byId(books.fulfilments);
  const orders = byId(books.orders);
  const products = byId(books.products);
  const holders = holdersOf(books.fulfilments);
  return [
    ...books.products.flatMap((product) => [
      ...versionOf(product),
      ...takesOf(product, holders.get(product.id) ?? []),
      ...marksOf(product, fulfilments),
    ]),
    ...books.fulfilments.flatMap((fulfilment) => [
      ...endOf(fulfilment, orders.get(fulfilment.id)),
      ...marksOnProducts(fulfilment, products, books.readAt),
    ]),
    ...books.orders
      .filter((order) => isSold(order) && fulfilments.get(order.id)?.status !== 'applied')
      .map(({ id }) => ({
        message: `order ${id} is sold, but its fulfilment is ${fulfilments.get(id)?.status ?? 'not there'}`,
        proof: { order: id, fulfilment: fulfilments.get(id) ?? null },
      })),
  ];
}

function versionOf({ id, version, stockLedger }: StoredProduct): Finding[] {
  if (!stockLedger) return [];
  const { edits, takes, putBacks } = stockLedger;
  if (version === edits + takes + putBacks) return [];
  return [
    {
      message: `product ${id} is at version ${version}; ${edits} edits, ${takes} takes and ${putBacks} put back make ${edits + takes + putBacks}`,
      proof: { product: id, version, ...stockLedger },
    },
  ];
}

/** The applied fulfilments of each product, by their orders. */
function holdersOf(fulfilments: readonly StoredFulfilment[]): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const { id, items } of fulfilments.filter(({ status }) => status === 'applied')) {
    for (const productId of quantities(items).keys()) {
      const orders = holders.get(productId);
      if (orders) orders.push(id);
      else holders.set(productId, [id]);
    }
  }
  return holders;
}

/** What was taken and not put back belongs to the applied fulfilments, one each. */
function takesOf({ id, stockLedger }: StoredProduct, orders: readonly string[]): Finding[] {
  if (!stockLedger) return [];
  const kept = stockLedger.takes - stockLedger.putBacks;
  if (kept === orders.length) return [];
  return [
    {
      message: `product ${id} was taken ${kept} times for good, but ${orders.length} orders hold pieces of it`,
      proof: { product: id, ...stockLedger, orders },
    },
  ];
}

function marksOf({ id, marks = [] }: StoredProduct, fulfilments: Map<string, StoredFulfilment>): Finding[] {
  const twice = [...groupBy(marks, ({ orderId }) => orderId)].filter(([, list]) => list.length > 1);
  const wrong = marks.filter(({ orderId, state, quantity }) => {
    const fulfilment = fulfilments.get(orderId);
    const expected = fulfilment && quantities(fulfilment.items).get(id);
    return expected !== quantity || markOf(fulfilment) !== state;
  });
  return [
    ...twice.map(([orderId, list]) => ({
      message: `product ${id} has ${list.length} marks of order ${orderId}`,
      proof: { product: id, order: orderId, marks: list },
    })),
    ...wrong.map((mark) => ({
      message: `product ${id} has ${mark.quantity} marked as ${mark.state} by order ${mark.orderId}, whose fulfilment is ${fulfilments.get(mark.orderId)?.status ?? 'not there'}`,
      proof: { product: id, mark, fulfilment: fulfilments.get(mark.orderId) ?? null },
    })),
  ];
}

/** Until they are pruned, the marks of an ended fulfilment are on all its products. */
function marksOnProducts(
  fulfilment: StoredFulfilment,
  products: Map<string, StoredProduct>,
  readAt: Date,
): Finding[] {
  const { id, items, pruneAt } = fulfilment;
  const state = markOf(fulfilment);
  // A margin, because one that is due may be pruned while the books are read.
  if (!state || !pruneAt || pruneAt.getTime() < readAt.getTime() + 10_000) return [];
  return items.flatMap(({ productId }) => {
    const product = products.get(productId);
    if (!product || product.marks?.some((mark) => mark.orderId === id)) return [];
    return [
      {
        message: `fulfilment ${id} is ${fulfilment.status}, but product ${productId} has no mark of it`,
        proof: { fulfilment, product: productId, marks: product.marks ?? [] },
      },
    ];
  });
}

/** The mark that an ended fulfilment leaves on its products. */
function markOf(fulfilment?: StoredFulfilment): 'taken' | 'returned' | undefined {
  if (fulfilment?.status === 'applied') return 'taken';
  return fulfilment?.status === 'rejected' || fulfilment?.status === 'reverted' ? 'returned' : undefined;
}

function endOf(fulfilment: StoredFulfilment, order?: StoredOrder): Finding[] {
  const { id, status, items } = fulfilment;
  const proof = { fulfilment, order: order ?? null };
  if (!order) return [{ message: `fulfilment ${id} is of an order that is not there`, proof }];
  const found: Finding[] = [];
  if (quantities(items).size !== items.length)
    found.push({ message: `fulfilment ${id} has a product twice`, proof });
  if (status !== 'voided' && !sameQuantities(items, order.items))
    found.push({ message: `fulfilment ${id} is of other items than its order`, proof });
  const isRight = status === 'applied' ? isSold(order) : order.status === 'Cancelled';
  if (!isRight && status !== 'applying' && status !== 'reverting')
    found.push({
      message: `fulfilment ${id} is ${status}, but its order is ${order.status}, ${order.fulfilment}`,
      proof,
    });
  return found;
}
