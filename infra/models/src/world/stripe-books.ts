import type {
  ChargeOutcome,
  ChargeRequest,
  FoundCharge,
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

const DAY_MS = 24 * 60 * 60_000;
const DECLINED: ChargeOutcome = { kind: 'declined', message: 'Your card was declined.' };

/**
 * Stripe as payments knows it: it keeps its word on idempotency keys for a day, takes from every good card as often
 * as it is asked, and gives a charge back once. `tok_declined` is declined, `tok_bad` is no token.
 */
export class StripeBooks {
  readonly charges: MadeCharge[] = [];
  readonly refunds: MadeRefund[] = [];
  private readonly answers = new Map<string, { outcome: ChargeOutcome; at: number }>();

  constructor(private readonly now: () => number) {}

  charge({ orderId, amountCents, attempt, token, key }: ChargeRequest): ChargeOutcome {
    if (token === 'tok_bad') return { kind: 'invalid-token' };
    const before = this.answers.get(key);
    if (before && this.now() - before.at < DAY_MS) return before.outcome;
    const stripeId = `ch_${this.charges.length + 1}`;
    const outcome: ChargeOutcome = token === 'tok_declined' ? DECLINED : { kind: 'succeeded', stripeId };
    if (outcome.kind === 'succeeded') this.charges.push({ stripeId, orderId, amountCents, attempt });
    this.answers.set(key, { outcome, at: this.now() });
    return outcome;
  }

  /** @returns what brings the books back to what they are now */
  save(): () => void {
    const kept = { charges: [...this.charges], refunds: [...this.refunds], answers: [...this.answers] };
    return () => {
      this.charges.splice(0, Infinity, ...kept.charges);
      this.refunds.splice(0, Infinity, ...kept.refunds);
      this.answers.clear();
      for (const [key, answer] of kept.answers) this.answers.set(key, answer);
    };
  }

  find({ orderId }: ChargeRequest): FoundCharge {
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
