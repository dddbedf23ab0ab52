import { readQueueGroups } from '@ecommerce/events/queue-groups';
import type { Books } from './books';
import { Databases, toObjectId } from './databases';
import type {
  OrderReplica,
  PendingRepublish,
  ProductState,
  StoredCart,
  StoredFulfilment,
  StoredOrder,
  StoredPayment,
  StoredProduct,
  StoredTimeline,
} from './documents';
import { readEventLog, type LogOptions } from './event-log';
import { Gateway } from './gateway';
import { observed, type Observation } from './observations';
import { askAgain, sendStranger, type Answers } from './outside';
import { readMailbox } from './mailbox';
import { readLedger } from './stripe-ledger';
import type { ShopAddresses } from './stack';

export interface ReadingOptions {
  /** What somebody saw of the shop from outside. */
  observations?: readonly Observation[];
  /**
   * The broker restarted empty during the life of this shop: what is not in its log proves nothing. Not needed when
   * the services have noticed it.
   */
  brokerDataLost?: boolean;
}

/** The services that publish events; a shop that hides auth's database can be read, too. */
const publishersOf = ({ names }: Databases): string[] =>
  ['auth', 'products', 'orders', 'payments'].filter((name) => name !== 'auth' || names.includes(name));

/** How many orders of each status the stranger asks for. */
const SAMPLE_SHARE = 2;

/**
 * Reads a shop once: databases, Stripe's ledger, the broker's log, and what the gateway answers. It changes
 * nothing but that the stranger who asks for others' orders has an account afterwards.
 * @throws UserError when something that has an address cannot be read
 */
export async function readBooks(shop: ShopAddresses, options: ReadingOptions = {}): Promise<Books> {
  const { observations = [] } = options;
  const readAt = new Date();
  const poison = observed(observations, 'poison');
  return Databases.use(shop.mongo, async (databases) => {
    const documents = await readDocuments(databases);
    const brokerDataLost = options.brokerDataLost || (await someNoticedLoss(databases));
    const [ledger, mailbox, broker, answers] = await Promise.all([
      readLedger(shop.stripe),
      readMailbox(shop.mail),
      readBroker(shop, databases, { dataLost: brokerDataLost, poison }),
      Gateway.use(shop.gateway, async (gateway) => ({
        ...(await askAgain(gateway, observations)),
        ...(await askAsStranger(gateway, documents, databases)),
      })),
    ]);
    return { readAt, ...documents, ...broker, ledger, mailbox, answers, observations: [...observations] };
  });
}

async function readBroker(
  { nats, mongo }: ShopAddresses,
  databases: Databases,
  options: LogOptions,
): Promise<Pick<Books, 'log' | 'queueGroups' | 'pendingRepublishes'>> {
  if (!nats.monitor) return {};
  // Before the queue groups: what a republish that has ended by now has published shows in them.
  const republishes = await Promise.all(
    publishersOf(databases).map((name) => readRepublishes(name, databases)),
  );
  const log = nats.url ? await readEventLog(nats, options) : undefined;
  const queueGroups = await readQueueGroups(nats.monitor, Object.keys(mongo));
  return { log, queueGroups, pendingRepublishes: republishes.flat() };
}

/** A service that finds another broker than it knew requests a republish: common's broker-epoch.ts. */
async function someNoticedLoss(databases: Databases): Promise<boolean> {
  const noticed = { _id: { $regex: '^broker-after-(?!none$)' } };
  const requests = await Promise.all(
    publishersOf(databases).map((name) => databases.all<{ id: string }>(name, 'maintenance', noticed)),
  );
  return requests.flat().length > 0;
}

/** A service republishes at the first contact with a broker, and marks it only when that is complete. */
async function readRepublishes(database: string, databases: Databases): Promise<PendingRepublish[]> {
  const unfinished = { kind: 'republish', state: { $in: ['waiting', 'running'] } };
  const requests = await databases.all<{ id: string }>(database, 'maintenance', unfinished);
  if (requests.length > 0) return requests.map(({ id }) => ({ database, request: id }));
  const markers = await databases.all<{ id: string }>(database, 'brokermarkers');
  return markers.length > 0 ? [] : [{ database }];
}

async function askAsStranger(
  gateway: Gateway,
  { orders, payments }: Pick<Books, 'orders' | 'payments'>,
  databases: Databases,
): Promise<Pick<Answers, 'stranger' | 'strangersOrders'>> {
  const sample = sampleOf(orders);
  const before = briefs(orders, payments);
  const stranger = await sendStranger(
    gateway,
    sample.map(({ id }) => id),
  );
  const ids = sample.map(({ id }) => id);
  const after = briefs(
    await databases.all<StoredOrder>('orders', 'orders', { _id: { $in: ids.map(toObjectId) } }),
    await databases.all<StoredPayment>('payments', 'payments', { orderId: { $in: ids } }),
  );
  const brief = (of: Map<string, string>, id: string): string => of.get(id) ?? 'gone';
  return {
    stranger,
    strangersOrders: ids.map((id) => ({ id, before: brief(before, id), after: brief(after, id) })),
  };
}

/** Some orders of each status; of those that are still open the oldest, which nobody else is about to change. */
function sampleOf(orders: readonly StoredOrder[]): StoredOrder[] {
  const inStatus = (wanted: StoredOrder['status']): StoredOrder[] =>
    orders.filter(({ status }) => status === wanted);
  return [
    ...inStatus('Created').slice(0, SAMPLE_SHARE),
    ...inStatus('Complete').slice(-SAMPLE_SHARE),
    ...inStatus('Cancelled').slice(-SAMPLE_SHARE),
  ];
}

/** What a stranger could change of each order, in a few words. */
function briefs(orders: readonly StoredOrder[], payments: readonly StoredPayment[]): Map<string, string> {
  const attempts = new Map(payments.map(({ orderId, status }) => [orderId, status]));
  return new Map(
    orders.map(({ id, status, version }) => [
      id,
      `${status}, version ${version}, payment ${attempts.get(id) ?? 'none'}`,
    ]),
  );
}

async function readDocuments(databases: Databases) {
  const everywhere = async <T>(read: (name: string) => Promise<T[]>): Promise<T[]> =>
    (await Promise.all(databases.names.map(read))).flat();
  const accounts = databases.names.includes('auth') ? await databases.all('auth', 'users') : undefined;
  return {
    accounts: accounts && new Set(accounts.map(({ id }) => id)),
    products: await databases.all<StoredProduct>('products', 'products'),
    fulfilments: await databases.all<StoredFulfilment>('products', 'fulfilments'),
    orders: await databases.all<StoredOrder>('orders', 'orders'),
    payments: await databases.all<StoredPayment>('payments', 'payments'),
    carts: await databases.all<StoredCart>('cart', 'carts'),
    productsInOrders: await databases.all<ProductState>('orders', 'productreplicas'),
    productsInCart: await databases.all<ProductState>('cart', 'productreplicas'),
    ordersInPayments: await databases.all<OrderReplica>('payments', 'orderreplicas'),
    ownersInCart: await databases.all<{ id: string; userId: string }>('cart', 'purchases', {
      userId: { $exists: true },
    }),
    timelines: databases.names.includes('notifications')
      ? await databases.all<StoredTimeline>('notifications', 'timelines')
      : undefined,
    outboxes: await everywhere((name) => databases.outboxes(name)),
    deadLetters: await everywhere((name) => databases.deadLetters(name)),
  };
}
