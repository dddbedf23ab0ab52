import type { WireOrder, WirePaymentStatus } from './contracts';

/** What the pages see. Money is whole cents here; the wire's dollars end in this folder. */

export interface User {
  id: string;
  email: string;
}

export interface Product {
  id: string;
  title: string;
  priceCents: number;
  quantity: number;
  userId: string;
  description: string | null;
  category: string | null;
  imageUrl: string | null;
  /** What its seller wants to be called; null for a seller without a shop name. */
  shopName: string | null;
  /** Its drawn picture itself, where the first screen should not wait for another file. */
  picture?: string;
  /** Whether it is for sale; its seller alone sees one that is not. */
  listed: boolean;
  /** Pieces sold so far; only in the list of the seller's own products, null where it is not known. */
  sold: number | null;
  /** Grows with every change, sales included. */
  version: number;
}

/** The fields a seller fills in; money still as typed, in dollars. Empty text stands for none. */
export interface ProductInput {
  title: string;
  price: number;
  quantity: number;
  description: string;
  category: string;
  imageUrl: string;
  shopName: string;
}

export interface CartItem {
  productId: string;
  quantity: number;
}

export interface OrderItem {
  productId: string;
  title: string;
  priceCents: number;
  quantity: number;
}

type OrderStatus = WireOrder['status'];
type Fulfilment = WireOrder['fulfilment'];

export interface Order {
  id: string;
  status: OrderStatus;
  items: OrderItem[];
  totalCents: number;
  version: number;
  fulfilment: Fulfilment;
  paid: boolean;
  refunded: boolean;
  cancelReason: string | null;
  createdAt: string | null;
  paidAt: string | null;
  confirmedAt: string | null;
  cancelledAt: string | null;
  refundedAt: string | null;
}

/** One page of a list and the cursor of the next one, if there is more. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/**
 * What became of a payment request.
 * `declined` comes with the card's own words; `busy`: another attempt is under way and this one was not started;
 * `unanswered`: nobody knows whether the request arrived; `expired`: the order has to be placed again;
 * `cancelled`: the order is, and what was charged is refunded.
 */
export type PaymentOutcome =
  | { kind: 'paid' | 'processing' | 'unanswered' | 'expired' | 'cancelled' }
  | { kind: 'busy'; retryAfterSeconds: number }
  | { kind: 'declined'; message: string };

/** How an order's payment stands; `message` is the card's own sentence after a decline. */
export interface PaymentStatus {
  status: WirePaymentStatus['status'];
  message: string | null;
}
