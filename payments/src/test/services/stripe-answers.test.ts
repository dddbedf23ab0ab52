import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChargeRequest } from '../../services/payment-gateway';
import { createStripeGateway } from '../../services/stripe';

/** Answers no Stripe sandbox gives by itself; none when null. */
type Answer = (
  req: IncomingMessage,
) => { status?: number; headers?: Record<string, string>; body: unknown } | null;

const request: ChargeRequest = {
  paymentId: 'a'.repeat(24),
  orderId: 'b'.repeat(24),
  attempt: 2,
  amountCents: 500,
  token: 'tok_secret',
  key: 'charge:b:2',
  since: new Date(),
  isGrouped: true,
};
/** An attempt of a version that set no transfer group. */
const ungrouped = { ...request, isGrouped: false };
const charge = {
  id: 'ch_1',
  object: 'charge',
  amount: 500,
  currency: 'usd',
  status: 'succeeded',
  paid: true,
  metadata: { orderId: request.orderId, attempt: '2' },
};
/** A page of other orders' charges. */
const others = Array.from({ length: 100 }, (_, i) => ({ ...charge, id: `ch_o${i}`, metadata: {} }));
const failure = (status: number, error: object, headers = {}) => ({
  status,
  headers: { 'stripe-should-retry': 'false', ...headers },
  body: { error: { message: 'No such token: tok_secret (key sk_test_secret)', ...error } },
});
const list = (...data: object[]) => ({ body: { object: 'list', data, has_more: false, url: '/v1/charges' } });

let server: Server;
let answer: Answer;
let bodies: string[];

const gateway = (timeoutMs = 1000) =>
  createStripeGateway({
    secretKey: 'sk_test_secret',
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    timeoutMs,
  });

function respond(req: IncomingMessage, res: ServerResponse): void {
  let body = '';
  req.on('data', (chunk: Buffer) => (body += chunk.toString()));
  req.on('end', () => {
    bodies.push(body);
    const answered = answer(req);
    if (!answered) return;
    const { status = 200, headers = {}, body: reply } = answered;
    res.writeHead(status, { 'Content-Type': 'application/json', 'Request-Id': 'req_1', ...headers });
    res.end(typeof reply === 'string' ? reply : JSON.stringify(reply));
  });
}

