import { ApiError } from '../api/api-error';
import { buildClient } from '../api/build-client';
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

it('an email that has an account belongs to its field', async () => {
  pretendShop(() => ({ status: 400, body: { errors: [{ message: 'Email in use', code: 'email_in_use' }] } }));
  const refused = signUp(buildClient(), { email: 'ann@example.com', password: 'a password' });
  await expect(refused).rejects.toMatchObject({
    status: 400,
    errors: [{ message: 'Email in use', field: 'email' }],
  });
});
