import type { Order, Product } from '../api/types';

/** The id of an order that was placed so many hours ago. */
export const orderIdOf = (hoursAgo: number): string =>
  Math.floor(Date.now() / 1_000 - hoursAgo * 3_600).toString(16) + '00000000000000aa';

/** An order just placed; a test states only what it is about. */
export function anOrder(fields: Partial<Order> = {}): Order {
  return {
    id: '65f000000000000000000001',
    status: 'Created',
    items: [{ productId: 'p1', title: 'Mug', priceCents: 1250, quantity: 2 }],
    totalCents: 2500,
    version: 0,
    fulfilment: 'none',
    paid: false,
    refunded: false,
    cancelReason: null,
    createdAt: '2026-11-22T10:00:00.000Z',
    paidAt: null,
    confirmedAt: null,
    cancelledAt: null,
    refundedAt: null,
    ...fields,
  };
}

export function aProduct(fields: Partial<Product> = {}): Product {
  return {
    id: 'p1',
    title: 'Mug',
    priceCents: 1250,
    quantity: 3,
    userId: 'seller',
    description: null,
    category: 'Kitchen',
    imageUrl: null,
    shopName: null,
    listed: true,
    sold: null,
    version: 0,
    ...fields,
  };
}
