import { aggregate, OrderStatus, type AggregateFields } from '@datnxecommerce/common';
import { model, Schema } from 'mongoose';

/** One product of an order, with its title and price as they were when the order was placed. */
export interface OrderItem {
  productId: string;
  titleSnapshot: string;
  /** US dollars. */
  priceSnapshot: number;
  quantity: number;
}

/** What stock said of a paid order. */
export const FULFILMENTS = ['none', 'pending', 'confirmed', 'rejected'] as const;
export type Fulfilment = (typeof FULFILMENTS)[number];

export const CANCEL_REASONS = ['user', 'out_of_stock'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** A shopper's order. Its status is written by domain/order-decisions only. */
export interface Order {
  userId: string;
  status: OrderStatus;
  items: OrderItem[];
  /** US dollars, exact to the cent. */
  total: number;
  /** How many of the four dated facts below are known: the same in whatever order they became known. */
  version: number;
  fulfilment: Fulfilment;
  paid: boolean;
  refunded: boolean;
  cancelReason?: CancelReason;
  createdAt: Date;
  updatedAt: Date;
  paidAt?: Date;
  confirmedAt?: Date;
  cancelledAt?: Date;
  refundedAt?: Date;
  /** The payment that belongs to this order; another one is foreign. */
  paymentId?: string;
  /** The caller's name for the request that placed this order. */
  idempotencyKey?: string;
}

const schema = new Schema<Order & AggregateFields>(
  {
    userId: { type: String, required: true },
    status: { type: String, required: true, enum: Object.values(OrderStatus) },
    items: [
      {
        _id: false,
        productId: { type: String, required: true },
        titleSnapshot: { type: String, required: true },
        priceSnapshot: { type: Number, required: true },
        quantity: { type: Number, required: true },
      },
    ],
    total: { type: Number, required: true },
    version: { type: Number, required: true },
    fulfilment: { type: String, required: true, enum: FULFILMENTS },
    paid: { type: Boolean, required: true },
    refunded: { type: Boolean, required: true },
    cancelReason: { type: String, enum: CANCEL_REASONS },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    paidAt: Date,
    confirmedAt: Date,
    cancelledAt: Date,
    refundedAt: Date,
    paymentId: String,
    idempotencyKey: String,
  },
  { versionKey: false },
);
schema.plugin(aggregate);
schema.index({ updatedAt: 1 }); // what is republished to a broker that restarted empty
schema.index({ userId: 1, createdAt: -1, _id: -1 });
// What MAX_OPEN_ORDERS counts.
schema.index({ userId: 1 }, { partialFilterExpression: { status: OrderStatus.Created } });
schema.index(
  { userId: 1, idempotencyKey: 1 },
  { unique: true, partialFilterExpression: { idempotencyKey: { $exists: true } } },
);

export const Order = model<Order & AggregateFields>('Order', schema, 'orders');
