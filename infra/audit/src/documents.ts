/** The stored documents of a shop, with the fields that the auditor reads; ids are text. Nothing is checked yet. */

/** A product and its quantity. */
export interface Line {
  productId: string;
  quantity: number;
}

export interface ProductState {
  id: string;
  title: string;
  /** US dollars. */
  price: number;
  quantity: number;
  /** The seller. */
  userId: string;
  version: number;
  /** Compatibility: absent in those of earlier versions, which counts as true. */
  listed?: boolean;
}

export interface StoredProduct extends ProductState {
  marks?: { orderId: string; quantity: number; state: 'taken' | 'returned' }[];
  /** Compatibility: absent in products of earlier versions. */
  stockLedger?: { start: number; edits: number; edited: number; takes: number; putBacks: number };
}

export interface StoredFulfilment {
  /** The order's. */
  id: string;
  items: Line[];
  status: 'applying' | 'applied' | 'reverting' | 'rejected' | 'reverted' | 'voided';
  wasApplied?: boolean;
  /** Until when the products keep its marks at least; absent when they are forgotten. */
  pruneAt?: Date;
}

export type OrderStatus = 'Created' | 'Complete' | 'Cancelled';

export interface StoredOrder {
  id: string;
  userId: string;
  status: OrderStatus;
  items: (Line & { priceSnapshot: number; titleSnapshot: string })[];
  /** US dollars. */
  total: number;
  version: number;
  fulfilment: 'none' | 'pending' | 'confirmed' | 'rejected';
  paid: boolean;
  refunded: boolean;
  cancelReason?: 'user' | 'out_of_stock';
  paidAt?: Date;
  confirmedAt?: Date;
  cancelledAt?: Date;
  refundedAt?: Date;
  paymentId?: string;
}

export interface StoredPayment {
  id: string;
  orderId: string;
  userId: string;
  amountCents: number;
  status: 'charging' | 'unknown' | 'declined' | 'succeeded' | 'refunding' | 'refunded';
  stripeId?: string;
  refundId?: string;
  parked?: boolean;
}

export interface StoredCart {
  id: string;
  userId: string;
  items: Line[];
  /** The keys of the last payments whose items were removed. */
  inbox?: string[];
}

/** Events that a service is about to publish again: a maintenance request, or the one it has yet to make. */
export interface PendingRepublish {
  database: string;
  /** The request's id; absent while the service has not compared itself with this broker yet. */
  request?: string;
}

/** What payments knows of an order; all but `cancelled` is absent while only its cancellation has come. */
export interface OrderReplica {
  id: string;
  userId?: string;
  items?: Line[];
  total?: number;
  cancelled: boolean;
}

/** An unpublished event in an outbox. */
export interface PendingOutbox {
  database: string;
  collection: string;
  id: string;
  keys: string[];
}

export interface StoredDeadLetter {
  database: string;
  id: string;
  subject: string;
  raw: string;
  reason: string;
}

/** A charge or refund of Stripe's ledger; amounts in cents. */
export interface LedgerCharge {
  id: string;
  amount: number;
  currency: string;
  status: string;
  metadata: { orderId?: string };
}
export interface LedgerRefund {
  id: string;
  charge: string;
  amount: number;
  status: string;
}

export type StepName = 'placed' | 'paid' | 'stock_confirmed' | 'complete' | 'cancelled' | 'refunded';
export type MailKind = 'order_received' | 'receipt' | 'cancellation' | 'refund';

export interface StoredMail {
  kind: MailKind;
  state: 'due' | 'sent' | 'dead';
  attempts: number;
  dueAt: Date;
  sentAt?: Date;
  error?: string;
}

/** What notifications shows of an order, and the mails about it. */
export interface StoredTimeline {
  /** The order's. */
  id: string;
  userId?: string;
  steps: { seq: number; step: StepName; at: Date }[];
  /** Absent in those from before there were mails. */
  mails?: StoredMail[];
  updatedAt: Date;
}

/** A mail as the mailbox has received it. */
export interface ReceivedMail {
  subject: string;
  text: string;
  at: Date;
}
