export type OrderMailKind = 'order_received' | 'receipt' | 'cancellation' | 'refund';
export type MailKind = OrderMailKind | 'password_reset';

/** A mail and what became of it. */
export interface Mail {
  kind: MailKind;
  state: 'due' | 'sent' | 'dead';
  attempts: number;
  /** When the next attempt may start: after the lease of the one under way, or after the pause behind a failure. */
  dueAt: Date;
  sentAt?: Date;
  /** Why the last attempt failed. */
  error?: string;
  /** The trace of the event that made it due. */
  traceparent?: string;
}

/** A document that holds mails, each of another kind. */
export interface MailHolder {
  mails: Mail[];
  /** When the next of its mails is due; absent when none is. */
  mailDueAt?: Date;
}

/** The same in a schema. */
export const mailFields = {
  mails: [
    {
      _id: false,
      kind: String,
      state: String,
      attempts: Number,
      dueAt: Date,
      sentAt: Date,
      error: String,
      traceparent: String,
    },
  ],
  mailDueAt: Date,
};
