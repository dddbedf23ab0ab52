import { gaugesOf } from '../gauges';
import { asMetrics } from '../metrics';
import { soundBooks } from './books';

const books = {
  ...soundBooks(),
  queueGroups: [{ subject: 'payment:created', name: 'orders', undelivered: 3, unacknowledged: 2 }],
};
const lines = asMetrics({
  at: new Date(0),
  violations: [],
  leftOut: [],
  read: {},
  gauges: gaugesOf(books),
}).split('\n');

it('shows money, stock, orders and lag as Prometheus reads them', () => {
  // Sold: 2 lamps. Charged and given back: 3 lamps, and the last one.
  expect(lines).toEqual(
    expect.arrayContaining([
      'shop_charged_cents 5107',
      'shop_refunded_cents 3087',
      'shop_sold_cents 2020',
      'shop_stock_pieces 10',
      'shop_sold_pieces 2',
      'shop_orders{status="Created"} 1',
      'shop_orders{status="Complete"} 1',
      'shop_orders{status="Cancelled"} 3',
      'event_lag_messages{subject="payment:created",group="orders"} 5',
    ]),
  );
});

it('names and types every gauge', () => {
  for (const { name } of gaugesOf(books)) expect(lines).toContain(`# TYPE ${name} gauge`);
});
