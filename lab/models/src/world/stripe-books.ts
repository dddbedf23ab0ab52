import type {
  ChargeOutcome,
  ChargeRequest,
  RefundOutcome,
} from '../../../../payments/src/services/payment-gateway';

export interface MadeCharge {
  stripeId: string;
  orderId: string;
  amountCents: number;
  attempt: number;
}

export interface MadeRefund {
  refundId: string;
  stripeId: string;
  amountCents: number;
}

/** What was asked under a key, and answered. */
interface Asked {
  token: string;
  attempt: number;
  outcome: ChargeOutcome;
  at: number;
}

const DAY_MS = 24 * 60 * 60_000;
const OTHER_REQUEST: ChargeOutcome = {
  kind: 'unknown',
  reason: 'the key of another request',
  keySpent: false,
};
const DECLINED: ChargeOutcome = { kind: 'declined', message: 'Your card was declined.' };

/**
 * Stripe as payments knows it: it keeps idempotency keys for a day, takes from every good card as often
 * as it is asked, and gives a charge back once. `tok_declined` is declined, `tok_bad` is no token.
 */
export class StripeBooks {
  readonly charges: MadeCharge[] = [];
  readonly refunds: MadeRefund[] = [];
  /** By idempotency key. */
  readonly asked = new Map<string, Asked>();
  /** Keys under which something else was asked than at first: Stripe answers that with an error. */
  readonly misusedKeys: string[] = [];

  constructor(private readonly now: () => number) {}

  charge({ orderId, amountCents, attempt, token, key }: ChargeRequest): ChargeOutcome {
    if (token === 'tok_bad') return { kind: 'invalid-token' };
    const before = this.asked.get(key);
    if (before && this.now() - before.at < DAY_MS) {
      if (before.token === token && before.attempt === attempt) return before.outcome;
      this.misusedKeys.push(key);
      return OTHER_REQUEST;
    }
    const stripeId = `ch_${this.charges.length + 1}`;
    const outcome: ChargeOutcome = token === 'tok_declined' ? DECLINED : { kind: 'succeeded', stripeId };
    if (outcome.kind === 'succeeded') this.charges.push({ stripeId, orderId, amountCents, attempt });
    this.asked.set(key, { token, attempt, outcome, at: this.now() });
    return outcome;
  }

  /** @returns what brings the books back to what they are now */
  save(): () => void {
    const kept = {
      charges: [...this.charges],
      refunds: [...this.refunds],
      asked: [...this.asked],
      misusedKeys: [...this.misusedKeys],
    };
    return () => {
      this.charges.splice(0, Infinity, ...kept.charges);
      this.refunds.splice(0, Infinity, ...kept.refunds);
      this.misusedKeys.splice(0, Infinity, ...kept.misusedKeys);
      this.asked.clear();
      for (const [key, answer] of kept.asked) this.asked.set(key, answer);
    };
  }

  find({ orderId }: ChargeRequest): ChargeOutcome {
    const made = this.charges.find((charge) => charge.orderId === orderId);
    return made ? { kind: 'succeeded', stripeId: made.stripeId } : { kind: 'absent' };
  }

  refund({ stripeId }: { stripeId: string; key: string }): RefundOutcome {
    const charge = this.charges.find((each) => each.stripeId === stripeId);
    if (!charge) return { kind: 'unknown', reason: 'no such charge', keySpent: true };
    const before = this.refunds.find((refund) => refund.stripeId === stripeId);
    if (before) return { kind: 'refunded', refundId: before.refundId };
    const refundId = `re_${this.refunds.length + 1}`;
    this.refunds.push({ refundId, stripeId, amountCents: charge.amountCents });
    return { kind: 'refunded', refundId };
  }
}
