import type { BoughtItem } from '@datnxecommerce/common';
import { addItem } from '../../../../cart/src/domain/add-item';
import { removeItem } from '../../../../cart/src/domain/remove-item';
import { cancelOrder } from '../../../../orders/src/domain/cancel-order';
import { placeOrder } from '../../../../orders/src/domain/place-order';
import { payOrder } from '../../../../payments/src/domain/pay-order';
import { createProduct } from '../../../../products/src/domain/create-product';
import { updateProduct } from '../../../../products/src/domain/update-product';
import type { ProductFields } from '../../../../products/src/models/product';
import type { History } from '../invariants/history';
import type { Process } from './process';
import type { World } from './world';

export const SELLER = 'a'.repeat(24);
export const SHOPPERS = ['b'.repeat(24), 'c'.repeat(24)] as const;

const CONNECTED = { isBusConnected: () => true };

/** What the services have answered with a 2xx: it must stay. */
export interface Promised {
  products: { id: string; version: number }[];
  orders: { id: string; userId: string }[];
  cancelled: string[];
  paid: { orderId: string; stripeId: string }[];
}

/** The people at the routes: each request is a process, whose answer is kept when there is one. */
export class Shoppers {
  readonly promised: Promised = { products: [], orders: [], cancelled: [], paid: [] };

  constructor(
    private readonly world: World,
    private readonly history: History,
  ) {}

  addProduct(fields: ProductFields): Promise<Process> {
    return this.request('products', 'create product', async () => {
      const { _id, version } = await createProduct({}, { userId: SELLER, fields });
      this.promised.products.push({ id: String(_id), version });
    });
  }

  edit(id: string, fields: Partial<ProductFields>, ifMatch?: string): Promise<Process> {
    return this.request('products', 'edit', async () => {
      const { version } = await updateProduct(id, { userId: SELLER, fields, ifMatch });
      this.promised.products.push({ id, version });
    });
  }

  addToCart(userId: string, line: BoughtItem): Promise<Process> {
    return this.atCart('add item', userId, line, () => addItem(CONNECTED, { userId, line }));
  }

  removeFromCart(userId: string, productId: string): Promise<Process> {
    const none = { productId, quantity: 0 };
    return this.atCart('remove item', userId, none, () => removeItem(userId, productId));
  }

  order(userId: string, items: BoughtItem[]): Promise<Process> {
    return this.request('orders', 'place order', async () => {
      const { _id } = await placeOrder(CONNECTED, { userId, items });
      this.promised.orders.push({ id: String(_id), userId });
    });
  }

  cancel(userId: string, id: string): Promise<Process> {
    return this.request('orders', 'cancel', async () => {
      await cancelOrder(userId, id);
      this.promised.cancelled.push(id);
    });
  }

  pay(userId: string, orderId: string, token: string): Promise<Process> {
    return this.request('payments', `pay ${token}`, async () => {
      const { payment } = await payOrder(this.world.paymentDeps, { userId, orderId, token });
      const { status, stripeId = '' } = payment;
      if (status === 'succeeded') this.promised.paid.push({ orderId, stripeId });
    });
  }

  /** @returns what brings the promises back to what they are now */
  save(): () => void {
    const { products, orders, cancelled, paid } = this.promised;
    const kept = {
      products: [...products],
      orders: [...orders],
      cancelled: [...cancelled],
      paid: [...paid],
    };
    return () => Object.assign(this.promised, structuredClone(kept));
  }

  private atCart(
    name: string,
    userId: string,
    line: BoughtItem,
    work: () => Promise<unknown>,
  ): Promise<Process> {
    return this.request('cart', name, async () => {
      const process = this.world.scheduler.current;
      process.asked = line;
      await work();
      // A frozen process is answered later than it read or wrote, and its write is on record already.
      if (!process.history.some(({ isFrozen }) => isFrozen)) this.history.put(userId, line);
    });
  }

  private request(service: Process['service'], name: string, work: () => Promise<unknown>): Promise<Process> {
    return this.world.scheduler.start(service, name, work);
  }
}
