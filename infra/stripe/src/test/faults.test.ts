import Stripe from 'stripe';
import { seededRandom } from '../faults/seeded-random';
import { aCharge, clientFor, dataFolder, errorOf, type RunningSandbox, startSandbox } from './harness';

let sandbox: RunningSandbox;
let folder: Awaited<ReturnType<typeof dataFolder>>;

beforeAll(async () => {
  folder = await dataFolder();
  sandbox = await startSandbox({ dataDir: folder.folder });
});

beforeEach(() => sandbox.control.reset());

afterAll(async () => {
  await sandbox.stop();
  await folder.remove();
});

const key = (idempotencyKey: string) => ({ idempotencyKey });
const charges = async () => (await sandbox.control.ledger()).charges;

describe('a connection that is cut', () => {
  it('before the charge leaves no charge', async () => {
    // Stripe's client repeats a cut connection once whatever its settings, so one fault alone would not be seen.
    await sandbox.control.arm({ fault: 'timeout_before', times: 2 });
    const error = await errorOf(sandbox.stripe.charges.create(aCharge(), key('k1')));
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(await charges()).toEqual([]);

    expect((await sandbox.stripe.charges.create(aCharge(), key('k1'))).paid).toBe(true);
    expect(await charges()).toHaveLength(1);
  });

  it('after the charge leaves one charge, which the same key brings back', async () => {
    await sandbox.control.arm({ fault: 'timeout_after', times: 2 });
    const error = await errorOf(sandbox.stripe.charges.create(aCharge(), key('k2')));
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    const [charge] = await charges();

    const again = await sandbox.stripe.charges.create(aCharge(), key('k2'));
    expect(again.id).toBe(charge?.id);
    expect(again.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(await charges()).toHaveLength(1);
  });

  it('after a refund leaves one refund', async () => {
    const charge = await sandbox.stripe.charges.create(aCharge());
    await sandbox.control.arm({ fault: 'timeout_after', match: { path: '/v1/refunds' }, times: 2 });
    await errorOf(sandbox.stripe.refunds.create({ charge: charge.id }, key('refund:o1')));
    const refund = await sandbox.stripe.refunds.create({ charge: charge.id }, key('refund:o1'));
    expect((await sandbox.control.ledger()).refunds).toMatchObject([{ id: refund.id, amount: 1999 }]);
  });

  it('is waited for by a client until its own time is up', async () => {
    await sandbox.control.arm({ fault: 'hang', ms: 60_000 });
    const impatient = clientFor(sandbox.port, { timeout: 200 });
    const error = await errorOf(impatient.charges.create(aCharge(), key('k3')));
    expect(error.message).toContain('timeout');
    expect(await charges()).toHaveLength(1);

    const meanwhile = await errorOf(sandbox.stripe.charges.create(aCharge(), key('k3')));
    expect([meanwhile.statusCode, meanwhile.code]).toEqual([409, 'idempotency_key_in_use']);
    await sandbox.control.disarm();
    expect((await sandbox.stripe.charges.create(aCharge(), key('k3'))).paid).toBe(true);
    expect(await charges()).toHaveLength(1);
  });
});

describe('an error of the server', () => {
  it('stored for its key comes again, without a charge', async () => {
    await sandbox.control.arm({ fault: 'error_500' });
    for (let time = 0; time < 2; time += 1) {
      const error = await errorOf(
        clientFor(sandbox.port, { maxNetworkRetries: 2 }).charges.create(aCharge(), key('k4')),
      );
      expect([error.type, error.statusCode]).toEqual(['StripeAPIError', 500]);
    }
    expect(await charges()).toEqual([]);
    // It asked the client not to repeat it: two requests and not six.
    expect((await sandbox.control.call('GET', '/faults')).body).toMatchObject({
      faults: [{ seen: 2, dealt: 1 }],
    });
    expect((await sandbox.stripe.charges.create(aCharge(), key('k4:2'))).paid).toBe(true);
  });

  it('stored for its key can hide a charge', async () => {
    await sandbox.control.arm({ fault: 'error_500_after' });
    const error = await errorOf(sandbox.stripe.charges.create(aCharge(), key('k5')));
    expect(error.statusCode).toBe(500);
    expect((await sandbox.stripe.charges.list()).data).toMatchObject([{ status: 'succeeded' }]);
    expect((await errorOf(sandbox.stripe.charges.create(aCharge(), key('k5')))).statusCode).toBe(500);
    expect(await charges()).toHaveLength(1);
  });

  it('before the request was looked at is gone with the next try', async () => {
    await sandbox.control.arm({ fault: 'error_500_before' });
    expect((await errorOf(sandbox.stripe.charges.create(aCharge(), key('k6')))).statusCode).toBe(500);
    expect((await sandbox.stripe.charges.create(aCharge(), key('k6'))).paid).toBe(true);
  });
});

it.each([
  ['rate_limit_429', 429, 'StripeRateLimitError'],
  ['conflict_409', 409, 'StripeAPIError'],
])('%s refuses without remembering it', async (fault, status, type) => {
  await sandbox.control.arm({ fault });
  const error = await errorOf(sandbox.stripe.charges.create(aCharge(), key('k7')));
  expect([error.statusCode, error.type]).toEqual([status, type]);
  expect((await sandbox.stripe.charges.create(aCharge(), key('k7'))).paid).toBe(true);
});

it('declines a good card on demand, and remembers that', async () => {
  await sandbox.control.arm({ fault: 'decline', declineCode: 'insufficient_funds' });
  for (let time = 0; time < 2; time += 1) {
    const error = await errorOf(sandbox.stripe.charges.create(aCharge(), key('k8')));
    expect([error.statusCode, error.decline_code]).toEqual([402, 'insufficient_funds']);
  }
  expect(await charges()).toMatchObject([{ status: 'failed' }]);
});

it.each([
  [{ fault: 'wrong_amount' }, { amount: 2099 }],
  [{ fault: 'wrong_amount', amount: 1 }, { amount: 1 }],
  [{ fault: 'wrong_currency' }, { currency: 'eur' }],
  [{ fault: 'wrong_metadata' }, { metadata: {} }],
])('makes a wrong charge with %j', async (fault, expected) => {
  await sandbox.control.arm(fault);
  const charge = await sandbox.stripe.charges.create(aCharge({ metadata: { orderId: 'o1' } }));
  expect(charge).toMatchObject({ paid: true, ...expected });
  expect(await charges()).toMatchObject([expected]);
});

describe('aiming', () => {
  const declined = (params: Stripe.ChargeCreateParams) =>
    sandbox.stripe.charges.create(aCharge(params)).then(
      () => false,
      (error: unknown) => error instanceof Stripe.errors.StripeCardError,
    );

  it('hits the order that it names, so many times', async () => {
    await sandbox.control.arm({ fault: 'decline', match: { orderId: 'o2' }, times: 2 });
    const ordered = (orderId: string) => declined({ metadata: { orderId } });
    const seen = [];
    for (const order of ['o1', 'o2', 'o1', 'o2', 'o2']) seen.push(await ordered(order));
    expect(seen).toEqual([false, true, false, true, false]);
  });

  it('hits the token that it names', async () => {
    await sandbox.control.arm({ fault: 'decline', match: { token: 'tok_amex' } });
    expect([await declined({ source: 'tok_visa' }), await declined({ source: 'tok_amex' })]).toEqual([
      false,
      true,
    ]);
  });

  it('spares the requests before the nth', async () => {
    await sandbox.control.arm({ fault: 'decline', match: { nth: 3 } });
    const seen = [];
    for (let time = 0; time < 4; time += 1) seen.push(await declined({}));
    expect(seen).toEqual([false, false, true, false]);
  });

  it('finds the refund of an order by the charge that it refunds', async () => {
    const charge = await sandbox.stripe.charges.create(aCharge({ metadata: { orderId: 'o9' } }));
    await sandbox.control.arm({ fault: 'error_500_before', match: { orderId: 'o9', path: '/v1/refunds' } });
    expect((await errorOf(sandbox.stripe.refunds.create({ charge: charge.id }))).statusCode).toBe(500);
  });

  it('strikes reads only when the fault says so', async () => {
    await sandbox.control.arm({ fault: 'error_500_before', match: { path: '/v1/charges*' } });
    await sandbox.control.arm({ fault: 'rate_limit_429', match: { method: 'GET', path: '/v1/charges*' } });
    expect((await errorOf(sandbox.stripe.charges.list())).statusCode).toBe(429);
    expect((await sandbox.stripe.charges.list()).data).toEqual([]);
    expect((await errorOf(sandbox.stripe.charges.create(aCharge()))).statusCode).toBe(500);
  });

  it('does not waste a fault on a request that is refused anyway', async () => {
    await sandbox.control.arm({ fault: 'error_500_before' });
    expect((await errorOf(sandbox.stripe.charges.create(aCharge({ amount: 1 })))).statusCode).toBe(400);
    expect((await errorOf(sandbox.stripe.charges.create(aCharge()))).statusCode).toBe(500);

    await sandbox.control.arm({ fault: 'rate_limit_429', match: { method: 'GET' } });
    expect((await errorOf(sandbox.stripe.charges.retrieve('ch_nothing'))).statusCode).toBe(404);
    expect((await errorOf(sandbox.stripe.charges.list())).statusCode).toBe(429);
  });

  it('ends when it is disarmed', async () => {
    await sandbox.control.arm({ fault: 'decline', times: 100 });
    expect(await declined({})).toBe(true);
    await sandbox.control.disarm();
    expect(await declined({})).toBe(false);
  });

  it('takes effect in the order of arming', async () => {
    await sandbox.control.arm({ fault: 'rate_limit_429' });
    await sandbox.control.arm({ fault: 'error_500_before' });
    const statuses = [];
    for (let time = 0; time < 2; time += 1)
      statuses.push((await errorOf(sandbox.stripe.charges.create(aCharge()))).statusCode);
    expect(statuses).toEqual([429, 500]);
  });
});

describe('faults by chance', () => {
  const outcomes = async (seed: number) => {
    await sandbox.control.reset();
    await sandbox.control.arm({ rate: 0.4, seed, faults: ['rate_limit_429', 'error_500_before', 'decline'] });
    const seen = [];
    for (let time = 0; time < 40; time += 1) {
      seen.push(
        await sandbox.stripe.charges.create(aCharge()).then(
          () => 200,
          (error: Stripe.errors.StripeError) => error.statusCode,
        ),
      );
    }
    return seen;
  };

  it('are the same for the same seed', async () => {
    const first = await outcomes(7);
    expect(await outcomes(7)).toEqual(first);
    expect(await outcomes(8)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 402, 429, 500]));
  });

  it('come as often as asked', () => {
    const random = seededRandom(42);
    const hits = Array.from({ length: 10_000 }, random).filter((number) => number < 0.3).length;
    expect(hits).toBeGreaterThan(2_850);
    expect(hits).toBeLessThan(3_150);
  });
});
