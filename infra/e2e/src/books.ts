import os from 'node:os';
import mongoose from 'mongoose';
import { readStack, type Stack } from './stack';

type Document = mongoose.mongo.Document;
type Db = mongoose.mongo.Db;

interface Charge {
  id: string;
  amount: number;
  amount_refunded: number;
  status: string;
  metadata: { orderId?: string };
}

/** Everything that the promises of the shop are about, read at one moment. */
interface Books {
  products: Document[];
  orders: Document[];
  payments: Document[];
  fulfilments: Document[];
  orderReplicas: Document[];
  cartReplicas: Document[];
  pendingOutboxes: string[];
  deadLetters: Document[];
  charges: Charge[];
}

/**
 * Checks what must hold at rest, over all data of the shop: money, stock, replicas, outboxes.
 * @param startingStock what each product of interest was put up with
 * @returns one line for each violation; none when the books balance
 */
export async function violations(
  startingStock: Map<string, number> = new Map(),
  stack = readStack(),
): Promise<string[]> {
  const books = await readBooks(stack);
  return [...stockViolations(books, startingStock), ...moneyViolations(books), ...deliveryViolations(books)];
}

function stockViolations({ products, orders }: Books, startingStock: Map<string, number>): string[] {
  const sold = new Map<string, number>();
  for (const order of orders.filter(({ status }) => status === 'Complete')) {
    for (const { productId, quantity } of order.items as { productId: string; quantity: number }[]) {
      sold.set(String(productId), (sold.get(String(productId)) ?? 0) + quantity);
    }
  }
  const found = products
    .filter(({ quantity }) => quantity < 0)
    .map(({ _id }) => `stock of ${_id} is negative`);
  for (const [id, start] of startingStock) {
    const left = products.find(({ _id }) => String(_id) === id)?.quantity as number | undefined;
    const expected = start - (sold.get(id) ?? 0);
    if (left !== expected)
      found.push(`stock of ${id} is ${left}, but ${start} - ${sold.get(id) ?? 0} sold = ${expected}`);
  }
  return found;
}

function moneyViolations({ orders, payments, charges }: Books): string[] {
  const found: string[] = [];
  const succeeded = charges.filter(({ status }) => status === 'succeeded');
  const chargesOf = groupBy(succeeded, ({ metadata }) => metadata.orderId ?? 'none');
  const orderById = new Map(orders.map((order) => [String(order._id), order]));
  const paymentByCharge = new Map(payments.map((payment) => [payment.stripeId as string, payment]));
  for (const charge of succeeded) {
    const order = orderById.get(charge.metadata.orderId ?? '');
    if (!paymentByCharge.has(charge.id)) found.push(`charge ${charge.id} belongs to no payment`);
    if (!order) found.push(`charge ${charge.id} belongs to no order`);
    else if (order.status === 'Created') found.push(`order ${order._id} is charged and still Created`);
    else if (
      order.status === 'Complete' &&
      (order.fulfilment !== 'confirmed' || charge.amount_refunded !== 0)
    ) {
      found.push(
        `order ${order._id} is Complete, ${order.fulfilment}, and ${charge.amount_refunded} went back`,
      );
    } else if (order.status === 'Cancelled' && charge.amount_refunded !== charge.amount) {
      found.push(
        `order ${order._id} is Cancelled and ${charge.amount_refunded} of ${charge.amount} went back`,
      );
    }
    if (order && Math.round(order.total * 100) !== charge.amount)
      found.push(`charge ${charge.id} has another amount than its order`);
  }
  for (const [orderId, list] of chargesOf)
    if (list.length > 1) found.push(`order ${orderId} is charged ${list.length} times`);
  for (const { _id } of orders.filter(({ status }) => status === 'Complete')) {
    if (!chargesOf.has(String(_id))) found.push(`order ${_id} is Complete without a charge`);
  }
  return found;
}

function deliveryViolations(books: Books): string[] {
  const found = [
    ...books.pendingOutboxes.map((id) => `${id} still has events to send`),
    ...books.deadLetters.map(({ _id, reason }) => `dead letter ${_id}: ${reason}`),
    ...books.fulfilments
      .filter(({ status }) => ['applying', 'reverting'].includes(status as string))
      .map(({ _id, status }) => `fulfilment ${_id} is still ${status}`),
    ...books.payments
      .filter(({ status }) => ['charging', 'unknown', 'refunding'].includes(status as string))
      .map(({ _id, status }) => `payment ${_id} is still ${status}`),
    ...books.orders
      .filter(({ status, fulfilment }) => status === 'Complete' && fulfilment === 'pending')
      .map(({ _id }) => `order ${_id} waits for its stock`),
  ];
  for (const [name, replicas] of [
    ['orders', books.orderReplicas],
    ['cart', books.cartReplicas],
  ] as const) {
    const replicaById = new Map(replicas.map((replica) => [String(replica._id), replica]));
    for (const { _id, title, price, quantity, version } of books.products) {
      const copy = replicaById.get(String(_id));
      const same =
        copy &&
        copy.title === title &&
        copy.price === price &&
        copy.quantity === quantity &&
        copy.version === version;
      if (!same)
        found.push(
          `${name} has another ${_id} than products: version ${copy?.version} instead of ${version}`,
        );
    }
  }
  return found;
}

async function readBooks(stack: Stack): Promise<Books> {
  const names = ['products', 'cart', 'orders', 'payments'] as const;
  const clients = names.map(
    (name) => new mongoose.mongo.MongoClient(stack.mongo[name] ?? '', { runtimeAdapters: { os } }),
  );
  try {
    const [products, cart, orders, payments] = clients.map((client) => client.db()) as [Db, Db, Db, Db];
    const all = (db: Db, collection: string): Promise<Document[]> =>
      db.collection(collection).find().toArray();
    const ledger = await fetch(`${stack.stripe.url}/_control/ledger`);
    return {
      products: await all(products, 'products'),
      orders: await all(orders, 'orders'),
      payments: await all(payments, 'payments'),
      fulfilments: await all(products, 'fulfilments'),
      orderReplicas: await all(orders, 'productreplicas'),
      cartReplicas: await all(cart, 'productreplicas'),
      pendingOutboxes: await pending([products, orders, payments]),
      deadLetters: (
        await Promise.all([products, cart, orders, payments].map((db) => all(db, 'deadletters')))
      ).flat(),
      charges: ((await ledger.json()) as { charges: Charge[] }).charges,
    };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function pending(databases: Db[]): Promise<string[]> {
  const collections = (await Promise.all(databases.map((db) => db.collections()))).flat();
  const left = collections.map((collection) => collection.find({ outboxAt: { $exists: true } }).toArray());
  return (await Promise.all(left)).flat().map(({ _id }) => String(_id));
}

function groupBy<T>(list: T[], keyOf: (entry: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of list) groups.set(keyOf(entry), [...(groups.get(keyOf(entry)) ?? []), entry]);
  return groups;
}
