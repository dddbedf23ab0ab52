import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, UserError } from '@ecommerce/events/user-error';
import { DEMO_ACCOUNTS, DEMO_CATALOGUE } from './demo-catalogue';

interface Product {
  id: string;
  title: string;
  userId: string;
}

interface Order {
  id: string;
  status: 'Created' | 'Complete' | 'Cancelled';
}

const SETTLED_WITHIN_MS = 20_000;

/**
 * Fills an empty shop through its own HTTP API: the two accounts, the catalogue, and one order of the buyer in
 * each state. What is there already stays as it is, so a fill that was interrupted can be done again.
 * @param gateway base URL of the gateway
 * @param mayPay false where paying would charge a card at the real Stripe
 * @param signal ends it early
 * @throws UserError when the shop refuses
 */
export async function fillDemoData(gateway: string, mayPay: boolean, signal: AbortSignal): Promise<void> {
  try {
    const seller = await Session.open(gateway, DEMO_ACCOUNTS.seller, signal);
    const shelf = await fillShelves(seller);
    const buyer = await Session.open(gateway, DEMO_ACCOUNTS.buyer, signal);
    await placeOrders(buyer, shelf, mayPay);
  } catch (error) {
    signal.throwIfAborted();
    throw new UserError(
      `The demo catalogue is not complete: ${messageOf(error)}. Start again, or without it: npm start -- --empty.`,
      1,
    );
  }
}

async function fillShelves(seller: Session): Promise<Product[]> {
  const shelf = (await seller.get<Product[]>('/api/products?limit=100')).filter(
    ({ userId }) => userId === seller.id,
  );
  const known = new Set(shelf.map(({ title }) => title));
  // The shop shows the newest first: the last one put in heads the page.
  for (const product of [...DEMO_CATALOGUE].reverse()) {
    if (!known.has(product.title)) shelf.push(await seller.send<Product>('POST', '/api/products', product));
  }
  return shelf;
}

async function placeOrders(buyer: Session, shelf: Product[], mayPay: boolean): Promise<void> {
  const known = new Set((await buyer.get<Order[]>('/api/orders')).map(({ status }) => status));
  const place = (...titles: string[]) => {
    const items = shelf
      .filter(({ title }) => titles.includes(title))
      .map(({ id }) => ({ productId: id, quantity: 1 }));
    return buyer.send<Order>('POST', '/api/orders', { items });
  };
  if (!known.has('Cancelled')) {
    const { id } = await place('Two-Person Tent');
    await buyer.send('DELETE', `/api/orders/${id}`);
  }
  if (!known.has('Complete') && mayPay) {
    const { id } = await place('Enamel Kettle', 'Linen Tea Towels, Set of 3');
    await buyer.send('POST', '/api/payments', { token: 'tok_visa', orderId: id });
    await buyer.until(async () => (await buyer.get<Order>(`/api/orders/${id}`)).status === 'Complete');
  }
  if (!known.has('Created')) await place('A Field Guide to Clouds');
}

/** A signed-in user of the API. */
class Session {
  id = '';
  #cookie = '';

  private constructor(
    private readonly gateway: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Signs up, or in when the account is there already. */
  static async open(
    gateway: string,
    account: { email: string; password: string },
    signal: AbortSignal,
  ): Promise<Session> {
    const session = new Session(gateway, signal);
    const up = await session.#ask('POST', '/api/users/signup', account);
    const answer = up.ok ? up : await session.#ask('POST', '/api/users/signin', account);
    session.#cookie = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
    session.id = (await read<{ id: string }>(answer)).id;
    return session;
  }

  async get<T>(path: string): Promise<T> {
    return read<T>(await this.#ask('GET', path));
  }

  async send<T>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
    return read<T>(await this.#ask(method, path, body));
  }

  /** Waits for what follows by events. */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + SETTLED_WITHIN_MS;
    while (!(await isSo())) {
      if (performance.now() > deadline) throw new Error('the demo order was not completed in time');
      await sleep(100, undefined, { signal: this.signal });
    }
  }

  #ask(method: string, path: string, body?: object): Promise<Response> {
    return fetch(this.gateway + path, {
      method,
      headers: { cookie: this.#cookie, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.any([this.signal, AbortSignal.timeout(SETTLED_WITHIN_MS)]),
    });
  }
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${text.slice(0, 200)}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
