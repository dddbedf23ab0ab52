import { generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Request } from 'express';
import { parseConfig, serviceSettings } from '../../runtime/config';
import { readSession, sessionKeys, signSession } from '../../session/session';
import { canSign, isSigningKey } from '../../session/signing-key';
import { newId } from '../../testing';
import { z } from 'zod';

const pair = (namedCurve = 'P-256') => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
const { publicPem, privatePem } = pair();
const SECRET = 'a secret of at least thirty-two bytes';
const user = { id: newId(), email: 'shopper@example.com' };
const requestWith = (token: string) =>
  ({
    headers: { cookie: `session=${Buffer.from(JSON.stringify({ jwt: token })).toString('base64')}` },
  }) as Request;
const accepts = (keys: ReturnType<typeof sessionKeys>, token: string): boolean =>
  readSession(requestWith(token), keys)?.user.id === user.id;

describe('a key pair', () => {
  it('signs by the private key, as ES256, and verifies by the public one alone', () => {
    const token = signSession(user, sessionKeys(privatePem));
    expect(jwt.decode(token, { complete: true })?.header.alg).toBe('ES256');
    expect(accepts(sessionKeys(publicPem), token)).toBe(true);
    expect(accepts(sessionKeys(privatePem), token)).toBe(true);
    expect(accepts(sessionKeys(pair().publicPem), token)).toBe(false);
  });

  it('opens no session where only the public key is known', () => {
    expect(() => signSession(user, sessionKeys(publicPem))).toThrow('JWT_KEY is a public key');
  });

  it.each([publicPem, publicPem.trim(), 'secret'])('accepts no HMAC by the public text %#', (key) => {
    const token = jwt.sign(user, Buffer.from(key), { algorithm: 'HS256', allowInsecureKeySizes: true });
    expect(accepts(sessionKeys(publicPem), token)).toBe(false);
  });

  it('is read with its line breaks written as \\n', () => {
    const token = signSession(user, sessionKeys(privatePem.replaceAll('\n', '\\n')));
    expect(accepts(sessionKeys(publicPem.replaceAll('\n', '\\n')), token)).toBe(true);
  });
});

it.each([
  ['a secret to a pair', SECRET, SECRET, privatePem, publicPem],
  ['a pair to a secret', privatePem, publicPem, SECRET, SECRET],
  [
    'a secret to a secret',
    SECRET,
    SECRET,
    'another secret of thirty-two bytes!',
    'another secret of thirty-two bytes!',
  ],
  ['a pair to a pair', privatePem, publicPem, ...Object.values(pair()).toReversed()],
] as [string, string, string, string, string][])(
  'a rotation from %s signs nobody out',
  (_what, oldSigning, oldVerifying, newSigning, newVerifying) => {
    const before = signSession(user, sessionKeys(oldSigning));
    const after = signSession(user, sessionKeys(newSigning, oldSigning));
    const prepared = sessionKeys(oldVerifying, newVerifying);
    const switched = sessionKeys(newVerifying, oldVerifying);
    for (const keys of [prepared, switched])
      expect([accepts(keys, before), accepts(keys, after)]).toEqual([true, true]);
    const finished = sessionKeys(newVerifying);
    expect([accepts(finished, before), accepts(finished, after)]).toEqual([false, true]);
  },
);

describe('JWT_KEY', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = pair('P-384');

  it.each([
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    other.privatePem,
    other.publicPem,
  ])('is refused at the start when it is a broken key or one of another kind (%#)', (JWT_KEY) => {
    const schema = z.object({ JWT_KEY: serviceSettings.JWT_KEY });
    expect(() => parseConfig(schema, { JWT_KEY })).toThrow(
      'bad settings: JWT_KEY must be a secret or a PEM key of the curve P-256',
    );
  });

  it('can sign when it is a secret or a private key', () => {
    expect([SECRET, privatePem, publicPem, other.privatePem].map(canSign)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([SECRET, privatePem, publicPem, other.privatePem].map(isSigningKey)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
