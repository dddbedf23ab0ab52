import { defineEvent, type EventData } from '../define-event';
import { boughtItems, documentId } from './fields';

/** A paid order gets no items, because one is missing. Published by products; consumed by orders and notifications. */
export const StockRejected = defineEvent(
  'StockRejected',
  'stock:rejected',
  { orderId: documentId, items: boughtItems },
  ({ orderId }) => orderId,
);
export type StockRejected = EventData<typeof StockRejected>;
