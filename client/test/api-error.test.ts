import { ApiError } from '../api/api-error';
import { type ApiClient, buildClient } from '../api/build-client';
import { signUp } from '../api/users';
import { pretendShop } from './browser';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

const refusedWith = (
  seconds: string,
  body: unknown = { errors: [{ message: 'Too many failed sign-ins' }] },
) => ApiError.from(429, body, new Headers({ 'retry-after': seconds })).message;

it.each([
  ['1', 'Too many failed sign-ins. Try again in 1 second.'],
  ['45', 'Too many failed sign-ins. Try again in 45 seconds.'],
  ['300', 'Too many failed sign-ins. Try again in 5 minutes.'],
])('a refusal for %s seconds says how long to wait', (seconds, message) => {
  expect(refusedWith(seconds)).toBe(message);
});

it('a refusal without words says how long to wait', () => {
  expect(refusedWith('10', null)).toBe('That was a lot of requests. Try again in 10 seconds.');
});

it('a refusal without a time says to wait', () => {
  expect(ApiError.from(429, null, new Headers()).message).toBe(
    'That was a lot of requests. Wait a moment and try again.',
  );
});

describe('a request without an answer', () => {
  const lost = () => Promise.reject(new Error('connection lost'));
  const messageOf = (client: ApiClient) => client('cart', '').catch((error: Error) => error.message);

  it('of the browser has the shopper check the connection', async () => {
    globalThis.fetch = lost;
    await expect(messageOf(buildClient())).resolves.toMatch(/^We could not reach the shop. Check your/);
  });

  it('of the server says that the fault is not the shopper’s', async () => {
    const shop = { requestId: 'r', services: { cart: 'http://cart' }, askService: lost };
    const client = buildClient({ shop, headers: {}, socket: {} } as never);
    await expect(messageOf(client)).resolves.toMatch(/^Something went wrong on our side. Try again/);
  });
});

describe('signing up with an email that has an account', () => {
  const ann = { email: 'ann@example.com', password: 'a password' };

  /** Ann's account as the service has it. */
  function accountWith(password: string) {
    const inUse = { message: 'Email in use', code: 'email_in_use' };
    return pretendShop(({ path, body }) =>
      path.endsWith('/signin') && (body as typeof ann).password === password
        ? { body: { id: 'ann', email: ann.email } }
        : { status: 400, body: { errors: [path.endsWith('/signup') ? inUse : { message: 'Invalid' }] } },
    );
  }

  it('belongs to its field when the password is another', async () => {
    const seen = accountWith('another password');
    await expect(signUp(buildClient(), ann)).rejects.toMatchObject({
      status: 400,
      errors: [{ message: 'Email in use', field: 'email' }],
    });
    expect(seen.map(({ path }) => path)).toEqual(['/api/users/signup', '/api/users/signin']);
  });

  it('opens a session when an earlier request opened that account and its answer was lost', async () => {
    accountWith(ann.password);
    await expect(signUp(buildClient(), ann)).resolves.toMatchObject({ body: { id: 'ann' } });
  });
});
