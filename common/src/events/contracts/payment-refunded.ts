import { z } from 'zod';
import { defineEvent, type EventData } from '../define-event';
import { documentId } from './fields';

/** The charge of a cancelled order went back in full. Published by payments; consumed by orders and notifications. */
export const PaymentRefunded = defineEvent(
  'PaymentRefunded',
  'payment:refunded',
  { id: documentId, orderId: documentId, stripeId: z.string().min(1), refundId: z.string().min(1) },
  ({ id }) => id,
);
export type PaymentRefunded = EventData<typeof PaymentRefunded>;
