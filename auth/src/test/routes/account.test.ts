import { signedIn, testLimits, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { anAccount, anApp } from '../builders';

useDatabase();

const app = anApp();
const get = (cookie: string) => request(app).get('/api/users/account').set('Cookie', cookie);
const put = (cookie: string, body: object) =>
  request(app).put('/api/users/account').set('Cookie', cookie).send(body);

describe('/api/users/account', () => {
  it('shows id, e-mail and an empty name until one is given', async () => {
    const { id, email } = await anAccount();
    const answer = await get(signedIn({ id, email }));
    expect({ status: answer.status, body: answer.body as object }).toEqual({
      status: 200,
      body: { id, email, name: '' },
    });
  });

  it.each(['Ada', '李小龍', '  Zoë  '])('takes the name %j, trimmed', async (name) => {
    const { id, email } = await anAccount();
    const answer = await put(signedIn({ id, email }), { name });
    expect({ status: answer.status, body: answer.body as object }).toEqual({
      status: 200,
      body: { id, email, name: name.trim() },
    });
    expect((await get(signedIn({ id, email }))).body).toEqual({ id, email, name: name.trim() });
  });

  it.each([undefined, null, '', '   ', '\u2800', 5, 'a'.repeat(101), 'A\u0007da', 'A\u202eda', 'A\nda'])(
    'refuses %j as a name',
    async (name) => {
      const { id, email } = await anAccount();
      const answer = await put(signedIn({ id, email }), { name });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ errors: [{ field: 'name' }] });
      expect((await get(signedIn({ id, email }))).body).toMatchObject({ name: '' });
    },
  );

  it('answers 429 to the change after as many as a minute allows, and keeps the name', async () => {
    const limited = anApp({ limitChanges: testLimits(1) });
    const { id, email } = await anAccount();
    const cookie = signedIn({ id, email });
    const rename = (name: string) =>
      request(limited).put('/api/users/account').set('Cookie', cookie).send({ name });
    await rename('Ada').expect(200);
    await rename('Grace').expect(429);
    expect((await get(cookie)).body).toMatchObject({ name: 'Ada' });
  });

  it('answers 401 without a session, and when the account is unknown', async () => {
    expect([(await get('')).status, (await put('', { name: 'Ada' })).status]).toEqual([401, 401]);
    expect([(await get(signedIn())).status, (await put(signedIn(), { name: 'Ada' })).status]).toEqual([
      401, 401,
    ]);
  });
});
