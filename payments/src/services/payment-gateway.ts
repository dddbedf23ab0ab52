/** What is charged, and under which key: the same key never charges twice. */
export interface ChargeRequest {
  paymentId: string;
  orderId: string;
  attempt: number;
  amountCents: number;
  token: string;
  key: string;
  /** When the key was first used. */
  since: Date;
  /**
   * The charge carries the order's id as its group. Compatibility: false for an attempt that an earlier version has
   * worked on.
   */
  isGrouped: boolean;
}

/**
 * What is known after a call.
 * succeeded: charged. declined, invalid-token: not charged, and never will be under this key.
 * absent: the provider's list of charges holds none of this order's attempt.
 * refused: our credentials or our request were not accepted, so this call charged nothing.
 * mismatch: there is an answer, but for another amount, currency or order.
 * unknown: anything may have happened; keySpent: and asking again with this key can only give the same error.
 */
export type ChargeOutcome =
  | { kind: 'succeeded'; stripeId: string }
  | { kind: 'declined'; message: string }
  | { kind: 'invalid-token' }
  | { kind: 'refused'; reason: string }
  | { kind: 'mismatch'; reason: string }
  | { kind: 'absent' }
  | { kind: 'unknown'; reason: string; keySpent: boolean };

export type RefundOutcome =
  { kind: 'refunded'; refundId: string } | { kind: 'unknown'; reason: string; keySpent: boolean };

/** What payments asks of a payment provider. No call throws: an unknown outcome is an outcome like the others. */
export interface PaymentGateway {
  charge(request: ChargeRequest): Promise<ChargeOutcome>;

  /** Looks for an attempt's charge in the provider's list of charges. */
  findCharge(request: ChargeRequest): Promise<ChargeOutcome>;

  /** Refunds the whole charge; one that was refunded before is no error. */
  refund(request: { stripeId: string; key: string }): Promise<RefundOutcome>;
}
