import { services } from '../../../../services.cjs';
import { eventually } from '../eventually';
import { readMetrics, sumOf } from '../service-metrics';
import { Shopper } from '../shopper';
import { readStack } from '../stack';
import { StepStream } from '../step-stream';

const ALL = services.map(({ folder }) => folder);
const metric = async (service: string, name: string, labels: Record<string, string> = {}) =>
  sumOf(await readMetrics(service), name, labels);

/** The counters and histograms that a purchase and a declined card raise. */
const RAISED: [string, string, Record<string, string>][] = [
  ['orders', 'http_request_duration_seconds_count', { method: 'POST', route: '/api/orders', status: '201' }],
  [
    'payments',
    'http_request_duration_seconds_count',
    { method: 'POST', route: '/api/payments', status: '201' },
  ],
  [
    'payments',
    'http_request_duration_seconds_count',
    { method: 'POST', route: '/api/payments', status: '402' },
  ],
  ['orders', 'event_publish_duration_seconds_count', { subject: 'order:created' }],
  ['payments', 'event_publish_duration_seconds_count', { subject: 'payment:created' }],
  ['payments', 'event_consume_duration_seconds_count', { subject: 'order:created', outcome: 'handled' }],
  ['products', 'event_consume_duration_seconds_count', { subject: 'payment:created', outcome: 'handled' }],
  ['orders', 'event_critical_time_seconds_count', { subject: 'stock:confirmed' }],
  ['payments', 'stripe_calls_total', { call: 'charge', outcome: 'succeeded' }],
  ['payments', 'stripe_calls_total', { call: 'charge', outcome: 'declined' }],
  ['notifications', 'mails_sent_total', { kind: 'receipt', outcome: 'sent' }],
];

describe('the metrics of the services', () => {
  let before: (number | undefined)[];
  const read = () => Promise.all(RAISED.map(([service, name, labels]) => metric(service, name, labels)));
  let buyer: Shopper;
  let orderId: string;

  beforeAll(async () => {
    before = await read();
    buyer = await Shopper.signUp();
    const lamp = await buyer.sells({ title: 'Lamp', price: 20, quantity: 3 });
    orderId = (await buyer.orders([{ productId: lamp.id, quantity: 1 }])).id;
    expect((await buyer.pays(orderId, 'tok_chargeDeclined')).status).toBe(402);
    expect((await buyer.pays(orderId)).status).toBe(201);
  });

  it('count a purchase and a declined card', async () => {
    await eventually(async () => {
      const after = await read();
      const rises = RAISED.map(([service, name, labels], index) => ({
        service,
        name,
        labels,
        rise: (after[index] ?? 0) - (before[index] ?? 0),
      }));
      expect(rises.filter(({ rise }) => rise < 1)).toEqual([]);
    });
  });

  it.each(ALL)('show that %s is connected and has nothing left to do', async (service) => {
    await eventually(async () => {
      const samples = await readMetrics(service);
      expect(sumOf(samples, 'bus_connected')).toBe(1);
      expect(sumOf(samples, 'database_up')).toBe(1);
      expect(sumOf(samples, 'outbox_pending_events')).toBe(0);
      expect(sumOf(samples, 'outbox_oldest_age_seconds')).toBe(0);
      expect(sumOf(samples, 'event_redeliveries_total')).toBeGreaterThanOrEqual(0);
      expect(sumOf(samples, 'nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
    });
  });

  it('show the lag and the dead letters of each subject that a service consumes', async () => {
    await eventually(async () => {
      const samples = await readMetrics('orders');
      for (const subject of ['payment:created', 'stock:confirmed']) {
        expect(sumOf(samples, 'event_lag_messages', { subject, group: 'orders' })).toBe(0);
        expect(sumOf(samples, 'dead_letters', { subject })).toBe(0);
      }
    });
  });

  it('have labels that no request can multiply', async () => {
    await fetch(`${readStack().gateway.http}/api/orders/${'x'.repeat(30)}/y`);
    const samples = (await readMetrics('orders')).filter(({ name }) => name.startsWith('http_request'));
    for (const { labels } of samples) expect(labels.route).not.toContain('xxx');
    expect(sumOf(samples, 'http_request_duration_seconds_count', { route: 'none' })).toBeGreaterThan(0);
  });

  it('count the open streams of orders', async () => {
    const openStreams = () => metric('notifications', 'order_streams_open');
    const stream = await StepStream.open(buyer, orderId);
    await eventually(async () => expect(await openStreams()).toBeGreaterThanOrEqual(1));
    await stream.close();
    await eventually(async () => expect(await openStreams()).toBe(0));
  });
});
