import type { Observation } from '@ecommerce/audit/observations';
import { eventually } from './eventually';
import { Shopper, type Order, type Product } from './shopper';
import { askStripeControl } from './stripe-control';

/** A purchase for each possible ending, and what its shopper saw. */
export interface Endings {
  seller: Shopper;
  buyer: Shopper;
  lamp: Product;
  /** Complete and confirmed. */
  sold: Order;
  /** Cancelled before anything was charged. */
  cancelled: Order;
  /** Cancelled while its charge was under way: refunded. */
  refunded: Order;
  /** Paid for after the last piece was gone: refunded. */
  outOfStock: Order;
  /** Its card was declined: still to be paid. */
  open: Order;
  observations: Observation[];
}

/** Runs them on the running shop and waits until all have ended. */
export async function playEndings(): Promise<Endings> {
  const [seller, buyer] = await Promise.all([Shopper.signUp(), Shopper.signUp()]);
  const [lamp, rug, last] = await Promise.all([
    seller.sells({ title: 'Lamp', price: 19.99, quantity: 10 }),
    seller.sells({ title: 'Rug', price: 17.01, quantity: 10 }),
    seller.sells({ title: 'The last lamp', price: 0.57, quantity: 1 }),
  ]);
  const edited = await seller.put<Product>(`/api/products/${lamp.id}`, { quantity: 12, price: 17.01 });
  const line = { productId: lamp.id, quantity: 2 };
  await buyer.puts({ ...line, quantity: 3 });

  const [sold, cancelled, refunded, open] = [
    await buyer.orders([line]),
    await buyer.orders([line]),
    // Not of what is in the cart: whether its payment was announced before it was cancelled is left to chance.
    await buyer.orders([{ ...line, productId: rug.id }]),
    await buyer.orders([line]),
  ];
  await buyer.pays(sold.id);
  await buyer.cancels(cancelled.id);
  await buyer.pays(open.id, 'tok_chargeDeclined');
  await cancelWhileCharging(buyer, refunded.id);

  const rivals = [await seller.orders([{ productId: last.id, quantity: 1 }])];
  const outOfStock = await buyer.orders([{ productId: last.id, quantity: 1 }]);
  await seller.pays(rivals[0]?.id ?? '');
  await eventually(async () => {
    if ((await seller.product(last.id)).quantity !== 0) throw new Error('the last piece is still there');
  });
  await buyer.pays(outOfStock.id);

  await Promise.all([
    reached(buyer, sold, 'confirmed'),
    reached(buyer, cancelled, 'Cancelled'),
    reached(buyer, refunded, 'refunded'),
    reached(buyer, outOfStock, 'refunded'),
  ]);
  return {
    seller,
    buyer,
    lamp,
    sold,
    cancelled,
    refunded,
    outOfStock,
    open,
    observations: [
      ...[sold, cancelled, refunded, outOfStock, open].map(({ id }) => promise(buyer, `/api/orders/${id}`)),
      promise(seller, `/api/products/${lamp.id}`, edited.body.version),
      seen(sold, 'Created'),
      seen(sold, 'Complete'),
      seen(outOfStock, 'Complete'),
      seen(outOfStock, 'Cancelled'),
      { kind: 'final', orderId: sold.id, status: 'Complete' },
      { kind: 'cart', cookie: buyer.cookie, items: [{ productId: lamp.id, quantity: 1 }] },
    ],
  };
}

const promise = ({ cookie }: Shopper, path: string, version?: number): Observation => ({
  kind: 'acknowledged',
  path,
  cookie,
  version,
});

const seen = ({ id }: Order, status: Order['status']): Observation => ({
  kind: 'status',
  orderId: id,
  status,
  at: new Date().toISOString(),
});

/** Cancels when Stripe has charged and not yet answered. */
async function cancelWhileCharging(buyer: Shopper, orderId: string): Promise<void> {
  await askStripeControl('POST', 'faults', { fault: 'hang', match: { orderId }, ms: 60_000 });
  const paying = buyer.pays(orderId);
  try {
    await eventually(async () => {
      const ledger = (await askStripeControl('GET', 'ledger')) as {
        charges: { metadata: { orderId?: string } }[];
      };
      if (!ledger.charges.some(({ metadata }) => metadata.orderId === orderId))
        throw new Error('no charge yet');
    }, 60_000);
    const { status } = await buyer.cancels(orderId);
    if (status !== 204) throw new Error(`the cancellation was answered ${status}`);
  } finally {
    await askStripeControl('DELETE', 'faults'); // lets the answer go
    await paying;
  }
}

async function reached(shopper: Shopper, { id }: Order, what: string): Promise<void> {
  await eventually(async () => {
    const order = await shopper.order(id);
    const facts = [order.status, order.fulfilment, ...(order.refunded ? ['refunded'] : [])];
    if (!facts.includes(what)) throw new Error(`order ${id} is ${facts.join(', ')}`);
  }, 60_000);
}
