import { eventually, useDatabase } from '@datnxecommerce/common/testing';
import { aKnownOrder, paymentOf } from './builders';
import { startPayments, type PaymentsProcess } from './payments-process';
import { SECRET_KEY, Sandbox } from './sandbox';

useDatabase();
jest.setTimeout(60_000);

const HOUR_MS = 60 * 60_000;
/** How long the provider holds its answers: longer than a lease, and several runs of the reconciler. */
const STRIPE_MS = 9000;

const standIn = new Sandbox();
let ahead: PaymentsProcess;
let behind: PaymentsProcess;

beforeAll(() => standIn.start());
afterAll(() => standIn.remove());

describe('one of two processes whose clocks are an hour apart', () => {
  beforeEach(async () => {
    const settings = { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_URL: standIn.url, LOG_LEVEL: 'silent' };
    [ahead, behind] = await Promise.all([
      startPayments(settings, { clockAheadMs: HOUR_MS }),
      startPayments(settings),
    ]);
    await standIn.arm({ fault: 'hang', ms: STRIPE_MS, times: 2, match: { path: '/v1/charges' } });
  });

  afterEach(async () => {
    for (const { child } of [ahead, behind]) child.kill('SIGKILL');
    await standIn.reset();
  });

  it('keeps its lease on a charge for as long as the call takes, the one ahead and the one behind', async () => {
    const paidAt = async (payer: PaymentsProcess): Promise<void> => {
      const order = await aKnownOrder();
      const begin = performance.now();
      expect((await payer.pay(order)).status).toBe(201);
      expect(performance.now() - begin).toBeGreaterThan(STRIPE_MS - 100);
      expect(await paymentOf(order.id)).toMatchObject({ status: 'succeeded', attempt: 1, tries: 1 });
      expect((await standIn.moneyOf(order.id)).charges).toHaveLength(1);
    };
    await Promise.all([paidAt(ahead), paidAt(behind)]);
  });

  it.each([
    ['ahead', () => ahead],
    ['behind', () => behind],
  ])('leaves no payment open when it is %s and dies: the other settles it with one charge', async (_, of) => {
    const payer = of();
    const order = await aKnownOrder();
    const answer = payer.pay(order).catch(() => undefined);
    await eventually(async () => (await standIn.ledger()).charges.length === 1);
    payer.child.kill('SIGKILL');
    await answer;
    await standIn.disarm();
    await eventually(async () => (await paymentOf(order.id))?.status === 'succeeded');
    expect(await paymentOf(order.id)).toMatchObject({ attempt: 1, tries: 2 });
    expect((await standIn.moneyOf(order.id)).charges).toHaveLength(1);
  });
});
