import { model, Schema, type Types } from 'mongoose';

/** Who placed an order: tells whose cart a payment is about when its event does not. */
export interface OrderOwner {
  _id: Types.ObjectId;
  userId: string;
  /** To be told again: then the next word stands. */
  stale?: boolean;
}

const schema = new Schema<OrderOwner>(
  { userId: { type: String, required: true }, stale: Boolean },
  { versionKey: false },
);

export const OrderOwner = model<OrderOwner>('OrderOwner', schema, 'orderowners');
