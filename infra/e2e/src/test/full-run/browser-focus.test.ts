import type { Locator, Page } from 'playwright-core';
import { picture } from '../../browser';
import { pressEnterOn, tabTo } from '../../keyboard';
import { focus, openPage } from '../../shop-pages';
import { Shopper } from '../../shopper';
import { useStorefront } from '../../storefront';

const { edits, sells, visitAs } = useStorefront();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const waitForFocus = (element: Locator) => element.and(element.page().locator(':focus')).waitFor();
const refuseChanges = (page: Page) =>
  page.route('**/api/cart/items/*', (route) => route.fulfill({ status: 500, json: {} }));

/** A signed-in visitor with products of these titles in the cart. */
async function withCart(...titles: string[]) {
  const buyer = await Shopper.signUp();
  const products = [];
  for (const title of titles) products.push(await sells(title));
  for (const { id } of products) await buyer.puts({ productId: id, quantity: 2 });
  return { buyer, products, page: await visitAs(buyer) };
}

describe('the focus stays by what was done when the control that had it goes', () => {
  it('on a line of the cart that the shop refuses to remove', async () => {
    const { page } = await withCart('Desk lamp');
    await openPage(page, '/cart');
    await refuseChanges(page);
    await pressEnterOn(page, button(page, 'Remove Desk lamp'));
    await page.locator('.toast').waitFor();
    await waitForFocus(button(page, 'Remove Desk lamp'));
  });

  it('among the lines that did not fit into the cart, and after the last of them', async () => {
    const { page } = await withCart();
    const left = [await sells('Desk lamp'), await sells('Folding chair')];
    await page.goto('/help');
    const lines = left.map(({ id }) => ({ productId: id, quantity: 1, left: true }));
    await page.evaluate((text) => localStorage.setItem('guest-cart', text), JSON.stringify(lines));
    await openPage(page, '/cart');
    await pressEnterOn(page, button(page, 'Add to cart Desk lamp'));
    await waitForFocus(page.getByRole('heading', { name: 'Not in your cart yet' }));
    await pressEnterOn(page, button(page, 'Remove Folding chair'));
    await waitForFocus(page.getByRole('main'));
  });

  it('in the form whose kept draft is discarded', async () => {
    const { page } = await withCart();
    await openPage(page, '/sell');
    await page.getByLabel('Title').fill('Oak shelf');
    await page.reload();
    await pressEnterOn(page, button(page, 'Discard it'));
    await waitForFocus(page.getByLabel('Title'));
    expect(await page.getByLabel('Title').inputValue()).toBe('');
  });

  it('on the payment when the card form is asked for again', async () => {
    const { page, buyer, products } = await withCart('Desk lamp');
    const { id } = await buyer.orders([{ productId: products[0]?.id ?? '', quantity: 1 }]);
    await page.route('**/sandbox/**/*.js', (route) => route.abort());
    await openPage(page, `/orders/${id}`);
    await pressEnterOn(page, button(page, 'Try again'));
    await waitForFocus(page.getByRole('heading', { name: 'Pay for your order' }));
  });

  it('on the reason why an order was not placed', async () => {
    const { page, products } = await withCart('Desk lamp');
    await openPage(page, '/checkout');
    await edits(products[0]!.id, { quantity: 0 });
    await pressEnterOn(page, button(page, 'Place order'));
    await waitForFocus(page.getByRole('alert').filter({ hasText: 'Desk lamp: Sold out.' }));
  });

  it('on the new prices of an order that was placed', async () => {
    const { page, products, buyer } = await withCart('Desk lamp');
    await openPage(page, '/checkout');
    await page.route('**/api/orders', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      const items = [{ productId: products[0]?.id ?? '', quantity: 2 }];
      const order = await buyer.orders(items);
      const repriced = items.map((item) => ({ ...item, titleSnapshot: 'Desk lamp', priceSnapshot: 15 }));
      await route.fulfill({ status: 201, json: { ...order, items: repriced, total: 30 } });
    });
    await pressEnterOn(page, button(page, 'Place order'));
    await waitForFocus(page.getByRole('alert').filter({ hasText: 'Prices changed while you ordered' }));
  });
});

it('a message at the bottom of a phone covers nothing that takes the focus', async () => {
  const { page } = await withCart('Desk lamp', 'Folding chair', 'Oak shelf', 'Wall clock');
  await page.setViewportSize({ width: 320, height: 640 });
  await openPage(page, '/cart');
  await refuseChanges(page);
  await button(page, 'Remove Desk lamp').click();
  // It stays while it is pointed at.
  await page.locator('.toast').hover();
  await tabTo(page, page.getByRole('link', { name: 'Checkout' }));
  await page.locator('.toast').waitFor();
});

it('notices stand one below the other, and leave a low window to the page', async () => {
  const { page } = await withCart('Desk lamp');
  await page.setViewportSize({ width: 320, height: 640 });
  await openPage(page, '/cart');
  await page.context().clearCookies();
  await focus(page);
  const ended = page.locator('.notices .notice', { hasText: 'You are signed out' });
  const offline = page.locator('.notices .notice', { hasText: 'You are offline' });
  await ended.waitFor();
  await page.context().setOffline(true);
  await offline.waitFor();
  await page.mouse.wheel(0, 300);
  await page.waitForFunction('scrollY > 200');
  const [above, below] = [await offline.boundingBox(), await ended.boundingBox()];
  expect(above?.y).toBeGreaterThanOrEqual(0);
  expect(below?.y).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? 0));
  await picture(page, 'notices');
  await page.setViewportSize({ width: 320, height: 256 });
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  await page.waitForFunction("document.querySelector('.notices').getBoundingClientRect().bottom < 0");
});
