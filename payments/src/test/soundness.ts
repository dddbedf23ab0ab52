import { outboxOf } from '@datnxecommerce/common/testing';
import { Payment } from '../models/payment';
import { paymentOf } from './builders';
import type { ScriptedGateway } from './scripted-gateway';

/**
 * Checks one order's money once the system is quiescent: charged at most once; a charge belongs to its payment and was
 * announced once, or was refunded in full, once; a cancelled order keeps nothing; no token is kept.
 */
export async function expectSound(
  orderId: string,
  gateway: ScriptedGateway,
  { isCancelled }: { isCancelled: boolean },
): Promise<void> {
  const charges = gateway.chargesOf(orderId);
  const refunds = gateway.refunds.filter(({ stripeId }) =>
    charges.some((charge) => charge.stripeId === stripeId),
  );
  const payment = await paymentOf(orderId);
  const events = (await outboxOf(Payment)).filter(({ data }) => data.orderId === orderId);
  const count = (subject: string) => events.filter((event) => event.subject === subject).length;
  const [charge] = charges;

  expect(charges.length).toBeLessThanOrEqual(1);
  expect(payment?.token).toBeUndefined();
  expect(payment?.stripeId).toBe(charge?.stripeId);
  if (!charge) {
    expect([undefined, 'declined']).toContain(payment?.status);
    expect(events).toEqual([]);
  } else if (isCancelled) {
    expect(payment?.status).toBe('refunded');
    expect(refunds).toMatchObject([{ stripeId: charge.stripeId, refundId: payment?.refundId }]);
    expect(count('payment:refunded')).toBe(1);
    expect(count('payment:created')).toBeLessThanOrEqual(1);
  } else {
    expect(payment?.status).toBe('succeeded');
    expect(refunds).toEqual([]);
    expect(events.map(({ subject }) => subject)).toEqual(['payment:created']);
  }
}
