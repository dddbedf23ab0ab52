import { randomBytes } from 'node:crypto';
import { UserError } from '@ecommerce/events/user-error';
import type { Line } from './documents';
import type { Gateway } from './gateway';
import { observed, type Observation, type ObservationOf } from './observations';

/** What the gateway answered. */
export interface Answers {
  /** To those who had a promise, asking for it again; `promised` is the newest version. */
  acknowledged: { path: string; status: number; version?: number; promised?: number }[];
  /** To those who asked for their carts, beside what must be in them. */
  carts: { cookie: string; status: number; items: Line[]; expected: Line[] }[];
  /** To a stranger who asked for what is not theirs. */
  stranger: StrangersRequest[];
  /** Those orders before the stranger came, and afterwards. */
  strangersOrders: { id: string; before: string; after: string }[];
}

export interface StrangersRequest {
  /** As in the request line; the path names the order. */
  method: string;
  path: string;
  orderId?: string;
  status: number;
  /** What they were shown, whatever it was. */
  body: unknown;
}

const AT_ONCE = 16;

/** Asks again for everything that was acknowledged, and for the carts that somebody knows the contents of. */
export async function askAgain(
  gateway: Gateway,
  observations: readonly Observation[],
): Promise<Pick<Answers, 'acknowledged' | 'carts'>> {
  const acknowledged = await each(
    newestAcknowledgements(observations),
    async ({ path, cookie, version: promised }) => {
      const { status, body } = await gateway.request('GET', path, cookie);
      if (promised === undefined) return { path, status };
      const { version } = (body ?? {}) as { version?: unknown };
      return { path, status, promised, version: typeof version === 'number' ? version : undefined };
    },
  );
  const lastCarts = new Map(observed(observations, 'cart').map(({ cookie, items }) => [cookie, items]));
  const carts = await each([...lastCarts], async ([cookie, expected]) => {
    const { status, body } = await gateway.request('GET', '/api/cart', cookie);
    return { cookie, status, items: (body as { items?: Line[] } | undefined)?.items ?? [], expected };
  });
  return { acknowledged, carts };
}

/** The newest version that each session was promised of each path: observations may come in another order. */
function newestAcknowledgements(observations: readonly Observation[]): ObservationOf<'acknowledged'>[] {
  const newest = new Map<string, ObservationOf<'acknowledged'>>();
  for (const promise of observed(observations, 'acknowledged')) {
    const key = `${promise.path} ${promise.cookie}`;
    if ((newest.get(key)?.version ?? -1) <= (promise.version ?? -1)) newest.set(key, promise);
  }
  return [...newest.values()];
}

/** Sessions of the strangers of this process, by gateway: not every audit needs an account of its own. */
const sessions = new Map<string, string>();

/**
 * A signed-in stranger tries to read, cancel and pay orders of others, and reads their own empty list and cart.
 * @throws UserError when they get no account
 */
export async function sendStranger(
  gateway: Gateway,
  orderIds: readonly string[],
): Promise<StrangersRequest[]> {
  const cookie = await sessionAt(gateway);
  const ask = async (
    method: string,
    path: string,
    orderId?: string,
    body?: object,
  ): Promise<StrangersRequest> => {
    const answer = await gateway.request(method, path, cookie, body);
    return { method, path, orderId, status: answer.status, body: answer.body };
  };
  // All at once: a service that may not know an order yet waits seconds before it answers 404.
  const others = await each(orderIds, (orderId) =>
    Promise.all([
      ask('GET', `/api/orders/${orderId}`, orderId),
      ask('GET', `/api/payments/orders/${orderId}`, orderId),
      ask('GET', `/api/notifications/orders/${orderId}`, orderId),
      ask('DELETE', `/api/orders/${orderId}`, orderId),
      ask('POST', '/api/payments', orderId, { orderId, token: 'tok_visa' }),
    ]),
  );
  return [...others.flat(), await ask('GET', '/api/orders'), await ask('GET', '/api/cart')];
}

async function sessionAt(gateway: Gateway): Promise<string> {
  const known = sessions.get(gateway.url);
  if (known !== undefined && (await isSignedIn(gateway, known))) return known;
  const email = `auditor-${randomBytes(8).toString('hex')}@example.com`;
  const { status, cookies } = await gateway.request('POST', '/api/users/signup', '', {
    email,
    password: 'a password',
  });
  if (status !== 201 || !cookies[0])
    throw new UserError(`the gateway at ${gateway.url} gives the auditor no account: it answers ${status}`);
  sessions.set(gateway.url, cookies[0]);
  return cookies[0];
}

async function isSignedIn(gateway: Gateway, cookie: string): Promise<boolean> {
  const { body } = await gateway.request('GET', '/api/users/currentuser', cookie);
  return Boolean((body as { currentUser?: object | null } | undefined)?.currentUser);
}

/** Asks all of them, a few at a time; the answers are in the order of the questions. */
async function each<T, Answer>(entries: readonly T[], ask: (entry: T) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let next = 0; next < entries.length; next += AT_ONCE)
    answers.push(...(await Promise.all(entries.slice(next, next + AT_ONCE).map(ask))));
  return answers;
}
