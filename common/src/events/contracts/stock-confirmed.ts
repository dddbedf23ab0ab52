import { defineEvent, type EventData } from '../define-event';
import { boughtItems, documentId } from './fields';

/** All items of a paid order were taken from stock. Published by products; consumed by orders and notifications. */
export const StockConfirmed = defineEvent(
  'StockConfirmed',
  'stock:confirmed',
  { orderId: documentId, items: boughtItems },
  ({ orderId }) => orderId,
);
export type StockConfirmed = EventData<typeof StockConfirmed>;
