import { eventSource, type OutboxEntry } from '@datnxecommerce/common';
import { Payment, type PaymentState, type StoredPayment } from '../models/payment';
import { paymentCreated } from './publishers/payment-created-publisher';
import { paymentRefunded } from './publishers/payment-refunded-publisher';

/**
 * The events of a payment that still matter. The charge of a cancelled order is not republished, whether refunded or
 * about to be: no stock may be taken for it, and payment:refunded says that and when it was charged.
 */
function eventsOf(payment: StoredPayment): OutboxEntry[] {
  if (payment.status === 'succeeded') return [paymentCreated.announce(payment, payment.chargedAt)];
  if (payment.status === 'refunded') return [paymentRefunded.announce(payment, payment.refundedAt)];
  return [];
}

/** What payments republishes after the broker restarted empty. */
export const eventSources = [eventSource<PaymentState>(Payment, eventsOf)];
