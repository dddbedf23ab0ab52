import { byId, groupBy, type Books } from '../books';
import type { StoredProduct } from '../documents';
import { eventsOf, type EventFields, type EventLog } from '../event-log';
import type { Finding } from './finding';

/** I11: what happened was told, all of it and nothing else. Says nothing while the log is not all there. */
export function everythingIsAnnounced({ products, orders, log }: Books): Finding[] {
  if (!log || log.incomplete) return [];
  const told = [...eventsOf(log, 'product:created', 'id'), ...eventsOf(log, 'product:updated', 'id')];
  const versions = groupBy(
    told.map(({ fields }) => fields),
    ({ id }) => id,
  );
  return [
    ...products.flatMap((product) => untold(product, versions.get(product.id) ?? [])),
    ...ordersUntold(orders, log),
  ];
}

function untold(
  { id, version, title, price, quantity }: StoredProduct,
  told: readonly EventFields[],
): Finding[] {
  const seen = new Set(told.map((fields) => fields.version));
  const missing = Array.from({ length: version + 1 }, (_, each) => each).filter((each) => !seen.has(each));
  const newest = told.filter((fields) => fields.version === version);
  const wrong = newest.filter(
    (fields) => fields.title !== title || fields.price !== price || fields.quantity !== quantity,
  );
  return [
    ...(missing.length > 0
      ? [
          {
            message: `product ${id} is at version ${version}, but nobody was told of version ${missing.join(', ')}`,
            proof: { product: id, version, missing },
          },
        ]
      : []),
    ...wrong.map((fields) => ({
      message: `product ${id} was told of at version ${version} as something else than it is`,
      proof: { product: { id, version, title, price, quantity }, event: fields },
    })),
  ];
}

function ordersUntold(orders: Books['orders'], log: EventLog): Finding[] {
  const idsOf = (subject: string): Set<string> =>
    new Set(eventsOf(log, subject, 'id').map(({ fields }) => fields.id));
  const [created, cancelled] = [idsOf('order:created'), idsOf('order:cancelled')];
  const orderOf = byId(orders);
  const untold = orders.flatMap(({ id, status }) => [
    ...(created.has(id) ? [] : [{ id, status, what: 'nobody was told of it' }]),
    ...(status !== 'Cancelled' || cancelled.has(id)
      ? []
      : [{ id, status, what: 'nobody was told of the end' }]),
  ]);
  const invented = [...cancelled]
    .filter((id) => orderOf.get(id)?.status !== 'Cancelled')
    .map((id) => ({ id, status: orderOf.get(id)?.status ?? 'not there', what: 'was told of as cancelled' }));
  return [...untold, ...invented].map(({ id, status, what }) => ({
    message: `order ${id} is ${status}, but ${what}`,
    proof: { order: id, status, created: created.has(id), cancelled: cancelled.has(id) },
  }));
}
