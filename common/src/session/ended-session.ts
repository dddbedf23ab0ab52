import { model, Schema } from 'mongoose';
import { MAX_AGE_SECONDS } from './current-session';

/** No token is valid longer than this after its session ended; an hour more is for clocks that differ. */
export const KEPT_MS = (MAX_AGE_SECONDS + 60 * 60) * 1000;

/** Sessions that ended before they expired. */
export interface EndedSession {
  /** A user's id, or the id of one session. */
  _id: string;
  /** The user's sessions of lower generations ended; 1 for one session. */
  gen: number;
  /** When it was stored, by the database's clock. */
  at: Date;
}

const schema = new Schema<EndedSession>(
  { _id: String, gen: { type: Number, required: true }, at: { type: Date, required: true } },
  { versionKey: false },
);
schema.index({ at: 1 }, { expireAfterSeconds: KEPT_MS / 1000 });

export const EndedSession = model<EndedSession>('EndedSession', schema, 'endedsessions');
