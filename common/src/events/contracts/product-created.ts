import { z } from 'zod';
import { defineEvent, type EventData } from '../define-event';
import { documentId, money, stock, version } from './fields';

/** The whole state of a product, as its events carry it. */
export const productState = {
  id: documentId,
  title: z.string(),
  price: money,
  quantity: stock,
  userId: documentId,
  listed: z.boolean().optional().meta({
    description:
      'Whether it is for sale, true at first; absent in events of earlier versions, which leave it as it is',
  }),
  version,
};

/** A seller put a product up. Published by products; consumed by orders and cart. */
export const ProductCreated = defineEvent(
  'ProductCreated',
  'product:created',
  productState,
  ({ id, version: v }) => `${id}:${v}`,
);
export type ProductCreated = EventData<typeof ProductCreated>;
