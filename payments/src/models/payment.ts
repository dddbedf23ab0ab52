import { aggregate, type AggregateFields, type BoughtItem, type Stored } from '@datnxecommerce/common';
import { model, Schema } from 'mongoose';

/**
 * charging: claimed, Stripe is being asked; unknown: Stripe's answer is not known yet; declined: certainly not charged,
 * payable again; succeeded: charged; refunding: charged for an order that was cancelled; refunded: refunded in full.
 */
export const PAYMENT_STATUSES = [
  'charging',
  'unknown',
  'declined',
  'succeeded',
  'refunding',
  'refunded',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Why an attempt charged nothing. */
export interface FailedAttempt {
  attempt: number;
  /** Absent when the order was cancelled. Compatibility: and in documents of earlier versions. */
  reason?: 'card_declined' | 'invalid_token' | 'too_many_declines' | 'unavailable';
  /** The sentence for the shopper; absent when the card was not declined, such as for an invalid token. */
  message?: string;
  /** After too many declines: when the next attempt may be made. */
  retryAfterSeconds?: number;
}

/** The one payment of an order: claimed here before Stripe is asked, so that no two charges can be under way. */
export interface PaymentState {
  orderId: string;
  userId: string;
  items: BoughtItem[];
  amountCents: number;
  status: PaymentStatus;
  /** Grows only after it is certain that the attempt before took no money. */
  attempt: number;
  /** Stripe's idempotency key of the call under way; a result counts only while the document still holds its key. */
  key: string;
  /** When the key was first used: Stripe forgets keys. */
  keySince: Date;
  /** How often a call with this key was begun. */
  tries: number;
  /**
   * Compatibility: how many calls of which attempt carried the transfer group. When they are not those of `attempt` and
   * `tries`, an earlier version has made a call without it; that version keeps this field as it was.
   */
  grouped?: { attempt: number; tries: number };
  /** Stripe will answer this key with the same error for ever, so only its list of charges shows the outcome. */
  keySpent: boolean;
  /** Since when keySpent is known: every call that can have charged under this key had begun before. */
  spentAt?: Date;
  /** Stripe's answer contradicts what we asked for; nothing but a right answer or an operator ends this. */
  parked: boolean;
  /** How the latest attempt ended without a charge. Compatibility: absent in documents of earlier versions. */
  refusal?: FailedAttempt;
  /**
   * When cards were declined for this order in the last hour. Present, perhaps empty, from the first claim on; removed
   * by a charge when it is empty, so that its index holds only payments that may count against the user's limit.
   */
  declines?: Date[];
  /** The card token of the attempt, kept for exactly as long as its outcome is open. */
  token?: string;
  /** The order was cancelled: no charge may begin, and one that succeeded is refunded. */
  cancelRequested: boolean;
  /** Until when a caller holds this payment; it saves calls, the key is what prevents a second charge. */
  leaseUntil?: Date;
  /** When the reconciler looks at this payment; absent once there is nothing left to do. */
  nextTryAt?: Date;
  stripeId?: string;
  chargedAt?: Date;
  /** Which key of the refund is in use: 1, more only after Stripe stored an error for the one before. */
  refundAttempt?: number;
  refundId?: string;
  refundedAt?: Date;
  /** `change` sets both; a decision does not. */
  createdAt?: Date;
  updatedAt?: Date;
}

export type PaymentFields = PaymentState & AggregateFields;
export type StoredPayment = Stored<PaymentState>;

/** Whether the outcome of the latest attempt is not known yet. */
export const isOpen = ({ status }: Pick<PaymentState, 'status'>): boolean =>
  status === 'charging' || status === 'unknown';

const schema = new Schema<PaymentFields>(
  {
    orderId: { type: String, required: true, unique: true },
    userId: { type: String, required: true },
    items: { type: [{ _id: false, productId: String, quantity: Number }], required: true },
    amountCents: { type: Number, required: true },
    status: { type: String, enum: PAYMENT_STATUSES, required: true },
    attempt: { type: Number, required: true },
    key: { type: String, required: true },
    keySince: { type: Date, required: true },
    tries: { type: Number, required: true },
    grouped: { type: { _id: false, attempt: Number, tries: Number }, default: undefined },
    keySpent: { type: Boolean, required: true },
    spentAt: Date,
    parked: { type: Boolean, required: true },
    refusal: {
      type: { _id: false, attempt: Number, reason: String, message: String, retryAfterSeconds: Number },
      default: undefined,
    },
    declines: { type: [Date], default: undefined },
    token: String,
    cancelRequested: { type: Boolean, required: true },
    leaseUntil: Date,
    nextTryAt: Date,
    stripeId: String,
    chargedAt: Date,
    refundAttempt: Number,
    refundId: String,
    refundedAt: Date,
  },
  { versionKey: false, timestamps: true },
);
schema.plugin(aggregate);
schema.index({ updatedAt: 1 }); // what is republished to a broker that restarted empty
// Its key never changes while a payment counts, so a count that runs during a change misses no payment.
schema.index({ userId: 1 }, { partialFilterExpression: { declines: { $exists: true } } });
schema.index({ nextTryAt: 1 }, { sparse: true }); // the reconciler reads only what is open

export const Payment = model<PaymentFields>('Payment', schema, 'payments');
