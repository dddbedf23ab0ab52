import { messageOf, UserError } from '@ecommerce/events/user-error';
import type { LedgerCharge, LedgerRefund } from './documents';
import type { ShopAddresses } from './stack';

const ANSWER_MS = 10_000;

/** The charges and refunds at Stripe. */
export interface Ledger {
  charges: LedgerCharge[];
  refunds: LedgerRefund[];
}

/**
 * The ledger of the Stripe sandbox, which it shows to this machine only. Failed charges are not in it.
 * @returns undefined for the real Stripe, which has no ledger to read
 * @throws UserError when the sandbox does not answer
 */
export async function readLedger({ url, control }: ShopAddresses['stripe']): Promise<Ledger | undefined> {
  if (!isLoopback(url)) return undefined;
  try {
    // A sandbox from before there was a secret asks for none.
    const answer = await fetch(`${control?.url ?? `${url}/_control`}/ledger`, {
      headers: { authorization: `Bearer ${control?.secret}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    const { charges, refunds } = (await answer.json()) as Ledger;
    const hasSucceeded = ({ status }: { status: string }): boolean => status === 'succeeded';
    return { charges: charges.filter(hasSucceeded), refunds: refunds.filter(hasSucceeded) };
  } catch (error) {
    throw new UserError(`the ledger of the Stripe sandbox at ${url} cannot be read: ${messageOf(error)}`);
  }
}

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
