import { change, type Decision } from '@datnxecommerce/common';
import { Payment, type PaymentState, type StoredPayment } from '../models/payment';

/** Changes the payment of an order by a decision, and dates it by the database's clock. */
export const changePayment = <Result>(
  orderId: string,
  decide: (current: StoredPayment | null, now: Date) => Decision<PaymentState, Result>,
): Promise<Result> =>
  change<PaymentState, Result>(Payment, { orderId }, (current, now) => {
    const { next, ...rest } = decide(current, now);
    return { ...rest, next: next && { createdAt: now, ...next, updatedAt: now } };
  });
