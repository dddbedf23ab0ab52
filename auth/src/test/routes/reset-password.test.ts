import {
  RateLimiter,
  resetKeys,
  resetTokenOf,
  type UserPasswordResetRequested,
} from '@datnxecommerce/common';
import { newId, outboxOf, signedIn, TEST_JWT_KEY, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { MAX_REQUESTS } from '../../domain/reset-decisions';
import { PasswordReset } from '../../models/password-reset';
import { User } from '../../models/user';
import { anAccount, anApp, cookieOf } from '../builders';
import { AttemptLimits } from '../../domain/attempt-limits';

useDatabase();

/** No minute ends meanwhile. */
const START = Date.UTC(2030, 0, 1);
const PATH = '/api/users/password-reset';
const app = anApp();
const keys = resetKeys({ JWT_KEY: TEST_JWT_KEY });
const ask = (email: string, at = app) => request(at).post(PATH).send({ email });
const reset = (token: unknown, newPassword = 'new one', at = app) =>
  request(at).put(PATH).send({ token, newPassword });
const signIn = (email: string, password: string) =>
  request(app).post('/api/users/signin').send({ email, password });
const announced = async () =>
  (await outboxOf(PasswordReset)).map(({ data }) => data as unknown as UserPasswordResetRequested);

/** The token that the newest mail carries: notifications derives it from the event. */
async function mailedToken(): Promise<string> {
  const { resetId = '' } = (await announced()).at(-1) ?? {};
  return resetTokenOf(resetId, keys);
}

async function aToken(): Promise<{ id: string; email: string; token: string }> {
  const { id, email } = await anAccount();
  await ask(email).expect(202);
  return { id, email, token: await mailedToken() };
}

const DEAD = {
  errors: [
    {
      message: 'This link was used or is too old: ask for a new one',
      field: 'token',
      code: 'invalid_reset_token',
    },
  ],
};

describe('POST /api/users/password-reset', () => {
  it('announces the reset, with neither the address nor the token', async () => {
    const { id, email, token } = await aToken();
    const [event, ...others] = await announced();
    expect(event).toMatchObject({ id, resetId: token.slice(0, 22) });
    expect(Date.parse(event?.expiresAt ?? '') - Date.now()).toBeGreaterThan(59 * 60_000);
    expect(others).toEqual([]);
    const stored = JSON.stringify([await PasswordReset.find().lean(), await announced()]);
    for (const secret of [email, token]) expect(stored).not.toContain(secret);
  });

  it('answers the same and writes the same when the e-mail has no account', async () => {
    await anAccount();
    const answers = [await ask('Shopper@Example.com'), await ask('nobody@example.com')];
    for (const { status, body } of answers) expect([status, body]).toEqual([202, {}]);
    expect(answers.map(({ headers }) => Object.keys(headers as object))[0]).toEqual(
      Object.keys(answers[1]?.headers as object),
    );
    expect(await PasswordReset.countDocuments()).toBe(2);
    expect(await announced()).toHaveLength(1);
  });

  it.each(['shop\u200bper@example.com', 'a@b\u00fccher.example'])(
    'finds the account that an older release stored as %j, and ends its wait after failed sign-ins',
    async (email) => {
      const { id } = await anAccount({ email });
      for (let failures = 0; failures < 6; failures += 1) await signIn(email, 'wrong one');
      await ask(email).expect(202);
      expect(await announced()).toMatchObject([{ id }]);
      await reset(await mailedToken()).expect(200);
      await signIn(email, 'new one').expect(200);
    },
  );

  it('takes as long for an e-mail without an account', async () => {
    await anAccount();
    const times: Record<string, number[]> = { 'shopper@example.com': [], 'nobody@example.com': [] };
    for (let round = 0; round < 25; round += 1)
      for (const email of Object.keys(times)) {
        await PasswordReset.deleteMany(); // so that each is a first request
        const startedAt = performance.now();
        await ask(email).expect(202);
        times[email]?.push(performance.now() - startedAt);
      }
    const [known = 0, unknown = 0] = Object.values(times).map((all) => all.toSorted((a, b) => a - b)[12]);
    expect(Math.abs(known - unknown)).toBeLessThan(0.6 * Math.max(known, unknown));
  });

  it('mails no more links after a few requests, and leaves the last one working', async () => {
    const { email } = await anAccount();
    for (let count = 0; count < MAX_REQUESTS + 3; count += 1) await ask(email).expect(202);
    expect(await announced()).toHaveLength(MAX_REQUESTS);
    expect((await reset(await mailedToken())).status).toBe(200);
  });

  it('counts anew once the last link has expired', async () => {
    const { email } = await anAccount();
    await PasswordReset.updateMany({}, {});
    for (let count = 0; count < MAX_REQUESTS; count += 1) await ask(email);
    await PasswordReset.updateMany({}, { expiresAt: new Date(0) });
    await ask(email);
    expect(await announced()).toHaveLength(MAX_REQUESTS + 1);
  });

  it('is limited per address and per e-mail, account or not', async () => {
    const limited = anApp({
      limits: new AttemptLimits(new RateLimiter(() => START), { perAddress: 4, perAccount: 2 }),
    });
    const statuses = [];
    for (const email of ['a@example.com', 'a@example.com', 'a@example.com', 'b@example.com', 'c@example.com'])
      statuses.push((await ask(email, limited)).status);
    expect(statuses).toEqual([202, 202, 429, 202, 429]);
    const refused = await reset('x'.repeat(65), 'new one', limited);
    expect([refused.status, refused.get('Retry-After')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  });

  it.each([{}, { email: 'nobody' }, { email: 7 }])('refuses %j', async (body) => {
    const answer = await request(app).post(PATH).send(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ message: 'Email must be valid', field: 'email' }] });
  });
});

