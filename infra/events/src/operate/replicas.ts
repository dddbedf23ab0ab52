import { setTimeout as sleep } from 'node:timers/promises';
import type { Databases, Stored } from './databases';

/** A replica: one service's copy of another's documents. */
export interface Copy {
  /** In words, in the plural. */
  what: string;
  keeper: string;
  collection: string;
  /** Which documents of the collection are copies; all of them when it is left out. */
  filter?: object;
  source: string;
  sourceCollection: string;
  /** The events that it is built from. */
  subjects: string[];
  /** What of a source's document the copy must hold. */
  expected: (source: Stored) => object;
  /** The same of the copy. */
  kept: (copy: Stored) => object;
}

const product = ({ title, price, quantity, version }: Stored): object => ({
  title,
  price,
  quantity,
  version,
});
const ofProducts = {
  what: 'products',
  collection: 'productreplicas',
  source: 'products',
  sourceCollection: 'products',
  subjects: ['product:created', 'product:updated'],
};
const lines = (items: unknown): object[] =>
  ((items ?? []) as Stored[]).map(({ productId, quantity }) => ({ productId, quantity }));
const lower = (id: unknown): string => String(id).toLowerCase();

/** Every replica of the shop. */
export const COPIES: readonly Copy[] = [
  {
    ...ofProducts,
    keeper: 'orders',
    expected: (source) => ({ ...product(source), userId: source.userId }),
    kept: (copy) => ({ ...product(copy), userId: copy.userId }),
  },
  {
    ...ofProducts,
    keeper: 'cart',
    expected: product,
    kept: product,
  },
  {
    what: "orders' buyers",
    keeper: 'cart',
    collection: 'purchases',
    filter: { userId: { $exists: true } },
    source: 'orders',
    sourceCollection: 'orders',
    subjects: ['order:created'],
    expected: ({ userId }) => ({ userId: lower(userId) }),
    kept: ({ userId }) => ({ userId }),
  },
  {
    what: 'orders',
    keeper: 'payments',
    collection: 'orderreplicas',
    source: 'orders',
    sourceCollection: 'orders',
    subjects: ['order:created', 'order:cancelled'],
    expected: ({ userId, items, total, status }) => ({
      userId: lower(userId),
      items: lines(items),
      total,
      cancelled: status === 'Cancelled',
    }),
    kept: ({ userId, items, total, cancelled }) => ({ userId, items: lines(items), total, cancelled }),
  },
  {
    what: "orders' buyers",
    keeper: 'notifications',
    collection: 'timelines',
    filter: { userId: { $exists: true } },
    source: 'orders',
    sourceCollection: 'orders',
    subjects: ['order:created', 'order:cancelled'],
    expected: ({ userId }) => ({ userId: lower(userId) }),
    kept: ({ userId }) => ({ userId: lower(userId) }),
  },
  {
    what: 'addresses',
    keeper: 'notifications',
    collection: 'userreplicas',
    source: 'auth',
    sourceCollection: 'users',
    subjects: ['user:created'],
    expected: ({ email, version = 0 }) => ({ email, version }),
    kept: ({ email, version }) => ({ email, version }),
  },
];

/** How a copy compares with its source. */
export interface Comparison {
  equal: number;
  /** The ids that differ, are missing, or have no source. */
  different: string[];
}

const LOOK_EVERY_MS = 300;

/**
 * Compares until all have been equal once, or none more became so for `retryForMs`: events take their time. The shop
 * goes on meanwhile: what differs only after the first look is an event in flight.
 */
export async function compareUntilEqual(
  databases: Databases,
  copy: Copy,
  retryForMs: number,
): Promise<Comparison> {
  let last = await compare(databases, copy);
  for (let since = performance.now(); last.different.length > 0;) {
    if (performance.now() - since > retryForMs) return last;
    await sleep(LOOK_EVERY_MS);
    const next = await compare(databases, copy);
    const before = new Set(last.different);
    const different = next.different.filter((id) => before.has(id));
    if (different.length < last.different.length) since = performance.now();
    last = { equal: next.equal, different };
  }
  return last;
}

async function compare(
  databases: Databases,
  { keeper, collection, filter = {}, source, sourceCollection, expected, kept }: Copy,
): Promise<Comparison> {
  const read = async (
    service: string,
    name: string,
    pick: (document: Stored) => object,
    filter: object = {},
  ) => {
    const documents = (await databases.of(service)).collection<Stored>(name).find(filter);
    const found = new Map<string, string>();
    for await (const document of documents) found.set(String(document._id), JSON.stringify(pick(document)));
    return found;
  };
  // The copies first: what is made meanwhile would be missing in them the other way round.
  const copies = await read(keeper, collection, kept, filter);
  const sources = await read(source, sourceCollection, expected);
  const different = [...sources].filter(([id, state]) => copies.get(id) !== state).map(([id]) => id);
  const orphans = [...copies.keys()].filter((id) => !sources.has(id));
  return { equal: sources.size - different.length, different: [...different, ...orphans] };
}
