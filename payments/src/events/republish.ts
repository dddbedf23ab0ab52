import { eventSource, type OutboxEntry } from '@datnxecommerce/common';
import { Payment, type PaymentState, type StoredPayment } from '../models/payment';
import { paymentCreated } from './publishers/payment-created-publisher';
import { paymentRefunded } from './publishers/payment-refunded-publisher';

/**
 * The events of a payment that still matter. The charge of a cancelled order is not republished, whether refunded or
 * about to be: no stock may be taken for it, and payment:refunded says that and when it was charged.
 */
function eventsOf(payment: StoredPayment & { updatedAt: Date }): OutboxEntry[] {
  const { chargedAt, refundedAt, updatedAt } = payment;
  if (payment.status === 'succeeded') return [paymentCreated.announce(payment, chargedAt ?? updatedAt)];
  if (payment.status === 'refunded') return [paymentRefunded.announce(payment, refundedAt ?? updatedAt)];
  return [];
}

/** What payments republishes after the broker restarted empty. */
export const eventSources = [eventSource<PaymentState>(Payment, eventsOf)];
