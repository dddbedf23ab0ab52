import { aggregate, type AggregateFields, type BoughtItem } from '@datnxecommerce/common';
import { model, Schema, type Types } from 'mongoose';

/**
 * The stock progress of one paid order. It also detects repeated events.
 * applying → applied (all items taken) or reverting → rejected (one was short);
 * cancelled on the way or afterwards: reverting → reverted; cancelled before its payment came: voided.
 */
export const FULFILMENT_STATUSES = [
  'applying',
  'applied',
  'reverting',
  'rejected',
  'reverted',
  'voided',
] as const;
export type FulfilmentStatus = (typeof FULFILMENT_STATUSES)[number];

export interface Fulfilment {
  /** The order's id. */
  _id: Types.ObjectId;
  /** One entry for each product, sorted by product, so that all orders take in the same sequence. */
  items: BoughtItem[];
  status: FulfilmentStatus;
  /** Why it is reverting. */
  cause?: 'shortage' | 'cancelled';
  /** It was applied before the cancellation: every item had been taken. */
  wasApplied?: boolean;
  updatedAt: Date;
  /** When its marks on the products may be forgotten; absent when there are none. */
  pruneAt?: Date;
}

const schema = new Schema<Fulfilment & AggregateFields>(
  {
    items: { type: [{ _id: false, productId: String, quantity: Number }], default: [] },
    status: { type: String, required: true, enum: FULFILMENT_STATUSES },
    cause: String,
    wasApplied: Boolean,
    updatedAt: { type: Date, required: true },
    pruneAt: Date,
  },
  { versionKey: false },
);
schema.plugin(aggregate);
schema.index({ updatedAt: 1 }); // what is republished to a broker that restarted empty
schema.index({ status: 1, updatedAt: 1 });
schema.index({ pruneAt: 1 }, { sparse: true });

export const Fulfilment = model<Fulfilment & AggregateFields>('Fulfilment', schema, 'fulfilments');
