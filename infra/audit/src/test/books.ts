import type { Books } from '../books';
import type {
  MailKind,
  ReceivedMail,
  StepName,
  StoredFulfilment,
  StoredOrder,
  StoredPayment,
  StoredTimeline,
} from '../documents';
import type { ReadEvent } from '../event-log';

const at = new Date('2026-05-06T07:08:09Z');
const hex = (text: string): string => Buffer.from(text.padEnd(12, '.')).toString('hex');

/** Ids by what they stand for. */
export const ids = {
  seller: hex('seller'),
  buyer: hex('buyer'),
  lamp: hex('lamp'),
  last: hex('last'),
  sold: hex('sold'),
  cancelled: hex('cancelled'),
  late: hex('late'),
  lost: hex('lost'),
  open: hex('open'),
  soldPayment: hex('sold-pay'),
  latePayment: hex('late-pay'),
  lostPayment: hex('lost-pay'),
};

/** Books that balance: an order of each ending, and all that belongs to it. Made anew each time, to be spoiled. */
export function soundBooks(): Books {
  const orders = [
    order(ids.sold, ids.lamp, 2, 10.1, {
      status: 'Complete',
      fulfilment: 'confirmed',
      paid: true,
      version: 2,
      paidAt: at,
      confirmedAt: at,
      paymentId: ids.soldPayment,
    }),
    order(ids.cancelled, ids.lamp, 1, 10.1, {
      status: 'Cancelled',
      cancelReason: 'user',
      version: 1,
      cancelledAt: at,
    }),
    order(ids.late, ids.lamp, 3, 10.1, {
      status: 'Cancelled',
      cancelReason: 'user',
      paid: true,
      refunded: true,
      version: 3,
      cancelledAt: at,
      paidAt: at,
      refundedAt: at,
      paymentId: ids.latePayment,
    }),
    order(ids.lost, ids.last, 1, 0.57, {
      status: 'Cancelled',
      cancelReason: 'out_of_stock',
      fulfilment: 'rejected',
      version: 3,
      paid: true,
      refunded: true,
      cancelledAt: at,
      paidAt: at,
      refundedAt: at,
      paymentId: ids.lostPayment,
    }),
    order(ids.open, ids.lamp, 1, 10.1),
  ];
  const products = [
    {
      id: ids.lamp,
      title: 'Lamp',
      price: 10.1,
      quantity: 10,
      userId: ids.seller,
      version: 4,
      // The late order had its pieces and put them back.
      stockLedger: { start: 9, edits: 1, edited: 3, takes: 2, putBacks: 1 },
      marks: [
        { orderId: ids.sold, quantity: 2, state: 'taken' as const },
        { orderId: ids.late, quantity: 3, state: 'returned' as const },
      ],
    },
    {
      id: ids.last,
      title: 'The last lamp',
      price: 0.57,
      quantity: 0,
      userId: ids.seller,
      version: 0,
      stockLedger: { start: 0, edits: 0, edited: 0, takes: 0, putBacks: 0 },
      marks: [{ orderId: ids.lost, quantity: 1, state: 'returned' as const }],
    },
  ];
  return {
    readAt: at,
    accounts: new Set([ids.seller, ids.buyer]),
    products,
    fulfilments: [
      fulfilment(ids.sold, ids.lamp, 2, 'applied'),
      { ...fulfilment(ids.cancelled, '', 0, 'voided'), items: [] },
      { ...fulfilment(ids.late, ids.lamp, 3, 'reverted'), wasApplied: true },
      fulfilment(ids.lost, ids.last, 1, 'rejected'),
    ],
    orders,
    payments: [
      payment(ids.soldPayment, ids.sold, 2020, 'succeeded'),
      payment(ids.latePayment, ids.late, 3030, 'refunded'),
      payment(ids.lostPayment, ids.lost, 57, 'refunded'),
    ],
    carts: [
      {
        id: hex('cart'),
        userId: ids.buyer,
        items: [{ productId: ids.lamp, quantity: 1 }],
        inbox: [ids.soldPayment, ids.latePayment, ids.lostPayment].map((id) => `payment:created:${id}`),
      },
    ],
    productsInOrders: products.map(({ stockLedger: _, marks: __, ...state }) => state),
    productsInCart: products.map(({ stockLedger: _, marks: __, userId: ___, ...state }) => state),
    ordersInPayments: orders.map(({ id, userId, items, total, status }) => ({
      id,
      userId,
      total,
      cancelled: status === 'Cancelled',
      items: items.map(({ productId, quantity }) => ({ productId, quantity })),
    })),
    ownersInCart: orders.map(({ id, userId }) => ({ id, userId })),
    timelines: [
      timeline(ids.sold, ['placed', 'paid', 'stock_confirmed', 'complete']),
      timeline(ids.cancelled, ['placed', 'cancelled']),
      timeline(ids.late, ['placed', 'cancelled', 'refunded']),
      timeline(ids.lost, ['placed', 'paid', 'cancelled', 'refunded']),
      timeline(ids.open, ['placed']),
    ],
    mailbox: [
      ...[received('Your refund for order', ids.late), received('Your refund for order', ids.lost)],
      received('Your receipt for order', ids.sold),
      ...[ids.cancelled, ids.late, ids.lost].map((id) => received('Your order was cancelled', id)),
      ...[ids.sold, ids.cancelled, ids.late, ids.lost, ids.open].map((id) =>
        received('We have your order', id),
      ),
      { subject: 'Choose a new password', text: '/auth/reset?token=a', at: new Date(at.getTime() - 60_000) },
    ],
    outboxes: [],
    deadLetters: [],
    pendingRepublishes: [],
    ledger: {
      charges: [
        charge('ch_sold', ids.sold, 2020),
        charge('ch_late', ids.late, 3030),
        charge('ch_lost', ids.lost, 57),
      ],
      refunds: [
        { id: 're_late', charge: 'ch_late', amount: 3030, status: 'succeeded' },
        { id: 're_lost', charge: 'ch_lost', amount: 57, status: 'succeeded' },
      ],
    },
    log: { events: story(), ignored: 0 },
    queueGroups: [{ name: 'orders', subject: 'product:updated', undelivered: 0, unacknowledged: 0 }],
    observations: [],
    answers: { acknowledged: [], carts: [], stranger: [], strangersOrders: [] },
  };
}

