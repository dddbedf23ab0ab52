import { aggregate, type AggregateFields } from '@datnxecommerce/common';
import { model, Schema } from 'mongoose';

/** One product in a cart. */
export interface CartLine {
  productId: string;
  quantity: number;
}

/** What a shopper wants to buy: one document for each shopper, created with the first item. */
export interface Cart {
  userId: string;
  items: CartLine[];
  /** The keys of the last payments whose items were removed, so that each is removed once. Never in an answer. */
  inbox: string[];
}

const schema = new Schema<Cart & AggregateFields>(
  {
    userId: { type: String, required: true, unique: true },
    items: [{ _id: false, productId: String, quantity: Number }],
    inbox: [String],
  },
  { versionKey: false, timestamps: true },
);
schema.plugin(aggregate); // for its guarded writes; a cart announces nothing

export const Cart = model<Cart & AggregateFields>('Cart', schema, 'carts');
