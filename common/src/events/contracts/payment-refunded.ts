import { z } from 'zod';
import { defineEvent, type EventData } from '../define-event';
import { documentId, utcTime } from './fields';

/** The charge of a cancelled order went back in full. Published by payments; consumed by orders and notifications. */
export const PaymentRefunded = defineEvent(
  'PaymentRefunded',
  'payment:refunded',
  {
    id: documentId,
    orderId: documentId,
    stripeId: z.string().min(1),
    refundId: z.string().min(1),
    chargedAt: utcTime.optional().meta({
      description: 'When the card was charged; absent in events of earlier versions',
    }),
  },
  ({ id }) => id,
);
export type PaymentRefunded = EventData<typeof PaymentRefunded>;
