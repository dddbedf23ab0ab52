import {
  aCharge,
  CONTROL_SECRET,
  dataFolder,
  PUBLISHABLE_KEY,
  type RunningSandbox,
  SECRET_KEY,
  startSandbox,
} from './harness';

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

interface Answer {
  status: number;
  headers: Headers;
  error: { type?: string; code?: string; message?: string };
}

async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${sandbox.url}${path}`, init);
  const body = (await response.json().catch(() => ({}))) as { error?: Answer['error'] };
  return { status: response.status, headers: response.headers, error: body.error ?? {} };
}

const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
const CARD = 'card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2040&card[cvc]=123';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

describe('keys', () => {
  it('are asked for', async () => {
    const { status, error } = await ask('/v1/charges');
    expect([status, error.type]).toEqual([401, 'invalid_request_error']);
    expect(error.message).toContain('You did not provide an API key.');
  });

  it('that are unknown are refused, and not repeated in full', async () => {
    const { status, error } = await ask('/v1/charges', { headers: bearer('sk_test_somebodyelse') });
    expect([status, error.message]).toEqual([401, 'Invalid API Key provided: sk_test****else']);
  });

  it('for browsers make tokens and nothing else', async () => {
    const headers = { ...FORM, ...bearer(PUBLISHABLE_KEY) };
    expect((await ask('/v1/tokens', { method: 'POST', headers, body: CARD })).status).toBe(200);
    const { status, error } = await ask('/v1/charges', { headers });
    expect([status, error.code]).toEqual([403, 'secret_key_required']);
  });
});

describe('requests out of order', () => {
  it.each([
    ['GET', '/v1/nothing'],
    ['POST', '/v1/charges/ch_1/dance'],
    ['DELETE', '/v1/charges/ch_1'],
  ])('%s %s is no route', async (method, path) => {
    const { status, error } = await ask(path, { method, headers: { ...FORM, ...bearer(SECRET_KEY) } });
    expect([status, error.type]).toEqual([404, 'invalid_request_error']);
    expect(error.message).toContain(`Unrecognized request URL (${method}: ${path})`);
  });

  it('with JSON instead of a form are refused', async () => {
    const { status, error } = await ask('/v1/charges', {
      method: 'POST',
      headers: { ...bearer(SECRET_KEY), 'Content-Type': 'application/json' },
      body: JSON.stringify(aCharge()),
    });
    expect([status, error.type]).toEqual([400, 'invalid_request_error']);
    expect(error.message).toContain('content type is application/x-www-form-urlencoded');
  });

  it('that are too long are refused', async () => {
    const body = `description=${'x'.repeat(70_000)}`;
    const { status, error } = await ask('/v1/charges', {
      method: 'POST',
      headers: { ...FORM, ...bearer(SECRET_KEY) },
      body,
    });
    expect([status, error.type]).toEqual([400, 'invalid_request_error']);
  });

  it.each([
    'amount[]=1',
    'amount[a]=1',
    'metadata=x',
    'metadata[a][b]=1',
    'expand=charge',
    '__proto__[amount]=500',
  ])('with odd parameters are refused: %s', async (odd) => {
    const { status, error } = await ask('/v1/charges', {
      method: 'POST',
      headers: { ...FORM, ...bearer(SECRET_KEY) },
      body:
        odd.startsWith('amount') || odd.startsWith('__')
          ? `${odd}&currency=usd`
          : `${odd}&amount=500&currency=usd&source=tok_visa`,
    });
    expect([status, error.type]).toEqual([400, 'invalid_request_error']);
  });
});

describe('the control plane', () => {
  it('is for tools on this machine that know its secret, not for pages or gateways', async () => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${CONTROL_SECRET}` };
    const reset = (more: object) =>
      ask('/_control/reset', { method: 'POST', headers: { ...headers, ...more } });
    await sandbox.stripe.charges.create(aCharge());

    expect((await reset({ Origin: 'https://evil.test' })).status).toBe(403);
    expect((await reset({ 'X-Forwarded-For': '203.0.113.9' })).status).toBe(403);
    expect((await sandbox.control.ledger()).charges).not.toEqual([]);
    expect((await reset({ Authorization: '' })).status).toBe(401);
    expect((await reset({ Authorization: `Bearer ${SECRET_KEY}` })).status).toBe(401);
    expect((await reset({ Authorization: `Bearer ${CONTROL_SECRET}x` })).status).toBe(401);
    expect((await sandbox.control.ledger()).charges).not.toEqual([]);
    expect((await reset({})).status).toBe(204);
    expect((await sandbox.control.ledger()).charges).toEqual([]);
  });

  it.each([
    ['::1', 200],
    ['::ffff:127.0.0.1', 200],
    ['10.0.0.7', 403],
    ['::ffff:10.0.0.7', 403],
    ['fe80::1', 403],
  ])('answers a caller from %s with %i', async (callersFrom, expected) => {
    const elsewhere = await dataFolder();
    const open = await startSandbox({ dataDir: elsewhere.folder, callersFrom });
    expect((await open.control.call('GET', '/ledger')).status).toBe(expected);
    await open.stop();
    await elsewhere.remove();
  });

  it.each([
    [{ fault: 'earthquake' }],
    [{ fault: 'decline', times: 0 }],
    [{ fault: 'decline', match: { orderid: 'o1' } }],
    [{ rate: 2, seed: 1, faults: ['decline'] }],
    [{ rate: 0.5, seed: 1, faults: [] }],
    [{}],
  ])('refuses %j', async (fault) => {
    expect((await sandbox.control.arm(fault)).status).toBe(400);
    expect((await sandbox.control.call('GET', '/faults')).body).toEqual({ faults: [] });
  });

  it('shows what is armed and what it did', async () => {
    await sandbox.control.arm({ fault: 'decline', times: 2 });
    await sandbox.stripe.charges.create(aCharge()).catch(() => undefined);
    expect((await sandbox.control.call('GET', '/faults')).body).toMatchObject({
      faults: [{ fault: 'decline', times: 2, seen: 1, dealt: 1 }],
    });
    await sandbox.control.disarm();
  });

  it('knows no other route', async () => {
    expect((await sandbox.control.call('GET', '/nothing')).status).toBe(404);
  });
});

describe('the browser part', () => {
  it('answers 200 to /healthz', async () => {
    expect((await ask('/healthz')).status).toBe(200);
  });

  it('sends the card page with a policy of its own', async () => {
    const { status, headers } = await ask('/sandbox/stripe/card.html');
    expect(status).toBe(200);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['/sandbox/stripe/v3.js', '/sandbox/stripe/card.js'])('sends %s as a script', async (path) => {
    const { status, headers } = await ask(path);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  });

  it.each(['/sandbox/stripe/', '/sandbox/stripe/v1/charges', '/sandbox/stripe/build'])(
    'shows nothing at %s',
    async (path) => {
      expect(
        (await ask(path, { headers: { ...bearer(SECRET_KEY), 'X-Forwarded-For': '203.0.113.9' } })).status,
      ).not.toBe(200);
    },
  );
});
