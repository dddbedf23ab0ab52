import type { BoughtItem } from '@datnxecommerce/common';
import { model, Schema, type Types } from 'mongoose';

/** What payments keeps of an order, from its events. */
export interface OrderReplica {
  /** The order's own id. */
  _id: Types.ObjectId;
  /** Absent, like items and total, while only order:cancelled has come: a tombstone. */
  userId?: string;
  items?: BoughtItem[];
  /** US dollars. */
  total?: number;
  /** Never becomes false again. */
  cancelled: boolean;
  /** To be republished: the next event of the order replaces what is stored. */
  stale?: boolean;
}

/** An order that a card can be charged for. */
export interface PayableOrder {
  id: string;
  userId: string;
  items: BoughtItem[];
  amountCents: number;
  /** When it expires unless it is paid, by the database's clock. */
  expiresAt: Date;
}

const schema = new Schema<OrderReplica>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    userId: String,
    items: { type: [{ _id: false, productId: String, quantity: Number }], default: undefined },
    total: Number,
    cancelled: { type: Boolean, default: false },
    stale: Boolean,
  },
  { versionKey: false },
);

export const OrderReplica = model<OrderReplica>('OrderReplica', schema, 'orderreplicas');
