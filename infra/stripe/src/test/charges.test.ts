import Stripe from 'stripe';
import { aCharge, dataFolder, errorOf, type RunningSandbox, startSandbox } from './harness';

let sandbox: RunningSandbox;
let folder: Awaited<ReturnType<typeof dataFolder>>;
let clock: number;

beforeEach(async () => {
  clock = Date.UTC(2026, 0, 15);
  folder = await dataFolder();
  sandbox = await startSandbox({ dataDir: folder.folder, now: () => clock });
});

afterEach(async () => {
  await sandbox.stop();
  await folder.remove();
});

const createMany = async (count: number) => {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    clock += 1000;
    ids.unshift((await sandbox.stripe.charges.create(aCharge({ amount: 100 + index }))).id);
  }
  return ids;
};

describe('creating a charge', () => {
  it('charges the card and keeps what was said about it', async () => {
    const charge = await sandbox.stripe.charges.create(
      aCharge({ metadata: { orderId: 'o1', attempt: '1' }, description: 'Order o1' }),
    );

    expect(charge).toMatchObject({
      object: 'charge',
      amount: 1999,
      amount_captured: 1999,
      amount_refunded: 0,
      currency: 'usd',
      created: clock / 1000,
      description: 'Order o1',
      livemode: false,
      metadata: { orderId: 'o1', attempt: '1' },
      outcome: { type: 'authorized', network_status: 'approved_by_network' },
      paid: true,
      payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } },
      refunded: false,
      source: { brand: 'Visa', last4: '4242' },
      status: 'succeeded',
    });
    expect(charge.id).toMatch(/^ch_\w{24}$/);
    expect(charge.lastResponse.requestId).toMatch(/^req_\w{14}$/);
    expect(charge.lastResponse.apiVersion).toBe(Stripe.API_VERSION);
  });

  it('is found again by its id', async () => {
    const created = await sandbox.stripe.charges.create(aCharge());
    expect(await sandbox.stripe.charges.retrieve(created.id)).toEqual(created);
  });

  it.each([
    [{ amount: undefined }, 'parameter_missing', 'amount', 'Missing required param: amount.'],
    [{ currency: undefined }, 'parameter_missing', 'currency', 'Missing required param: currency.'],
    [{ source: undefined }, 'parameter_missing', 'source', 'Must provide source or customer.'],
    [{ amount: 49 }, 'amount_too_small', 'amount', 'Amount must be at least $0.50 usd'],
    [{ amount: 100_000_000 }, 'amount_too_large', 'amount', 'Amount must be no more than $999,999.99'],
    [{ amount: 12.5 }, 'parameter_invalid_integer', 'amount', 'Invalid integer: 12.5'],
    [{ amount: 0 }, 'parameter_invalid_integer', 'amount', 'This value must be greater than or equal to 1.'],
    [{ currency: 'xyz' }, undefined, 'currency', 'Invalid currency: xyz. The sandbox supports: usd'],
    [{ source: 'tok_nothing' }, 'resource_missing', 'source', "No such token: 'tok_nothing'"],
    [{ colour: 'red' }, 'parameter_unknown', 'colour', 'Received unknown parameter: colour'],
    [
      { capture: false },
      'sandbox_unsupported',
      'capture',
      'The sandbox does not imitate a charge to capture later.',
    ],
    [
      { customer: 'cus_1' },
      'sandbox_unsupported',
      'customer',
      'The sandbox does not imitate the parameter customer of a charge.',
    ],
    [
      { expand: ['refunds'] },
      'sandbox_unsupported',
      'expand',
      'The sandbox does not imitate the parameter expand of a charge.',
    ],
    [
      { metadata: { note: 'x'.repeat(501) } },
      undefined,
      'metadata',
      'Metadata values can have up to 500 characters, but you passed in one of 501 characters.',
    ],
  ])('refuses %j', async (params: object, code, param, message) => {
    const error = await errorOf(sandbox.stripe.charges.create(aCharge(params)));

    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect({ ...error, message: error.message }).toMatchObject({ statusCode: 400, message });
    expect([error.code, error.param]).toEqual([code, param]);
    expect((await sandbox.control.ledger()).charges).toEqual([]);
  });

  it.each([50, 99_999_999])('takes %i cents', async (amount) => {
    expect((await sandbox.stripe.charges.create(aCharge({ amount }))).amount).toBe(amount);
  });

  it('says that an unknown charge is not there', async () => {
    const error = await errorOf(sandbox.stripe.charges.retrieve('ch_nothing'));
    expect([error.statusCode, error.code, error.message]).toEqual([
      404,
      'resource_missing',
      "No such charge: 'ch_nothing'",
    ]);
  });
});

