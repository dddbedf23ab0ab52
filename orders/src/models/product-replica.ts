import { model, Schema, type Types } from 'mongoose';

/** What orders knows of a product: the newest state that an event has brought. */
export interface ProductReplica {
  _id: Types.ObjectId;
  title: string;
  /** US dollars. */
  price: number;
  quantity: number;
  /** The seller. */
  userId: string;
  version: number;
  /** Whether it is for sale; absent while no event has said so, which counts as true. */
  listed?: boolean;
}

const schema = new Schema<ProductReplica>(
  {
    title: { type: String, required: true },
    price: { type: Number, required: true },
    quantity: { type: Number, required: true },
    userId: { type: String, required: true },
    version: { type: Number, required: true },
    listed: Boolean,
  },
  { versionKey: false },
);

export const ProductReplica = model<ProductReplica>('ProductReplica', schema, 'productreplicas');
