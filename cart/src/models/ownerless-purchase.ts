import { model, Schema, type Types } from 'mongoose';
import type { CartLine } from './cart';

/** A payment that does not name its buyer: it waits here for whoever tells whose its order is. */
export interface OwnerlessPurchase {
  /** The key of payment:created. */
  _id: string;
  orderId: Types.ObjectId;
  items: CartLine[];
  at: Date;
}

const KEPT_S = 30 * 24 * 60 * 60;

const schema = new Schema<OwnerlessPurchase>(
  {
    _id: String,
    orderId: { type: Schema.Types.ObjectId, required: true },
    items: [{ _id: false, productId: String, quantity: Number }],
    at: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ orderId: 1 });
schema.index({ at: 1 }, { expireAfterSeconds: KEPT_S }); // an order that nobody tells of by then is not ours

export const OwnerlessPurchase = model<OwnerlessPurchase>('OwnerlessPurchase', schema, 'ownerlesspurchases');
