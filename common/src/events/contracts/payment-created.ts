import { z } from 'zod';
import { defineEvent, type EventData } from '../define-event';
import { boughtItems, documentId, money } from './fields';

/**
 * A card was charged for an order. Published by payments; consumed by products (takes stock), orders (Complete), cart
 * (removes what was bought) and notifications.
 */
export const PaymentCreated = defineEvent(
  'PaymentCreated',
  'payment:created',
  {
    id: documentId,
    orderId: documentId,
    stripeId: z.string().min(1),
    items: boughtItems,
    amount: money.optional().meta({
      description: 'What was charged, in US dollars; absent in events of earlier versions',
    }),
    /** Whose cart to clear; events from elsewhere may lack it. */
    userId: documentId.optional(),
  },
  ({ id }) => id,
);
export type PaymentCreated = EventData<typeof PaymentCreated>;
