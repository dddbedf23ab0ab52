import type {
  ChargeOutcome,
  ChargeRequest,
  PaymentGateway,
  RefundOutcome,
} from '../services/payment-gateway';

/** lost-before: never arrived; lost-after: carried out, its answer lost; otherwise the outcome to answer with. */
type Step<Outcome> = 'answer' | 'lost-before' | 'lost-after' | Outcome;

export interface MadeCharge {
  stripeId: string;
  orderId: string;
  key: string;
  amountCents: number;
}

const lost = { kind: 'unknown', reason: 'lost', keySpent: false } as const;

/**
 * A provider in memory that keeps its word on idempotency keys: the first answer to a key is its answer for ever.
 * `tok_declined…` is declined, `tok_bad…` is no token, everything else is charged; scripted steps come first.
 */
export class ScriptedGateway implements PaymentGateway {
  readonly charges: MadeCharge[] = [];
  readonly refunds: { stripeId: string; refundId: string; key: string }[] = [];
  readonly calls: { name: 'charge' | 'findCharge' | 'refund'; key: string; token?: string }[] = [];
  readonly chargeSteps: Step<ChargeOutcome>[] = [];
  readonly refundSteps: Step<RefundOutcome>[] = [];
  /** Runs around each call; a test may wait or throw here. */
  around: (name: string, call: () => Promise<unknown>) => Promise<unknown> = (_name, call) => call();
  private readonly answers = new Map<string, ChargeOutcome>();

  charge(request: ChargeRequest): Promise<ChargeOutcome> {
    this.calls.push({ name: 'charge', key: request.key, token: request.token });
    return this.play('charge', this.chargeSteps, lost, () => this.carryOut(request));
  }

  findCharge({ orderId, key }: ChargeRequest): Promise<ChargeOutcome> {
    this.calls.push({ name: 'findCharge', key });
    return this.play<ChargeOutcome>('findCharge', [], lost, () => {
      const made = this.charges.find((charge) => charge.orderId === orderId);
      return made ? { kind: 'succeeded', stripeId: made.stripeId } : { kind: 'absent' };
    });
  }

  refund({ stripeId, key }: { stripeId: string; key: string }): Promise<RefundOutcome> {
    this.calls.push({ name: 'refund', key });
    return this.play('refund', this.refundSteps, lost, () => {
      const before = this.refunds.find((refund) => refund.stripeId === stripeId);
      const made = before ?? { stripeId, refundId: `re_${this.refunds.length + 1}`, key };
      if (!before) this.refunds.push(made);
      return { kind: 'refunded', refundId: made.refundId };
    });
  }

  chargesOf = (orderId: string): MadeCharge[] => this.charges.filter((charge) => charge.orderId === orderId);

  countOf = (name: string): number => this.calls.filter((call) => call.name === name).length;

  private play<Outcome>(
    name: string,
    steps: Step<Outcome>[],
    unknown: Outcome,
    carryOut: () => Outcome,
  ): Promise<Outcome> {
    const step = steps.shift() ?? 'answer';
    const call = (): Promise<Outcome> => {
      if (step === 'lost-before') return Promise.resolve(unknown);
      if (step !== 'answer' && step !== 'lost-after') return Promise.resolve(step);
      const outcome = carryOut();
      return Promise.resolve(step === 'answer' ? outcome : unknown);
    };
    return this.around(name, call) as Promise<Outcome>;
  }

  private carryOut({ orderId, key, token, amountCents }: ChargeRequest): ChargeOutcome {
    const before = this.answers.get(key);
    if (before) return before;
    if (token.startsWith('tok_bad')) return { kind: 'invalid-token' }; // stored by no provider
    const outcome: ChargeOutcome = token.startsWith('tok_declined')
      ? { kind: 'declined', message: 'Your card was declined.' }
      : { kind: 'succeeded', stripeId: `ch_${this.charges.length + 1}` };
    if (outcome.kind === 'succeeded')
      this.charges.push({ stripeId: outcome.stripeId, orderId, key, amountCents });
    this.answers.set(key, outcome);
    return outcome;
  }
}
