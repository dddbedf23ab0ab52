import { readStack } from './stack';

/** A mail as the shop's mailbox shows it. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  at: string;
}

/** The mails to an address, oldest first, read through the gateway. */
export async function mailsTo(address: string): Promise<Mail[]> {
  const query = new URLSearchParams({ to: address });
  const answer = await fetch(`${readStack().gateway.http}/sandbox/mail/messages?${query.toString()}`);
  return ((await answer.json()) as Mail[]).toReversed();
}
