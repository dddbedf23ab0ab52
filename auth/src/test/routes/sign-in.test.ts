import { createLogger } from '@datnxecommerce/common';
import { newId, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { SignInThrottle } from '../../domain/sign-in-throttle';
import { SignInFailures } from '../../models/sign-in-failures';
import { User } from '../../models/user';
import { anAccount, anApp, cheapHasher, cookieOf, TestClock } from '../builders';
import { BAD_EMAILS } from './attacks';

useDatabase();

const app = anApp();
const post = (body: unknown, target = app) =>
  request(target)
    .post('/api/users/signin')
    .set('Content-Type', 'application/json')
    .send(JSON.stringify(body));

const EMAIL = { message: 'Email must be valid', field: 'email', code: 'invalid_field' };
const PASSWORD = { message: 'You must supply a password', field: 'password', code: 'invalid_field' };
const INVALID = { errors: [{ message: 'Invalid credentials', code: 'invalid_credentials' }] };
const SLOW_DOWN = { errors: [{ message: 'Too many failed sign-ins', code: 'too_many_failed_sign_ins' }] };

describe('POST /api/users/signin', () => {
  it('answers with id and email alone, and opens a session', async () => {
    const { id, email, password } = await anAccount();
    const answer = await post({ email, password });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ id, email });
    const seen = await request(app)
      .get('/api/users/currentuser')
      .set('Cookie', String(cookieOf(answer)));
    expect(seen.body).toMatchObject({ currentUser: { id, email } });
  });

  it('finds the account however the e-mail is written', async () => {
    const { email, password } = await anAccount();
    expect((await post({ email: ` ${email.toUpperCase()}`, password })).status).toBe(200);
  });

  it.each(['shop\u200bper@example.com', 'a@b\u00fccher.example', '\uff53@example.com'])(
    'lets in the account that an older release stored as %j',
    async (email) => {
      const { id, password } = await anAccount({ email });
      expect((await post({ email, password })).body).toEqual({ id, email });
    },
  );

  it('tells apart two accounts that an older release stored under look-alike spellings', async () => {
    const plain = await anAccount({ email: 'shopper@example.com', password: 'plain one' });
    const other = await anAccount({ email: 'shop\u200bper@example.com', password: 'other one' });
    for (const { id, email, password } of [plain, other])
      expect((await post({ email, password })).body).toEqual({ id, email });
  });

  it('refuses a password that is no well-formed text, as others would fit it', async () => {
    const { email } = await anAccount({ password: 'pass\ufffd' });
    expect((await post({ email, password: 'pass\ud800' })).body).toEqual({
      errors: [{ message: 'Password must be well-formed Unicode', field: 'password', code: 'invalid_field' }],
    });
  });

  it('says the same of a wrong password and of an unknown e-mail', async () => {
    const { email } = await anAccount();
    const wrong = await post({ email, password: 'wrong one' });
    const unknown = await post({ email: 'nobody@example.com', password: 'wrong one' });
    for (const answer of [wrong, unknown]) {
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual(INVALID);
      expect(cookieOf(answer)).toBeNull();
    }
  });

  it.each(BAD_EMAILS)('refuses %p as an e-mail', async (email) => {
    const answer = await post({ email, password: 'right one' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [EMAIL] });
  });

  it.each([undefined, null, '', 5, true, ['right one'], { $ne: null }, { length: 8 }])(
    'refuses %p as a password',
    async (password) => {
      const { email } = await anAccount();
      const answer = await post({ email, password });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ errors: [PASSWORD] });
    },
  );

  it('refuses a password of more bytes than any account can have, unhashed', async () => {
    const { email } = await anAccount();
    const answer = await post({ email, password: 'a'.repeat(129) });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [{ message: 'Password must be at most 128 bytes', field: 'password', code: 'invalid_field' }],
    });
    await expect(SignInFailures.countDocuments()).resolves.toBe(0);
  });

  it('lets in an account whose password today’s policy would refuse', async () => {
    const { email, password } = await anAccount({ password: 'abc' });
    expect((await post({ email, password })).status).toBe(200);
  });

  it('makes a stronger record of a password that was hashed at a lower cost', async () => {
    const { email, password } = await anAccount({}, cheapHasher(10));
    const stronger = anApp({ passwords: cheapHasher(11) });
    expect((await post({ email, password }, stronger)).status).toBe(200);
    const user = await User.findOne({ email }).lean();
    expect(user?.password).toMatch(/^scrypt\$2048\$/);
    expect((await post({ email, password }, stronger)).status).toBe(200);
    expect((await post({ email, password: 'wrong one' }, stronger)).status).toBe(400);
  });

  it('keeps a password that is changed while the stronger record is made', async () => {
    const { email, password } = await anAccount({}, cheapHasher(10));
    const passwords = cheapHasher(11);
    const hash = passwords.hash.bind(passwords);
    jest.spyOn(passwords, 'hash').mockImplementationOnce(async (text) => {
      await User.updateOne({ email }, { password: 'another record' });
      return hash(text);
    });
    expect((await post({ email, password }, anApp({ passwords }))).status).toBe(200);
    expect(await User.findOne({ email }).lean()).toMatchObject({ password: 'another record' });
  });

  it('leaves the record of an account alone whose password was wrong', async () => {
    const { email } = await anAccount({}, cheapHasher(10));
    await post({ email, password: 'wrong one' }, anApp({ passwords: cheapHasher(11) }));
    const user = await User.findOne({ email }).lean();
    expect(user?.password).toMatch(/^scrypt\$1024\$/);
  });

  it('lets twenty right sign-ins of one account in at once', async () => {
    const { email, password } = await anAccount();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post({ email, password })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  });
});

