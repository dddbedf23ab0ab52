import { renderToStaticMarkup } from 'react-dom/server';
import { buildClient } from '../api/build-client';
import { listShortLines } from '../api/order-stock';
import { OrderOutcome } from '../components/orders/order-outcome';
import { ShortStockWarning } from '../components/orders/short-stock';
import { pretendShop } from './browser';
import { anOrder } from './builders';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

const line = (productId: string, quantity: number) => ({
  productId,
  title: productId,
  priceCents: 100,
  quantity,
});
const ORDER = anOrder({ items: [line('enough', 2), line('short', 3), line('gone', 1), line('none', 1)] });
const STOCK: Record<string, number> = { enough: 2, short: 1, none: 0 };

it("lists the lines that today's stock does not cover, and not those of products that are gone", async () => {
  pretendShop(({ path }) => {
    const id = path.split('/').at(-1) ?? '';
    return id in STOCK
      ? { body: { id, title: id, price: 1, quantity: STOCK[id], userId: 's', version: 0 } }
      : { status: 404, body: {} };
  });
  await expect(listShortLines(buildClient(), ORDER)).resolves.toEqual([
    { productId: 'short', title: 'short', ordered: 3, left: 1 },
    { productId: 'none', title: 'none', ordered: 1, left: 0 },
  ]);
});

const SHORT = [
  { productId: 'a', title: 'Mug', ordered: 3, left: 1 },
  { productId: 'b', title: 'Jar', ordered: 1, left: 0 },
];

it('names the line and the number left before the order is paid', () => {
  const html = renderToStaticMarkup(<ShortStockWarning lines={SHORT} />);
  expect(html).toContain('<bdi>Mug</bdi>: only 1 left; you ordered 3.');
  expect(html).toContain('<bdi>Jar</bdi>: sold out; you ordered 1.');
  expect(renderToStaticMarkup(<ShortStockWarning lines={[]} />)).not.toContain('left');
});

it('shows after the refund what happened, without claiming that it was the last piece', () => {
  const order = anOrder({ status: 'Cancelled', cancelReason: 'out_of_stock', paid: true, refunded: true });
  const html = renderToStaticMarkup(
    <OrderOutcome order={order} shortLines={SHORT} phase="checking" heading={null} />,
  );
  expect(html).toContain('Not enough was left when your payment arrived');
  expect(html).toContain('Your money is refunded in full.');
  expect(html).toContain('<bdi>Mug</bdi>: only 1 left; you ordered 3.');
  expect(html).not.toContain('last piece');
});
