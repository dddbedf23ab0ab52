import type { Books } from './books';
import { hasForgotten } from './invariants/carts';
import { scheduledMails } from './invariants/mails';
import { originOf } from './invariants/stock';

/** What these books cannot show, a sentence each: silence is no proof. */
export function leftOut(books: Books): string[] {
  const { products, ledger, log, queueGroups, accounts, answers, observations } = books;
  const uncounted = products.filter(({ stockLedger }) => !stockLedger);
  const unknown = uncounted.filter((product) => !originOf(product, books));
  const { timelines, mailbox } = books;
  const scheduled = (timelines ?? []).flatMap((timeline) => scheduledMails(timeline, books.readAt)).length;
  const forgetful = books.carts.filter(hasForgotten).length;
  return [
    !ledger && "I3-I5 without Stripe's ledger, which only the sandbox shows: by what payments believes",
    !log &&
      "I2, I9, I10 and I12 without the broker's log, and I11 not at all: its address or that of its monitor is empty",
    !queueGroups && 'I8 for what the broker has not delivered: the address of its monitor is empty',
    log?.incomplete && `I11, and I10 by the log: ${log.incomplete}`,
    log &&
      log.ignored > 0 &&
      `${log.ignored} events of the log that break their contract or are injected poison`,
    !accounts && "I9 for accounts: auth's database is out of reach",
    !answers && 'I14, and I9 and I12 as seen from outside: the gateway has no address',
    !timelines && 'I15 and I16: the database of notifications is out of reach',
    timelines && !mailbox && 'I16 for what was received: there is no mailbox',
    scheduled > 0 && `I16 for ${scheduled} mails that wait for their next attempt`,
    observations.length === 0 && 'I9, I10 and I12 as seen from outside: no observations were given',
    forgetful > 0 &&
      `I12 for the purchases of ${forgetful} ${forgetful === 1 ? 'buyer whose cart' : 'buyers whose carts'} may have forgotten some`,
    uncounted.length > 0 &&
      `I6 for ${uncounted.length} products from before their stock was accounted for, and I1 for ${unknown.length} of them`,
  ].filter((sentence) => typeof sentence === 'string');
}
