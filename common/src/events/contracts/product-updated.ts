import { defineEvent, type EventData } from '../define-event';
import { productState } from './product-created';

/** A product changed; carries its whole new state. Published by products; consumed by orders and cart. */
export const ProductUpdated = defineEvent(
  'ProductUpdated',
  'product:updated',
  productState,
  ({ id, version }) => `${id}:${version}`,
);
export type ProductUpdated = EventData<typeof ProductUpdated>;
