import { ApiError } from '../../api/api-error';
import { browserClient } from '../../api/build-client';
import { cancelOrder, showOrder } from '../../api/orders';
import { hasNoCharge } from '../../api/payments';
import type { Order } from '../../api/types';
import { localStore } from '../browser-storage';
import { paymentMark } from '../payment/payment-mark';
import { isFreshlyOpen } from './place-order';

/** The id of the order that the last checkout in this browser led to. */
const LAST_ORDER = 'checkout-order';

/**
 * Cancels the unpaid order that the checkout before this one led to, when it was placed just now and has a product of
 * `order`: the cart was changed in between, and both could be paid. An order that cannot be cancelled, or may be being
 * paid, stays. Returns whether it was cancelled.
 */
export async function cancelReplacedOrder(order: Order): Promise<boolean> {
  const lastId = localStore.read(LAST_ORDER);
  try {
    if (!lastId || lastId === order.id) return false;
    const last = await showOrder(browserClient, lastId);
    const isReplaced =
      isFreshlyOpen(last, placedAt(order)) && sharesProduct(last, order) && (await isNotBeingPaid(lastId));
    if (isReplaced) await cancelOrder(browserClient, lastId);
    return isReplaced;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return false;
  } finally {
    localStore.write(LAST_ORDER, order.id);
  }
}

const placedAt = ({ createdAt }: Order): number => (createdAt === null ? Date.now() : Date.parse(createdAt));

const sharesProduct = (one: Order, other: Order): boolean =>
  one.items.some(({ productId }) => other.items.some((item) => item.productId === productId));

/** A payment that this tab has sent may not have reached the shop yet. */
const isNotBeingPaid = async (id: string): Promise<boolean> =>
  !paymentMark.isFresh(id) && hasNoCharge(browserClient, id);
