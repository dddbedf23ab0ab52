import { signedIn } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { anApp } from '../builders';

const app = anApp();

describe('POST /api/users/signout', () => {
  it('answers {} and clears the cookie with the attributes it was set with', async () => {
    const answer = await request(app).post('/api/users/signout').set('Cookie', signedIn());
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({});
    expect(answer.get('Set-Cookie')).toEqual([
      expect.stringMatching(
        /^session=; path=\/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax; secure; httponly$/i,
      ),
    ]);
  });

  it('is nothing to a visitor who is not signed in', async () => {
    const answer = await request(app).post('/api/users/signout').send({});
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({});
  });

  it('signs nobody out for a page of another site', async () => {
    const answer = await request(app)
      .post('/api/users/signout')
      .set('Cookie', signedIn())
      .set('Sec-Fetch-Site', 'cross-site');
    expect(answer.status).toBe(403);
    expect(answer.get('Set-Cookie')).toBeUndefined();
  });
});
