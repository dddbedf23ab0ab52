import { byId, sameQuantities, type Books } from '../books';
import type { OrderReplica, ProductState, StoredOrder } from '../documents';
import type { Finding } from './finding';

const PRODUCT_FIELDS = ['title', 'price', 'quantity', 'version'] as const;

/** I7: each replica equals its source. */
export function replicasAreEqual(books: Books): Finding[] {
  const { products, orders, productsInOrders, productsInCart, ordersInPayments, ownersInCart } = books;
  return [
    ...compare('product', 'orders', products, productsInOrders, orderableDifference),
    ...compare('product', 'cart', products, productsInCart, productDifference(PRODUCT_FIELDS)),
    ...compare('order', 'payments', orders, ordersInPayments, orderDifference),
    ...compare('order', 'cart', orders, ownersInCart, ({ userId }, copy) =>
      copy.userId === userId.toLowerCase() ? [] : ['userId'],
    ),
  ];
}

function compare<Source extends { id: string }, Copy extends { id: string }>(
  what: string,
  service: string,
  sources: readonly Source[],
  copies: readonly Copy[],
  differenceOf: (source: Source, copy: Copy) => string[],
): Finding[] {
  const [sourceOf, copyOf] = [byId(sources), byId(copies)];
  return [
    ...sources.flatMap((source) => {
      const copy = copyOf.get(source.id);
      const differs = copy ? differenceOf(source, copy) : ['all'];
      if (differs.length === 0) return [];
      const words = copy ? `has another ${differs.join(', ')} of` : 'does not know';
      return [{ message: `${service} ${words} ${what} ${source.id}`, proof: { source, copy: copy ?? null } }];
    }),
    ...copies
      .filter(({ id }) => !sourceOf.has(id))
      .map((copy) => ({
        message: `${service} knows ${what} ${copy.id}, which is not there`,
        proof: { copy },
      })),
  ];
}

const productDifference =
  <Field extends keyof ProductState>(fields: readonly Field[]) =>
  (source: Pick<ProductState, Field>, copy: Pick<ProductState, Field>): string[] =>
    fields.filter((field) => source[field] !== copy[field]);

const orderableDifference = (source: ProductState, copy: ProductState): string[] => [
  ...productDifference([...PRODUCT_FIELDS, 'userId'])(source, copy),
  ...((source.listed ?? true) === (copy.listed ?? true) ? [] : ['listed']),
];

function orderDifference(order: StoredOrder, copy: OrderReplica): string[] {
  const same = {
    userId: copy.userId === order.userId.toLowerCase(),
    items: sameQuantities(copy.items ?? [], order.items),
    total: copy.total === order.total,
    cancelled: copy.cancelled === (order.status === 'Cancelled'),
  };
  return Object.entries(same).flatMap(([field, isSame]) => (isSame ? [] : [field]));
}
