import { model, Schema, type Types } from 'mongoose';
import type { CartLine } from './cart';

/** Compatibility: collections of earlier versions. `migratePurchases` moves their content to `purchases` (ADR 0032). */

/** Who placed an order. */
export interface OrderOwner {
  _id: Types.ObjectId;
  userId: string;
  stale?: boolean;
}

export const OrderOwner = model<OrderOwner>(
  'OrderOwner',
  new Schema<OrderOwner>({ userId: String, stale: Boolean }, { versionKey: false }),
  'orderowners',
);

/** A payment whose owner was unknown. */
export interface OwnerlessPurchase {
  /** The key of payment:created. */
  _id: string;
  orderId: Types.ObjectId;
  items: CartLine[];
}

export const OwnerlessPurchase = model<OwnerlessPurchase>(
  'OwnerlessPurchase',
  new Schema<OwnerlessPurchase>(
    {
      _id: String,
      orderId: Schema.Types.ObjectId,
      items: [{ _id: false, productId: String, quantity: Number }],
    },
    { versionKey: false },
  ),
  'ownerlesspurchases',
);