beforeAll(async () => {
  server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => (bodies = []));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const unknown = { kind: 'unknown', keySpent: false };

describe('the outcome of a charge', () => {
  it.each<[string, Awaited<ReturnType<Answer>>, object]>([
    ['a charge that is ours', { body: charge }, { kind: 'succeeded', stripeId: 'ch_1' }],
    ['another amount', { body: { ...charge, amount: 501 } }, { kind: 'mismatch' }],
    ['another currency', { body: { ...charge, currency: 'eur' } }, { kind: 'mismatch' }],
    [
      "another order's charge",
      { body: { ...charge, metadata: { orderId: 'x', attempt: '2' } } },
      { kind: 'mismatch' },
    ],
    [
      "another attempt's charge",
      { body: { ...charge, metadata: { ...charge.metadata, attempt: '1' } } },
      { kind: 'mismatch' },
    ],
    ['no metadata', { body: { ...charge, metadata: undefined } }, { kind: 'mismatch' }],
    [
      'a charge that is pending',
      { body: { ...charge, status: 'pending', paid: false } },
      { kind: 'unknown' },
    ],
    ['a charge that succeeded unpaid', { body: { ...charge, paid: false } }, { kind: 'unknown' }],
    [
      'a failed charge',
      { body: { ...charge, status: 'failed', paid: false, failure_message: 'Lost.' } },
      { kind: 'declined', message: 'Lost.' },
    ],
    ['no JSON', { body: '<html>' }, unknown],
    ['null', { body: 'null' }, unknown],
    ['an empty answer', { body: '' }, unknown],
    [
      'a decline without words',
      failure(402, { type: 'card_error', code: 'card_declined', message: undefined }),
      { kind: 'declined', message: 'Your card was declined.' },
    ],
    [
      'an unknown token',
      failure(400, { type: 'invalid_request_error', code: 'resource_missing', param: 'source' }),
      { kind: 'invalid-token' },
    ],
    [
      'a used token',
      failure(400, { type: 'invalid_request_error', code: 'token_already_used' }),
      { kind: 'invalid-token' },
    ],
    [
      'another bad request',
      failure(400, { type: 'invalid_request_error', param: 'amount' }),
      { kind: 'refused' },
    ],
    [
      'a bad request for a key in use',
      failure(400, { type: 'invalid_request_error', code: 'idempotency_key_in_use' }),
      unknown,
    ],
    ['a wrong key', failure(401, { type: 'invalid_request_error' }), { kind: 'refused' }],
    ['a key without the right', failure(403, { type: 'invalid_request_error' }), { kind: 'refused' }],
    ['too many requests', failure(429, { type: 'invalid_request_error', code: 'rate_limit' }), unknown],
    ['a key in use', failure(409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }), unknown],
    ['a failure of its own', failure(500, { type: 'api_error' }), unknown],
  ])('is read from %s', async (_what, reply, outcome) => {
    answer = () => reply;
    const got = await gateway().charge(request);
    expect(got).toMatchObject(outcome);
    expect(JSON.stringify(got)).not.toMatch(/tok_secret|sk_test/);
  });

  it.each([
    ['a stored failure', 500, { type: 'api_error' }, { 'idempotent-replayed': 'true' }, true],
    ['a key of another request', 400, { type: 'idempotency_error' }, {}, false],
  ])('is looked up after %s', async (_what, status, error, headers, keySpent) => {
    let charges = list(charge);
    answer = (req) => (req.method === 'GET' ? charges : failure(status, error, headers));
    await expect(gateway().charge(request)).resolves.toEqual({ kind: 'succeeded', stripeId: 'ch_1' });
    charges = list({ ...charge, amount: 1 });
    await expect(gateway().charge(request)).resolves.toMatchObject({ kind: 'mismatch' });
    charges = list({ ...charge, status: 'failed', paid: false, failure_message: 'No.' });
    await expect(gateway().charge(request)).resolves.toEqual({ kind: 'declined', message: 'No.' });
    charges = list();
    await expect(gateway().charge(request)).resolves.toMatchObject({ kind: 'unknown', keySpent });
  });

  it('is asked for with key, cents and metadata, and without telemetry', async () => {
    let seen: IncomingMessage['headers'] = {};
    answer = (req) => {
      seen = req.headers;
      return { body: charge };
    };
    const own = gateway();
    await own.charge(request);
    await own.charge(request);
    expect(seen).toMatchObject({ 'idempotency-key': 'charge:b:2', authorization: 'Bearer sk_test_secret' });
    expect(seen['x-stripe-client-telemetry']).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(bodies[0]))).toEqual({
      amount: '500',
      currency: 'usd',
      source: 'tok_secret',
      'metadata[orderId]': request.orderId,
      'metadata[paymentId]': request.paymentId,
      'metadata[attempt]': '2',
      transfer_group: request.orderId,
    });
  });

  it('is unknown when Stripe does not answer within the timeout', async () => {
    answer = () => null;
    await expect(gateway(100).charge(request)).resolves.toMatchObject(unknown);
  }, 15_000);

  const cutOff: Answer = (req) => {
    req.socket.destroy();
    return null;
  };
  it.each<[string, Answer]>([
    ['a cut connection', cutOff],
    ['no answer within the timeout', () => null],
    ['a failure', () => ({ status: 500, body: { error: { type: 'api_error' } } })],
    ['a key in use', () => ({ status: 409, body: { error: { type: 'idempotency_error' } } })],
    ['advice to retry', () => failure(429, { type: 'api_error' }, { 'stripe-should-retry': 'true' })],
  ])('takes one request when it gets %s: each request counts as a try', async (_what, fault) => {
    const own = gateway(200);
    answer = () => ({ body: charge });
    await own.charge(request);
    answer = fault; // on the connection that is kept alive
    await expect(own.charge(request)).resolves.toMatchObject(unknown);
    expect(bodies).toHaveLength(2);
  });

  it('repeats an attempt of an earlier version with the parameters of that version', async () => {
    answer = () => ({ body: charge });
    await expect(gateway().charge(ungrouped)).resolves.toMatchObject({ kind: 'succeeded' });
    expect(new URLSearchParams(bodies[0]).has('transfer_group')).toBe(false);
  });
});

