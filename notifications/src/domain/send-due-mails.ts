import { change, withTimeout, type Logger } from '@datnxecommerce/common';
import type { Types } from 'mongoose';
import { Timeline, type Mail } from '../models/timeline';
import { UserReplica } from '../models/user-replica';
import type { Mailer } from '../services/mailer';
import { presentMail } from '../views/present-mail';
import { decideClaim, decideFailure, decideSent } from './mail-decisions';

/** What sending mail needs besides the database. */
export interface MailDeps {
  mailer: Mailer;
  logger: Logger;
  /** The address of the shop, for links. */
  shopUrl: string;
}

const BATCH = 20;
/** The longest attempt; a mail server may hang. */
const SEND_MS = 20_000;

/**
 * Sends the mails that are due, several orders at once. It runs beside the events, which never wait for it.
 * @param signal aborted at a shutdown: no more attempts start
 */
export async function sendDueMails(deps: MailDeps, signal?: AbortSignal): Promise<void> {
  const due = await Timeline.find({ mailDueAt: { $lte: new Date() } }, { _id: 1 })
    .sort({ mailDueAt: 1 })
    .limit(BATCH)
    .lean();
  await Promise.all(due.map(({ _id }) => sendMailsOf(deps, _id, signal)));
}

async function sendMailsOf(deps: MailDeps, _id: Types.ObjectId, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted) {
    const mail = await change(Timeline, { _id }, decideClaim);
    if (!mail) return;
    try {
      await attempt(deps, _id, mail);
    } catch (error) {
      await recordFailure(deps, _id, mail, withoutAddresses(String((error as Error).message)));
      return; // the later mails of an order wait behind it
    }
    await change(Timeline, { _id }, (current, now) => decideSent(current, mail.kind, now));
  }
}

async function attempt({ mailer, shopUrl }: MailDeps, _id: Types.ObjectId, mail: Mail): Promise<void> {
  const order = await Timeline.findById(_id).lean();
  const user = await UserReplica.findById(order?.userId).lean();
  if (!order || !user) throw new Error('the address of the user is unknown');
  const message = presentMail(mail.kind, order, shopUrl);
  const sent = mailer.send({ ...message, to: user.email, id: `${String(_id)}.${mail.kind}` });
  await withTimeout(sent, SEND_MS, () => {
    throw new Error(`the mail server gave no answer within ${SEND_MS} ms`);
  });
}

async function recordFailure(
  { logger }: MailDeps,
  _id: Types.ObjectId,
  mail: Mail,
  error: string,
): Promise<void> {
  const failed = await change(Timeline, { _id }, (current, now) => decideFailure(current, mail, error, now));
  const context = { order: String(_id), mail: mail.kind, attempts: mail.attempts, error };
  if (failed?.state === 'dead') logger.error(context, 'mail dead-lettered');
  else logger.warn(context, 'mail not sent, it will be retried');
}

/** Mail servers quote the recipient. */
const withoutAddresses = (text: string): string =>
  text.slice(0, 500).replace(/([^\s<>@"]{1,2})[^\s<>@"]*@[^\s<>"]+/g, '$1…@…');
