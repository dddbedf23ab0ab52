import { setTimeout as sleep } from 'node:timers/promises';
import type Stripe from 'stripe';
import type {
  ChargeOutcome,
  ChargeRequest,
  FoundCharge,
  PaymentGateway,
  RefundOutcome,
} from './payment-gateway';
import {
  chargeOutcomeOf,
  isAlreadyRefunded,
  isKeyOfAnotherRequest,
  isStoredFailure,
  isTemporary,
  reasonOf,
} from './stripe-errors';

export interface StripeOptions {
  secretKey: string;
  /** Another server that speaks Stripe's API; without it, Stripe itself. */
  apiUrl?: string;
  /** How long each call may take, in ms. */
  timeoutMs: number;
}

const CURRENCY = 'usd';
const PAGE = 100;
const PAGE_TRIES = 5;
const FIRST_PAGE_PAUSE_MS = 200;
/** Charges are listed from this long before their key was first used: Stripe's clock may be behind ours. */
const CLOCK_MARGIN_SECONDS = 24 * 3600;

/** Cards by Stripe. The library is loaded at the first call: it is large, and many processes never pay. */
export function createStripeGateway(options: StripeOptions): PaymentGateway {
  let client: Stripe | undefined;
  const stripe = (): Stripe => (client ??= connect(options));

  async function charge(request: ChargeRequest): Promise<ChargeOutcome> {
    try {
      const { orderId, paymentId, attempt, amountCents, token, key } = request;
      const made = await stripe().charges.create(
        {
          amount: amountCents,
          currency: CURRENCY,
          source: token,
          metadata: { orderId, paymentId, attempt: String(attempt) },
        },
        { idempotencyKey: key },
      );
      return judge(made, request);
    } catch (error) {
      const outcome = chargeOutcomeOf(error);
      if (!isStoredFailure(error) && !isKeyOfAnotherRequest(error)) return outcome;
      const found = await findCharge(request); // the answer will never tell, the list may
      return found.kind === 'succeeded' || found.kind === 'mismatch' ? found : outcome;
    }
  }

  async function findCharge(request: ChargeRequest): Promise<FoundCharge> {
    const gte = Math.floor(request.since.getTime() / 1000) - CLOCK_MARGIN_SECONDS;
    try {
      let failed: Stripe.Charge | undefined;
      for await (const each of chargesSince(gte)) {
        if (each.metadata?.orderId !== request.orderId) continue;
        if (each.status !== 'failed') return judge(each, request);
        if (each.metadata?.attempt === String(request.attempt)) failed = each;
      }
      return failed ? judge(failed, request) : { kind: 'absent' };
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error), keySpent: false };
    }
  }

  /** Newest first, page by page; one that has begun is not given up for a page that Stripe did not give at once. */
  async function* chargesSince(gte: number): AsyncGenerator<Stripe.Charge> {
    const params = { created: { gte }, limit: PAGE };
    let page = await stripe().charges.list(params);
    yield* page.data;
    for (let last = page.data.at(-1); page.has_more && last; last = page.data.at(-1)) {
      const starting_after = last.id;
      page = await patiently(() => stripe().charges.list({ ...params, starting_after }));
      yield* page.data;
    }
  }

  async function refund({ stripeId, key }: { stripeId: string; key: string }): Promise<RefundOutcome> {
    try {
      const made = await stripe().refunds.create({ charge: stripeId }, { idempotencyKey: key });
      return judgeRefund(made, stripeId);
    } catch (error) {
      const unknown = { kind: 'unknown', reason: reasonOf(error), keySpent: isStoredFailure(error) } as const;
      return isAlreadyRefunded(error) || unknown.keySpent ? findRefund(stripeId, unknown) : unknown;
    }
  }

  async function findRefund(stripeId: string, otherwise: RefundOutcome): Promise<RefundOutcome> {
    try {
      const { data } = await stripe().refunds.list({ charge: stripeId, limit: PAGE });
      const made = data.find((each) => isGivingBack(each));
      return made ? judgeRefund(made, stripeId) : otherwise;
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error), keySpent: false };
    }
  }

  return { charge, findCharge, refund };
}

function connect({ secretKey, apiUrl, timeoutMs }: StripeOptions): Stripe {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at boot
  const StripeClient = require('stripe') as typeof Stripe;
  return new StripeClient(secretKey, {
    ...(apiUrl && address(new URL(apiUrl))),
    timeout: timeoutMs,
    maxNetworkRetries: 2,
    telemetry: false,
  });
}

/** A shop that sells a lot has hundreds of pages: begun anew after each refusal, they would never be read to the end. */
async function patiently<Page>(read: () => Promise<Page>): Promise<Page> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      if (tries === PAGE_TRIES || !isTemporary(error)) throw error;
      await sleep(FIRST_PAGE_PAUSE_MS * 2 ** (tries - 1));
    }
  }
}

const address = ({ hostname, port, protocol }: URL) => {
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const);
  return { host: hostname, port: port || (scheme === 'http' ? 80 : 443), protocol: scheme };
};

/** An answer counts only if it is the answer to what we asked. */
function judge(charge: Stripe.Charge, request: ChargeRequest): ChargeOutcome {
  const { id, amount, currency, metadata, status, paid } = charge;
  const isOurs =
    amount === request.amountCents &&
    currency === CURRENCY &&
    metadata?.orderId === request.orderId &&
    metadata.attempt === String(request.attempt);
  if (!isOurs) {
    const got = `${amount} ${currency} for order ${metadata?.orderId} attempt ${metadata?.attempt}`;
    return { kind: 'mismatch', reason: `charge ${id} is ${got}` };
  }
  if (status === 'succeeded' && paid) return { kind: 'succeeded', stripeId: id };
  if (status === 'failed')
    return { kind: 'declined', message: charge.failure_message ?? 'Your card was declined.' };
  return { kind: 'unknown', reason: `charge ${id} is ${status}`, keySpent: true };
}

const isGivingBack = ({ status }: Stripe.Refund): boolean => status !== 'failed' && status !== 'canceled';

function judgeRefund(refund: Stripe.Refund, stripeId: string): RefundOutcome {
  const of = typeof refund.charge === 'string' ? refund.charge : refund.charge?.id;
  if (of === stripeId && isGivingBack(refund)) return { kind: 'refunded', refundId: refund.id };
  const reason = `refund ${refund.id} of ${of} is ${refund.status}`;
  return { kind: 'unknown', reason, keySpent: of === stripeId };
}
