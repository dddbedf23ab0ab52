import os from 'node:os';
import { mongo } from 'mongoose';
import { redacted } from '../../telemetry/redacted';

const HIDDEN = '[redacted]';

describe('redacted', () => {
  it('hides secrets at the first three levels', () => {
    const req = { headers: { cookie: 's3', 'set-cookie': 's4', host: 'shop' } };
    expect(redacted({ password: 's1', user: { token: 's2', id: 'u' }, req })).toEqual({
      password: HIDDEN,
      user: { token: HIDDEN, id: 'u' },
      req: { headers: { cookie: HIDDEN, 'set-cookie': HIDDEN, host: 'shop' } },
    });
  });

  it('returns a line without secrets as it is, and changes none that has some', () => {
    const line = { orderId: 'o', items: [{ quantity: 1 }], at: new Date(0), none: null };
    expect(redacted(line)).toBe(line);
    const secret = { user: { jwt: 's1' } };
    redacted(secret);
    expect(secret).toEqual({ user: { jwt: 's1' } });
  });

  it('shows of an error its type, message, code and stack alone', () => {
    const op = { email: 'buyer@example.com' };
    const error = Object.assign(new TypeError('refused'), { code: 11, writeErrors: [{ err: { op } }] });
    expect(redacted({ err: error }).err).toEqual({
      type: 'TypeError',
      message: 'refused',
      code: 11,
      stack: expect.stringContaining('redacted.test') as string,
    });
  });

  it('shows the messages of an error and its causes, each once', async () => {
    const uri = 'mongodb://127.0.0.1:1';
    const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 100, runtimeAdapters: { os } });
    const error: unknown = await client.connect().catch((failure: unknown) => failure);
    expect(redacted({ err: error }).err).toMatchObject({
      type: 'MongoServerSelectionError',
      message: 'connect ECONNREFUSED 127.0.0.1:1',
      stack: expect.stringMatching(/caused by: MongoNetworkError: [^]*caused by: Error: /) as string,
    });
    const failure = new Error('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    expect(redacted({ failure }).failure).toMatchObject({ message: 'fetch failed: connect ECONNREFUSED' });
  });
});
