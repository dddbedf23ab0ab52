import { Headers } from 'undici';
import type { Answer } from '@ecommerce/e2e/shopper';
import { requestWithRetries } from '../retry';

type Reply = number | Error | Answer;

const answer = (status: number, retryAfter?: string): Answer => ({
  status,
  body: undefined,
  headers: new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
});

const refused = (): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) });

/** Somebody who is answered these one after the other, the last for ever. */
async function ask(replies: Reply[], retryForMs = 20_000, again: number[] = []) {
  const reasons: string[] = [];
  let asked = 0;
  const word = await requestWithRetries(
    async () => {
      const reply = replies[Math.min(asked++, replies.length - 1)] as Reply;
      if (reply instanceof Error) throw reply;
      return typeof reply === 'number' ? answer(reply) : reply;
    },
    { again, retryForMs, retried: (reason) => reasons.push(reason) },
  );
  return { status: word.answer?.status, error: word.error, reasons };
}

it('asks again while a part of the shop is unavailable, whatever shows it', async () => {
  const { status, reasons } = await ask([503, refused(), 502, 201]);
  expect([status, reasons]).toEqual([201, ['503', 'ECONNREFUSED', '502']]);
});

it('takes every other answer as it is', async () => {
  for (const status of [200, 400, 404, 409, 500]) {
    expect(await ask([status])).toMatchObject({ status, reasons: [] });
  }
});

it('asks again after the statuses that this request is asked again for', async () => {
  expect(await ask([409, 202, 201], 20_000, [202, 409])).toMatchObject({
    status: 201,
    reasons: ['409', '202'],
  });
});

it('waits as long as Retry-After says', async () => {
  const begin = performance.now();
  await ask([answer(503, '1'), 200]);
  expect(performance.now() - begin).toBeGreaterThan(990);
});

it('returns the last answer or error when its time has run out', async () => {
  expect(await ask([503], 150)).toMatchObject({ status: 503, reasons: ['503'] });
  const { status, error } = await ask([refused()], 150);
  expect([status, error?.message]).toEqual([undefined, 'fetch failed']);
});

it('hides no fault of its own behind retries', async () => {
  await expect(ask([new SyntaxError('a bug')])).rejects.toThrow('a bug');
});
