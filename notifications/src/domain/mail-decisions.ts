import type { Decision, Stored } from '@datnxecommerce/common';
import type { Mail, MailHolder, MailKind, OrderMailKind } from '../models/mail';
import type { Step, StepName } from '../models/timeline';

/** How long one process has a mail to itself: longer than any attempt to send it. */
export const LEASE_MS = 2 * 60_000;
/** Attempts until a mail becomes a dead letter: about a day of them, since the pauses grow to 10 minutes. */
export const MAX_ATTEMPTS = 150;
/** A step that is reported later than this is outdated: a new service that reads the history sends no mail of it. */
const MAX_AGE_MS = 24 * 60 * 60_000;
const FIRST_PAUSE_MS = 2_000;
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

/** When the next of these mails is due; undefined when all are sent or dead. */
export function nextMailAt(mails: readonly Mail[]): Date | undefined {
  const times = mails.filter(({ state }) => state === 'due').map(({ dueAt }) => dueAt.getTime());
  return times.length > 0 ? new Date(Math.min(...times)) : undefined;
}

/**
 * Claims the first due mail of a document: it is due again after the lease, so a crash in the send costs a second attempt
 * and never the mail.
 * @returns the claimed mail, or null when none is due
 */
export function decideClaim<State extends MailHolder>(
  current: Stored<State> | null,
  now: Date,
): Decision<State, Mail | null> {
  const due = current?.mails.find(({ state, dueAt }) => state === 'due' && dueAt <= now);
  if (!current || !due) return { result: null };
  const claimed = { ...due, attempts: due.attempts + 1, dueAt: later(now, LEASE_MS) };
  return { next: withMail(current, claimed), result: claimed };
}

/** Records that a mail was sent, also when another process has claimed it meanwhile. */
export function decideSent<State extends MailHolder>(
  current: Stored<State> | null,
  kind: MailKind,
  now: Date,
): Decision<State> {
  const mail = current?.mails.find((one) => one.kind === kind);
  if (!current || !mail || mail.state === 'sent') return { result: undefined };
  const { error: _error, ...rest } = mail;
  return { next: withMail(current, { ...rest, state: 'sent', sentAt: now }), result: undefined };
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
  const isDead = attempts >= MAX_ATTEMPTS;
  const failed: Mail = {
    ...mail,
    state: isDead ? 'dead' : 'due',
    dueAt: later(now, pauseAfter(attempts)),
    error,
  };
  return { next: withMail(current, failed), result: failed };
}

/** The pause after this many attempts, in milliseconds. */
export const pauseAfter = (attempts: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20));

function withMail<State extends MailHolder>(current: State, mail: Mail): State {
  const mails = current.mails.map((one) => (one.kind === mail.kind ? mail : one));
  return { ...current, mails, mailDueAt: nextMailAt(mails) };
}

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);
