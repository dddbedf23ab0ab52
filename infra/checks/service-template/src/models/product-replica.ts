import { model, Schema, type Types } from 'mongoose';

/** What the service knows of a product: the newest state that its events have brought. */
export interface ProductReplica {
  _id: Types.ObjectId;
  title: string;
  version: number;
}

const schema = new Schema<ProductReplica>(
  { title: { type: String, required: true }, version: { type: Number, required: true } },
  { versionKey: false },
);

export const ProductReplica = model<ProductReplica>('ProductReplica', schema, 'productreplicas');
