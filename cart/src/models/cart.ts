import { aggregate, type AggregateFields } from '@datnxecommerce/common';
import { model, Schema } from 'mongoose';

/** One product in a cart. */
export interface CartLine {
  productId: string;
  quantity: number;
}

/** What a shopper means to buy. One document for each shopper, made by the first thing that is put in. */
export interface Cart {
  userId: string;
  items: CartLine[];
  /** The keys of the last payments that were taken out of `items`: each is taken out once. Never in an answer. */
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
