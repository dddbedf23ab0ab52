import http from 'node:http';
import https from 'node:https';
import type Stripe from 'stripe';
import type { ChargeOutcome, ChargeRequest, PaymentGateway, RefundOutcome } from './payment-gateway';
import {
  chargeOutcomeOf,
  isAlreadyRefunded,
  isKeyOfAnotherRequest,
  isStoredFailure,
  reasonOf,
} from './stripe-errors';

export interface StripeOptions {
  secretKey: string;
  /** Another server that speaks Stripe's API; without it, Stripe itself. */
  apiUrl?: string;
  /** How long each request may take, in ms. */
  timeoutMs: number;
}

const CURRENCY = 'usd';
const PAGE = 100;
const DAY_SECONDS = 24 * 3600;
/** Closed by us before a server does: a request on a connection that is just being closed gets no answer. */
const IDLE_CONNECTION_MS = 4_000;

/** Charges cards through Stripe. */
export function createStripeGateway(options: StripeOptions): PaymentGateway {
  let client: Stripe | undefined;
  const stripe = (): Stripe => (client ??= connect(options));

  async function charge(request: ChargeRequest): Promise<ChargeOutcome> {
    try {
      const { orderId, paymentId, attempt, amountCents, token, key, isGrouped } = request;
      const made = await stripe().charges.create(
        {
          amount: amountCents,
          currency: CURRENCY,
          source: token,
          metadata: { orderId, paymentId, attempt: String(attempt) },
          ...(isGrouped && { transfer_group: orderId }),
        },
        { idempotencyKey: key },
      );
      return outcomeOf(made, request);
    } catch (error) {
      const outcome = chargeOutcomeOf(error);
      if (!isStoredFailure(error) && !isKeyOfAnotherRequest(error)) return outcome;
      const found = await findCharge(request); // the key's answer is lost, the list may hold the charge
      return found.kind === 'absent' || found.kind === 'unknown' ? outcome : found;
    }
  }

  async function findCharge(request: ChargeRequest): Promise<ChargeOutcome> {
    try {
      const charges = await (request.isGrouped ? chargesOfGroup(request) : chargesOfDays(request));
      const made =
        charges.find(({ status }) => status !== 'failed') ??
        charges.find(({ metadata }) => metadata?.attempt === String(request.attempt));
      return made ? outcomeOf(made, request) : { kind: 'absent' };
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error), keySpent: false };
    }
  }

  /** The newest charges of the order: one page holds those of the latest attempt. */
  async function chargesOfGroup({ orderId }: ChargeRequest): Promise<Stripe.Charge[]> {
    return (await stripe().charges.list({ transfer_group: orderId, limit: PAGE })).data;
  }

  /**
   * The order's charges among all charges of the days in which its key could be used; clocks may differ by a day.
   * Compatibility: earlier versions set no transfer group. Delete it, and `grouped` of the payment, once no such
   * version runs and no payment that is `charging` or `unknown` lacks `grouped`.
   */
  async function chargesOfDays({ orderId, since }: ChargeRequest): Promise<Stripe.Charge[]> {
    const start = Math.floor(since.getTime() / 1000);
    const created = { gte: start - DAY_SECONDS, lte: start + 2 * DAY_SECONDS };
    const found: Stripe.Charge[] = [];
    for await (const charge of stripe().charges.list({ created, limit: PAGE }))
      if (charge.metadata?.orderId === orderId) found.push(charge);
    return found;
  }

  async function refund({ stripeId, key }: { stripeId: string; key: string }): Promise<RefundOutcome> {
    try {
      const made = await stripe().refunds.create({ charge: stripeId }, { idempotencyKey: key });
      return refundOutcomeOf(made, stripeId);
    } catch (error) {
      const unknown = { kind: 'unknown', reason: reasonOf(error), keySpent: isStoredFailure(error) } as const;
      return isAlreadyRefunded(error) || unknown.keySpent ? findRefund(stripeId, unknown) : unknown;
    }
  }

  async function findRefund(stripeId: string, otherwise: RefundOutcome): Promise<RefundOutcome> {
    try {
      const { data } = await stripe().refunds.list({ charge: stripeId, limit: PAGE });
      const made = data.find((each) => isActive(each));
      return made ? refundOutcomeOf(made, stripeId) : otherwise;
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error), keySpent: false };
    }
  }

  return { charge, findCharge, refund };
}

/** Loads stripe-node, for the first call: it takes 4 MiB, which a service that waits does not need. */
function connect({ secretKey, apiUrl, timeoutMs }: StripeOptions): Stripe {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` loads later than the next line
  const Client = require('stripe') as typeof Stripe;
  const server = address(new URL(apiUrl ?? 'https://api.stripe.com'));
  const { Agent } = server.protocol === 'http' ? http : https;
  return new Client(secretKey, {
    ...server,
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    httpClient: unrepeated(
      Client.createNodeHttpClient(new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MS })),
    ),
    telemetry: false,
  });
}

/**
 * Sends each request once, so that `tries` counts them all: a "no" to the first means that nothing was charged.
 * stripe-node repeats a cut connection whatever its settings, and recognizes one by the code of its error.
 */
function unrepeated(client: Stripe.HttpClient): Stripe.HttpClient {
  const send = client.makeRequest.bind(client);
  client.makeRequest = (...request) =>
    send(...request).catch((error: unknown) => {
      throw new Error('no answer of Stripe', { cause: error });
    });
  return client;
}

const address = ({ hostname, port, protocol }: URL) => {
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const);
  return { host: hostname, port: port || (scheme === 'http' ? 80 : 443), protocol: scheme };
};

/** An answer counts only if it is the answer to what we asked. */
function outcomeOf(charge: Stripe.Charge, request: ChargeRequest): ChargeOutcome {
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

const isActive = ({ status }: Stripe.Refund): boolean => status !== 'failed' && status !== 'canceled';

function refundOutcomeOf(refund: Stripe.Refund, stripeId: string): RefundOutcome {
  const of = typeof refund.charge === 'string' ? refund.charge : refund.charge?.id;
  if (of === stripeId && isActive(refund)) return { kind: 'refunded', refundId: refund.id };
  const reason = `refund ${refund.id} of ${of} is ${refund.status}`;
  return { kind: 'unknown', reason, keySpent: of === stripeId };
}