describe('listing charges', () => {
  it('lists the charges of one transfer group, the declined ones too', async () => {
    const source = 'tok_chargeDeclined';
    await errorOf(sandbox.stripe.charges.create(aCharge({ transfer_group: 'o1', source })));
    await sandbox.stripe.charges.create(aCharge({ transfer_group: 'o2' }));
    await sandbox.stripe.charges.create(aCharge());
    const { id } = await sandbox.stripe.charges.create(aCharge({ transfer_group: 'o1' }));
    const { data } = await sandbox.stripe.charges.list({ transfer_group: 'o1' });
    expect(data).toMatchObject([
      { id, transfer_group: 'o1', status: 'succeeded' },
      { transfer_group: 'o1', status: 'failed' },
    ]);
  });

  it('shows the newest ten first', async () => {
    const ids = await createMany(12);
    const page = await sandbox.stripe.charges.list();
    expect(page.data.map(({ id }) => id)).toEqual(ids.slice(0, 10));
    expect(page).toMatchObject({ object: 'list', has_more: true, url: '/v1/charges' });
  });

  it('goes on after a charge, to the very end', async () => {
    const ids = await createMany(5);
    const page = await sandbox.stripe.charges.list({ limit: 3, starting_after: ids[1] });
    expect(page.data.map(({ id }) => id)).toEqual(ids.slice(2, 5));
    expect(page.has_more).toBe(false);
  });

  it('lets the client walk through all pages by itself', async () => {
    const ids = await createMany(7);
    const all = await sandbox.stripe.charges.list({ limit: 3 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ id }) => id)).toEqual(ids);
  });

  it('filters by the time of creation', async () => {
    const ids = await createMany(4);
    const second = (await sandbox.stripe.charges.retrieve(ids[2]!)).created;
    const idsOf = async (created: Stripe.RangeQueryParam) =>
      (await sandbox.stripe.charges.list({ created })).data.map(({ id }) => id);

    expect(await idsOf({ gte: second })).toEqual(ids.slice(0, 3));
    expect(await idsOf({ lte: second })).toEqual(ids.slice(2));
    expect(await idsOf({ gte: second, lte: second + 1 })).toEqual(ids.slice(1, 3));
  });

  it('shows failed charges too', async () => {
    await errorOf(sandbox.stripe.charges.create(aCharge({ source: 'tok_chargeDeclined' })));
    expect((await sandbox.stripe.charges.list()).data).toMatchObject([{ status: 'failed', paid: false }]);
  });

  it.each([
    [{ limit: 0 }, 'parameter_invalid_integer'],
    [{ limit: 101 }, 'parameter_invalid_integer'],
    [{ starting_after: 'ch_nothing' }, 'resource_missing'],
    [{ created: { near: 1 } }, 'parameter_unknown'],
    [{ created: { gt: 1 } }, 'sandbox_unsupported'],
    [{ ending_before: 'ch_nothing' }, 'sandbox_unsupported'],
    [{ order: 'asc' }, 'parameter_unknown'],
  ])('refuses %j', async (params: object, code) => {
    const error = await errorOf(sandbox.stripe.charges.list(params));
    expect([error.statusCode, error.code]).toEqual([400, code]);
  });
});
