import {
  change,
  inSpan,
  parseTraceparent,
  readMany,
  readOne,
  runInContext,
  withTimeout,
  type AggregateFields,
  type Decision,
  type Logger,
  type ResetKeys,
  type Stored,
} from '@datnxecommerce/common';
import { Types, type Model } from 'mongoose';
import type { Mail, MailHolder, OrderMailKind } from '../models/mail';
import { PasswordReset } from '../models/password-reset';
import { Timeline } from '../models/timeline';
import { UserReplica } from '../models/user-replica';
import { mailsSent } from '../services/metrics';
import { MAX_CONNECTIONS, type Mailer } from '../services/mailer';
import type { MailText } from '../views/mail-page';
import { presentOrderMail } from '../views/present-order-mail';
import { presentResetMail } from '../views/present-reset-mail';
import { decideClaim, decideFailure, decideSent, HAS_DUE_MAIL } from './mail-decisions';

/** What sending mail needs besides the database. */
export interface MailDeps {
  mailer: Mailer;
  logger: Logger;
  /** The address of the shop, for links. */
  shopUrl: string;
  resetKeys: ResetKeys;
}

/** A mail of this process, and the document as it was when it was claimed. */
interface Claimed<State> {
  mail: Mail;
  document: Stored<State>;
}

/** How many mails of one collection are sent at once: each has a connection, so its time begins with its attempt. */
const AT_ONCE = MAX_CONNECTIONS / 2;
/** The longest attempt; a mail server may hang. */
const SEND_MS = 20_000;

/** One collection of documents with mails. */
interface Outbox<State extends MailHolder> {
  model: Model<State & AggregateFields>;
  /** What the log calls the id of a document. */
  idName: 'orderId' | 'resetId';
  /** Which of them may still be written about. */
  only: object;
  present: (document: Stored<State>, mail: Mail, deps: MailDeps) => MailText;
}

const ORDERS: Outbox<Timeline> = {
  model: Timeline,
  idName: 'orderId',
  only: {},
  present: (order, { kind }, { shopUrl }) => presentOrderMail(kind as OrderMailKind, order, shopUrl),
};

const RESETS: Outbox<PasswordReset> = {
  model: PasswordReset,
  idName: 'resetId',
  only: { $expr: { $gt: ['$expiresAt', '$$NOW'] } },
  present: ({ _id }, _mail, deps) => presentResetMail(String(_id), deps),
};

/**
 * Sends the mails about orders that are due, several orders at once. Events never wait for it.
 * @param signal aborted at a shutdown: no more attempts start
 */
export const sendOrderMails = (deps: MailDeps, signal?: AbortSignal): Promise<void> =>
  new Sending(ORDERS, deps, signal).run();

/** The same for new passwords, whose links do not wait behind a backlog of orders. */
export const sendResetMails = (deps: MailDeps, signal?: AbortSignal): Promise<void> =>
  new Sending(RESETS, deps, signal).run();

function claimMail<State extends MailHolder>(
  current: Stored<State> | null,
  now: Date,
): Decision<State, Claimed<State> | null> {
  const { next, result: mail } = decideClaim(current, now);
  return { next, result: mail && current && { mail, document: current } };
}

class Sending<State extends MailHolder & { userId?: string }> {
  constructor(
    private readonly outbox: Outbox<State>,
    private readonly deps: MailDeps,
    private readonly signal?: AbortSignal,
  ) {}

  async run(): Promise<void> {
    const { model, only } = this.outbox;
    const where = { $and: [HAS_DUE_MAIL, only] };
    const oldestFirst = { projection: { _id: 1 }, sort: { mailDueAt: 1 as const }, limit: AT_ONCE };
    let claims: boolean[];
    do {
      const due = await readMany<{ _id: unknown }>(model, where, oldestFirst);
      claims = await Promise.all(due.map(({ _id }) => this.sendMailsOf(_id)));
    } while (claims.length === AT_ONCE && claims.includes(true));
  }

  /** @returns whether one was due */
  private async sendMailsOf(_id: unknown): Promise<boolean> {
    let claims = 0;
    let isMoreDue = true;
    while (isMoreDue && !this.signal?.aborted) {
      const claimed = await change<State, Claimed<State> | null>(this.outbox.model, { _id }, claimMail);
      if (!claimed) break;
      claims += 1;
      const trace = parseTraceparent(claimed.mail.traceparent);
      isMoreDue = await runInContext(trace, () => this.send(_id, claimed));
    }
    return claims > 0;
  }

  /** @returns whether the next mail of the document may be due */
  private async send(_id: unknown, claimed: Claimed<State>): Promise<boolean> {
    const { mail } = claimed;
    if (mail.state === 'dead') {
      this.reportDead(_id, mail);
      return true;
    }
    try {
      await inSpan(spanOf(mail), () => this.attempt(claimed));
    } catch (error) {
      await this.recordFailure(_id, mail, withoutAddresses(String((error as Error).message)));
      return false; // the later mails wait behind it
    }
    const isMoreDue = await change<State, boolean>(this.outbox.model, { _id }, (current, now) =>
      decideSent(current, mail.kind, now),
    );
    mailsSent.inc({ kind: mail.kind, outcome: 'sent' });
    this.deps.logger.info(this.factsOf(_id, mail), 'mail sent');
    return isMoreDue;
  }

  private factsOf(_id: unknown, { kind, attempts }: Mail): object {
    return { [this.outbox.idName]: String(_id), mail: kind, attempts };
  }

  private async attempt({ document, mail }: Claimed<State>): Promise<void> {
    const { _id, userId } = document;
    const user = userId && (await readOne<UserReplica>(UserReplica, { _id: new Types.ObjectId(userId) }));
    if (!user) throw new Error('the address of the user is unknown');
    const text = this.outbox.present(document, mail, this.deps);
    const id = `${String(_id)}.${mail.kind}`;
    await withTimeout(this.deps.mailer.send({ ...text, to: user.email, id }), SEND_MS, () => {
      throw new Error(`the mail server gave no answer within ${SEND_MS} ms`);
    });
  }

  private async recordFailure(_id: unknown, mail: Mail, error: string): Promise<void> {
    const failed = await change<State, Mail | null>(this.outbox.model, { _id }, (current, now) =>
      decideFailure(current, mail, error, now),
    );
    if (failed?.state === 'dead') return this.reportDead(_id, failed);
    mailsSent.inc({ kind: mail.kind, outcome: 'failed' });
    this.deps.logger.warn({ ...this.factsOf(_id, mail), error }, 'mail not sent, it will be retried');
  }

  private reportDead(_id: unknown, mail: Mail): void {
    mailsSent.inc({ kind: mail.kind, outcome: 'dead' });
    this.deps.logger.error({ ...this.factsOf(_id, mail), error: mail.error }, 'mail dead-lettered');
  }
}

const spanOf = ({ kind }: Mail) => ({
  name: 'send mail',
  kind: 'client' as const,
  attributes: { 'network.protocol.name': 'smtp', 'shop.mail.kind': kind },
});

/** Mail servers quote the recipient. */
const withoutAddresses = (text: string): string =>
  text.slice(0, 500).replace(/([^\s<>@"]{1,2})[^\s<>@"]*@[^\s<>"]+/g, '$1…@…');
