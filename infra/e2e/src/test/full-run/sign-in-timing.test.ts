import { randomBytes } from 'node:crypto';
import { send } from '../../attacks/attack';
import { many } from '../../crowd';
import { readStack } from '../../stack';

const ACCOUNTS = 25;
/** As many wrong passwords as cost an account no wait. */
const GUESSES = 4;
const MAX_DIFFERENCE = 0.1;
const MAX_ROUNDS = 3;

const anEmail = (): string => `timing-${randomBytes(8).toString('hex')}@example.com`;
const signIn = (email: string) =>
  send({ method: 'POST', path: '/api/users/signin', json: { email, password: 'a wrong one' } });

async function timeOf(email: string): Promise<number> {
  const begin = performance.now();
  expect((await signIn(email)).status).toBe(400);
  return performance.now() - begin;
}

const quantile = (times: number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * part)] as number;

it('a sign-in takes as long for an unknown e-mail as for a wrong password', async () => {
  const [known, unknown]: [number[], number[]] = [[], []];
  let difference = 1;
  for (let round = 0; round < MAX_ROUNDS && difference >= MAX_DIFFERENCE; round += 1) {
    const emails = await many(ACCOUNTS, async () => {
      const email = anEmail();
      await send({ method: 'POST', path: '/api/users/signup', json: { email, password: 'password' } });
      return email;
    });
    for (const email of emails)
      for (let guess = 0; guess < GUESSES; guess += 1) {
        known.push(await timeOf(email));
        unknown.push(await timeOf(anEmail()));
      }
    difference = Math.abs(quantile(known, 0.5) / quantile(unknown, 0.5) - 1);
  }
  expect(difference).toBeLessThan(MAX_DIFFERENCE);
}, 180_000);

it('auth answers its probe while 20 at once sign in', async () => {
  const health = `${readStack().services.auth?.url}/healthz`;
  let isSigningIn = true;
  const signIns = many(20, () => signIn(anEmail())).finally(() => (isSigningIn = false));
  const times: number[] = [];
  while (isSigningIn) {
    const begin = performance.now();
    expect((await fetch(health)).status).toBe(200);
    times.push(performance.now() - begin);
  }
  await signIns;
  expect(times.length).toBeGreaterThan(3);
  expect(quantile(times, 0.99)).toBeLessThan(200);
}, 60_000);
