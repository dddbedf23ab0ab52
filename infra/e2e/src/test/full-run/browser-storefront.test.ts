import type { Browser } from 'playwright-core';
import { launchBrowser, picture } from '../../browser';
import { eventually } from '../../eventually';
import { openPage, focus, visit, visitAs } from '../../shop-pages';
import { Shopper } from '../../shopper';

let browser: Browser;
let seller: Shopper;

beforeAll(async () => {
  browser = await launchBrowser();
  seller = await Shopper.signUp();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(() => browser.close());

it('the mini-cart opens from the header by keyboard, holds the focus, and gives it back', async () => {
  const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 9 });
  const buyer = await Shopper.signUp();
  await buyer.puts({ productId: lamp.id, quantity: 2 });
  const page = await visitAs(browser, buyer);
  await openPage(page, '/help');
  const opener = page.getByRole('button', { name: 'Show what is in your cart' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'What you have chosen' });
  await dialog.getByText('$49.00').first().waitFor();
  await picture(page, 'mini-cart');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.locator('.mini-cart-button:focus').waitFor();
  await page.keyboard.press('Enter');
  await dialog.getByRole('link', { name: 'Go to your cart' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your cart' }).waitFor();
  expect(await dialog.count()).toBe(0);
});

it('an open cart tells that the seller has changed the price and the stock', async () => {
  const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 9 });
  const buyer = await Shopper.signUp();
  await buyer.puts({ productId: lamp.id, quantity: 2 });
  const page = await visitAs(browser, buyer);
  await openPage(page, '/cart');
  await seller.put(`/api/products/${lamp.id}`, { price: 30, quantity: 1 });
  await focus(page);
  await page
    .getByRole('status')
    .getByText('Changed while you were here. Reading lamp: now $30.00. Only 1 left.')
    .waitFor();
  await page.getByText('Price changed: now $30.00, was $24.50.').waitFor();
  const amber = 'rgb(138, 75, 0)';
  const borders = await page.evaluate(
    "[...document.querySelectorAll('.notice-warn')].map((notice) => getComputedStyle(notice).borderLeftColor)",
  );
  expect(borders).toEqual([amber, amber]);
  await picture(page, 'cart-changed');
});

it('the prices of an order stand below each other, also beside a long title', async () => {
  const sold = [
    await seller.sells({ title: 'A Field Guide to Clouds', price: 14.9, quantity: 9 }),
    await seller.sells({ title: 'Mug', price: 5, quantity: 9 }),
  ];
  const buyer = await Shopper.signUp();
  const { id } = await buyer.orders(sold.map((product) => ({ productId: product.id, quantity: 1 })));
  const page = await visitAs(browser, buyer);
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`/orders/${id}`);
    const prices = await page.locator('.order-receipt .price').all();
    const edges = await Promise.all(
      prices.map(async (price) => {
        const { x, width: wide } = (await price.boundingBox()) ?? { x: 0, width: 0 };
        return Math.round(x + wide);
      }),
    );
    expect(edges).toHaveLength(3);
    expect(new Set(edges).size).toBe(1);
  }
});

it('categories are counted within a search', async () => {
  const word = `Zinnia${Date.now()}`;
  for (const category of ['Garden', 'Garden', 'Kitchen'])
    await seller.sells({ title: `${word} pot`, price: 5, quantity: 1, category });
  const { page } = await visit(browser);
  await openPage(page, `/?q=${word}`);
  const categories = page.getByRole('navigation', { name: 'Categories' });
  const links = await categories.getByRole('link').allInnerTexts();
  expect(links.map((text) => text.replace(/\s+/g, ' '))).toEqual(['All', 'Garden 2', 'Kitchen 1']);
  await page.getByLabel('Category').selectOption('Kitchen');
  await page.getByText('1 product', { exact: true }).waitFor();
  expect(await page.getByLabel('Category').locator('option').allInnerTexts()).toEqual([
    'All',
    'Garden (2)',
    'Kitchen (1)',
  ]);
});

it('a seller sees how many were sold so far', async () => {
  const other = await Shopper.signUp();
  const lamp = await other.sells({ title: 'Reading lamp', price: 24.5, quantity: 9 });
  const buyer = await Shopper.signUp();
  const { id } = await buyer.orders([{ productId: lamp.id, quantity: 3 }]);
  expect((await buyer.pays(id)).status).toBe(201);
  await eventually(async () => expect(await buyer.order(id)).toMatchObject({ status: 'Complete' }));
  const page = await visitAs(browser, other);
  await eventually(async () => {
    await page.goto('/sell/products');
    expect(await page.locator('.my-product').innerText()).toContain('3 sold so far');
  });
  await page.getByText('6 in stock').waitFor();
});

it('a page that takes long shows progress and its outline until it is there', async () => {
  const buyer = await Shopper.signUp();
  const page = await visitAs(browser, buyer);
  await openPage(page, '/help');
  const main = page.getByRole('main');
  const orders = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Orders' });
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/_next/data/**', async (route) => {
    await held;
    await route.continue();
  });
  await orders.click();
  await page.getByRole('status').getByText('Loading the page').waitFor({ state: 'attached' });
  await main.locator('.page-skeleton .skeleton-row').first().waitFor();
  expect(await main.getAttribute('aria-busy')).toBe('true');
  answer();
  await page.getByRole('heading', { level: 1, name: 'Your orders' }).waitFor();
  expect(await main.locator('.page-skeleton').count()).toBe(0);
  expect(await main.getAttribute('aria-busy')).toBe('false');
});