function order(
  id: string,
  productId: string,
  quantity: number,
  price: number,
  fields: Partial<StoredOrder> = {},
): StoredOrder {
  return {
    id,
    userId: ids.buyer,
    status: 'Created',
    fulfilment: 'none',
    version: 0,
    paid: false,
    refunded: false,
    items: [{ productId, quantity, priceSnapshot: price, titleSnapshot: 'Lamp' }],
    total: Math.round(price * 100 * quantity) / 100,
    ...fields,
  };
}

const fulfilment = (
  id: string,
  productId: string,
  quantity: number,
  status: StoredFulfilment['status'],
): StoredFulfilment => ({
  id,
  status,
  items: [{ productId, quantity }],
  pruneAt: new Date(at.getTime() + 30_000), // it ended half a minute ago
});

const payment = (
  id: string,
  orderId: string,
  amountCents: number,
  status: StoredPayment['status'],
): StoredPayment => ({
  id,
  orderId,
  userId: ids.buyer,
  amountCents,
  status,
  stripeId: `ch_${Buffer.from(orderId, 'hex').toString().replaceAll('.', '')}`,
});

const charge = (id: string, orderId: string, amount: number) => ({
  id,
  amount,
  currency: 'usd',
  status: 'succeeded',
  metadata: { orderId },
});

const MAILS: Partial<Record<StepName, MailKind>> = {
  placed: 'order_received',
  complete: 'receipt',
  cancelled: 'cancellation',
  refunded: 'refund',
};

const timeline = (id: string, steps: StepName[]): StoredTimeline => ({
  id,
  userId: ids.buyer,
  updatedAt: at,
  steps: steps.map((step, index) => ({ seq: index + 1, step, at })),
  mails: steps.flatMap((step) => {
    const kind = MAILS[step];
    return kind ? [{ kind, state: 'sent' as const, attempts: 1, dueAt: at, sentAt: at }] : [];
  }),
});

const received = (subject: string, orderId: string): ReceivedMail => ({
  subject,
  text: `See your order: https://ecommerce.local/orders/${orderId}\n`,
  at,
});

/** An event as the log holds it. */
export const event = (subject: string, fields: ReadEvent['fields']): ReadEvent => ({
  subject,
  sequence: 1,
  fields,
  key: `${subject}:${fields.id ?? fields.orderId}${fields.version === undefined ? '' : `:${fields.version}`}`,
});

function story(): ReadEvent[] {
  const lamp = { id: ids.lamp, title: 'Lamp', price: 10.1, userId: ids.seller };
  const paid = (id: string, orderId: string, stripeId: string) =>
    event('payment:created', { id, orderId, stripeId, userId: ids.buyer });
  return [
    event('product:created', { ...lamp, version: 0, quantity: 9 }),
    event('product:updated', { ...lamp, version: 1, quantity: 12 }),
    event('product:updated', { ...lamp, version: 2, quantity: 10 }),
    event('product:updated', { ...lamp, version: 3, quantity: 7 }),
    event('product:updated', { ...lamp, version: 4, quantity: 10 }),
    event('product:created', {
      id: ids.last,
      title: 'The last lamp',
      price: 0.57,
      userId: ids.seller,
      version: 0,
      quantity: 0,
    }),
    ...[ids.sold, ids.cancelled, ids.late, ids.lost, ids.open].map((id) =>
      event('order:created', { id, version: 0 }),
    ),
    ...[ids.cancelled, ids.late, ids.lost].map((id) => event('order:cancelled', { id, version: 1 })),
    paid(ids.soldPayment, ids.sold, 'ch_sold'),
    paid(ids.latePayment, ids.late, 'ch_late'),
    paid(ids.lostPayment, ids.lost, 'ch_lost'),
    event('stock:confirmed', { orderId: ids.sold }),
    event('stock:confirmed', { orderId: ids.late }),
    event('stock:rejected', { orderId: ids.lost }),
  ];
}
