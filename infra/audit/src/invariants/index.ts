import { everythingIsAnnounced } from './announced';
import { nothingAcknowledgedIsLost } from './acknowledged';
import { cartsAddUp } from './carts';
import { chargesArePayments } from './charges';
import { everythingEnds } from './endings';
import type { Check } from './finding';
import { nothingIsLeftOver } from './leftovers';
import { mailsAreSentOnce } from './mails';
import { chargesEndOneWay, moneyAddsUp } from './money';
import { ordersFollowTheirStates } from './order-history';
import { nobodyReadsOthers } from './privacy';
import { replicasAreEqual } from './replicas';
import { stockAddsUp, stockIsNeverNegative } from './stock';
import { stockMovesOnce } from './stock-moves';
import { stepsAreTheHistory } from './timelines';

/** What holds once the shop is quiescent, whatever failed before. */
export const INVARIANTS = {
  I1: {
    title:
      "Each product's first stock and its sellers' changes, less what Complete orders bought, is its stock",
    check: stockAddsUp,
  },
  I2: { title: 'No stock is or was negative', check: stockIsNeverNegative },
  I3: {
    title: 'Successful charges and charged payments are pairs, and no order is charged twice',
    check: chargesArePayments,
  },
  I4: {
    title: 'Charges less refunds are the totals of the Complete orders, to the cent',
    check: moneyAddsUp,
  },
  I5: {
    title: 'A charged order is either Complete and confirmed, or Cancelled and refunded in full, once',
    check: chargesEndOneWay,
  },
  I6: {
    title: 'Each change of a product is one version, and each order moved its stock once',
    check: stockMovesOnce,
  },
  I7: { title: 'Replicas equal their sources', check: replicasAreEqual },
  I8: {
    title: 'No event waits to be sent or delivered, and the only dead letters are injected malformed events',
    check: nothingIsLeftOver,
  },
  I9: { title: 'Nothing that was acknowledged is lost', check: nothingAcknowledgedIsLost },
  I10: { title: 'Each order has gone a way that orders can go', check: ordersFollowTheirStates },
  I11: { title: 'Each change was published on the bus, and no other', check: everythingIsAnnounced },
  I12: { title: 'Carts hold what was put in, less what was taken out and bought', check: cartsAddUp },
  I13: { title: 'All payments, refunds and sales have come to their end', check: everythingEnds },
  I14: { title: "Nobody reads or changes another's order, cart or payment", check: nobodyReadsOthers },
  I15: { title: 'The steps that a buyer reads are what happened to the order', check: stepsAreTheHistory },
  I16: {
    title: 'Each mail that is due was sent, and once unless an attempt ended unknown',
    check: mailsAreSentOnce,
  },
} as const satisfies Record<string, { title: string; check: Check }>;

export type InvariantName = keyof typeof INVARIANTS;

export const INVARIANT_NAMES = Object.keys(INVARIANTS) as InvariantName[];
