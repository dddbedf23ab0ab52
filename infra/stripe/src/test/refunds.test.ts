import { aCharge, dataFolder, errorOf, type RunningSandbox, startSandbox } from './harness';

let sandbox: RunningSandbox;
let folder: Awaited<ReturnType<typeof dataFolder>>;

beforeAll(async () => {
  folder = await dataFolder();
  sandbox = await startSandbox({ dataDir: folder.folder });
});

afterAll(async () => {
  await sandbox.stop();
  await folder.remove();
});

const charged = (amount = 1999) => sandbox.stripe.charges.create(aCharge({ amount }));

it('gives back all of a charge', async () => {
  const charge = await charged();
  const refund = await sandbox.stripe.refunds.create({
    charge: charge.id,
    reason: 'requested_by_customer',
    metadata: { orderId: 'o1' },
  });

  expect(refund).toMatchObject({
    object: 'refund',
    amount: 1999,
    charge: charge.id,
    currency: 'usd',
    reason: 'requested_by_customer',
    metadata: { orderId: 'o1' },
    status: 'succeeded',
  });
  expect(await sandbox.stripe.charges.retrieve(charge.id)).toMatchObject({
    refunded: true,
    amount_refunded: 1999,
    status: 'succeeded',
  });
  expect((await sandbox.stripe.refunds.list({ charge: charge.id })).data).toEqual([refund]);
});

it('gives back parts until nothing is left, and never more', async () => {
  const charge = await charged(1000);
  await sandbox.stripe.refunds.create({ charge: charge.id, amount: 400 });
  expect(await sandbox.stripe.charges.retrieve(charge.id)).toMatchObject({
    refunded: false,
    amount_refunded: 400,
  });

  const tooMuch = await errorOf(sandbox.stripe.refunds.create({ charge: charge.id, amount: 601 }));
  expect([tooMuch.statusCode, tooMuch.param, tooMuch.message]).toEqual([
    400,
    'amount',
    'Refund amount ($6.01) is greater than unrefunded amount on charge ($6.00)',
  ]);

  expect((await sandbox.stripe.refunds.create({ charge: charge.id })).amount).toBe(600);
  const again = await errorOf(sandbox.stripe.refunds.create({ charge: charge.id }));
  expect([again.statusCode, again.code]).toEqual([400, 'charge_already_refunded']);
});

it('gives back no more than the charge when refunds come at once', async () => {
  const charge = await charged(1000);
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => sandbox.stripe.refunds.create({ charge: charge.id, amount: 300 })),
  );

  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  expect((await sandbox.stripe.charges.retrieve(charge.id)).amount_refunded).toBe(900);
});

it('lists the refunds of one charge, newest first', async () => {
  const charge = await charged(1000);
  const refunds = [
    await sandbox.stripe.refunds.create({ charge: charge.id, amount: 100 }),
    await sandbox.stripe.refunds.create({ charge: charge.id, amount: 200 }),
  ];

  const page = await sandbox.stripe.refunds.list({ charge: charge.id });
  expect(page.data).toEqual(refunds.reverse());
});

it('refuses to refund a charge that failed', async () => {
  const declined = await errorOf(sandbox.stripe.charges.create(aCharge({ source: 'tok_chargeDeclined' })));
  const error = await errorOf(sandbox.stripe.refunds.create({ charge: declined.charge }));
  expect([error.statusCode, error.param]).toEqual([400, 'charge']);
});

it.each([
  [{}, 400, 'parameter_missing'],
  [{ charge: 'ch_nothing' }, 404, 'resource_missing'],
  [{ payment_intent: 'pi_1' }, 400, 'sandbox_unsupported'],
  [{ charge: 'ch_nothing', fee: 1 }, 400, 'parameter_unknown'],
])('refuses %j', async (params: object, status, code) => {
  const error = await errorOf(sandbox.stripe.refunds.create(params));
  expect([error.statusCode, error.code]).toEqual([status, code]);
});

it('refuses a reason that Stripe does not know', async () => {
  const charge = await charged();
  const error = await errorOf(sandbox.stripe.refunds.create({ charge: charge.id, reason: 'mood' }));
  expect([error.statusCode, error.param]).toEqual([400, 'reason']);
});
