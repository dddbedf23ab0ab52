import { groupBy, type Books } from '../books';
import type { MailKind, ReceivedMail, StepName, StoredMail, StoredTimeline } from '../documents';
import type { Finding } from './finding';

/** The mail that each step brings. */
const MAIL_OF: Partial<Record<StepName, MailKind>> = {
  placed: 'order_received',
  complete: 'receipt',
  cancelled: 'cancellation',
  refunded: 'refund',
};
/** By their subjects. */
const KINDS: readonly [RegExp, MailKind][] = [
  [/^We have your order/, 'order_received'],
  [/receipt/i, 'receipt'],
  [/was cancelled$/, 'cancellation'],
  [/refund/i, 'refund'],
];
/** A mail is looked for this long after it is due, and a mailbox may have forgotten what is that old. */
const MARGIN_MS = 30_000;
/** A step that is reported later than this brings no mail. */
const OUTDATED_MS = 24 * 60 * 60_000;

/** I16: each mail that is due was sent, and once for each attempt at most. */
export function mailsAreSentOnce({ timelines = [], mailbox, readAt }: Books): Finding[] {
  const received = mailbox && groupBy(mailbox.flatMap(addressed), ({ key }) => key);
  const oldest = mailbox?.at(-1)?.at;
  return timelines
    .filter(({ mails }) => mails !== undefined)
    .flatMap((timeline) => [
      ...wrongMails(timeline),
      ...notSent(timeline, readAt),
      ...(timeline.mails ?? []).flatMap((mail) =>
        received ? wrongCopies(timeline, mail, received, oldest) : [],
      ),
    ]);
}

/** The mails of an order that wait: one after a failure or while it is being sent, and those behind it. */
export function scheduledMails({ mails = [] }: StoredTimeline, readAt: Date): StoredMail[] {
  const due = mails.filter(({ state }) => state === 'due');
  const [first] = due;
  return first && first.dueAt.getTime() > readAt.getTime() - MARGIN_MS ? due : [];
}

/** Each step has its mail, and no mail is of a step that is not there. */
function wrongMails({ id, steps, mails = [], updatedAt }: StoredTimeline): Finding[] {
  const kinds = mails.map(({ kind }) => kind);
  const due = steps.flatMap(({ step, at }) => {
    const kind = MAIL_OF[step];
    return kind ? [{ kind, isOutdated: updatedAt.getTime() - at.getTime() >= OUTDATED_MS }] : [];
  });
  const missing = due.filter(({ kind, isOutdated }) => !isOutdated && !kinds.includes(kind));
  const extra = kinds.filter(
    (kind, index) => kinds.indexOf(kind) !== index || !due.some((one) => one.kind === kind),
  );
  if (missing.length + extra.length === 0) return [];
  return [
    {
      message: `the mails of order ${id} are not those of its steps`,
      proof: { order: id, steps: steps.map(({ step }) => step), mails: kinds },
    },
  ];
}

function notSent(timeline: StoredTimeline, readAt: Date): Finding[] {
  const { id, mails = [] } = timeline;
  const scheduled = scheduledMails(timeline, readAt);
  return mails
    .filter((mail) => mail.state !== 'sent' && !scheduled.includes(mail))
    .map(({ kind, state, attempts, error }) => ({
      message: `the mail ${kind} of order ${id} was not sent: it is ${state}`,
      proof: { order: id, kind, state, attempts, error: error ?? null },
    }));
}

function wrongCopies(
  { id }: StoredTimeline,
  { kind, state, attempts, sentAt }: StoredMail,
  received: ReadonlyMap<string, unknown[]>,
  oldest?: Date,
): Finding[] {
  const copies = received.get(`${id} ${kind}`)?.length ?? 0;
  // An older mail may have been forgotten.
  const isKept = sentAt && oldest && sentAt.getTime() > oldest.getTime() + MARGIN_MS;
  const isLost = state === 'sent' && isKept && copies === 0;
  if (!isLost && copies <= attempts) return [];
  return [
    {
      message: `the mail ${kind} of order ${id} was received ${copies} times after ${attempts} attempts`,
      proof: { order: id, kind, state, attempts, copies },
    },
  ];
}

/** Of which order a mail is, and which mail it is. */
function addressed({ subject, text }: ReceivedMail): { key: string }[] {
  const orderId = /\/orders\/([0-9a-f]{24})\b/.exec(text)?.[1];
  const kind = KINDS.find(([words]) => words.test(subject))?.[1];
  return orderId && kind ? [{ key: `${orderId} ${kind}` }] : [];
}