describe('looking for a charge', () => {
  const failed = { ...charge, id: 'ch_0', status: 'failed', paid: false, failure_message: 'No.' };
  const earlier = { ...failed, metadata: { ...charge.metadata, attempt: '1' } };

  it.each([
    ['nothing', list(), { kind: 'absent' }],
    ['a charge without our metadata', list({ ...charge, metadata: {} }), { kind: 'mismatch' }],
    ['only the decline of an earlier attempt', list(earlier), { kind: 'absent' }],
    ['the decline of this attempt', list(earlier, failed), { kind: 'declined', message: 'No.' }],
    ['a charge beside declines', list(earlier, failed, charge), { kind: 'succeeded', stripeId: 'ch_1' }],
    ['an error', failure(500, { type: 'api_error' }), { kind: 'unknown', keySpent: false }],
    ['a refusal', failure(401, { type: 'invalid_request_error' }), { kind: 'unknown', keySpent: false }],
  ])('reads the outcome from %s', async (_what, reply, outcome) => {
    answer = () => reply;
    await expect(gateway().findCharge(request)).resolves.toMatchObject(outcome);
  });

  it('reads one page: the charges of the order', async () => {
    const pages: string[] = [];
    answer = (req) => {
      pages.push(req.url ?? '');
      return { body: { ...list(earlier, failed).body, has_more: true } };
    };
    await expect(gateway().findCharge(request)).resolves.toMatchObject({ kind: 'declined' });
    expect(pages).toEqual([`/v1/charges?transfer_group=${request.orderId}&limit=100`]);
  });
});

describe('looking for a charge of a version that set no transfer group', () => {
  it('reads every page of the days in which the key could be used', async () => {
    const pages: string[] = [];
    answer = (req) => {
      pages.push(req.url ?? '');
      const { body } = pages.length === 1 ? list(...others) : list(charge);
      return { body: { ...body, has_more: pages.length === 1 } };
    };
    await expect(gateway().findCharge(ungrouped)).resolves.toMatchObject({ kind: 'succeeded' });
    const since = Math.floor(request.since.getTime() / 1000);
    const days = `created[gte]=${since - 86_400}&created[lte]=${since + 172_800}&limit=100`;
    expect(pages).toEqual([`/v1/charges?${days}`, `/v1/charges?${days}&starting_after=ch_o99`]);
  });

  it("is absent when the list holds only other orders' charges", async () => {
    answer = () => list(...others);
    await expect(gateway().findCharge(ungrouped)).resolves.toEqual({ kind: 'absent' });
  });

  it('is unknown when a page is refused', async () => {
    const first = { body: { ...list(...others).body, has_more: true } };
    answer = (req) => (req.url?.includes('starting_after') ? failure(500, { type: 'api_error' }) : first);
    await expect(gateway().findCharge(ungrouped)).resolves.toMatchObject(unknown);
  });
});

describe('the outcome of a refund', () => {
  const refund = { id: 're_1', object: 'refund', charge: 'ch_1', status: 'succeeded' };
  const ask = () => gateway().refund({ stripeId: 'ch_1', key: 'refund:b' });

  it.each([
    ['a refund', { body: refund }, { kind: 'refunded', refundId: 're_1' }],
    ['a refund under way', { body: { ...refund, status: 'pending' } }, { kind: 'refunded' }],
    ['a failed refund', { body: { ...refund, status: 'failed' } }, { kind: 'unknown', keySpent: true }],
    ['a cancelled refund', { body: { ...refund, status: 'canceled' } }, { kind: 'unknown', keySpent: true }],
    ["another charge's refund", { body: { ...refund, charge: 'ch_2' } }, unknown],
    ['an error', failure(500, { type: 'api_error' }), unknown],
    ['a disputed charge', failure(400, { type: 'invalid_request_error', code: 'charge_disputed' }), unknown],
    ['a wrong key', failure(401, { type: 'invalid_request_error' }), unknown],
  ])('is read from %s', async (_what, reply, outcome) => {
    answer = () => reply;
    await expect(ask()).resolves.toMatchObject(outcome);
  });

  it('is asked for with its key', async () => {
    let key: unknown;
    answer = (req) => {
      key = req.headers['idempotency-key'];
      return { body: refund };
    };
    await ask();
    expect(key).toBe('refund:b');
  });

  it.each([
    [
      'was made before',
      failure(400, { type: 'invalid_request_error', code: 'charge_already_refunded' }),
      false,
    ],
    ['failed for good', failure(500, { type: 'api_error' }, { 'idempotent-replayed': 'true' }), true],
  ])('is looked up when Stripe says that it %s', async (_what, reply, keySpent) => {
    let refunds = list({ ...refund, id: 're_0', status: 'failed' }, refund);
    answer = (req) => (req.method === 'GET' ? refunds : reply);
    await expect(ask()).resolves.toEqual({ kind: 'refunded', refundId: 're_1' });
    refunds = list();
    await expect(ask()).resolves.toMatchObject({ kind: 'unknown', keySpent });
  });
});
