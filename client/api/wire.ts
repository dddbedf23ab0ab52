import type { WireCart, WireOrder, WireProduct } from './contracts';
import { centsOf } from '../domain/money';
import type { CartItem, Order, OrderItem, Product } from './types';

export function toProduct(body: unknown): Product {
  const wire = body as WireProduct;
  return {
    id: wire.id,
    title: wire.title,
    priceCents: centsOf(wire.price),
    quantity: wire.quantity,
    userId: wire.userId,
    description: wire.description || null,
    category: wire.category || null,
    imageUrl: wire.imageUrl || null,
    shopName: wire.shopName || null,
    listed: wire.listed ?? true,
    sold: wire.sold ?? null,
    version: wire.version,
  };
}

export function toOrder(body: unknown): Order {
  const wire = body as WireOrder;
  return {
    id: wire.id,
    status: wire.status,
    items: wire.items.map((item): OrderItem => ({
      productId: item.productId,
      title: item.titleSnapshot,
      priceCents: centsOf(item.priceSnapshot),
      quantity: item.quantity,
    })),
    totalCents: centsOf(wire.total),
    version: wire.version,
    fulfilment: wire.fulfilment ?? 'none',
    paid: wire.paid ?? false,
    refunded: wire.refunded ?? false,
    cancelReason: wire.cancelReason ?? null,
    createdAt: wire.createdAt ?? null,
    paidAt: wire.paidAt ?? null,
    confirmedAt: wire.confirmedAt ?? null,
    cancelledAt: wire.cancelledAt ?? null,
    refundedAt: wire.refundedAt ?? null,
  };
}

export function toCartItems(body: unknown): CartItem[] {
  const { items } = body as WireCart;
  return items.map(({ productId, quantity }) => ({ productId, quantity }));
}
