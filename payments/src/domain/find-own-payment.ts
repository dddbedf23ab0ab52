import { readOne } from '@datnxecommerce/common';
import { Payment, type PaymentState } from '../models/payment';
import { findOwnOrder } from './find-order';
import type { PaymentDeps } from './payment-deps';

export interface OwnPayment {
  orderId: string;
  /** Null before the first attempt to pay. */
  payment: PaymentState | null;
}

/**
 * The payment of the caller's order. Waits briefly for an order placed a moment ago.
 * @throws NotFoundError and ServiceUnavailableError as findOwnOrder does
 */
export async function findOwnPayment(
  deps: PaymentDeps,
  userId: string,
  orderId: string,
): Promise<OwnPayment> {
  const id = String((await findOwnOrder(deps, userId, orderId))._id);
  return { orderId: id, payment: await readOne<PaymentState>(Payment, { orderId: id }) };
}
