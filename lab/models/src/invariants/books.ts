import type { Books } from '../../../../infra/audit/src/books';
import type { Service } from '../world/process';
import type { World } from '../world/world';

/** What the services have stored and Stripe has charged, as the auditor reads it: its checks hold here, too. */
export function booksOf({ databases, scheduler, stripe }: World): Books {
  const read = <Entry>(service: Service, collection: string): Entry[] =>
    databases
      .documents(service, collection)
      .map(({ _id, ...fields }) => ({ ...fields, id: String(_id) }) as Entry);
  return {
    readAt: new Date(scheduler.now),
    products: read('products', 'products'),
    fulfilments: read('products', 'fulfilments'),
    orders: read('orders', 'orders'),
    payments: read('payments', 'payments'),
    carts: read('cart', 'carts'),
    productsInOrders: read('orders', 'productreplicas'),
    productsInCart: read('cart', 'productreplicas'),
    ordersInPayments: read('payments', 'orderreplicas'),
    ownersInCart: read<Books['ownersInCart'][number]>('cart', 'purchases').filter(({ userId }) => userId),
    ledger: ledgerOf(stripe),
    outboxes: [],
    deadLetters: [],
    observations: [],
  };
}

function ledgerOf({ charges, refunds }: World['stripe']): Books['ledger'] {
  const status = 'succeeded';
  return {
    charges: charges.map(({ stripeId, orderId, amountCents }) => ({
      id: stripeId,
      amount: amountCents,
      currency: 'usd',
      status,
      metadata: { orderId },
    })),
    refunds: refunds.map(({ refundId, stripeId, amountCents }) => ({
      id: refundId,
      charge: stripeId,
      amount: amountCents,
      status,
    })),
  };
}