it('a failed sign-in is logged with a hash of the account and the address of the client', async () => {
  const lines: string[] = [];
  const logger = createLogger('auth', 'info', { write: (line: string) => void lines.push(line) });
  const logging = anApp({ logger });
  const { email } = await anAccount();
  await post({ email, password: 'wrong one' }, logging).set('X-Forwarded-For', '203.0.113.7');
  const failed = lines.filter((line) => line.includes('sign-in failed'));
  expect(failed).toHaveLength(1);
  expect(JSON.parse(failed[0]!)).toMatchObject({
    account: expect.stringMatching(/^[\w-]{43}$/) as string,
    address: '203.0.113.7',
  });
  expect(lines.join('')).not.toMatch(/shopper@|wrong one/);
});

describe('the throttle of sign-ins', () => {
  let clock: TestClock;
  let throttled: ReturnType<typeof anApp>;
  const fail = (email: string) => post({ email, password: `wrong ${newId()}` }, throttled);

  beforeEach(() => {
    clock = new TestClock();
    throttled = anApp({
      throttle: new SignInThrottle({ freeFailures: 5, longestDelayMs: 300_000 }, clock.now),
    });
  });

  it.each(['shopper@example.com', 'nobody@example.com'])(
    'lets %s fail five times, then asks for 1 s, 2 s, 4 s … and at most 5 minutes',
    async (email) => {
      await anAccount({ email: 'shopper@example.com' });
      for (let failure = 1; failure <= 5; failure += 1) expect((await fail(email)).body).toEqual(INVALID);
      for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
        const answer = await fail(email);
        expect(answer.status).toBe(429);
        expect(answer.body).toEqual(SLOW_DOWN);
        expect(answer.get('Retry-After')).toBe(String(seconds));
        clock.forward(seconds * 1000);
        expect((await fail(email)).body).toEqual(INVALID);
      }
    },
  );

  it('refuses the right password too while the account has to wait, and takes it afterwards', async () => {
    const { email, password } = await anAccount();
    for (let failure = 1; failure <= 5; failure += 1) await fail(email);
    expect((await post({ email, password }, throttled)).status).toBe(429);
    clock.forward(1000);
    expect((await post({ email, password }, throttled)).status).toBe(200);
  });

  it('spends no scrypt on an account that has to wait', async () => {
    const passwords = cheapHasher();
    const spared = anApp({
      passwords,
      throttle: new SignInThrottle({ freeFailures: 1, longestDelayMs: 300_000 }, clock.now),
    });
    const verify = jest.spyOn(passwords, 'verify');
    const guess = { email: 'shopper@example.com', password: 'wrong one' };
    expect((await post(guess, spared)).status).toBe(400);
    expect((await post(guess, spared)).status).toBe(429);
    expect(verify).toHaveBeenCalledTimes(1);
  });

  it('counts from the beginning after a success', async () => {
    const { email, password } = await anAccount();
    for (let round = 1; round <= 3; round += 1) {
      for (let failure = 1; failure <= 4; failure += 1) expect((await fail(email)).status).toBe(400);
      expect((await post({ email, password }, throttled)).status).toBe(200);
    }
  });

  it('slows down one account and no other', async () => {
    const other = await anAccount({ email: 'other@example.com' });
    for (let failure = 1; failure <= 6; failure += 1) await fail('shopper@example.com');
    expect((await post(other, throttled)).status).toBe(200);
  });

  it('answers twenty concurrent guesses like five sequential ones', async () => {
    const { email } = await anAccount();
    const answers = await Promise.all(Array.from({ length: 20 }, () => fail(email)));
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('keeps no e-mail of those who fail, and forgets them by itself', async () => {
    await fail('nobody@example.com');
    const [record] = await SignInFailures.find().lean();
    expect(JSON.stringify(record)).not.toContain('nobody');
    expect(record?.expiresAt).toEqual(new Date(clock.now().getTime() + 24 * 60 * 60_000));
    const indexes = await SignInFailures.collection.indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });
});
