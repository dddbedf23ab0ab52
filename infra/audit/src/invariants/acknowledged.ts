import { byId, type Books } from '../books';
import { eventsOf, type EventLog } from '../event-log';
import type { Answers } from '../outside';
import type { Finding } from './finding';

/** I9: what was acknowledged is still there: for the clients that got the answer, and by the shop's own events. */
export function nothingAcknowledgedIsLost(books: Books): Finding[] {
  return [
    ...(books.answers?.acknowledged ?? []).flatMap(lostAnswer),
    ...lostAccounts(books),
    ...(books.log ? lostDocuments(books, books.log) : []),
  ];
}

function lostAnswer({ path, status, version, promised }: Answers['acknowledged'][number]): Finding[] {
  if (status !== 200)
    return [
      {
        message: `${path} was acknowledged and is answered ${status} now`,
        proof: { path, status },
      },
    ];
  if (promised === undefined || (version ?? -1) >= promised) return [];
  return [
    {
      message: `${path} was acknowledged at version ${promised} and is answered ${version === undefined ? 'without one' : `at version ${version}`} now`,
      proof: { path, promised, version: version ?? null },
    },
  ];
}

/** Every seller and buyer has an account. */
function lostAccounts({ accounts, products, orders }: Books): Finding[] {
  if (!accounts) return [];
  const users = new Map<string, object>();
  for (const { id, userId } of products) users.set(userId, { product: id });
  for (const { id, userId } of orders) users.set(userId, { order: id });
  return [...users]
    .filter(([userId]) => !accounts.has(userId))
    .map(([userId, what]) => ({ message: `account ${userId} is lost`, proof: { account: userId, ...what } }));
}

/** An event is published only after its document was stored. */
function lostDocuments({ products, orders, payments }: Books, log: EventLog): Finding[] {
  const [productOf, orderOf] = [byId(products), byId(orders)];
  const paymentOf = byId(payments);
  const published = [...eventsOf(log, 'product:created', 'id'), ...eventsOf(log, 'product:updated', 'id')];
  return [
    ...published
      .filter(({ fields: { id, version = 0 } }) => version > (productOf.get(id)?.version ?? -1))
      .map(({ subject, sequence, fields: { id, version } }) => ({
        message: `product ${id} was published at version ${version} and is ${at(productOf.get(id)?.version)}`,
        proof: { product: id, subject, sequence, version, stored: productOf.get(id)?.version ?? null },
      })),
    ...eventsOf(log, 'order:created', 'id')
      .filter(({ fields: { id } }) => !orderOf.has(id))
      .map(({ sequence, fields: { id } }) => ({
        message: `order ${id} was published and is not there`,
        proof: { order: id, subject: 'order:created', sequence },
      })),
    ...eventsOf(log, 'payment:created', 'id')
      .filter(({ fields: { id, stripeId } }) => paymentOf.get(id)?.stripeId !== stripeId)
      .map(({ sequence, fields: { id, orderId, stripeId } }) => ({
        message: `payment ${id} of order ${orderId} was published with charge ${stripeId} and is not there`,
        proof: { payment: id, order: orderId, charge: stripeId, subject: 'payment:created', sequence },
      })),
  ];
}

const at = (version?: number): string => (version === undefined ? 'not there' : `at version ${version} now`);
