import { change, type Decision } from '@datnxecommerce/common';
import { Payment, type PaymentState, type StoredPayment } from '../models/payment';

/** Changes the payment of an order by a decision. */
export const changePayment = <Result>(
  orderId: string,
  decide: (current: StoredPayment | null, now: Date) => Decision<PaymentState, Result>,
): Promise<Result> => change(Payment, { orderId }, decide);
