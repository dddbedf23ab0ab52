import { z } from 'zod';
import { defineEvent, type EventData } from '../define-event';
import { documentId, version } from './fields';

/**
 * An order ended without a sale: the only trigger of refunds and restocks.
 * Published by orders; consumed by payments (refunds, or refuses what comes later), products (puts back, or takes
 * nothing later) and notifications.
 */
export const OrderCancelled = defineEvent(
  'OrderCancelled',
  'order:cancelled',
  { id: documentId, version, reason: z.string().optional() },
  ({ id, version: v }) => `${id}:${v}`,
);
export type OrderCancelled = EventData<typeof OrderCancelled>;
