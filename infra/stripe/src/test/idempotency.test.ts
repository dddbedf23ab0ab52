import Stripe from 'stripe';
import { KEPT_MS } from '../storage/answers';
import { aCharge, dataFolder, errorOf, type RunningSandbox, SECRET_KEY, startSandbox } from './harness';

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

/** A POST without Stripe's client, to see the very bytes and headers. */
async function post(path: string, form: string, key: string) {
  const response = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${SECRET_KEY}`,
      'Content-Type': 'application/x-www-form-urlencoded',
      'Idempotency-Key': key,
    },
    body: form,
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const charges = async () => (await sandbox.control.ledger()).charges;

it('answers the same request with the same key once more with the same bytes, and charges once', async () => {
  const first = await post('/v1/charges', 'amount=500&currency=usd&source=tok_visa', 'k1');
  const second = await post('/v1/charges', 'source=tok_visa&amount=500&currency=usd', 'k1');

  expect(second.status).toBe(200);
  expect(second.body).toBe(first.body);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'));
  expect(second.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
  expect(await charges()).toHaveLength(1);
});

it('answers a decline once more with the same decline', async () => {
  const options = { idempotencyKey: 'k2' };
  const declined = aCharge({ source: 'tok_chargeDeclinedInsufficientFunds' });
  const first = await errorOf(sandbox.stripe.charges.create(declined, options));
  const second = await errorOf(sandbox.stripe.charges.create(declined, options));

  expect([second.statusCode, second.decline_code, second.charge]).toEqual([
    402,
    'insufficient_funds',
    first.charge,
  ]);
  expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true' });
  expect(await charges()).toHaveLength(1);
});

it('does not see later refunds in a remembered answer', async () => {
  const options = { idempotencyKey: 'k3' };
  const charge = await sandbox.stripe.charges.create(aCharge(), options);
  await sandbox.stripe.refunds.create({ charge: charge.id });
  expect((await sandbox.stripe.charges.create(aCharge(), options)).refunded).toBe(false);
});

it('refuses other parameters under a used key', async () => {
  const options = { idempotencyKey: 'k4' };
  await sandbox.stripe.charges.create(aCharge(), options);
  const error = await errorOf(sandbox.stripe.charges.create(aCharge({ amount: 2000 }), options));

  expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect([error.statusCode, error.message]).toEqual([
    400,
    'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
      "Try using a key other than 'k4' if you meant to execute a different request.",
  ]);
  expect(await charges()).toHaveLength(1);
});

it('refuses another path under a used key', async () => {
  const charge = await sandbox.stripe.charges.create(aCharge(), { idempotencyKey: 'k5' });
  const error = await errorOf(sandbox.stripe.refunds.create({ charge: charge.id }, { idempotencyKey: 'k5' }));

  expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect(error.message).toContain("('/v1/charges' vs '/v1/refunds')");
});

it('lets one of many requests at once through and answers 409 to the others', async () => {
  await sandbox.control.arm({ fault: 'hang', ms: 300 });
  const results = await Promise.all(
    Array.from({ length: 10 }, () => post('/v1/charges', 'amount=500&currency=usd&source=tok_visa', 'k6')),
  );

  const statuses = results.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
  expect(results.find(({ status }) => status === 409)?.body).toContain('idempotency_key_in_use');
  expect(await charges()).toHaveLength(1);
});

it("lets Stripe's client wait and come back by itself", async () => {
  await sandbox.control.arm({ fault: 'hang', ms: 300 });
  const patient = new Stripe(SECRET_KEY, {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    maxNetworkRetries: 3,
  });
  const [one, other] = await Promise.all([
    patient.charges.create(aCharge(), { idempotencyKey: 'k7' }),
    patient.charges.create(aCharge(), { idempotencyKey: 'k7' }),
  ]);
  expect(other.id).toBe(one.id);
});

it('remembers nothing of a request that was refused before it was executed', async () => {
  const options = { idempotencyKey: 'k8' };
  expect((await errorOf(sandbox.stripe.charges.create(aCharge({ amount: 1 }), options))).statusCode).toBe(
    400,
  );
  expect((await sandbox.stripe.charges.create(aCharge({ amount: 100 }), options)).amount).toBe(100);
});

it('keeps a key for 24 hours and then forgets it', async () => {
  const options = { idempotencyKey: 'k9' };
  const first = await sandbox.stripe.charges.create(aCharge(), options);
  clock += KEPT_MS - 1;
  expect((await sandbox.stripe.charges.create(aCharge(), options)).id).toBe(first.id);
  clock += 1;
  const second = await sandbox.stripe.charges.create(aCharge(), options);
  expect(second.id).not.toBe(first.id);
});

it('refuses a key that is too long', async () => {
  const error = await errorOf(sandbox.stripe.charges.create(aCharge(), { idempotencyKey: 'k'.repeat(256) }));
  expect(error.message).toBe('Idempotency keys can be at most 255 characters long.');
});
