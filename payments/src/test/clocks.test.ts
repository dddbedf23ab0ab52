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
let payer: PaymentsProcess;
let other: PaymentsProcess;

beforeAll(() => standIn.start());
afterAll(() => standIn.remove());

describe.each([
  ['an hour ahead of', HOUR_MS, 0],
  ['an hour behind', 0, HOUR_MS],
])('a process whose clock is %s that of the other', (_how, payerMs, otherMs) => {
  beforeEach(async () => {
    const settings = { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_URL: standIn.url, LOG_LEVEL: 'silent' };
    [payer, other] = await Promise.all([
      startPayments(settings, { clockAheadMs: payerMs }),
      startPayments(settings, { clockAheadMs: otherMs }),
    ]);
    await standIn.arm({ fault: 'hang', ms: STRIPE_MS, match: { path: '/v1/charges' } });
  });

  afterEach(async () => {
    for (const { child } of [payer, other]) child.kill('SIGKILL');
    await standIn.reset();
  });

  it('keeps its lease on a charge for as long as the call takes', async () => {
    const order = await aKnownOrder();
    expect((await payer.pay(order)).status).toBe(201);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'succeeded', attempt: 1, tries: 1 });
    expect((await standIn.moneyOf(order.id)).charges).toHaveLength(1);
  });

  it('leaves no payment open when it dies: the other process settles it with one charge', async () => {
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
