import { outboxOf, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { User } from '../../models/user';
import { anAccount, anApp, cheapHasher, cookieOf } from '../builders';

useDatabase();

const app = anApp();
const put = (cookie: string, body: object) =>
  request(app).put('/api/users/password').set('Cookie', cookie).send(body);
const signIn = (email: string, password: string) =>
  request(app).post('/api/users/signin').send({ email, password });
const isSignedIn = async (cookie: string): Promise<boolean> => {
  const answer = await request(app).get('/api/users/currentuser').set('Cookie', cookie);
  return (answer.body as { currentUser: object | null }).currentUser !== null;
};

const CHANGE = { currentPassword: 'right one', newPassword: 'new one' };
const WRONG = {
  errors: [
    { message: 'Current password is wrong', field: 'currentPassword', code: 'wrong_current_password' },
  ],
};

describe('PUT /api/users/password', () => {
  it('changes the password, opens a new session, and ends every other one', async () => {
    const { id, email } = await anAccount();
    const cookies = [String(cookieOf(await signIn(email, 'right one'))), signedIn({ id, email })];
    const answer = await put(String(cookies[0]), CHANGE);
    expect({ status: answer.status, body: answer.body as object }).toEqual({
      status: 200,
      body: { id, email },
    });
    for (const cookie of cookies) expect(await isSignedIn(cookie)).toBe(false);
    expect(await isSignedIn(String(cookieOf(answer)))).toBe(true);
    expect((await signIn(email, 'right one')).status).toBe(400);
    expect((await signIn(email, 'new one')).status).toBe(200);
    expect(await outboxOf(User)).toMatchObject([{ subject: 'user:sessions_ended', data: { id, gen: 1 } }]);
  });

  it('works for an account of a release without the bus', async () => {
    const email = 'earlier@example.com';
    const password = await cheapHasher().hash('right one');
    const { insertedId } = await User.collection.insertOne({ email, password });
    expect((await put(signedIn({ id: String(insertedId), email }), CHANGE)).status).toBe(200);
    expect(await User.findOne().select('+rev').lean()).toMatchObject({ gen: 1, rev: 1 });
  });

  it('refuses a wrong current password and changes nothing', async () => {
    const { id, email } = await anAccount();
    const cookie = signedIn({ id, email });
    const answer = await put(cookie, { ...CHANGE, currentPassword: 'wrong one' });
    expect({ status: answer.status, body: answer.body as object }).toEqual({ status: 400, body: WRONG });
    expect(await isSignedIn(cookie)).toBe(true);
    expect((await signIn(email, 'right one')).status).toBe(200);
  });

  it('counts wrong current passwords as failed sign-ins of its session', async () => {
    const { id, email } = await anAccount();
    for (let guess = 0; guess < 5; guess += 1)
      await put(signedIn({ id, email }), { ...CHANGE, currentPassword: `guess ${guess}` });
    const answer = await put(signedIn({ id, email }), CHANGE);
    expect(answer.status).toBe(429);
    expect(answer.get('Retry-After')).toMatch(/^\d+$/);
    expect((await signIn(email, 'right one').set('Cookie', signedIn({ id, email }))).status).toBe(429);
    expect((await signIn(email, 'right one')).status).toBe(200);
  });

  it('lets one of two changes through that come at once', async () => {
    const { id, email } = await anAccount();
    const answers = await Promise.all(
      ['one new', 'another new'].map((newPassword) =>
        put(signedIn({ id, email }), { ...CHANGE, newPassword }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(await User.findOne().lean()).toMatchObject({ gen: 1 });
  });

  it('works while a sign-in stores a stronger record of the same password', async () => {
    const passwords = cheapHasher(11);
    const target = anApp({ passwords });
    const { id, email } = await anAccount({}, cheapHasher(10));
    const hash = passwords.hash.bind(passwords);
    jest.spyOn(passwords, 'hash').mockImplementationOnce(async (password) => {
      const body = { email, password: 'right one' };
      await request(target).post('/api/users/signin').send(body).expect(200);
      return hash(password);
    });
    const cookie = signedIn({ id, email });
    await request(target).put('/api/users/password').set('Cookie', cookie).send(CHANGE).expect(200);
    expect(await isSignedIn(cookie)).toBe(false);
    expect((await signIn(email, 'new one')).status).toBe(200);
  });

  it('refuses a sign-in that was under way with the old password', async () => {
    const { id, email } = await anAccount();
    const [answer] = await Promise.all([signIn(email, 'right one'), put(signedIn({ id, email }), CHANGE)]);
    const cookie = cookieOf(answer);
    if (cookie) expect(await isSignedIn(cookie)).toBe(false);
    else expect(answer.status).toBe(400);
  });

  it('names both fields when they are missing', async () => {
    const answer = await put(signedIn(), {});
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      errors: [
        { message: 'You must supply a password', field: 'currentPassword' },
        { message: 'Password must be between 4 and 20 characters', field: 'newPassword' },
      ],
    });
  });

  it.each(['abc', 'a'.repeat(21), 'pass\u202eword'])('refuses %j as a new password', async (newPassword) => {
    const { id, email } = await anAccount();
    const answer = await put(signedIn({ id, email }), { ...CHANGE, newPassword });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ field: 'newPassword' }] });
  });

  it('answers 401 without a session, and when the account is unknown', async () => {
    expect((await put('', CHANGE)).status).toBe(401);
    expect((await put(signedIn(), CHANGE)).status).toBe(401);
  });
});
