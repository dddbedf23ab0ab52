import { model, Schema } from 'mongoose';
import type { BusMessage } from '../messaging/event-bus';

/** A message that could not be handled, kept with the reason until an operator replays or drops it. */
export interface DeadLetter {
  /** subject:sequence:broker time in ms; unique even when a broker that lost its data numbers from 1 again. */
  _id: string;
  subject: string;
  sequence: number;
  raw: string;
  /** Why it was set aside, or what the last replay failed with. */
  reason: string;
  at: Date;
  /** How often it was given up: once when it was set aside, and once for each replay that failed. */
  attempts: number;
  /** Since when an operator wants it replayed; absent when nobody does. */
  replayAt?: Date;
  /** What is to be replayed in place of `raw`. */
  replayRaw?: string;
  /** Until when one replica replays it; by the clock of the database. */
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
  { versionKey: false },
);
schema.index({ replayAt: 1 }, { sparse: true });

export const DeadLetter = model<DeadLetter>('DeadLetter', schema, 'deadletters');

/** Sets a message aside; the same message twice is kept once. */
export async function setAside(message: BusMessage, reason: string): Promise<void> {
  const { subject, sequence, data, time } = message;
  await DeadLetter.updateOne(
    { _id: `${subject}:${sequence}:${time.getTime()}` },
    { $setOnInsert: { subject, sequence, raw: data, reason, at: new Date(), attempts: 1 } },
    { upsert: true },
  );
}
