import { launchBrowser } from '../../browser';
import { eventually } from '../../eventually';
import { OwnShop } from '../../own-shop';
import { enterCard, payButton, visitAs } from '../../shop-pages';
import { Shopper } from '../../shopper';
import { TraceReceiver, type ReceivedSpan } from '../../trace-receiver';

const WITHIN_MS = 60_000;
const nameOf = ({ service, name }: ReceivedSpan): string => `${service} ${name}`;

/** What the payment of an order that is sold does. */
const PURCHASE = [
  'payments POST /api/payments',
  'payments POST /v1/charges',
  'payments publish payment:created',
  'products process payment:created',
  'orders process payment:created',
  'cart process payment:created',
  'notifications process payment:created',
  'products publish stock:confirmed',
  'orders process stock:confirmed',
  'notifications process stock:confirmed',
  'notifications send mail',
];

/** What the payment of an order does when its last piece is gone. */
const LOST_RACE = [
  'payments POST /api/payments',
  'payments POST /v1/charges',
  'payments publish payment:created',
  'products process payment:created',
  'products publish stock:rejected',
  'orders process stock:rejected',
  'orders publish order:cancelled',
  'payments process order:cancelled',
  'payments POST /v1/refunds',
  'payments publish payment:refunded',
  'orders process payment:refunded',
  'notifications process payment:refunded',
  'notifications send mail',
];

describe('the traces of a shop with an OTLP endpoint', () => {
  const receiver = new TraceReceiver();
  const sharedShop = process.env.SHOP_STACK_FILE;
  let shop: OwnShop;

  beforeAll(async () => {
    const endpoint = await receiver.open();
    shop = await OwnShop.start(undefined, {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '200',
    });
  }, 300_000);
  afterAll(async () => {
    await shop?.stop();
    receiver.close();
    process.env.SHOP_STACK_FILE = sharedShop;
  });

  const pays = async (buyer: Shopper, orderId: string): Promise<string> => {
    const traceId = Buffer.from(orderId).toString('hex').slice(-32);
    const traceparent = `00-${traceId}-${'a'.repeat(16)}-01`;
    const body = { orderId, token: 'tok_visa' };
    const { status } = await buyer.request('POST', '/api/payments', body, { traceparent });
    expect([201, 202]).toContain(status);
    return traceId;
  };
  const bothPay = async () => {
    const seller = await Shopper.signUp();
    const piece = await seller.sells({ title: 'The last lamp', price: 30, quantity: 1 });
    const buyers = [await Shopper.signUp(), await Shopper.signUp()];
    const items = [{ productId: piece.id, quantity: 1 }];
    const orders = await Promise.all(buyers.map((buyer) => buyer.orders(items)));
    const traces = await Promise.all(orders.map(({ id }, index) => pays(buyers[index] as Shopper, id)));
    return traces;
  };

  it('hold every hop of a purchase and of a lost race, up to the mail and the refund', async () => {
    const traces = await bothPay();
    await eventually(async () => {
      const [won = [], lost = []] = traces
        .map((traceId) => receiver.of(traceId).map(nameOf))
        .sort(
          (one, other) =>
            Number(one.includes('payments POST /v1/refunds')) -
            Number(other.includes('payments POST /v1/refunds')),
        );
      expect(won).toEqual(expect.arrayContaining(PURCHASE));
      expect(lost).toEqual(expect.arrayContaining(LOST_RACE));
    }, WITHIN_MS);
  }, 180_000);

  it('have each consumer below the publish of its event, and every parent', async () => {
    // Each process exports by itself: a consumer's span can arrive before that of the publish.
    await eventually(async () => {
      const all = new Map(receiver.spans.map((span) => [span.spanId, span]));
      const consumers = receiver.spans.filter(
        ({ kind, attributes }) => kind === 5 && attributes['messaging.message.id'],
      );
      expect(consumers.length).toBeGreaterThan(10);
      for (const consumer of consumers) {
        const parent = all.get(consumer.parentSpanId ?? '');
        const subject = consumer.attributes['messaging.destination.name'];
        expect([consumer.name, parent?.kind, parent?.name]).toEqual([
          `process ${subject}`,
          4,
          `publish ${subject}`,
        ]);
      }
    });
  });

  it('name HTTP spans by route, with method and status', () => {
    const paid = receiver.spans.find(({ name }) => name === 'POST /api/payments');
    expect(paid).toMatchObject({
      service: 'payments',
      kind: 2,
      parentSpanId: 'a'.repeat(16),
      attributes: { 'http.request.method': 'POST', 'http.route': '/api/payments' },
    });
    expect(['201', '202']).toContain(paid?.attributes['http.response.status_code']);
  });

  it('hold a purchase in the browser from its page on, with the calls of the page below it', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'A lamp', price: 30, quantity: 2 });
    const buyer = await Shopper.signUp();
    const order = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
    const browser = await launchBrowser();
    try {
      const page = await visitAs(browser, buyer);
      await page.goto(`/orders/${order.id}`);
      await enterCard(page, '4242 4242 4242 4242');
      await payButton(page).click();
      await page.locator('.order-badge', { hasText: 'Complete' }).waitFor();
    } finally {
      await browser.close();
    }
    const expectOneTrace = () => {
      const shown = receiver.spans.find(
        ({ service, attributes }) => service === 'client' && attributes['url.path'] === `/orders/${order.id}`,
      );
      expect(shown).toMatchObject({ name: 'GET /orders/[id]', kind: 2 });
      const trace = receiver.of(shown?.traceId ?? '');
      expect(trace.map(nameOf)).toEqual(expect.arrayContaining(PURCHASE));
      const paid = trace.find(({ name }) => name === 'POST /api/payments');
      expect(paid?.parentSpanId).toBe(shown?.spanId);
      const call = trace.find(({ service, name }) => service === 'client' && name === 'GET /api/orders');
      expect(call).toMatchObject({ kind: 3, parentSpanId: shown?.spanId });
      const read = trace.find(
        ({ service, parentSpanId }) => service === 'orders' && parentSpanId === call?.spanId,
      );
      expect(read?.name).toBe('GET /api/orders/:id');
    };
    await eventually(() => Promise.resolve().then(expectOneTrace), WITHIN_MS);
  }, 180_000);
});
