import type { Books } from '../../../../infra/audit/src/books';
import type { Service } from '../world/process';
import type { World } from '../world/world';

/** What the services have stored, as the auditor reads it from their databases: its checks hold here, too. */
export function booksOf({ databases, scheduler }: World): Books {
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
    outboxes: [],
    deadLetters: [],
    observations: [],
  };
}
