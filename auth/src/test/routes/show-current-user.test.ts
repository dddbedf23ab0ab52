import { newId, signedIn } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { anApp } from '../builders';

const app = anApp();
const get = (cookie?: string) => {
  const asked = request(app).get('/api/users/currentuser');
  return cookie === undefined ? asked : asked.set('Cookie', cookie);
};
const session = (content: unknown) => `session=${Buffer.from(JSON.stringify(content)).toString('base64')}`;

describe('GET /api/users/currentuser', () => {
  it('answers who is signed in, and since when', async () => {
    const id = newId();
    const answer = await get(signedIn({ id, email: 'shopper@example.com' }));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      currentUser: { id, email: 'shopper@example.com', iat: expect.any(Number) as number },
    });
    expect(answer.get('Cache-Control')).toBe('no-store');
  });

  it.each([
    ['no cookie', undefined],
    ['an empty cookie', 'session='],
    ['a cookie that is no JSON', 'session=%%%'],
    ['a session without a token', session({})],
    ['a token that is no text', session({ jwt: { $ne: null } })],
    ['a token that is none', session({ jwt: 'a.b.c' })],
  ])('says null to %s', async (_what, cookie) => {
    const answer = await get(cookie);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ currentUser: null });
  });

  it('says null to a token whose content was changed', async () => {
    const { jwt } = JSON.parse(Buffer.from(signedIn().replace('session=', ''), 'base64').toString()) as {
      jwt: string;
    };
    const [head, , signature] = jwt.split('.');
    const forged = Buffer.from(JSON.stringify({ id: newId(), email: 'a@b.co', iat: 1 })).toString(
      'base64url',
    );
    const answer = await get(session({ jwt: `${head}.${forged}.${signature}` }));
    expect(answer.body).toEqual({ currentUser: null });
  });
});
