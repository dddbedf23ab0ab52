import { byId, groupBy, type Books } from '../books';
import type { StoredProduct } from '../documents';
import { eventsOf, type EventFields, type EventLog, type ReadEvent } from '../event-log';
import type { Finding } from './finding';

const PUBLISHED_FIELDS = ['title', 'price', 'quantity', 'userId'] as const;

/**
 * I11: every change was published, and nothing else. While the log is not all there it says only what no event
 * that is missing could explain.
 */
export function everythingIsAnnounced({ products, orders, log }: Books): Finding[] {
  if (!log) return [];
  const published = [...eventsOf(log, 'product:created', 'id'), ...eventsOf(log, 'product:updated', 'id')];
  const versions = groupBy(published, ({ fields }) => fields.id);
  const contradictory = [...versions].flatMap(([id, events]) => publishedDifferently(id, events));
  if (log.incomplete) return contradictory;
  return [
    ...products.flatMap((product) =>
      unpublishedVersions(
        product,
        (versions.get(product.id) ?? []).map(({ fields }) => fields),
      ),
    ),
    ...contradictory,
    ...wrongOrderEvents(orders, log),
  ];
}

/** Two changes that became one version: one of them is lost. The same event more than once is no fault. */
function publishedDifferently(id: string, events: readonly ReadEvent[]): Finding[] {
  const contentOf = ({ fields }: ReadEvent): string =>
    JSON.stringify(PUBLISHED_FIELDS.map((field) => fields[field]));
  return [...groupBy(events, ({ fields }) => fields.version)].flatMap(([version, list]) => {
    const contents = [...groupBy(list, contentOf).values()].flatMap(([first]) => first ?? []);
    if (contents.length === 1) return [];
    return [
      {
        message: `product ${id} was published at version ${version} in ${contents.length} different ways`,
        proof: {
          product: id,
          version,
          events: contents.map(({ subject, sequence, fields }) => ({ subject, sequence, ...fields })),
        },
      },
    ];
  });
}

function unpublishedVersions(
  { id, version, title, price, quantity }: StoredProduct,
  published: readonly EventFields[],
): Finding[] {
  const seen = new Set(published.map((fields) => fields.version));
  const missing = Array.from({ length: version + 1 }, (_, each) => each).filter((each) => !seen.has(each));
  const newest = published.filter((fields) => fields.version === version);
  const wrong = newest.filter(
    (fields) => fields.title !== title || fields.price !== price || fields.quantity !== quantity,
  );
  return [
    ...(missing.length > 0
      ? [
          {
            message: `product ${id} is at version ${version}, but no event has version ${missing.join(', ')}`,
            proof: { product: id, version, missing },
          },
        ]
      : []),
    ...wrong.map((fields) => ({
      message: `product ${id} was published at version ${version} with other contents than it has`,
      proof: { product: { id, version, title, price, quantity }, event: fields },
    })),
  ];
}

function wrongOrderEvents(orders: Books['orders'], log: EventLog): Finding[] {
  const idsOf = (subject: string): Set<string> =>
    new Set(eventsOf(log, subject, 'id').map(({ fields }) => fields.id));
  const [created, cancelled] = [idsOf('order:created'), idsOf('order:cancelled')];
  const orderOf = byId(orders);
  const unpublished = orders.flatMap(({ id, status }) => [
    ...(created.has(id) ? [] : [{ id, status, what: 'no event announces it' }]),
    ...(status !== 'Cancelled' || cancelled.has(id)
      ? []
      : [{ id, status, what: 'no event announces the end' }]),
  ]);
  const invented = [...cancelled]
    .filter((id) => orderOf.get(id)?.status !== 'Cancelled')
    .map((id) => ({
      id,
      status: orderOf.get(id)?.status ?? 'not there',
      what: 'was published as cancelled',
    }));
  return [...unpublished, ...invented].map(({ id, status, what }) => ({
    message: `order ${id} is ${status}, but ${what}`,
    proof: { order: id, status, created: created.has(id), cancelled: cancelled.has(id) },
  }));
}
