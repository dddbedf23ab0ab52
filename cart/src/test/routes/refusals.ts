import request from 'supertest';
import { anApp } from '../builders';

type Verb = 'get' | 'post' | 'delete';

/** What every route of cart answers to somebody who is not signed in. */
export function refusesStrangers(verb: Verb, path: string): void {
  it.each([
    ['without a session', ''],
    ['with a session that is none', `session=${Buffer.from('{"jwt":"a.b.c"}').toString('base64')}`],
  ])('refuses a request %s', async (_what, cookie) => {
    const answer = await request(anApp())[verb](path).set('Cookie', cookie);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ errors: [{ message: 'Not authorized', code: 'not_authorized' }] });
  });
}
