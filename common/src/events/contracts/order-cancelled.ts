import { z } from 'zod';
import { defineEvent, type EventData } from '../define-event';
import { documentId, version } from './fields';

/**
 * An order ended without a sale: the only trigger of refunds and restocks.
 * Published by orders; consumed by payments (refund, or refuse what comes later) and products (put back, or take nothing later).
 */
export const OrderCancelled = defineEvent(
  'OrderCancelled',
  'order:cancelled',
  { id: documentId, version, reason: z.string().optional() },
  ({ id, version: v }) => `${id}:${v}`,
);
export type OrderCancelled = EventData<typeof OrderCancelled>;
