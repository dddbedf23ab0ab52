import { defineEvent, type EventData } from '../define-event';
import { boughtItems, documentId } from './fields';

/** A paid order could not have all its items, so it got none. Published by products; consumed by orders and notifications. */
export const StockRejected = defineEvent(
  'StockRejected',
  'stock:rejected',
  { orderId: documentId, items: boughtItems },
  ({ orderId }) => orderId,
);
export type StockRejected = EventData<typeof StockRejected>;
