import { seededRandom } from '@ecommerce/stripe/faults/seeded-random';
import { UserError } from '@ecommerce/events/user-error';
import type { Stack } from '@ecommerce/events/stack';

const ANSWER_WITHIN_MS = 5_000;

/** Lets the next charge time out, before or after Stripe has charged. */
export async function armStripe(stack: Stack | undefined, seed: number): Promise<void> {
  const fault = seededRandom(seed)() < 0.5 ? 'timeout_before' : 'timeout_after';
  const match = { method: 'POST', path: '/v1/charges' };
  await askControl(stack, 'POST', 'faults', { fault, times: 1, match });
}

/** Whether a fault of the Stripe sandbox has still to strike. */
export async function isStripeArmed(stack: Stack | undefined): Promise<boolean> {
  const { faults } = (await askControl(stack, 'GET', 'faults')) as {
    faults: { times: number; dealt: number }[];
  };
  return faults.some(({ times, dealt }) => dealt < times);
}

/** Disarms every fault of the Stripe sandbox. */
export async function clearStripe(stack: Stack | undefined): Promise<void> {
  await askControl(stack, 'DELETE', 'faults');
}

/** A charge of the sandbox's ledger, as far as it is shown. */
export interface LedgerCharge {
  id: string;
  amount: number;
  status: string;
  created: number;
  amount_refunded?: number;
  metadata?: { orderId?: string };
}

/** The charges of the Stripe sandbox, newest first. */
export async function readLedger(stack: Stack | undefined): Promise<LedgerCharge[]> {
  const { charges } = (await askControl(stack, 'GET', 'ledger')) as { charges: LedgerCharge[] };
  return charges.sort((a, b) => b.created - a.created);
}

/** @throws UserError when Stripe is the real one, or the sandbox refuses */
async function askControl(
  stack: Stack | undefined,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const control = stack?.stripe.control;
  if (!control)
    throw new UserError(
      'There is no Stripe sandbox: payments go to Stripe itself, or the shop is not ready',
      1,
    );
  const answer = await fetch(`${control.url}/${path}`, {
    method,
    headers: { authorization: `Bearer ${control.secret}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!answer.ok) throw new UserError(`The Stripe sandbox answered ${answer.status} to ${method} ${path}`, 1);
  return answer.status === 204 ? undefined : answer.json();
}
