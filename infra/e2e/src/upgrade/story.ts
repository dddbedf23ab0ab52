import { randomBytes } from 'node:crypto';
import { audit } from '@ecommerce/audit/audit';
import type { Observation, ObservationOf } from '@ecommerce/audit/observations';
import { BrokerLog } from '@ecommerce/events/broker-log';
import { pidOf } from '../crash';
import { playEndings, type Endings } from '../endings';
import { eventually } from '../eventually';
import { type Shopper, type Item, type Order, type Product } from '../shopper';
import { readStack } from '../stack';
import { askStripeControl } from '../stripe-control';
import { collection, idOf } from '../stored';
import { CATALOGUE, HTTP_PICTURE, LISTS } from './catalogue';
import type { Facts, OrderUnderWay, PublishedEvent, RecordedAnswer } from './recording';

/** Longer than anything that is hung here may go on. */
const HANG_MS = 600_000;
const KEY = 'the order of one click';

/** What the story leaves behind, beside the databases. */
export interface StoryFacts {
  facts: Omit<Facts, 'recordedAt'>;
  broker: PublishedEvent[];
}

/**
 * Plays everything that a shop can hold on the running one, and ends with a frozen broker: what was changed after that
 * waits in outboxes, charges hang at Stripe, and an operator's requests wait.
 */
export async function playStory(): Promise<StoryFacts> {
  const endings = await playEndings();
  const { seller, buyer } = endings;
  for (const product of CATALOGUE) await seller.sells(product);
  const httpPicture = await seller.sells(HTTP_PICTURE);
  const cup = await seller.sells({ title: 'Cup under way', price: 7.5, quantity: 50 });
  const rug = await seller.sells({ title: 'Rug to be edited', price: 40, quantity: 5 });
  await buyer.puts({ productId: httpPicture.id, quantity: 2 });
  const keyed = await orderByKey(buyer, { productId: httpPicture.id, quantity: 1 });
  const orders = await placeOrders(buyer, cup, endings.open);
  const poison = await publishMalformed(endings.lamp, orders.paid);
  await rest(poison);

  const { refunded } = await chargeAndCancel(buyer, orders.refunded);
  const broker = await freezeBroker(poison);
  await askStripeControl('DELETE', 'faults'); // the refund goes on
  await refunded();
  const unannounced = await seller.sells({ title: 'Lamp without an event', price: 11, quantity: 3 });
  await seller.put(`/api/products/${rug.id}`, {
    price: 44.44,
    description: 'Edited while the broker was down',
  });
  orders.unheard = (await buyer.orders([{ productId: cup.id, quantity: 4 }])).id;
  await buyer.cancels(orders.cancelled);
  await buyer.pays(orders.paid);
  await replayPayment(orders.paid);
  await leaveHanging(buyer, orders);
  await leaveRequest();
  return {
    broker,
    facts: {
      seller: seller.email,
      buyer: buyer.email,
      ...(await answersOf(endings, [cup.id])),
      httpPicture: httpPicture.id,
      unannounced: unannounced.id,
      keyed,
      orders,
      observations: [
        ...endings.observations.map((each) => withoutSession(each, [seller, buyer])),
        { kind: 'cart', cookie: buyer.email, items: await buyer.cart() },
      ],
    },
  };
}

/** Sessions end, accounts do not: an e-mail takes the place of each cookie. */
function withoutSession(observation: Observation, shoppers: Shopper[]): Observation {
  if (!('cookie' in observation)) return observation;
  const owner = shoppers.find(({ cookie }) => cookie === observation.cookie);
  if (!owner) throw new Error(`nobody has the session of ${JSON.stringify(observation)}`);
  return { ...observation, cookie: owner.email };
}

async function orderByKey(buyer: Shopper, item: Item): Promise<Facts['keyed']> {
  const items = [item];
  const answer = await buyer.request<Order>('POST', '/api/orders', { items }, { 'idempotency-key': KEY });
  if (answer.status !== 201) throw new Error(`the order under a key was answered ${answer.status}`);
  return { id: answer.body.id, key: KEY, items };
}

/** All are known to payments before the broker is frozen, but for the one that is placed afterwards. */
async function placeOrders(
  buyer: Shopper,
  cup: Product,
  open: Order,
): Promise<Record<OrderUnderWay, string>> {
  const place = async (): Promise<string> => (await buyer.orders([{ productId: cup.id, quantity: 1 }])).id;
  const orders = {
    open: await place(),
    declined: open.id,
    unheard: '',
    cancelled: await place(),
    paid: await place(),
    refunded: await place(),
    charging: await place(),
    unknown: await place(),
  };
  const replicas = collection('payments', 'orderreplicas');
  await eventually(async () => {
    for (const id of Object.values(orders).filter(Boolean))
      if (!(await replicas.findOne(idOf(id)))) throw new Error(`payments has not consumed order ${id}`);
  });
  return orders;
}

/** Events that break their contract: an operator fixes them later. */
async function publishMalformed(lamp: Product, paid: string): Promise<ObservationOf<'poison'>[]> {
  const events = {
    'product:updated': { id: lamp.id, title: lamp.title, version: 'one' },
    'payment:created': { id: randomBytes(12).toString('hex'), orderId: paid },
  };
  const poison = Object.entries(events).map(([subject, data]) => ({
    kind: 'poison' as const,
    subject,
    data: JSON.stringify(data),
  }));
  const log = await BrokerLog.connect(readStack().nats);
  for (const { subject, data } of poison) await log.publish(subject, data);
  await log.close();
  return poison;
}

