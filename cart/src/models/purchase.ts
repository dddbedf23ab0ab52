import { model, Schema } from 'mongoose';

/**
 * A payment that was taken out of a cart: it is never taken out again, whenever it is heard again. The cart's own
 * inbox is written with the cart and holds the last ones; here is each one, written a moment later.
 */
export interface Purchase {
  /** The key of payment:created. */
  _id: string;
  at: Date;
}

export const Purchase = model<Purchase>(
  'Purchase',
  new Schema<Purchase>({ _id: String, at: Date }, { versionKey: false }),
  'purchases',
);
