import { z } from 'zod';
import { defineEvent, type EventData } from '../define-event';
import { documentId, money, version } from './fields';

/**
 * A shopper placed an order; prices and titles are those of that moment. Published by orders; consumed by payments,
 * cart and notifications.
 */
export const OrderCreated = defineEvent(
  'OrderCreated',
  'order:created',
  {
    id: documentId,
    userId: documentId,
    status: z.literal('Created'),
    items: z
      .array(
        z.object({
          productId: documentId,
          quantity: z.int().positive(),
          priceSnapshot: money,
          titleSnapshot: z.string(),
        }),
      )
      .nonempty(),
    total: money,
    version,
  },
  ({ id, version: v }) => `${id}:${v}`,
);
export type OrderCreated = EventData<typeof OrderCreated>;
