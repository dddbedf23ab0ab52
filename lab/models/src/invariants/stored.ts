import type { Order } from '../../../../orders/src/models/order';
import type { Cart } from '../../../../cart/src/models/cart';
import type { PaymentState } from '../../../../payments/src/models/payment';
import type { Fulfilment } from '../../../../products/src/models/fulfilment';
import type { Product } from '../../../../products/src/models/product';
import type { World } from '../world/world';

type Stored<T> = Omit<T, '_id'> & { _id: unknown };

/** What the services have stored, by the names of the services' own types. */
export function storedIn({ databases, broker, stripe }: World) {
  return {
    products: databases.documents<Stored<Product>>('products', 'products'),
    fulfilments: databases.documents<Stored<Fulfilment>>('products', 'fulfilments'),
    orders: databases.documents<Stored<Order>>('orders', 'orders'),
    payments: databases.documents<Stored<PaymentState>>('payments', 'payments'),
    carts: databases.documents<Stored<Cart>>('cart', 'carts'),
    deadLetters: (['products', 'orders', 'payments', 'cart'] as const).flatMap((service) =>
      databases.documents<{ _id: string; reason: string }>(service, 'deadletters'),
    ),
    events: broker.log.map(({ subject, data }) => ({
      subject,
      data: JSON.parse(data) as Record<string, unknown>,
    })),
    misusedKeys: stripe.misusedKeys,
  };
}

export type StoredInWorld = ReturnType<typeof storedIn>;

/** How many pieces of a product an order is about. */
export const piecesOf = (
  order: { items: { productId: string; quantity: number }[] },
  productId: string,
): number =>
  order.items.filter((item) => item.productId === productId).reduce((sum, { quantity }) => sum + quantity, 0);
