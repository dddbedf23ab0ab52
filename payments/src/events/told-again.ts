import { eventSource, type OutboxEntry, type Stored } from '@datnxecommerce/common';
import { Payment, type PaymentState } from '../models/payment';
import { paymentCreated } from './publishers/payment-created-publisher';
import { paymentRefunded } from './publishers/payment-refunded-publisher';

/**
 * The events of a payment that still matter. The charge of a cancelled order is told no more, be it refunded or about
 * to be: nobody may take goods for it, and payment:refunded says all that orders needs.
 */
function eventsOf(payment: Stored<PaymentState>): OutboxEntry[] {
  if (payment.status === 'succeeded') return [paymentCreated.announce(payment)];
  if (payment.status === 'refunded') return [paymentRefunded.announce(payment)];
  return [];
}

/** What payments tells again when the broker has lost its data. */
export const toldAgain = [eventSource<PaymentState>(Payment, eventsOf)];
