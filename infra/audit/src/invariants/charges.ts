import { groupBy, type Books } from '../books';
import { dollars } from '../cents';
import type { StoredPayment } from '../documents';
import type { Finding } from './finding';

/** Whether a payment says that Stripe has taken its money. */
export const isCharged = ({ status }: StoredPayment): boolean =>
  status === 'succeeded' || status === 'refunding' || status === 'refunded';

/** I3: each charge at Stripe belongs to one charged payment of its amount, in US dollars, and no order has two. */
export function chargesArePayments(books: Books): Finding[] {
  const charged = books.payments.filter(isCharged);
  return [...doublePayments(charged), ...(books.ledger ? pairs(charged, books.ledger) : [])];
}

function doublePayments(charged: readonly StoredPayment[]): Finding[] {
  const byCharge = groupBy(charged, ({ stripeId }) => stripeId);
  const byOrder = groupBy(charged, ({ orderId }) => orderId);
  const ids = (payments: StoredPayment[]): string[] => payments.map(({ id }) => id);
  return [
    ...(byCharge.get(undefined) ?? []).map((payment) => ({
      message: `payment ${payment.id} is ${payment.status} without a charge`,
      proof: { payment },
    })),
    ...[...byCharge]
      .filter(([stripeId, list]) => stripeId !== undefined && list.length > 1)
      .map(([stripeId, list]) => ({
        message: `charge ${stripeId} belongs to ${list.length} payments`,
        proof: { charge: stripeId, payments: ids(list) },
      })),
    ...[...byOrder]
      .filter(([, list]) => list.length > 1)
      .map(([order, list]) => ({
        message: `order ${order} has ${list.length} charged payments`,
        proof: { order, payments: ids(list) },
      })),
  ];
}

function pairs(charged: readonly StoredPayment[], { charges }: NonNullable<Books['ledger']>): Finding[] {
  const paymentOf = new Map(charged.map((payment) => [payment.stripeId, payment]));
  const chargeIds = new Set(charges.map(({ id }) => id));
  const byOrder = groupBy(
    charges.filter(({ metadata }) => metadata.orderId),
    ({ metadata }) => metadata.orderId,
  );
  const orphans = charges.filter(({ id }) => !paymentOf.has(id));
  const strangers = charges.filter(
    ({ id, metadata }) => paymentOf.has(id) && paymentOf.get(id)?.orderId !== metadata.orderId,
  );
  return [
    ...orphans.map(({ id, amount, metadata: { orderId } }) => ({
      message: `charge ${id} of ${dollars(amount)} belongs to no payment`,
      proof: { charge: id, amount, order: orderId ?? null },
    })),
    ...strangers.map(({ id, metadata }) => ({
      message: `charge ${id} is of another order than its payment`,
      proof: { charge: id, order: metadata.orderId ?? null, payment: paymentOf.get(id) },
    })),
    ...charges.flatMap(({ id, amount }) => {
      const payment = paymentOf.get(id);
      if (!payment || payment.amountCents === amount) return [];
      return [
        {
          message: `payment ${payment.id} has charge ${id} of ${dollars(amount)}, which is ${dollars(payment.amountCents)} there`,
          proof: { charge: id, amount, payment },
        },
      ];
    }),
    ...charges
      .filter(({ currency }) => currency !== 'usd')
      .map(({ id, amount, currency, metadata }) => ({
        message: `charge ${id} is in ${currency}, and the shop sells for usd`,
        proof: { charge: id, amount, currency, order: metadata.orderId ?? null },
      })),
    ...charged
      .filter(({ stripeId }) => stripeId !== undefined && !chargeIds.has(stripeId))
      .map((payment) => ({
        message: `payment ${payment.id} names charge ${payment.stripeId}, which Stripe does not have`,
        proof: { payment },
      })),
    ...[...byOrder]
      .filter(([, list]) => list.length > 1)
      .map(([order, list]) => ({
        message: `order ${order} is charged ${list.length} times`,
        proof: { order, charges: list.map(({ id, amount }) => ({ id, amount })) },
      })),
  ];
}
