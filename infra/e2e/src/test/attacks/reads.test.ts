import { eventually } from '../../eventually';
import { send } from '../../attacks/attack';
import { useWorld, type World } from '../../attacks/world';
import { closeCollections, collection, idOf } from '../../stored';

const world = useWorld();
afterAll(closeCollections);

/** Everything that the shop stores for the owner. */
async function storedState(): Promise<Record<string, unknown>> {
  const { owner, product, order } = world;
  const { userId } = (await collection('orders', 'orders').findOne(idOf(order.id))) as unknown as {
    userId: string;
  };
  const find = (database: string, name: string, filter: Record<string, unknown>) =>
    collection(database, name).find(filter).toArray();
  return {
    users: await find('auth', 'users', { email: owner.email }),
    products: await find('products', 'products', idOf(product.id)),
    carts: await find('cart', 'carts', { userId }),
    orders: await find('orders', 'orders', idOf(order.id)),
    payments: await find('payments', 'payments', { orderId: order.id }),
  };
}

/** The state once outboxes are empty and nothing changes any more. */
async function quiescentState(): Promise<string> {
  let last = '';
  await eventually(async () => {
    const previous = last;
    last = JSON.stringify(await storedState(), null, 1);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return previous === last;
  });
  return last;
}

const READS: ((world: World) => string)[] = [
  () => '/api/users/currentuser',
  () => '/api/users/account',
  () => '/api/products?q=lamp&sort=-price',
  () => '/api/products/categories',
  ({ product }) => `/api/products/${product.id}`,
  () => '/api/cart',
  () => '/api/orders',
  ({ order }) => `/api/orders/${order.id}`,
  ({ order }) => `/api/payments/orders/${order.id}`,
  ({ order }) => `/api/notifications/orders/${order.id}`,
  ...['/', '/cart', '/orders', '/sell', '/account', '/auth/signin'].map((page) => () => page),
  ({ order }) => `/orders/${order.id}`,
  ({ order }) => `/orders/${order.id}?_method=DELETE`,
  ({ product }) => `/products/${product.id}?quantity=3`,
];

it('a GET changes nothing, however often it is sent', async () => {
  const { cookie } = world.owner;
  const before = await quiescentState();
  for (const path of [...READS, ...READS]) {
    const { status } = await send({ path: path(world), cookie });
    expect(status).toBeLessThan(400);
  }
  expect(await quiescentState()).toBe(before);
}, 60_000);
