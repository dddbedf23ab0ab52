import { isLeased, leaseHasExpired, type Decision, type Stored } from '@datnxecommerce/common';
import type { Mail, MailHolder, MailKind, OrderMailKind } from '../models/mail';
import type { Step, StepName } from '../models/timeline';

/** The lease of one process on a mail: longer than any attempt to send it. */
export const LEASE_MS = 2 * 60_000;
/** Attempts until a mail becomes a dead letter: about a day of them, since the pauses grow to 10 minutes. */
export const MAX_ATTEMPTS = 150;
/**
 * What is older is outdated: a step that is reported later, as to a new service that reads the history, brings no mail,
 * and a mail that nobody has tried to send for so long is given up.
 */
const MAX_AGE_MS = 24 * 60 * 60_000;
const FIRST_PAUSE_MS = 2_000;
/** The longest that a mail ever waits; a later `dueAt` is from a clock that was ahead. */
const LONGEST_PAUSE_MS = 10 * 60_000;

const KIND_OF: Partial<Record<StepName, OrderMailKind>> = {
  placed: 'order_received',
  complete: 'receipt',
  cancelled: 'cancellation',
  refunded: 'refund',
};

/** The mails that are due for new steps, with the trace that they belong to. */
export function mailsOf(steps: readonly Step[], now: Date, traceparent?: string): Mail[] {
  return steps
    .filter(({ at }) => now.getTime() - at.getTime() < MAX_AGE_MS)
    .flatMap(({ step }) => KIND_OF[step] ?? [])
    .map((kind) => ({ kind, state: 'due', attempts: 0, dueAt: now, ...(traceparent && { traceparent }) }));
}

const nextOf = (mails: readonly Mail[] = []): Mail | undefined => mails.find(({ state }) => state === 'due');

/** When the next of these mails is due: they are sent in their order. Undefined when all are sent or dead. */
export const nextMailAt = (mails: readonly Mail[]): Date | undefined => nextOf(mails)?.dueAt;

/** A filter for documents whose next mail is due. */
export const HAS_DUE_MAIL = leaseHasExpired('mailDueAt', LONGEST_PAUSE_MS);

/**
 * Claims the next mail of a document: it is due again after the lease, so a crash in the send costs a second attempt
 * and never the mail. A mail that is outdated becomes a dead letter instead.
 * @returns the mail as it is now, or null when none is due
 */
export function decideClaim<State extends MailHolder>(
  current: Stored<State> | null,
  now: Date,
): Decision<State, Mail | null> {
  const mail = nextOf(current?.mails);
  if (!current || !mail || isLeased(mail.dueAt, now, LONGEST_PAUSE_MS)) return { result: null };
  const claimed: Mail =
    now.getTime() - mail.dueAt.getTime() < MAX_AGE_MS
      ? { ...mail, attempts: mail.attempts + 1, dueAt: later(now, LEASE_MS) }
      : { ...mail, state: 'dead', error: 'no process has tried to send it for a day' };
  return { next: withMail(current, claimed), result: claimed };
}

/**
 * Records that a mail was sent, also when another process has claimed it meanwhile.
 * @returns whether the document has more mails to send
 */
export function decideSent<State extends MailHolder>(
  current: Stored<State> | null,
  kind: MailKind,
  now: Date,
): Decision<State, boolean> {
  const mail = current?.mails.find((one) => one.kind === kind);
  if (!current || !mail || mail.state === 'sent') return { result: false };
  const { error: _error, ...rest } = mail;
  const next = withEnded(current, { ...rest, state: 'sent', sentAt: now }, now);
  return { next, result: next.mailDueAt !== undefined };
}

/**
 * Schedules the next attempt of a mail that could not be sent, or gives it up.
 * @returns the mail as it is now
 */
export function decideFailure<State extends MailHolder>(
  current: Stored<State> | null,
  { kind, attempts }: Mail,
  error: string,
  now: Date,
): Decision<State, Mail | null> {
  const mail = current?.mails.find((one) => one.kind === kind);
  // Another process has claimed it since.
  if (!current || mail?.state !== 'due' || mail.attempts !== attempts) return { result: null };
  const failed: Mail = { ...mail, dueAt: later(now, pauseAfter(attempts)), error };
  if (attempts < MAX_ATTEMPTS) return { next: withMail(current, failed), result: failed };
  const dead: Mail = { ...failed, state: 'dead' };
  return { next: withEnded(current, dead, now), result: dead };
}

/** The pause after this many attempts, in milliseconds. */
export const pauseAfter = (attempts: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20));

/** With a mail that ends after its attempts: one that has waited behind it is due only now, however long that took. */
function withEnded<State extends MailHolder>(current: State, ended: Mail, now: Date): State {
  const state = withMail(current, ended);
  const next = nextOf(state.mails);
  return next && next.dueAt < now ? withMail(state, { ...next, dueAt: now }) : state;
}

function withMail<State extends MailHolder>(current: State, mail: Mail): State {
  const mails = current.mails.map((one) => (one.kind === mail.kind ? mail : one));
  return { ...current, mails, mailDueAt: nextMailAt(mails) };
}

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);
