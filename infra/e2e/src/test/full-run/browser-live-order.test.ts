import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture } from '../../browser';
import { killNow, pidOf, restarted } from '../../crash';
import { signInAs, visit, visitAs } from '../../shop-pages';
import { type Order, Shopper } from '../../shopper';
import { StepStream } from '../../step-stream';

const STREAMS = '**/api/notifications/orders/*/stream';
const TABS = 8;

let browser: Browser;
let buyer: Shopper;
let order: Order;

beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 9 });
  buyer = await Shopper.signUp();
  order = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(() => browser.close());

const live = (page: Page) => page.getByText('Live', { exact: true });
const complete = (page: Page) => page.locator('.order-badge', { hasText: 'Complete' }).waitFor();
const spoken = (page: Page) =>
  page.getByRole('log', { name: 'Order updates' }).locator('p').allTextContents();
const pay = async () => expect((await buyer.pays(order.id)).status).toBe(201);

async function openOrder(page: Page): Promise<Page> {
  await page.goto(`/orders/${order.id}`);
  await page.locator('.order-badge').waitFor();
  return page;
}

/** As the browser does when the shopper changes to another tab; Playwright keeps every tab visible. */
const hide = (page: Page) =>
  page.evaluate(
    "Object.defineProperty(document, 'hidden', { value: true }); document.dispatchEvent(new Event('visibilitychange'))",
  );

describe('the page of an order', () => {
  it.each([320, 1280])('is live, and speaks each step once, at a width of %i', async (width) => {
    const { page, complaints } = await visit(browser, { viewport: { width, height: 800 } });
    await signInAs(page, buyer);
    await openOrder(page);
    await live(page).waitFor();
    await picture(page, `order-live-${width}`);
    await pay();
    await complete(page);
    expect(await spoken(page)).toEqual([
      'Your payment of $24.50 went through.',
      'Everything you bought is set aside for you.',
      'Your order is complete, thank you!',
    ]);
    await live(page).waitFor({ state: 'detached' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await picture(page, `order-live-complete-${width}`);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['the device is offline', 'You are offline.', (page: Page) => page.context().setOffline(true)],
    ['nobody is signed in', 'You are signed out', (page: Page) => page.context().clearCookies()],
  ])('is not called live while %s', async (_when, notice, interrupt) => {
    const page = await openOrder(await visitAs(browser, buyer));
    await live(page).waitFor();
    await interrupt(page);
    await page.getByText(notice, { exact: true }).waitFor({ timeout: 12_000 });
    expect(await live(page).filter({ visible: true }).count()).toBe(0);
  });

  it('learns by the stream, not by asking again and again', async () => {
    const page = await visitAs(browser, buyer);
    await openOrder(page);
    await live(page).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith(`/api/orders/${order.id}`)) asked.push(request.url());
    });
    await page.waitForTimeout(3_000);
    expect(asked).toEqual([]);
    expect((await buyer.cancels(order.id)).status).toBe(204);
    await page.locator('.order-badge', { hasText: 'Cancelled' }).waitFor({ timeout: 2_000 });
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  it.each([
    ['blocked', (page: Page) => page.route(STREAMS, (route) => route.abort())],
    ['refused', (page: Page) => page.route(STREAMS, (route) => route.fulfill({ status: 429, json: {} }))],
  ])('polls when the stream is %s', async (_how, prevent) => {
    const page = await visitAs(browser, buyer);
    await prevent(page);
    await openOrder(page);
    await pay();
    await complete(page);
    expect(await live(page).count()).toBe(0);
    expect((await spoken(page)).at(-1)).toBe('Order status: Complete');
  });

  it('polls while the service is unavailable, and is live again afterwards', async () => {
    const page = await openOrder(await visitAs(browser, buyer));
    await live(page).waitFor();
    const before = pidOf('notifications');
    killNow('notifications');
    await live(page).waitFor({ state: 'detached' });
    await restarted('notifications', before);
    await live(page).waitFor({ timeout: 40_000 });
    await pay();
    await complete(page);
  });
});

describe(`${TABS} tabs of orders`, () => {
  it('leave the shop usable when all of them are visible', async () => {
    const first = await visitAs(browser, buyer);
    const others = await Promise.all(Array.from({ length: TABS - 1 }, () => first.context().newPage()));
    const tabs = [first, ...others];
    for (const tab of tabs) await openOrder(tab);
    await Promise.all(tabs.slice(0, 5).map((tab) => live(tab).waitFor()));
    const shop = await first.context().newPage();
    await shop.goto('/', { timeout: 10_000 });
    await shop.getByRole('heading', { level: 1 }).waitFor();
    await pay();
    await Promise.all(tabs.map(complete));
  });

  it('keep one stream: that of the tab which is visible', async () => {
    const first = await visitAs(browser, buyer);
    for (let count = 1; count < TABS; count += 1) {
      const tab = count === 1 ? first : await first.context().newPage();
      await openOrder(tab);
      await live(tab).waitFor();
      await hide(tab);
      await live(tab).waitFor({ state: 'detached' });
    }
    const visible = await openOrder(await first.context().newPage());
    await live(visible).waitFor();
    const rest = await Promise.all(Array.from({ length: 5 }, () => StepStream.open(buyer, order.id)));
    const statuses = rest.map(({ response }) => response.status);
    await Promise.all(rest.map((stream) => stream.close()));
    expect(statuses.toSorted()).toEqual([200, 200, 200, 200, 429]);
  });
});
