import { model, Schema, type Types } from 'mongoose';

/** What notifications knows of a user, from the events of auth. */
export interface UserReplica {
  _id: Types.ObjectId;
  email: string;
  version: number;
}

const schema = new Schema<UserReplica>(
  { email: { type: String, required: true }, version: { type: Number, required: true } },
  { versionKey: false },
);

export const UserReplica = model<UserReplica>('UserReplica', schema, 'userreplicas');
