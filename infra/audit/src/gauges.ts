import { isSold, type Books } from './books';
import { toCents } from './cents';
import type { OrderStatus, StoredPayment } from './documents';
import { isCharged } from './invariants/charges';

/** A figure of the whole shop, for Prometheus. */
export interface Gauge {
  name: string;
  help: string;
  samples: { labels?: Record<string, string>; value: number }[];
}

const ORDER_STATUSES: readonly OrderStatus[] = ['Created', 'Complete', 'Cancelled'];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The shop's money, stock and orders, and how far its queue groups are; a pure function of the books. */
export function gaugesOf({ products, orders, payments, queueGroups = [] }: Books): Gauge[] {
  const sold = orders.filter(isSold);
  const refunded = payments.filter(({ status }) => status === 'refunded');
  const centsOf = (some: readonly StoredPayment[]): number => sum(some.map(({ amountCents }) => amountCents));
  const one = (name: string, help: string, value: number): Gauge => ({ name, help, samples: [{ value }] });
  return [
    one(
      'shop_charged_cents',
      'Money that was charged, refunds included.',
      centsOf(payments.filter(isCharged)),
    ),
    one('shop_refunded_cents', 'Money that was given back.', centsOf(refunded)),
    one('shop_sold_cents', 'Totals of the sold orders.', sum(sold.map(({ total }) => toCents(total)))),
    one('shop_stock_pieces', 'Pieces in stock.', sum(products.map(({ quantity }) => quantity))),
    one(
      'shop_sold_pieces',
      'Pieces of the sold orders.',
      sum(sold.flatMap(({ items }) => items.map(({ quantity }) => quantity))),
    ),
    {
      name: 'shop_orders',
      help: 'Orders by status.',
      samples: ORDER_STATUSES.map((status) => ({
        labels: { status },
        value: orders.filter((order) => order.status === status).length,
      })),
    },
    {
      name: 'event_lag_messages',
      help: "Messages that a group has not acknowledged, by the broker's monitor.",
      samples: queueGroups.map(({ subject, name: group, undelivered, unacknowledged }) => ({
        labels: { subject, group },
        value: undelivered + unacknowledged,
      })),
    },
  ];
}
