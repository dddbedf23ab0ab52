import { model, Schema } from 'mongoose';
import type { BusMessage } from '../messaging/event-bus';

/** A message that could not be handled, kept with the reason until an operator replays or deletes it. */
export interface DeadLetter {
  /** subject:sequence:broker time in ms; unique even when a broker restarted empty and numbers from 1 again. */
  _id: string;
  subject: string;
  sequence: number;
  raw: string;
  /** Why it was dead-lettered, or why the last replay failed. */
  reason: string;
  at: Date;
  /** 1 for the dead-lettering, plus 1 for each failed replay. */
  attempts: number;
  /** When an operator requested a replay; absent otherwise. */
  replayAt?: Date;
  /** The body to replay instead of `raw`. */
  replayRaw?: string;
  /** Until when a replica replays it, by the database's clock. */
  lease?: Date;
}

const schema = new Schema<DeadLetter>(
  {
    _id: String,
    subject: { type: String, required: true },
    sequence: { type: Number, required: true },
    raw: String,
    reason: { type: String, required: true },
    at: { type: Date, required: true },
    attempts: { type: Number, default: 1 },
    replayAt: Date,
    replayRaw: String,
    lease: Date,
  },
  { versionKey: false, autoCreate: false, autoIndex: false },
);
schema.index({ replayAt: 1 }, { sparse: true });

/** The dead letters of a service, in its own database. */
export const DeadLetter = model<DeadLetter>('DeadLetter', schema, 'deadletters');

/** Stores a message as a dead letter; the same message twice is stored once. */
export async function storeDeadLetter(message: BusMessage, reason: string): Promise<void> {
  const { subject, sequence, data, time } = message;
  await DeadLetter.updateOne(
    { _id: `${subject}:${sequence}:${time.getTime()}` },
    { $setOnInsert: { subject, sequence, raw: data, reason, at: new Date(), attempts: 1 } },
    { upsert: true },
  );
}
