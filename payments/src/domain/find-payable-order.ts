import { BadRequestError, toCents } from '@datnxecommerce/common';
import type { BoughtItem } from '../models/payment';
import { findOwnOrder } from './find-own-order';
import type { PaymentDesk } from './payment-desk';

/** What Stripe charges at least and at most, in cents. */
const MIN_CENTS = 50;
const MAX_CENTS = 99_999_999;

export interface PayableOrder {
  id: string;
  userId: string;
  items: BoughtItem[];
  amountCents: number;
}

/**
 * The caller's own order, if a card can be charged for it.
 * @throws NotFoundError and ServiceUnavailableError as findOwnOrder does
 * @throws BadRequestError for a cancelled order, or a total that no card can be charged
 */
export async function findPayableOrder(
  desk: PaymentDesk,
  userId: string,
  orderId: string,
): Promise<PayableOrder> {
  const { _id, cancelled, items = [], total = 0 } = await findOwnOrder(desk, userId, orderId);
  if (cancelled) throw new BadRequestError('Order is cancelled', { code: 'order_cancelled' });
  const amountCents = toCents(total);
  if (amountCents < MIN_CENTS || amountCents > MAX_CENTS) {
    throw new BadRequestError('Order total must be between $0.50 and $999,999.99', {
      code: 'total_not_chargeable',
    });
  }
  // The stored id, not the one that was sent: another spelling of it must not become another payment.
  return { id: String(_id), userId, items, amountCents };
}
