import type { Request } from 'express';
import jwt from 'jsonwebtoken';
import { readSession, sessionKeys } from '../../session/session';
import { VerifiedSessions } from '../../session/verified-sessions';
import { newId, TEST_JWT_KEY } from '../../testing';

afterEach(() => jest.restoreAllMocks());

const user = { id: newId(), email: 'shopper@example.com' };
const cookieOf = (token: string): string => Buffer.from(JSON.stringify({ jwt: token })).toString('base64');
const requestWith = (cookie: string) => ({ headers: { cookie } }) as Request;
const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

describe('readSession', () => {
  it('verifies the token of a session once', () => {
    const keys = sessionKeys(TEST_JWT_KEY);
    const verify = jest.spyOn(jwt, 'verify');
    const request = requestWith(`theme=dark; session=${cookieOf(jwt.sign(user, TEST_JWT_KEY))}`);
    expect(readSession(request, keys)?.user).toMatchObject(user);
    expect(readSession(request, keys)?.user).toMatchObject(user);
    expect(verify).toHaveBeenCalledTimes(1);
  });

  it('refuses a verified session as soon as it is 12 hours old', () => {
    const keys = sessionKeys(TEST_JWT_KEY);
    const iat = secondsFromNow(-12 * 3600 + 2);
    const request = requestWith(`session=${cookieOf(jwt.sign({ ...user, iat }, TEST_JWT_KEY))}`);
    expect(readSession(request, keys)).not.toBeNull();
    jest.spyOn(Date, 'now').mockReturnValue((iat + 12 * 3600) * 1000);
    expect(readSession(request, keys)).toBeNull();
  });

  it('checks a token with an end of its own at every request', () => {
    const keys = sessionKeys(TEST_JWT_KEY);
    const exp = secondsFromNow(60);
    const request = requestWith(`session=${cookieOf(jwt.sign({ ...user, exp }, TEST_JWT_KEY))}`);
    expect(readSession(request, keys)).not.toBeNull();
    jest.spyOn(Date, 'now').mockReturnValue((exp + 1) * 1000);
    expect(readSession(request, keys)).toBeNull();
  });

  it('keeps the sessions of different keys apart', () => {
    const request = requestWith(`session=${cookieOf(jwt.sign(user, TEST_JWT_KEY))}`);
    expect(readSession(request, sessionKeys(TEST_JWT_KEY))).not.toBeNull();
    expect(readSession(request, sessionKeys('b'.repeat(32)))).toBeNull();
  });
});

describe('VerifiedSessions', () => {
  const session = { user: { ...user, iat: 0 }, gen: 0, sessionId: 'AbCdEfGh-_012345' };

  it('holds the 2,000 that were added last', () => {
    const sessions = new VerifiedSessions();
    for (let index = 0; index <= 2000; index += 1) sessions.add(`cookie-${index}`, session);
    expect(sessions.get('cookie-0')).toBeUndefined();
    expect(sessions.get('cookie-1')).toBe(session);
    expect(sessions.get('cookie-2000')).toBe(session);
  });

  it('holds no cookie of more than 1,024 characters', () => {
    const sessions = new VerifiedSessions();
    sessions.add('x'.repeat(1025), session);
    expect(sessions.get('x'.repeat(1025))).toBeUndefined();
  });
});
