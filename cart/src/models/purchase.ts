import { model, Schema } from 'mongoose';
import type { CartLine } from './cart';

/**
 * An order, as far as a cart has to know it: who placed it and what was paid for. What was paid for leaves the owner's
 * cart once. `order:created` brings the owner, `payment:created` the rest, in either order.
 */
export interface Purchase {
  /**
   * The order's id. Compatibility: an earlier version stored the keys of the payments that it had removed from carts
   * here.
   */
  _id: string;
  /** Who placed the order; from order:created. */
  userId?: string;
  /** The owner has to be learned again: the next order:created replaces it. */
  stale?: boolean;
  /** The key of payment:created. */
  key?: string;
  /** What was paid for; absent once it has left the cart. */
  items?: CartLine[];
  /** When the items left the cart. */
  removedAt?: Date;
  /** When a payment whose owner is unknown is forgotten. */
  expiresAt?: Date;
}

const schema = new Schema<Purchase>(
  {
    _id: String,
    userId: String,
    stale: Boolean,
    key: String,
    items: { type: [{ _id: false, productId: String, quantity: Number }], default: undefined },
    removedAt: Date,
    expiresAt: Date,
  },
  { versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const Purchase = model<Purchase>('Purchase', schema, 'purchases');
