import { randomUUID } from 'node:crypto';
import { type Answer, Shopper, type Item, type Order, type Product } from '@ecommerce/e2e/shopper';
import type { StepWork } from './count';

/** Who and what the steps are about; they leave it to each other. */
export interface Scene {
  seller: Shopper;
  buyer: Shopper;
  product: Product;
  order: Order;
  /** The Idempotency-Key of the last order that was placed with one. */
  key: string;
}

/** One thing that is done and observed alone. */
export interface Step extends StepWork {
  /** Services that are paused meanwhile, so that what they would do is observed in a later step. */
  paused?: readonly string[];
  /** What has to be there; not observed. All services run. */
  prepare?: (scene: Scene) => Promise<unknown>;
  /** Calls a route. Without it, only services go on that were paused in the step before. */
  act?: (scene: Scene) => Promise<unknown>;
  /** Whether it is a part of an ordinary purchase. */
  isPurchase?: boolean;
}

const STOCK = 1_000_000;

/** A scene for the first step. */
export async function openScene(): Promise<Scene> {
  const seller = await Shopper.signUp();
  const product = await seller.sells({ title: 'Lamp', price: 10, quantity: STOCK });
  const scene = { seller, buyer: await Shopper.signUp(), product, key: '' };
  return { ...scene, order: await scene.buyer.orders(linesOf(scene)) };
}

const ACCOUNTS: Step[] = [
  {
    name: 'sign up',
    work: { auth: 'POST /api/users/signup' },
    act: async (scene) => (scene.buyer = await Shopper.signUp()),
  },
  {
    name: 'sign in',
    work: { auth: 'POST /api/users/signin' },
    act: ({ buyer }) => Shopper.signIn(buyer.email),
  },
];

const CATALOGUE: Step[] = [
  {
    name: 'create a product',
    work: { products: 'POST /api/products', orders: 'product:created', cart: 'product:created' },
    act: async (scene) =>
      (scene.product = await scene.seller.sells({ title: 'Lamp', price: 10, quantity: STOCK })),
  },
  {
    name: 'update a product',
    work: { products: 'PUT /api/products/:id', orders: 'product:updated', cart: 'product:updated' },
    act: ({ seller, product }) => answers(200, seller.put(`/api/products/${product.id}`, { price: 11 })),
  },
  read('products', 'GET /api/products', () => '/api/products'),
  read('products', 'GET /api/products?q=', () => '/api/products?q=lamp'),
  read('products', 'GET /api/products/:id', ({ product }) => `/api/products/${product.id}`),
];

const CART: Step[] = [
  {
    name: 'add a cart item',
    work: { cart: 'POST /api/cart/items' },
    act: (scene) => putInCart(scene),
  },
  read('cart', 'GET /api/cart', () => '/api/cart'),
  {
    name: 'remove a cart item',
    work: { cart: 'DELETE /api/cart/items/:productId' },
    act: ({ buyer, product }) => answers(200, buyer.delete(`/api/cart/items/${product.id}`)),
  },
];

const ORDERS: Step[] = [
  {
    name: 'place an order',
    isPurchase: true,
    work: { orders: 'POST /api/orders', payments: 'order:created', cart: 'order:created' },
    act: (scene) => placeOrder(scene),
  },
  read('orders', 'GET /api/orders/:id', ({ order }) => `/api/orders/${order.id}`),
  read('orders', 'GET /api/orders', () => '/api/orders'),
  {
    name: 'cancel an order',
    work: { orders: 'DELETE /api/orders/:id', payments: 'order:cancelled', products: 'order:cancelled' },
    act: ({ buyer, order }) => answers(204, buyer.cancels(order.id)),
  },
  {
    name: 'place an order with a key',
    work: {
      orders: 'POST /api/orders with Idempotency-Key',
      payments: 'order:created',
      cart: 'order:created',
    },
    act: (scene) => {
      scene.key = randomUUID();
      return placeOrderWithKey(scene);
    },
  },
  {
    name: 'place an order again',
    work: { orders: 'POST /api/orders, repeated Idempotency-Key' },
    act: (scene) => placeOrderWithKey(scene),
  },
];

const PAYMENTS: Step[] = [
  {
    name: 'pay with a declined card',
    work: { payments: 'POST /api/payments, declined' },
    prepare: (scene) => placeOrder(scene),
    act: ({ buyer, order }) => answers(402, buyer.pays(order.id, 'tok_chargeDeclined')),
  },
  {
    name: 'pay an order',
    isPurchase: true,
    work: { payments: 'POST /api/payments', orders: 'payment:created', cart: 'payment:created' },
    prepare: async (scene) => {
      await putInCart(scene);
      await placeOrder(scene);
    },
    paused: ['products'],
    act: ({ buyer, order }) => answers(201, buyer.pays(order.id)),
  },
  {
    name: 'take stock',
    isPurchase: true,
    work: {
      products: 'payment:created',
      orders: { orders: 'stock:confirmed', productreplicas: 'product:updated' },
      cart: 'product:updated',
    },
  },
  {
    name: 'pay a paid order',
    work: { payments: 'POST /api/payments, repeated' },
    act: ({ buyer, order }) => answers(200, buyer.pays(order.id)),
  },
  read('payments', 'GET /api/payments/orders/:orderId', ({ order }) => `/api/payments/orders/${order.id}`),
];

const OUT_OF_STOCK: Step[] = [
  {
    name: 'pay for what is sold out',
    work: { payments: 'POST /api/payments', orders: 'payment:created', cart: 'payment:created' },
    prepare: async (scene) => {
      const { seller } = scene;
      scene.product = await seller.sells({ title: 'Last lamp', price: 10, quantity: 1 });
      await putInCart(scene);
      await placeOrder(scene);
      const rival = await seller.orders(linesOf(scene));
      await answers(201, seller.pays(rival.id));
    },
    paused: ['products'],
    act: ({ buyer, order }) => answers(201, buyer.pays(order.id)),
  },
  {
    name: 'reject for stock',
    work: { products: 'payment:created, out of stock' },
    paused: ['orders', 'payments'],
  },
  {
    name: 'cancel for stock',
    work: { orders: 'stock:rejected', products: 'order:cancelled, nothing to put back' },
    paused: ['payments'],
  },
  {
    name: 'refund',
    work: { payments: 'order:cancelled, paid', orders: 'payment:refunded' },
  },
];

/** In the order in which one repetition takes them. */
export const STEPS: readonly Step[] = [
  ...ACCOUNTS,
  ...CATALOGUE,
  ...CART,
  ...ORDERS,
  ...PAYMENTS,
  ...OUT_OF_STOCK,
];

function read(service: string, label: string, path: (scene: Scene) => string): Step {
  return {
    name: `read from ${service}`,
    work: { [service]: label },
    act: (scene) => answers(200, scene.buyer.get(path(scene))),
  };
}

const linesOf = ({ product }: Pick<Scene, 'product'>): Item[] => [{ productId: product.id, quantity: 1 }];

const putInCart = ({ buyer, product }: Scene): Promise<void> =>
  buyer.puts({ productId: product.id, quantity: 1 });

async function placeOrder(scene: Scene): Promise<Order> {
  scene.order = await scene.buyer.orders(linesOf(scene));
  return scene.order;
}

const placeOrderWithKey = (scene: Scene): Promise<Answer> =>
  answers(
    201,
    scene.buyer.request('POST', '/api/orders', { items: linesOf(scene) }, { 'idempotency-key': scene.key }),
  );

async function answers(status: number, asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  if (answer.status === status) return answer;
  throw new Error(`answered ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
}
