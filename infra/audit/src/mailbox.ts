import { messageOf, UserError } from '@ecommerce/events/user-error';
import type { ReceivedMail } from './documents';
import type { ShopAddresses } from './stack';

const ANSWER_MS = 10_000;

/**
 * The mails that the local stack's mailbox has received since its start, newest first; the oldest may be forgotten.
 * @returns undefined where there is none
 * @throws UserError when it does not answer
 */
export async function readMailbox(mail: ShopAddresses['mail']): Promise<ReceivedMail[] | undefined> {
  if (!mail?.url) return undefined;
  const { url } = mail;
  try {
    const answer = await fetch(`${url}/messages`, { signal: AbortSignal.timeout(ANSWER_MS) });
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    const mails = (await answer.json()) as { subject: string; text: string; at: string }[];
    return mails.map(({ subject, text, at }) => ({ subject, text, at: new Date(at) }));
  } catch (error) {
    throw new UserError(`the mailbox at ${url} cannot be read: ${messageOf(error)}`);
  }
}
