import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { Agent, fetch } from 'undici';
import { expectHealthy } from '../../attacks/attack';
import { withDatabase } from '../../operator';
import { OwnShop } from '../../own-shop';
import { Shopper } from '../../shopper';
import { readStack } from '../../stack';

const [ACCOUNTS, PER_ADDRESS] = [1_000, 600];
const PASSWORD = 'a password';
const MINUTE_MS = 60_000;

const emailOf = (index: number): string => `storm-${index}@example.com`;
/** Each has a connection of its own, so that all are under way at once. */
const attacker = new Agent({ connections: ACCOUNTS, headersTimeout: 180_000 });
/** Somebody else on this machine, to whom the loopback network has many addresses. */
const other = new Agent({ localAddress: '127.0.0.2' });

const signIn = (email: string, dispatcher: Agent) =>
  fetch(`http://127.0.0.1:${new URL(readStack().gateway.http).port}/api/users/signin`, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });

/** Accounts with the password of `shopper`, past the limit of sign-ups. */
async function addAccounts({ email }: Shopper): Promise<void> {
  await withDatabase('auth', async (db) => {
    const users = db.collection('users');
    const { _id, ...account } = (await users.findOne({ email })) ?? {};
    await users.insertMany(
      Array.from({ length: ACCOUNTS }, (_, index) => ({
        ...account,
        _id: new mongoose.mongo.ObjectId(),
        email: emailOf(index),
      })),
    );
  });
}

/** Counts are of a minute of the clock, and the sign-up has counted in this one. */
const awaitNewMinute = (): Promise<void> => sleep(MINUTE_MS - (Date.now() % MINUTE_MS) + 100);

describe('1,000 sign-ins at 1,000 accounts from one address, with the limit of production', () => {
  const sharedShop = process.env.SHOP_STACK_FILE;
  let shop: OwnShop;

  beforeAll(async () => {
    shop = await OwnShop.start(undefined, {
      ATTEMPTS_PER_ADDRESS: String(PER_ADDRESS),
      SCRYPT_COST_LOG2: '10',
    });
  }, 300_000);
  afterAll(async () => {
    await shop?.stop();
    process.env.SHOP_STACK_FILE = sharedShop;
  });

  it('are refused beyond it, and hinder neither sessions nor other addresses', async () => {
    const shopper = await Shopper.signUp();
    await addAccounts(shopper);
    await awaitNewMinute();
    const storm = Promise.all(
      Array.from({ length: ACCOUNTS }, (_, index) => signIn(emailOf(index), attacker)),
    );
    const meanwhile = await signIn(emailOf(0), other);
    expect(meanwhile.status).toBe(200);
    expect((await shopper.get('/api/cart')).status).toBe(200);

    const answers = await storm;
    const refused = answers.filter(({ status }) => status === 429);
    const admitted = answers.filter(({ status }) => status === 200);
    expect([admitted.length, refused.length]).toEqual([PER_ADDRESS, ACCOUNTS - PER_ADDRESS]);
    for (const answer of refused) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused[0]?.json()).toEqual({
      errors: [{ message: 'Too many attempts', code: 'too_many_attempts' }],
    });

    const late = answers.findIndex(({ status }) => status === 429);
    expect((await signIn(emailOf(late), other)).status).toBe(200);
    await expectHealthy();
  }, 300_000);
});
