import type { StockConfirmed } from '@datnxecommerce/common';
import type { Fulfilment } from '../../models/fulfilment';

/** The order and its items, as both stock events carry them. */
export const orderItems = ({ _id, items }: Fulfilment): Omit<StockConfirmed, 'meta'> => ({
  orderId: String(_id),
  items: items.map(({ productId, quantity }) => ({ productId, quantity })),
});
