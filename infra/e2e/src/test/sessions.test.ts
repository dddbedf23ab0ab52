import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { killNow, pidOf, restarted } from '../crash';
import { eventually } from '../eventually';
import { operate } from '../operator';
import { OwnShop } from '../own-shop';
import { Shopper } from '../shopper';
import { readStack } from '../stack';

/** The promise, while the broker is up. */
const ENDED_WITHIN_MS = 1000;
const CAUGHT_UP_WITHIN_MS = 30_000;
const REPLAYED_WITHIN_MS = 30_000;

/** A request that each service answers 401 without a session, and otherwise not. */
const REQUESTS: Record<string, [method: string, path: string]> = {
  auth: ['GET', '/api/users/account'],
  products: ['POST', '/api/products'],
  cart: ['GET', '/api/cart'],
  orders: ['GET', '/api/orders'],
  payments: ['POST', '/api/payments'],
  notifications: ['GET', '/api/notifications/orders/unknown'],
};

let shop: OwnShop;
beforeAll(async () => {
  shop = await OwnShop.start(undefined, { SHOP_REPLICAS: '2' });
}, 300_000);
afterAll(() => shop.stop());

/** The processes of all services, or of one, that accept a session. */
async function accepting(cookie: string, ofService?: string): Promise<string[]> {
  const processes = Object.entries(readStack().services).flatMap(([name, { url }]) => {
    const service = name.replace(/-\d+$/, '');
    const request = REQUESTS[service];
    return request && (!ofService || service === ofService) ? [{ name, url, request }] : [];
  });
  const answers = processes.map(async ({ name, url, request: [method, path] }) => {
    const headers = { cookie, 'content-type': 'application/json' };
    const { status } = await fetch(url + path, { method, headers, ...(method === 'POST' && { body: '{}' }) });
    expect(status).toBeLessThan(500);
    return status === 401 ? [] : [name];
  });
  return (await Promise.all(answers)).flat().sort();
}

const everywhere = (): string[] =>
  Object.keys(REQUESTS)
    .flatMap((service) => [service, `${service}-2`])
    .sort();

/** Every process refuses the session, in time. */
const isRefused = (cookie: string, withinMs = ENDED_WITHIN_MS): Promise<void> =>
  eventually(async () => expect(await accepting(cookie)).toEqual([]), withinMs);

/** Two sessions of one user, which every process accepts. */
async function twoSessions(): Promise<[Shopper, Shopper]> {
  const first = await Shopper.signUp();
  const second = await Shopper.signIn(first.email);
  for (const { cookie } of [first, second]) expect(await accepting(cookie)).toEqual(everywhere());
  return [first, second];
}

/** Freezes the broker meanwhile. */
async function withoutBroker(work: () => Promise<void>): Promise<void> {
  const broker = pidOf('nats');
  process.kill(broker, 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(broker, 'SIGCONT');
  }
}

async function restart(name: string): Promise<void> {
  const pid = pidOf(name);
  killNow(name);
  await restarted(name, pid);
  await eventually(async () =>
    expect((await fetch(`${readStack().services[name]?.url}/readyz`)).ok).toBe(true),
  );
}

/** Orders dead-letters an end of all sessions of a user, and an operator replays it with a good body. */
async function replayEnd(id: string): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'end-'));
  const file = (gen: unknown): string => {
    const name = path.join(folder, `${String(gen)}.json`);
    writeFileSync(name, JSON.stringify({ id, gen }));
    return name;
  };
  const subject = 'user:sessions_ended';
  try {
    expect((await operate('index', 'publish', subject, file('one'), '--force')).code).toBe(0);
    const letter = await eventually(async () => {
      const { out } = await operate('operate/dead-letters', 'list', 'orders');
      const [found] = /user:sessions_ended:\S+/.exec(out) ?? [];
      expect(found).toBeDefined();
      return String(found);
    });
    const replay = await operate('operate/dead-letters', 'replay', 'orders', letter, '--file', file(1));
    expect(replay).toMatchObject({ code: 0, out: 'orders: 1 replayed, 0 failed\n' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a session', () => {
  it('ends at sign-out in every process within a second, and the user’s others go on', async () => {
    const [first, second] = await twoSessions();
    const { cookie } = first;
    expect((await first.post('/api/users/signout', {})).status).toBe(200);
    await isRefused(cookie);
    expect(await accepting(second.cookie)).toEqual(everywhere());
  });

  it('ends with all others of the user in every process within a second', async () => {
    const [first, second] = await twoSessions();
    const { cookie } = first;
    expect((await first.post('/api/users/signout-everywhere', {})).status).toBe(200);
    await Promise.all([isRefused(cookie), isRefused(second.cookie)]);
  });

  it('is the only one that goes on after a change of the password', async () => {
    const [first, second] = await twoSessions();
    const { cookie } = first;
    const change = { currentPassword: 'a password', newPassword: 'another one' };
    expect((await first.put('/api/users/password', change)).status).toBe(200);
    await Promise.all([isRefused(cookie), isRefused(second.cookie)]);
    expect(await accepting(first.cookie)).toEqual(everywhere());
  });

  it('ends within a second in every other process when one has just been killed', async () => {
    const [first, second] = await twoSessions();
    const pid = pidOf('orders-2');
    killNow('orders-2');
    await first.post('/api/users/signout-everywhere', {});
    await eventually(async () => {
      const answer = await fetch(`${readStack().services.orders?.url}/api/orders`, {
        headers: { cookie: second.cookie },
      });
      expect(answer.status).toBe(401);
    }, ENDED_WITHIN_MS);
    await restarted('orders-2', pid);
    await eventually(async () => expect(await accepting(second.cookie)).toEqual([]));
  });

  it('ends in every process of a service whose dead letter an operator replays', async () => {
    const [first, second] = await twoSessions();
    const { body } = await first.get<{ id: string }>('/api/users/account');
    await replayEnd(body.id);
    await eventually(
      async () => expect(await accepting(second.cookie, 'orders')).toEqual([]),
      REPLAYED_WITHIN_MS,
    );
  });

  it('stays ended in a process that restarts while the broker is unavailable', async () => {
    const [first, second] = await twoSessions();
    await first.post('/api/users/signout-everywhere', {});
    await isRefused(second.cookie);
    await withoutBroker(async () => {
      await Promise.all(
        ['auth', 'cart', 'orders-2'].map(async (name) => {
          await restart(name);
          expect(await accepting(second.cookie, name.replace('-2', ''))).toEqual([]);
        }),
      );
    });
  });

  it('ends in every process once the broker is back', async () => {
    const [first, second] = await twoSessions();
    await withoutBroker(async () => {
      expect((await first.post('/api/users/signout-everywhere', {})).status).toBe(200);
      expect(await accepting(second.cookie, 'orders')).toEqual(['orders', 'orders-2']);
    });
    await isRefused(second.cookie, CAUGHT_UP_WITHIN_MS);
  });
});
