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

  it('shows an error with its stack, and hides its secrets', () => {
    const error = Object.assign(new Error('refused'), { code: 11, token: 's1', request: { secret: 's2' } });
    expect(redacted({ err: error }).err).toMatchObject({
      type: 'Error',
      message: 'refused',
      code: 11,
      token: HIDDEN,
      request: { secret: HIDDEN },
      stack: expect.stringContaining('redacted.test') as string,
    });
  });
});
