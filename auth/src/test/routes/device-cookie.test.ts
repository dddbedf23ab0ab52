import { RateLimiter } from '@datnxecommerce/common';
import { newId, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { AttemptLimits } from '../../domain/attempt-limits';
import { SignInThrottle } from '../../domain/sign-in-throttle';
import { anAccount, anApp, TestClock } from '../builders';

useDatabase();

/** No wait and no minute ends, so what is refused stays refused. */
const clock = new TestClock();
const anAppWithLimits = (perAccount = 1000) =>
  anApp({
    throttle: new SignInThrottle({ freeFailures: 5, longestDelayMs: 300_000 }, clock.now),
    limits: new AttemptLimits(new RateLimiter(() => clock.now().getTime()), {
      perAddress: 100_000,
      perAccount,
    }),
  });

/** The free failures, and one more. */
const ENOUGH = 6;

type App = ReturnType<typeof anApp>;
/** Signs in as a browser does. */
const signIn = (app: App, email: string, password: string, cookie = '') =>
  request(app)
    .post('/api/users/signin')
    .set({ Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' })
    .send({ email, password });

/** The cookie of a device on which the account was signed in. */
const deviceIn = (answer: request.Response): string =>
  answer
    .get('Set-Cookie')
    ?.find((set) => set.startsWith('device='))
    ?.split(';')[0] ?? 'no device';

async function guess(app: App, email: string, times: number, cookie?: string): Promise<request.Response[]> {
  return Promise.all(Array.from({ length: times }, () => signIn(app, email, `wrong ${newId()}`, cookie)));
}

it('lets the owner sign in on a known device after 100 wrong guesses of a stranger, and the stranger not', async () => {
  const app = anAppWithLimits();
  const { email, password } = await anAccount();
  const device = deviceIn(await signIn(app, email, password).expect(200));
  const statuses = (await guess(app, email, 100)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 400)).toHaveLength(5);
  await signIn(app, email, password).expect(429);
  await signIn(app, email, password, device).expect(200);
  await signIn(app, email, password).expect(429);
});

it('lets the owner sign in on a known device when strangers use up the attempts for the e-mail', async () => {
  const app = anAppWithLimits(3);
  const { email, password } = await anAccount();
  const device = deviceIn(await signIn(app, email, password).expect(200));
  await signIn(app, email, password).expect(200);
  await signIn(app, email, password).expect(200);
  await signIn(app, email, password).expect(429);
  await signIn(app, email, password, device).expect(200);
});

it('takes a session of the account for a known device, as after a sign-up', async () => {
  const app = anAppWithLimits();
  const credentials = { email: 'new@example.com', password: 'right one' };
  const answer = await request(app).post('/api/users/signup').send(credentials).expect(201);
  const [session = ''] = answer.get('Set-Cookie') ?? [];
  await guess(app, credentials.email, ENOUGH);
  await signIn(app, credentials.email, credentials.password, session.split(';')[0]).expect(200);
  const other = await anAccount({ email: 'other@example.com' });
  await guess(app, other.email, ENOUGH);
  await signIn(app, other.email, other.password, session.split(';')[0]).expect(429);
});

it('counts the wrong passwords of a known device, by itself', async () => {
  const app = anAppWithLimits();
  const { email, password } = await anAccount();
  const [one, other] = [
    deviceIn(await signIn(app, email, password)),
    deviceIn(await signIn(app, email, password)),
  ];
  const statuses = (await guess(app, email, 20, one)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 400)).toHaveLength(5);
  await signIn(app, email, password, one).expect(429);
  await signIn(app, email, password, other).expect(200);
  await signIn(app, email, password).expect(200);
});

it('keeps the device of a sign-in, with its counter', async () => {
  const app = anAppWithLimits();
  const { email, password } = await anAccount();
  const device = deviceIn(await signIn(app, email, password));
  expect(deviceIn(await signIn(app, email, password, device))).toBe(device);
});

it.each<[what: string, tamper: (device: string, foreign: string) => string]>([
  ['of another account', (_device, foreign) => foreign],
  ['with another id', (device) => device.replace(/=./, (start) => (start === '=A' ? '=B' : '=A'))],
  ['with another signature', (device) => device.replace(/.{3}$/, (end) => (end === 'AAA' ? 'BBB' : 'AAA'))],
  ['without signature', (device) => device.slice(0, 29)],
  ['that is empty', () => 'device='],
])('does not know a device %s', async (_what, tamper) => {
  const app = anAppWithLimits();
  const { email, password } = await anAccount();
  const stranger = await anAccount({ email: 'stranger@example.com' });
  const device = deviceIn(await signIn(app, email, password));
  const foreign = deviceIn(await signIn(app, stranger.email, stranger.password));
  await guess(app, email, ENOUGH);
  await signIn(app, email, password, tamper(device, foreign)).expect(429);
});

it('signs nobody in by itself', async () => {
  const app = anAppWithLimits();
  const { email, password } = await anAccount();
  const device = deviceIn(await signIn(app, email, password));
  await request(app).get('/api/users/currentuser').set('Cookie', device).expect(200, { currentUser: null });
});

it('comes as an HttpOnly, Secure, SameSite=Lax cookie beside that of the session', async () => {
  const { email, password } = await anAccount();
  const cookies = (await signIn(anAppWithLimits(), email, password)).get('Set-Cookie');
  expect(cookies).toHaveLength(2);
  expect(cookies).toContainEqual(expect.stringMatching(/^session=/));
  expect(cookies).toContainEqual(
    expect.stringMatching(
      /^device=[\w-]{65}; Max-Age=15552000; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    ),
  );
});

it('is given to browsers only', async () => {
  const { email, password } = await anAccount();
  const answer = await request(anAppWithLimits()).post('/api/users/signin').send({ email, password });
  expect(answer.get('Set-Cookie')).toEqual([expect.stringMatching(/^session=/)]);
});

it('is given to nobody whose password was wrong', async () => {
  const { email } = await anAccount();
  expect((await signIn(anAppWithLimits(), email, 'wrong one')).get('Set-Cookie')).toBeUndefined();
});

it.each([
  ['a known device', () => true],
  ['a session alone', (cookie: string) => cookie.startsWith('session=')],
])('lets the owner change the password with %s while strangers guess', async (_what, isSent) => {
  const app = anAppWithLimits();
  const { email, password } = await anAccount();
  const answer = await signIn(app, email, password);
  const cookies = (answer.get('Set-Cookie') ?? []).map((set) => set.split(';')[0] ?? '').filter(isSent);
  await guess(app, email, ENOUGH);
  const change = { currentPassword: password, newPassword: 'new one' };
  await request(app).put('/api/users/password').set('Cookie', cookies.join('; ')).send(change).expect(200);
});
