import { eventually, useDatabase } from '@datnxecommerce/common/testing';
import { OwnDatabase } from './own-database';
import { startPayments, type PaymentsProcess } from './payments-process';
import { SECRET_KEY, Sandbox } from './sandbox';

useDatabase();
jest.setTimeout(90_000);

const HOUR_MS = 60 * 60_000;
/** How long the provider holds its answers: longer than a lease, and several runs of the reconciler. */
const STRIPE_MS = 9000;
/** The same for a caller that dies meanwhile: shorter than its lease, so Stripe's answer is there for the other. */
const STRIPE_MS_OF_DYING = 4000;

const standIn = new Sandbox();

/** Two processes on a database of their own. */
interface Pair {
  database: OwnDatabase;
  ahead: PaymentsProcess;
  behind: PaymentsProcess;
}

async function startPair(): Promise<Pair> {
  const database = new OwnDatabase();
  const settings = {
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_API_URL: standIn.url,
    LOG_LEVEL: 'silent',
    MONGO_URI: database.uri,
  };
  const [ahead, behind] = await Promise.all([
    startPayments(settings, { clockAheadMs: HOUR_MS }),
    startPayments(settings),
  ]);
  return { database, ahead, behind };
}

const holdCharge = (orderId: string, ms: number): Promise<void> =>
  standIn.arm({ fault: 'hang', ms, match: { path: '/v1/charges', orderId } });

async function expectLeaseHeld({ database }: Pair, payer: PaymentsProcess): Promise<void> {
  const order = await database.aKnownOrder();
  await holdCharge(order.id, STRIPE_MS);
  const begin = performance.now();
  expect((await payer.pay(order)).status).toBe(201);
  expect(performance.now() - begin).toBeGreaterThan(STRIPE_MS - 100);
  expect(await database.paymentOf(order.id)).toMatchObject({ status: 'succeeded', attempt: 1, tries: 1 });
  expect((await standIn.moneyOf(order.id)).charges).toHaveLength(1);
}

async function expectSettledByOther({ database }: Pair, payer: PaymentsProcess): Promise<void> {
  const order = await database.aKnownOrder();
  await holdCharge(order.id, STRIPE_MS_OF_DYING);
  const answer = payer.pay(order).catch(() => undefined);
  await eventually(async () => (await standIn.moneyOf(order.id)).charges.length === 1);
  payer.child.kill('SIGKILL');
  await answer;
  await eventually(async () => (await database.paymentOf(order.id))?.status === 'succeeded');
  expect(await database.paymentOf(order.id)).toMatchObject({ attempt: 1, tries: 2 });
  expect((await standIn.moneyOf(order.id)).charges).toHaveLength(1);
}

describe('one of two processes whose clocks are an hour apart', () => {
  let pairs: Pair[] = [];
  let held: Promise<unknown>;
  let settled: Record<'ahead' | 'behind', Promise<void>>;

  // The tests wait for leases, so all scenarios run at the same time.
  beforeAll(async () => {
    await standIn.start();
    const started = await Promise.all([startPair(), startPair(), startPair()]);
    const [living, aheadDies, behindDies] = started;
    pairs = started;
    held = Promise.all([expectLeaseHeld(living, living.ahead), expectLeaseHeld(living, living.behind)]);
    settled = {
      ahead: expectSettledByOther(aheadDies, aheadDies.ahead),
      behind: expectSettledByOther(behindDies, behindDies.behind),
    };
    await Promise.allSettled([held, settled.ahead, settled.behind]);
  });

  afterAll(async () => {
    for (const { child } of pairs.flatMap(({ ahead, behind }) => [ahead, behind])) child.kill('SIGKILL');
    await Promise.all(pairs.map(({ database }) => database.drop()));
    await standIn.remove();
  });

  it('keeps its lease on a charge for as long as the call takes, the one ahead and the one behind', () =>
    held);

  it.each(['ahead', 'behind'] as const)(
    'leaves no payment open when it is %s and dies: the other settles it with one charge',
    (which) => settled[which],
  );
});