describe('PUT /api/users/password-reset', () => {
  it('sets the password, ends every session and opens none', async () => {
    const { id, email, token } = await aToken();
    const cookie = signedIn({ id, email });
    const answer = await reset(token);
    expect([answer.status, answer.body, cookieOf(answer)]).toEqual([200, {}, null]);
    const visitor = await request(app).get('/api/users/currentuser').set('Cookie', cookie);
    expect(visitor.body).toEqual({ currentUser: null });
    expect((await signIn(email, 'right one')).status).toBe(400);
    expect((await signIn(email, 'new one')).status).toBe(200);
    expect(await outboxOf(User)).toMatchObject([{ subject: 'user:sessions_ended', data: { id, gen: 1 } }]);
  });

  it('works once, also when it is sent twice at once', async () => {
    const { token } = await aToken();
    const answers = await Promise.all(['one new', 'other new'].map((password) => reset(token, password)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect((await reset(token)).body).toEqual(DEAD);
  });

  it('refuses the token of an older request', async () => {
    const { email, token } = await aToken();
    await ask(email);
    expect((await reset(token)).body).toEqual(DEAD);
    expect((await reset(await mailedToken())).status).toBe(200);
  });

  it('refuses a token after its hour', async () => {
    const { email, token } = await aToken();
    await PasswordReset.updateMany({}, [{ $set: { expiresAt: '$$NOW' } }], { updatePipeline: true });
    expect((await reset(token)).body).toEqual(DEAD);
    expect((await signIn(email, 'right one')).status).toBe(200);
  });

  it('refuses a token from before the password was changed', async () => {
    const { id, email, token } = await aToken();
    const change = { currentPassword: 'right one', newPassword: 'changed' };
    const cookie = signedIn({ id, email });
    expect((await request(app).put('/api/users/password').set('Cookie', cookie).send(change)).status).toBe(
      200,
    );
    expect((await reset(token)).body).toEqual(DEAD);
  });

  it('takes a token that was made before the key was rotated', async () => {
    const { token } = await aToken();
    const rotated = { JWT_KEY: 'another key of at least 32 bytes', JWT_KEY_PREVIOUS: TEST_JWT_KEY };
    expect((await reset(token, 'new one', anApp({ resetKeys: resetKeys(rotated) }))).status).toBe(200);
  });

  it('refuses a token that is forged, unknown or malformed', async () => {
    const { token } = await aToken();
    const unknown = resetTokenOf('a'.repeat(22), keys);
    for (const bad of [`${token.slice(0, 64)}${token.endsWith('A') ? 'E' : 'A'}`, unknown, 'x', newId()])
      expect(await reset(bad)).toMatchObject({ status: 400, body: DEAD });
  });

  it('refuses the link of an e-mail that had no account, even once it has one', async () => {
    await ask('later@example.com');
    const { resetId = '' } = (await PasswordReset.findOne().lean()) ?? {};
    await anAccount({ email: 'later@example.com' });
    expect((await reset(resetTokenOf(resetId, keys))).body).toEqual(DEAD);
  });

  it.each(['abc', 'a'.repeat(21), undefined])(
    'refuses %j as a password and leaves the link working',
    async (bad) => {
      const { token } = await aToken();
      const answer = await request(app).put(PATH).send({ token, newPassword: bad });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ errors: [{ field: 'newPassword' }] });
      expect((await reset(token)).status).toBe(200);
    },
  );

  it.each([undefined, 7, 'x'.repeat(201)])('names the token when it is %j', async (token) => {
    const answer = await reset(token);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ field: 'token' }] });
  });

  it.each([
    ['without a session', () => ''],
    ['in a session of the account', signedIn],
  ])('lets an owner sign in at once who was slowed down %s', async (_where, sessionOf) => {
    const { id, email, token } = await aToken();
    const tryPassword = (password: string, gen = 0) =>
      signIn(email, password).set('Cookie', sessionOf({ id, email, gen }));
    for (let guess = 0; guess < 5; guess += 1) await tryPassword(`guess ${guess}`);
    expect((await tryPassword('right one')).status).toBe(429);
    expect((await reset(token)).status).toBe(200);
    expect((await tryPassword('new one', 1)).status).toBe(200);
  });
});
