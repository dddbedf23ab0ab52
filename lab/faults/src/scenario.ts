import { setTimeout as sleep } from 'node:timers/promises';
import type { Observation } from '@ecommerce/audit/observations';
import { Shopper, type Order } from '@ecommerce/e2e/shopper';
import { SERVICES } from './processes';
import { Answers, retryRequest, retryWhileOpen } from './retry-request';
import { SeededRandom } from '@ecommerce/e2e/seeded-random';
import type { ShopUnderTest } from './shop-under-test';

/** The runs after one that is not recorded. */
const RECORDED_RUNS = ['first', 'second'];
/** Periodic work, such as a sweep or a prune, happens within it. */
const PERIODIC_MS = 2000;

/** The outcome of a scenario, as far as it is known when every request has been answered. */
export interface ScenarioRun {
  expected: Expected[];
  /** What was promised to whom. */
  observations: Observation[];
  /** Answers that nobody should get. */
  wrong: string[];
}

interface Expected {
  shopper: Shopper;
  id: string;
  status: readonly Order['status'][];
}

/**
 * Runs a scenario that has everything once: a sign-up and a sign-in, a product made and edited, carts, a
 * purchase, a declined card, a cancellation, a payment with its cancellation, and two who pay for the last piece.
 * A request without an answer is repeated.
 */
export async function runScenario(random: SeededRandom): Promise<ScenarioRun> {
  const answers = new Answers();
  const observations: Observation[] = [];
  const promised = (shopper: Shopper, path: string): void =>
    void observations.push({ kind: 'acknowledged', path, cookie: shopper.cookie });
  const send = <T>(what: string, attempt: Parameters<typeof retryRequest<T>>[2]) =>
    retryRequest(what, answers, async () => retryWhileOpen(await attempt()));
  const shoppers = await Promise.all(Array.from({ length: 4 }, () => signUp(answers)));
  const [seller, first, second, third] = shoppers as [Shopper, Shopper, Shopper, Shopper];
  await send('sign-in', () =>
    seller.post('/api/users/signin', { email: seller.email, password: 'a password' }),
  );
  const made = async (quantity: number) => {
    const { body } = await send('product', () =>
      seller.post<{ id: string }>('/api/products', { title: 'Lamp', price: 10, quantity }),
    );
    promised(seller, `/api/products/${body.id}`);
    return body;
  };
  const [lamp, last] = [await made(1000), await made(1)];
  await send('edit', () => seller.put(`/api/products/${lamp.id}`, { price: random.int(100, 999) / 100 }));

  const order = async (shopper: Shopper, productId: string): Promise<string> => {
    const items = [{ productId, quantity: 1 }];
    const { body } = await send('order', () => shopper.post<Order>('/api/orders', { items }));
    promised(shopper, `/api/orders/${body.id}`);
    return body.id;
  };
  const pay = (shopper: Shopper, id: string) => send('payment', () => shopper.pays(id));
  const buy = async (shopper: Shopper): Promise<Expected> => {
    await send('cart', () => shopper.post('/api/cart/items', { productId: lamp.id, quantity: 1 }));
    const id = await order(shopper, lamp.id);
    await send('declined payment', () => shopper.pays(id, 'tok_chargeDeclined'));
    await pay(shopper, id);
    return { shopper, id, status: ['Complete'] };
  };
  const cancel = async (shopper: Shopper): Promise<Expected> => {
    await send('cart', () => shopper.post('/api/cart/items', { productId: last.id, quantity: 1 }));
    await send('cart', () =>
      shopper.delete(`/api/cart/items/${last.id}`).then((answer) => ({ ...answer, status: 200 })),
    );
    const id = await order(shopper, lamp.id);
    await send('cancellation', () => shopper.cancels(id));
    return { shopper, id, status: ['Cancelled'] };
  };
  const payAndCancel = async (shopper: Shopper): Promise<Expected> => {
    const id = await order(shopper, lamp.id);
    await Promise.all([pay(shopper, id), send('cancellation', () => shopper.cancels(id))]);
    return { shopper, id, status: ['Complete', 'Cancelled'] };
  };
  const fight = async (): Promise<Expected[]> => {
    const rivals = [second, third];
    // Both orders are there before anybody pays: afterwards the piece may be gone.
    const ids = await Promise.all(rivals.map((rival) => order(rival, last.id)));
    await Promise.all(rivals.map((rival, index) => pay(rival, ids[index] as string)));
    return rivals.map((shopper, index) => ({
      shopper,
      id: ids[index] as string,
      status: ['Complete', 'Cancelled'],
    }));
  };
  const expected = (await Promise.all([buy(first), cancel(second), payAndCancel(third), fight()])).flat();
  // What was put in was bought, or taken out again.
  for (const { cookie } of [first, second]) observations.push({ kind: 'cart', cookie, items: [] });
  return { expected, observations, wrong: answers.wrong };
}

/**
 * The labels of all effects that each run of the scenario brings about; not those of a start, or of a broker that is
 * new, which come once and then never again.
 */
export async function discoverLabels(shop: ShopUnderTest, withinMs: number): Promise<string[]> {
  for (const [index, list] of [undefined, ...RECORDED_RUNS].entries()) {
    if (list !== undefined) shop.chaos.record(list);
    const misses = await unfinishedOf(await runScenario(new SeededRandom(index)), withinMs);
    if (misses.length > 0) throw new Error(`the shop does not work: ${misses.join('; ')}`);
    await sleep(PERIODIC_MS);
  }
  shop.chaos.stopRecording();
  return SERVICES.flatMap((service) => {
    const [first = [], ...others] = RECORDED_RUNS.map((list) => shop.chaos.seen(service, list));
    return first.filter((label) => others.every((labels) => labels.includes(label)));
  });
}

async function signUp(answers: Answers): Promise<Shopper> {
  const shopper = new Shopper();
  const credentials = { email: shopper.email, password: 'a password' };
  const { status } = await retryRequest('sign-up', answers, () =>
    shopper.post('/api/users/signup', credentials),
  );
  // The answer to the sign-up that made the account may be lost: then the mail is in use, by us.
  if (status !== 201)
    await retryRequest('sign-in', answers, () => shopper.post('/api/users/signin', credentials));
  return shopper;
}

/** @returns what has not come out as it has to, within the time */
export async function unfinishedOf({ expected, wrong }: ScenarioRun, withinMs: number): Promise<string[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const unfinished = (await Promise.all(expected.map((each) => wrongWith(each)))).flat();
    if (unfinished.length === 0 || performance.now() > deadline) return [...wrong, ...unfinished];
    await sleep(100);
  }
}

async function wrongWith({ shopper, id, status }: Expected): Promise<string[]> {
  const answer = await shopper.get<Order>(`/api/orders/${id}`).catch(() => undefined);
  if (answer?.status !== 200) return [`order ${id} is answered ${answer?.status}`];
  const order = answer.body;
  const isFinal =
    order.status === 'Complete' ? order.fulfilment === 'confirmed' : order.paid === order.refunded;
  return status.includes(order.status) && isFinal
    ? []
    : [`order ${id} is ${order.status}, ${order.fulfilment}, not ${status.join(' or ')}`];
}
