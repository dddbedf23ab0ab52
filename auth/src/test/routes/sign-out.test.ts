import { outboxOf, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { SignOut } from '../../models/sign-out';
import { anAccount, anApp, cookieOf } from '../builders';

useDatabase();

const app = anApp();
const post = (path: string, cookie: string) => request(app).post(`/api/users/${path}`).set('Cookie', cookie);

const visitorOf = async (cookie: string, target = app): Promise<{ id: string } | null> => {
  const answer = await request(target).get('/api/users/currentuser').set('Cookie', cookie);
  return (answer.body as { currentUser: { id: string } | null }).currentUser;
};

async function signIn({ email, password }: { email: string; password: string }): Promise<string> {
  return String(cookieOf(await request(app).post('/api/users/signin').send({ email, password })));
}

const CLEARED = [
  expect.stringMatching(
    /^session=; path=\/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax; secure; httponly$/i,
  ) as string,
];

describe('POST /api/users/signout', () => {
  it('answers {} and clears the cookie with the attributes it was set with', async () => {
    const answer = await post('signout', signedIn());
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({});
    expect(answer.get('Set-Cookie')).toEqual(CLEARED);
  });

  it('ends the session that it comes with, and no other of the user', async () => {
    const account = await anAccount();
    const [ended, other] = [await signIn(account), await signIn(account)];
    await post('signout', ended).expect(200);
    expect(await visitorOf(ended)).toBeNull();
    expect(await visitorOf(other)).toMatchObject({ id: account.id });
  });

  it('announces the end once, also when it is repeated', async () => {
    const account = await anAccount();
    const cookie = await signIn(account);
    await Promise.all([post('signout', cookie), post('signout', cookie)]);
    await post('signout', cookie).expect(200);
    const sessionId = expect.stringMatching(/^[\w-]{16}$/) as string;
    expect(await outboxOf(SignOut)).toMatchObject([
      { subject: 'user:sessions_ended', data: { id: account.id, gen: 0, sessionId } },
    ]);
  });

  it('publishes no part of a token that a session could be forged from', async () => {
    const cookie = await signIn(await anAccount());
    await post('signout', cookie);
    const { jwt } = JSON.parse(Buffer.from(cookie.split('=')[1] ?? '', 'base64').toString()) as {
      jwt: string;
    };
    const [published] = await outboxOf(SignOut);
    expect(jwt.split('.')[2]).toHaveLength(43);
    expect(jwt.split('.')[2]?.startsWith(String(published?.data.sessionId))).toBe(true);
    expect(JSON.stringify(published)).not.toContain(jwt.split('.')[2]?.slice(0, 17));
  });

  it('is nothing to a visitor who is not signed in', async () => {
    const answer = await request(app).post('/api/users/signout').send({});
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({});
    expect(await SignOut.countDocuments()).toBe(0);
  });

  it('signs nobody out for a page of another site', async () => {
    const cookie = await signIn(await anAccount());
    const answer = await post('signout', cookie).set('Sec-Fetch-Site', 'cross-site');
    expect(answer.status).toBe(403);
    expect(answer.get('Set-Cookie')).toBeUndefined();
    expect(await visitorOf(cookie)).not.toBeNull();
  });
});

describe('POST /api/users/signout-everywhere', () => {
  it('ends all sessions of the user, those of earlier releases included, and nobody else’s', async () => {
    const [account, stranger] = [await anAccount(), await anAccount({ email: 'other@example.com' })];
    const cookies = [await signIn(account), await signIn(account), signedIn({ id: account.id })];
    const others = await signIn(stranger);
    const answer = await post('signout-everywhere', String(cookies[0]));
    expect({ status: answer.status, body: answer.body as object }).toEqual({ status: 200, body: {} });
    expect(answer.get('Set-Cookie')).toEqual(CLEARED);
    for (const cookie of cookies) expect(await visitorOf(cookie)).toBeNull();
    expect(await visitorOf(others)).toMatchObject({ id: stranger.id });
  });

  it('lets the user sign in again, and shows the generation nowhere', async () => {
    const account = await anAccount();
    await post('signout-everywhere', await signIn(account)).expect(200);
    const again = await visitorOf(await signIn(account));
    expect(again).toEqual({ id: account.id, email: account.email, iat: expect.any(Number) as number });
  });

  it.each([undefined, 'session=forged'])('answers 401 to the cookie %p', async (cookie) => {
    const answer = await post('signout-everywhere', cookie ?? '');
    expect(answer.status).toBe(401);
  });
});
