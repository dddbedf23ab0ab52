import { model, Schema, type Types } from 'mongoose';

/**
 * What cart knows of a product: the newest state that its events have brought. Cart reads only whether the product
 * exists; by title, price and quantity the audit and `npm run rebuild` compare the copy with the product.
 */
export interface ProductReplica {
  _id: Types.ObjectId;
  title: string;
  price: number;
  quantity: number;
  version: number;
}

const schema = new Schema<ProductReplica>(
  {
    title: { type: String, required: true },
    price: { type: Number, required: true },
    quantity: { type: Number, required: true },
    version: { type: Number, required: true },
  },
  { versionKey: false },
);

export const ProductReplica = model<ProductReplica>('ProductReplica', schema, 'productreplicas');
