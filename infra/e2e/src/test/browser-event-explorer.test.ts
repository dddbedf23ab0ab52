import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture } from '../browser';
import { pidOf } from '../crash';
import { eventually } from '../eventually';
import { eventsOf, handledBy } from '../event-explorer';
import { operate } from '../operator';
import { visit, visitAs } from '../shop-pages';
import { Shopper } from '../shopper';
import { readStack } from '../stack';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The explorer reads the logs at each request. */
const LOOKS_EVERY_MS = 250;

const PURCHASE = {
  'order:created': 'orders → cart, notifications, payments',
  'payment:created': 'payments → cart, notifications, orders, products',
  'stock:confirmed': 'products → notifications, orders',
};
const LOST_RACE = {
  'order:created': 'orders → cart, notifications, payments',
  'payment:created': 'payments → cart, notifications, orders, products',
  'stock:rejected': 'products → notifications, orders',
  'order:cancelled': 'orders → notifications, payments, products',
  'payment:refunded': 'payments → notifications, orders',
};

/** The rows of the table that has what the picture shows. */
const rowsOf = (page: Page): Promise<string[]> => page.getByRole('table').getByRole('row').allInnerTexts();

/** A subject, who published it and who handled it are rows of the page. */
async function expectHops(page: Page, hops: Record<string, string>): Promise<void> {
  const rows = (await rowsOf(page)).map((row) => row.replace(/\s+/g, ' '));
  for (const [subject, flow] of Object.entries(hops)) {
    const [publisher = '', consumers = ''] = flow.split(' → ');
    expect(rows).toContainEqual(expect.stringMatching(`${publisher} ${subject} published`));
    for (const service of consumers.split(', '))
      expect(rows).toContainEqual(expect.stringMatching(`${service} ${subject} handled`));
  }
}

it('shows every hop of a purchase, also of a delivery that failed first, from a link on the order page', async () => {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
  const buyer = await Shopper.signUp();
  const frozen = pidOf('notifications-mongo');
  let orderId = '';
  process.kill(frozen, 'SIGSTOP');
  try {
    orderId = (await eventually(() => buyer.orders([{ productId: lamp.id, quantity: 1 }]))).id;
    expect((await buyer.pays(orderId)).status).toBe(201);
    await eventually(
      async () => {
        const { hops } = await eventsOf(orderId);
        const failed = hops.flatMap(({ deliveries }) =>
          deliveries.filter(({ outcome }) => outcome === 'retried'),
        );
        expect(failed.map(({ service }) => service)).toContain('notifications');
      },
      60_000,
      LOOKS_EVERY_MS,
    );
  } finally {
    process.kill(frozen, 'SIGCONT');
  }
  await eventually(
    async () => expect(handledBy(await eventsOf(orderId))).toEqual(PURCHASE),
    60_000,
    LOOKS_EVERY_MS,
  );

  const page = await visitAs(browser, buyer);
  await page.goto(`/orders/${orderId}`);
  await page.getByRole('link', { name: 'See the events of this order' }).click();
  await page.getByRole('heading', { level: 1, name: `Order ${orderId}` }).waitFor();
  await expectHops(page, PURCHASE);
  expect((await rowsOf(page)).some((row) => /notifications\s+\S+\s+retried/.test(row))).toBe(true);
  await picture(page, 'events-1-purchase');
}, 180_000);

it('shows every hop of a lost race, found by the mail of its buyer', async () => {
  const seller = await Shopper.signUp();
  const piece = await seller.sells({ title: 'The last lamp', price: 30, quantity: 1 });
  const buyers = [await Shopper.signUp(), await Shopper.signUp()];
  const item = { productId: piece.id, quantity: 1 };
  const orders = await Promise.all(buyers.map((buyer) => eventually(() => buyer.orders([item]))));
  for (const [index, buyer] of buyers.entries()) await buyer.pays(orders[index]?.id ?? '');
  const lost = await eventually(async () => {
    const ends = await Promise.all(buyers.map((buyer, index) => buyer.order(orders[index]?.id ?? '')));
    const index = ends.findIndex(({ refunded }) => refunded);
    expect(index).not.toBe(-1);
    return index;
  });
  const orderId = orders[lost]?.id ?? '';
  await eventually(async () => expect(handledBy(await eventsOf(orderId))).toEqual(LOST_RACE));

  const { page, complaints } = await visit(browser);
  await page.goto('/sandbox/events/');
  await page.getByLabel('Order, product, user or mail').fill(buyers[lost]?.email ?? '');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('heading', { level: 1, name: `Order ${orderId}` }).waitFor();
  await expectHops(page, LOST_RACE);
  await picture(page, 'events-2-lost-race');

  await page.getByLabel('Order, product, user or mail').fill(piece.id);
  await page.getByRole('button', { name: 'Search' }).click();
  for (const { id } of orders) await page.getByRole('link', { name: id }).waitFor();
  expect(complaints).toEqual([]);
});

it('answers while a service is down, within 200 ms', async () => {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
  const { id } = await eventually(() => seller.orders([{ productId: lamp.id, quantity: 1 }]));
  await eventually(async () =>
    expect(handledBy(await eventsOf(id))).toMatchObject({ 'order:created': PURCHASE['order:created'] }),
  );
  const pid = readStack().services.orders?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  try {
    const begin = performance.now();
    expect(handledBy(await eventsOf(id))).toMatchObject({ 'order:created': PURCHASE['order:created'] });
    expect(performance.now() - begin).toBeLessThan(200);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

it('shows a dead letter under its error; edited and replayed, it is handled', async () => {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'letter-'));
  const file = path.join(folder, 'event.json');
  writeFileSync(file, JSON.stringify({ ...lamp, quantity: 'many' }));
  expect((await operate('index', 'publish', 'product:updated', file, '--force')).code).toBe(0);
  rmSync(folder, { recursive: true });

  const { page } = await visit(browser);
  const letterOf = (service: string) =>
    page.locator('details').filter({ hasText: `${service}: product:updated` });
  await eventually(async () => {
    await page.goto('/sandbox/events/dead-letters/');
    for (const service of ['orders', 'cart']) await letterOf(service).waitFor({ timeout: 1_000 });
  });
  await page
    .getByRole('heading', { level: 2, name: /breaks the contract of product:updated: quantity/ })
    .waitFor();
  for (const service of ['orders', 'cart']) {
    const letter = letterOf(service);
    await letter.locator('summary').click();
    const body = letter.getByLabel('Body');
    if (service === 'orders') await picture(page, 'events-3-dead-letter');
    await body.fill((await body.inputValue()).replace('"many"', '4'));
    await letter.getByRole('button', { name: `Replay in ${service}` }).click();
    await page
      .getByRole('status')
      .filter({ hasText: `${service} has handled` })
      .waitFor();
  }
  await page.getByText('None.').waitFor();
});
