import { Agent, request } from 'undici';
import { SeededRandom } from '../seeded-random';
import { Shopper } from '../shopper';
import { readStack } from '../stack';
import type { Attack } from './attack';
import { type ApiDocument, MadeUpRequests } from './made-up-requests';

const IN_PARALLEL = 16;
/** Of services in which a third or more of the requests wait 2.5 s for an order that might be on its way. */
const IN_PARALLEL_WAITING = 96;
const WAITING = ['/api/payments', '/api/notifications'];
/** These end the caller's session. */
const ENDS_SESSION = /^\/api\/users\/(signout|password)/;

/** How often each status was answered, and the requests that got a 5xx which no load explains. */
export interface Fuzzed {
  statuses: Record<number, number>;
  failures: string[];
}

/**
 * Sends a service so many requests that are made up from its OpenAPI document, as a shopper with a product and an
 * order. The same seed makes up the same requests.
 */
export async function fuzzService(prefix: string, count: number, seed: number): Promise<Fuzzed> {
  const [shopper, leaver] = [await Shopper.signUp(), await Shopper.signUp()];
  const product = await shopper.sells({ title: 'A lamp', price: 20, quantity: 100_000 });
  const order = await shopper.orders([{ productId: product.id, quantity: 1 }]);
  const gateway = readStack().gateway.http;
  const document = (await (await fetch(`${gateway}${prefix}/openapi.json`)).json()) as ApiDocument;
  const requests = new MadeUpRequests(document, new SeededRandom(seed), [product.id, order.id]);
  const parallel = WAITING.includes(prefix) ? IN_PARALLEL_WAITING : IN_PARALLEL;
  const dispatcher = new Agent({ connections: parallel });
  const fuzzed: Fuzzed = { statuses: {}, failures: [] };

  async function sendOne(attack: Attack): Promise<void> {
    const { method = 'GET', path, body, headers } = attack;
    const { cookie } = ENDS_SESSION.test(path) ? leaver : shopper;
    const options = { method: method as 'GET', dispatcher, body, headers: { ...headers, cookie } };
    const answer = await request(gateway + path, options);
    const text = await answer.body.text();
    fuzzed.statuses[answer.statusCode] = (fuzzed.statuses[answer.statusCode] ?? 0) + 1;
    // A service that says when to retry is busy: it hashes so many passwords at a time, for instance.
    if (answer.statusCode < 500 || (answer.statusCode === 503 && answer.headers['retry-after'])) return;
    fuzzed.failures.push(`${JSON.stringify(attack)}: ${answer.statusCode} ${text}`.slice(0, 1000));
  }

  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent < count) {
      sent += 1;
      await sendOne(requests.next());
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  await dispatcher.close();
  return fuzzed;
}

/** The seed of a run: FUZZ_SEED, else that of `npm test -- --seed`, else a new one. It is printed to repeat the run. */
export function fuzzSeed(): number {
  const { FUZZ_SEED, MODEL_SEED } = process.env;
  const seed = Number(FUZZ_SEED ?? MODEL_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.info(`made-up requests: FUZZ_SEED=${seed}`);
  return seed;
}
