import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../browser';
import { pidOf } from '../../crash';
import { openPage, enterCard, payButton, visitAs } from '../../shop-pages';
import { type Product, Shopper } from '../../shopper';

let browser: Browser;
let lamp: Product;

beforeAll(async () => {
  browser = await launchBrowser();
  lamp = await (await Shopper.signUp()).sells({ title: 'Reading lamp', price: 24.5, quantity: 40 });
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(() => browser.close());

/** Runs `work` while the service answers nothing: it is frozen, so its requests hang instead of failing at once. */
async function whileFrozen(service: string, work: () => Promise<void>): Promise<void> {
  const pid = pidOf(service);
  process.kill(pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

async function aBuyer(): Promise<{ buyer: Shopper; page: Page; id: string }> {
  const buyer = await Shopper.signUp();
  await buyer.puts({ productId: lamp.id, quantity: 2 });
  const { id } = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
  const page = await visitAs(browser, buyer);
  return { buyer, page, id };
}

/** The pages that do without payments and notifications show what they are about. */
async function expectOtherPages(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Reading lamp' }).first().waitFor();
  await page.goto('/cart');
  await page.getByRole('link', { name: 'Reading lamp' }).waitFor();
  await openPage(page, '/orders');
  await page.getByText('Waiting for payment').waitFor();
}

it('without payments an order is shown whole, can be cancelled, and every other page works', async () => {
  const { buyer, page, id } = await aBuyer();
  await whileFrozen('payments', async () => {
    await expectOtherPages(page);
    await page.getByRole('link', { name: 'Pay now' }).click();
    await page.getByRole('heading', { name: 'Your items' }).waitFor();
    await page.getByText('We have not received your payment yet.').waitFor();
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await page.getByRole('heading', { name: 'This order is cancelled' }).waitFor();
  });
  expect(await buyer.order(id)).toMatchObject({ status: 'Cancelled' });
});

it('a payment that is sent while payments are down ends once they are back, charged once', async () => {
  const { buyer, page, id } = await aBuyer();
  await page.goto(`/orders/${id}`);
  await payButton(page).waitFor();
  await enterCard(page, '4242 4242 4242 4242');
  await whileFrozen('payments', async () => {
    await payButton(page).click();
    await page.getByText('Paying…').waitFor();
    await page.waitForTimeout(3_000);
  });
  await page.getByRole('heading', { name: /Thank you/ }).waitFor();
  expect((await buyer.pays(id)).status).toBe(200);
});

it('without notifications an order is paid and followed to its end, and every other page works', async () => {
  const { page, id } = await aBuyer();
  await whileFrozen('notifications', async () => {
    await expectOtherPages(page);
    await page.goto(`/orders/${id}`);
    await payButton(page).waitFor();
    expect(await page.getByText('Live', { exact: true }).count()).toBe(0);
    await enterCard(page, '4242 4242 4242 4242');
    await payButton(page).click();
    await page.getByRole('heading', { name: /Thank you/ }).waitFor();
    await page.getByText('All done. Thank you!').waitFor();
    await page.locator('[role=log]').getByText('Order status').first().waitFor({ state: 'attached' });
  });
});
