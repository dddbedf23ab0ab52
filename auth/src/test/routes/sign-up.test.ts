import { newId, testKeys, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { passwordPolicy } from '../../domain/password-policy';
import { User } from '../../models/user';
import { PasswordHasher } from '../../services/password';
import { anAccount, anApp, cheapHasher, cookieOf } from '../builders';
import { BAD_EMAILS } from './attacks';

useDatabase();

const app = anApp();
const post = (body: unknown, target = app) =>
  request(target)
    .post('/api/users/signup')
    .set('Content-Type', 'application/json')
    .send(JSON.stringify(body));

const EMAIL = { message: 'Email must be valid', field: 'email', code: 'invalid_field' };
const PASSWORD = {
  message: 'Password must be between 4 and 20 characters',
  field: 'password',
  code: 'invalid_field',
};
const IN_USE = { errors: [{ message: 'Email in use', code: 'email_in_use' }] };

describe('POST /api/users/signup', () => {
  it('opens an account, answers with id and email alone, and signs in', async () => {
    const answer = await post({ email: 'shopper@example.com', password: 'pass' });
    expect(answer.status).toBe(201);
    const user = await User.findOne().lean();
    expect(answer.body).toEqual({ id: String(user?._id), email: 'shopper@example.com' });

    const seen = await request(app)
      .get('/api/users/currentuser')
      .set('Cookie', String(cookieOf(answer)));
    expect(seen.body).toMatchObject({ currentUser: answer.body as object });
  });

  it('sends the session as an HttpOnly, Secure, SameSite=Lax cookie of the whole site', async () => {
    const answer = await post({ email: 'shopper@example.com', password: 'pass' });
    const cookies = answer.get('Set-Cookie') ?? [];
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(
      /^session=[\w=+/-]+; path=\/; expires=[^;]+; samesite=lax; secure; httponly$/i,
    );
    expect(cookies[0]?.length).toBeLessThan(4096);
  });

  it('stores the e-mail trimmed and in lower case, and the password as an scrypt record', async () => {
    const answer = await post({ email: '  Shopper@Example.COM ', password: 'pass' });
    expect(answer.body).toMatchObject({ email: 'shopper@example.com' });
    const user = await User.findOne({ email: 'shopper@example.com' }).lean();
    expect(user?.password).toMatch(/^scrypt\$/);
    expect(JSON.stringify(user)).not.toContain('"pass"');
  });

  it('keeps a password exactly as it was given', async () => {
    await post({ email: 'shopper@example.com', password: ' a 😀 ' });
    const user = await User.findOne().lean();
    await expect(cheapHasher().verify(' a 😀 ', user?.password)).resolves.toBe(true);
  });

  it.each(['a\u202eb@example.com', 'a\u202a@example.com', 'a@exam\u0007ple.com', 'a\ud800@example.com'])(
    'refuses the characters of the e-mail %j',
    async (email) => {
      const answer = await post({ email, password: 'pass' });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ errors: [EMAIL] });
    },
  );

  it.each(['pass\0word', 'pass\u202eword'])('refuses the password %j', async (password) => {
    const answer = await post({ email: 'shopper@example.com', password });
    expect(answer.status).toBe(400);
    const message = 'Password must not contain control characters or bidirectional overrides';
    expect(answer.body).toEqual({ errors: [{ message, field: 'password', code: 'invalid_field' }] });
  });

  it('refuses a password that is no well-formed text, as others would fit it', async () => {
    const answer = await post({ email: 'shopper@example.com', password: 'pass\ud800' });
    expect(answer.body).toEqual({
      errors: [{ message: 'Password must be well-formed Unicode', field: 'password', code: 'invalid_field' }],
    });
  });

  it.each(BAD_EMAILS)('refuses %p as an e-mail', async (email) => {
    const answer = await post({ email, password: 'pass' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [EMAIL] });
    await expect(User.countDocuments()).resolves.toBe(0);
  });

  it.each([
    undefined,
    null,
    '',
    'abc',
    'a'.repeat(21),
    'a'.repeat(129),
    12345,
    true,
    ['abcd'],
    { length: 8 },
  ])('refuses %p as a password', async (password) => {
    const answer = await post({ email: 'shopper@example.com', password });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [PASSWORD] });
    await expect(User.countDocuments()).resolves.toBe(0);
  });

  it.each([{}, [], { $where: 'sleep(5000)' }])('names both fields when the body is %j', async (body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [EMAIL, PASSWORD] });
  });

  it('takes its input from the body and from nowhere else', async () => {
    const answer = await request(app)
      .post('/api/users/signup?email=shopper@example.com&password=pass')
      .set('email', 'shopper@example.com')
      .set('password', 'pass');
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [EMAIL, PASSWORD] });
  });

  it('speaks of the bounds that the policy sets', async () => {
    const strict = anApp({
      policy: passwordPolicy({ PASSWORD_POLICY: 'asvs', PASSWORD_MIN: 4, PASSWORD_MAX: 20 }),
    });
    const short = await post({ email: 'shopper@example.com', password: 'seven 7' }, strict);
    expect(short.body).toEqual({
      errors: [
        {
          message: 'Password must be between 8 and 128 characters',
          field: 'password',
          code: 'invalid_field',
        },
      ],
    });
    const common = await post({ email: 'shopper@example.com', password: 'Password1' }, strict);
    expect(common.status).toBe(400);
    expect(common.body).toEqual({
      errors: [
        {
          message: 'Password is one of the most common, choose another',
          field: 'password',
          code: 'invalid_field',
        },
      ],
    });
    const good = await post({ email: 'shopper@example.com', password: 'a long enough phrase' }, strict);
    expect(good.status).toBe(201);
  });

  it('ignores what else is sent', async () => {
    const _id = newId();
    const answer = await post({ email: 'a@b.co', password: 'pass', _id, id: _id, role: 'admin', outbox: [] });
    expect(Object.keys(answer.body as object)).toEqual(['id', 'email']);
    const user = await User.findOne().lean();
    expect(String(user?._id)).not.toBe(_id);
    expect(Object.keys(user ?? {}).toSorted()).toEqual([
      '_id',
      'createdAt',
      'email',
      'password',
      'updatedAt',
      'version',
    ]);
  });

  it('refuses an e-mail that has an account, however it is written', async () => {
    await anAccount({ email: 'shopper@example.com' });
    const answer = await post({ email: 'SHOPPER@example.com ', password: 'pass' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(IN_USE);
    expect(cookieOf(answer)).toBeNull();
  });

  it.each([
    ['shopper@example.com', 'shop\u200bper@example.com'],
    ['shopper@example.com', '\uff53hopper\uff20example.com'],
    ['\u00e9@example.com', 'e\u0301@example.com'],
    ['a@xn--bcher-kva.example', 'a@b\u00fccher.example'],
    ['a@b\u00fccher.example', 'a@xn--bcher-kva.example'], // stored as it was typed, by an older release
  ])('refuses another spelling of a mailbox that has an account (%j, %j)', async (email, typed) => {
    await anAccount({ email });
    expect((await post({ email: typed, password: 'pass' })).body).toEqual(IN_USE);
    await expect(User.countDocuments()).resolves.toBe(1);
  });

  it('refuses an e-mail that is too long in its one spelling', async () => {
    const email = `${'a'.repeat(60)}@${'\u00fc'.repeat(40)}.${'\u00fc'.repeat(40)}.${'\u00fc'.repeat(40)}.${'b'.repeat(60)}.example`;
    expect((await post({ email, password: 'pass' })).body).toEqual({ errors: [EMAIL] });
  });

  it('opens one account for one e-mail that signs up six times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => post({ email: 'shopper@example.com', password: 'pass' })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400, 400, 400, 400, 400]);
    for (const refused of answers.filter(({ status }) => status === 400)) {
      expect(refused.body).toEqual(IN_USE);
      expect(cookieOf(refused)).toBeNull();
    }
    await expect(User.countDocuments()).resolves.toBe(1);
  });

  it('answers 503 with Retry-After when too many passwords wait to be hashed', async () => {
    const busy = anApp({ passwords: new PasswordHasher({ costLog2: 14, parallel: 1, queue: 0 }) });
    const answers = await Promise.all(
      ['a@b.co', 'b@b.co', 'c@b.co', 'd@b.co'].map((email) => post({ email, password: 'pass' }, busy)),
    );
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body).toEqual({
      errors: [{ message: 'Service temporarily unavailable', code: 'service_unavailable' }],
    });
    expect(refused[0]?.get('Retry-After')).toBe('3');
    await expect(User.countDocuments()).resolves.toBe(4 - refused.length);
  });

  it('is refused when a page of another site sends it', async () => {
    const answer = await post({ email: 'a@b.co', password: 'pass' }).set('Origin', 'https://evil.test');
    expect(answer.status).toBe(403);
    await expect(User.countDocuments()).resolves.toBe(0);
  });

  it('opens sessions with the key it was given', async () => {
    const answer = await post({ email: 'a@b.co', password: 'pass' });
    const elsewhere = anApp({ keys: { ...testKeys, verifying: [] } });
    const seen = await request(elsewhere)
      .get('/api/users/currentuser')
      .set('Cookie', String(cookieOf(answer)));
    expect(seen.body).toEqual({ currentUser: null });
  });
});
