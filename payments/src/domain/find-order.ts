import {
  BadRequestError,
  MAX_CHARGE_CENTS,
  MIN_CHARGE_CENTS,
  readOne,
  toCents,
  waitForReplica,
} from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { OrderReplica, type PayableOrder } from '../models/order-replica';
import type { PaymentDeps } from './payment-deps';

/**
 * The caller's own order. Waits briefly for an order whose event is still under way. The wait is on id and owner
 * together, so the time of a 404 does not reveal whether the order exists.
 * @throws NotFoundError for an unknown order and for another user's
 * @throws ServiceUnavailableError for the same while no order events arrive
 */
export async function findOwnOrder(
  { isBusConnected }: Pick<PaymentDeps, 'isBusConnected'>,
  userId: string,
  orderId: string,
): Promise<OrderReplica> {
  const _id = new Types.ObjectId(orderId);
  return waitForReplica(async () => {
    const found = await readOne<OrderReplica>(OrderReplica, { _id });
    return found?.userId === userId ? found : null;
  }, isBusConnected);
}

/**
 * The caller's own order, if a card can be charged for it, with the time when it expires: an order that is unpaid by
 * then takes no new attempt to pay.
 * @throws NotFoundError and ServiceUnavailableError as findOwnOrder does
 * @throws BadRequestError for a cancelled order, or a total that no card can be charged
 */
export async function findPayableOrder(
  deps: PaymentDeps,
  userId: string,
  orderId: string,
): Promise<PayableOrder> {
  const { _id, cancelled, items = [], total = 0 } = await findOwnOrder(deps, userId, orderId);
  if (cancelled) throw new BadRequestError('Order is cancelled', { code: 'order_cancelled' });
  const amountCents = toCents(total);
  if (amountCents < MIN_CHARGE_CENTS || amountCents > MAX_CHARGE_CENTS) {
    const bounds = `${asDollars(MIN_CHARGE_CENTS)} and ${asDollars(MAX_CHARGE_CENTS)}`;
    throw new BadRequestError(`Order total must be between ${bounds}`, {
      code: 'total_not_chargeable',
    });
  }
  // The stored id, not the one that was sent: another spelling of it must not become another payment.
  const expiresAt = new Date(_id.getTimestamp().getTime() + deps.expireAfterMs);
  return { id: String(_id), userId, items, amountCents, expiresAt };
}

const asDollars = (cents: number): string =>
  (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' });
