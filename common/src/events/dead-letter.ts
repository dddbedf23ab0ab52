import { model, Schema } from 'mongoose';
import type { BusMessage } from '../messaging/event-bus';

/** A message that could not be handled, kept with the reason until an operator replays or drops it. */
export interface DeadLetter {
  /** subject:sequence:broker time in ms; unique even when a broker that lost its data numbers from 1 again. */
  _id: string;
  subject: string;
  sequence: number;
  raw: string;
  reason: string;
  at: Date;
}

const schema = new Schema<DeadLetter>(
  {
    _id: String,
    subject: { type: String, required: true },
    sequence: { type: Number, required: true },
    raw: String,
    reason: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { versionKey: false },
);

export const DeadLetter = model<DeadLetter>('DeadLetter', schema, 'deadletters');

/** Sets a message aside; the same message twice is kept once. */
export async function setAside(message: BusMessage, reason: string): Promise<void> {
  const { subject, sequence, data, time } = message;
  await DeadLetter.updateOne(
    { _id: `${subject}:${sequence}:${time.getTime()}` },
    { $setOnInsert: { subject, sequence, raw: data, reason, at: new Date() } },
    { upsert: true },
  );
}