/** Waits until every event is consumed. */
async function rest(observations: ObservationOf<'poison'>[]): Promise<void> {
  await eventually(async () => {
    const violations = await audit(readStack(), { observations });
    if (violations.length > 0) throw new Error(JSON.stringify(violations));
  }, 60_000);
}

/** Cancels an order whose charge hangs. @returns `refunded`, which waits for the refund */
async function chargeAndCancel(buyer: Shopper, orderId: string): Promise<{ refunded: () => Promise<void> }> {
  await askStripeControl('POST', 'faults', { fault: 'hang', match: { orderId }, ms: HANG_MS });
  const paying = buyer.pays(orderId);
  await charged(orderId);
  await buyer.cancels(orderId);
  const payments = collection('payments', 'payments');
  await eventually(async () => {
    if (!(await payments.findOne({ orderId, cancelRequested: true }))) throw new Error('not cancelled');
  });
  const refunded = async (): Promise<void> => {
    await paying;
    await eventually(async () => {
      if (!(await payments.findOne({ orderId, status: 'refunded' }))) throw new Error('not refunded');
    });
  };
  return { refunded };
}

/** @returns all that it consumed until then, except dead letters */
async function freezeBroker(poison: ObservationOf<'poison'>[]): Promise<PublishedEvent[]> {
  const log = await BrokerLog.connect(readStack().nats);
  const events = (await Promise.all((await log.subjects()).map((subject) => log.read(subject)))).flat();
  await log.close();
  process.kill(pidOf('nats'), 'SIGSTOP');
  const isPoison = (event: PublishedEvent): boolean =>
    poison.some(({ subject, data }) => subject === event.subject && data === event.data);
  return events
    .filter((event) => !isPoison(event))
    .toSorted((a, b) => a.timeNs - b.timeNs)
    .map(({ subject, data }) => ({ subject, data }));
}

/** An operator has fixed the malformed event, so products has taken the stock of an order before its event. */
async function replayPayment(orderId: string): Promise<void> {
  const payment = await eventually(async () => {
    const found = await collection('payments', 'payments').findOne({ orderId, status: 'succeeded' });
    if (!found) throw new Error(`order ${orderId} is not paid`);
    return found as unknown as { outbox: PublishedEvent[] };
  });
  const replayRaw = payment.outbox.find(({ subject }) => subject === 'payment:created')?.data;
  const letters = collection('products', 'deadletters');
  await letters.updateOne({ subject: 'payment:created' }, { $set: { replayRaw, replayAt: new Date() } });
  await eventually(async () => {
    if (await letters.findOne({ subject: 'payment:created' })) throw new Error('not replayed');
  });
}

/** Charges that went through, whose answer payments does not get. */
async function leaveHanging(buyer: Shopper, { charging, unknown }: Facts['orders']): Promise<void> {
  await askStripeControl('POST', 'faults', {
    fault: 'hang',
    match: { orderId: charging },
    ms: HANG_MS,
    times: 100,
  });
  await askStripeControl('POST', 'faults', {
    fault: 'timeout_after',
    match: { orderId: unknown },
    times: 1000,
  });
  // Nobody waits for these answers: the shop is killed first.
  for (const orderId of [charging, unknown]) buyer.pays(orderId).catch(() => undefined);
  await Promise.all([charged(charging), charged(unknown)]);
  const payments = collection('payments', 'payments');
  await eventually(async () => {
    if (!(await payments.findOne({ orderId: unknown, status: 'unknown' }))) throw new Error('not unknown');
  }, 60_000);
}

/** What `npm run republish` leaves: the service works at it once its broker is back. */
async function leaveRequest(): Promise<void> {
  await collection('orders', 'maintenance').insertOne({
    _id: 'republish-recorded' as never,
    kind: 'republish',
    since: new Date(0),
    state: 'waiting',
    aggregates: 0,
    events: 0,
    skipped: 0,
    requestedAt: new Date(),
  });
}

async function charged(orderId: string): Promise<void> {
  await eventually(async () => {
    const { charges } = (await askStripeControl('GET', 'ledger')) as {
      charges: { metadata: { orderId?: string } }[];
    };
    if (!charges.some(({ metadata }) => metadata.orderId === orderId)) throw new Error('no charge yet');
  }, 60_000);
}

/** What everybody is answered now about what nothing changes any more. */
async function answersOf(
  { buyer, sold, cancelled, refunded, outOfStock, open }: Endings,
  changing: string[],
): Promise<Pick<Facts, 'answers' | 'lists'>> {
  const lists = await Promise.all(
    LISTS.map(async (path) => ({ path, products: (await buyer.get<Product[]>(path)).body })),
  );
  const products = [
    ...new Map(lists.flatMap((list) => list.products).map((each) => [each.id, each])).values(),
  ];
  const ids = [sold, cancelled, refunded, outOfStock, open].map(({ id }) => id);
  const orders = await Promise.all(
    ids.map(async (id) => ({ as: buyer.email, path: `/api/orders/${id}`, body: await buyer.order(id) })),
  );
  const cart: RecordedAnswer = {
    as: buyer.email,
    path: '/api/cart',
    body: (await buyer.get('/api/cart')).body,
  };
  return {
    answers: [
      ...products
        .filter(({ id }) => !changing.includes(id))
        .map((body) => ({ path: `/api/products/${body.id}`, body })),
      ...[...orders, cart],
    ],
    lists: lists.map((list) => ({ path: list.path, ids: list.products.map(({ id }) => id) })),
  };
}
