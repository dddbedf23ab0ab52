import type { Browser, Page } from 'playwright-core';
import { violationsOf } from '../axe';
import { launchBrowser } from '../browser';
import { openPage, enterCard, payButton, visit, visitAs } from '../shop-pages';
import { type Order, type Product, Shopper } from '../shopper';

let browser: Browser;
let page: Page;
let seller: Shopper;
let lamp: Product;
let open: Order;
let complete: Order;

beforeAll(async () => {
  browser = await launchBrowser();
  seller = await Shopper.signUp();
  lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 9 });
  [open, complete] = [
    await seller.orders([{ productId: lamp.id, quantity: 1 }]),
    await seller.orders([{ productId: lamp.id, quantity: 1 }]),
  ];
  await seller.pays(complete.id);
  await seller.puts({ productId: lamp.id, quantity: 1 });
  page = await visitAs(browser, seller);
});
afterAll(() => browser.close());

/** Colours that fade from one scheme to the other have arrived. */
const SETTLED = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))).then(() =>
  Promise.all(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
    .map(({ finished }) => finished.catch(() => undefined))))`;

/** Neither scheme has anything that axe finds wrong. */
async function expectNoViolations(of: Page = page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await of.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await of.evaluate(SETTLED);
    expect([colorScheme, await violationsOf(of)]).toEqual([colorScheme, []]);
  }
}

const press = (name: string) => page.getByRole('main').getByRole('button', { name }).click();

describe('axe finds nothing wrong, light or dark,', () => {
  it.each([
    '/',
    '/?category=none',
    '/cart',
    '/checkout',
    '/orders',
    '/account',
    '/sell',
    '/sell/products',
    '/sell/products?q=nothing',
    '/help',
    '/auth/signout',
    '/nothing/here',
  ])('on %s', async (path) => {
    await page.goto(path);
    await expectNoViolations();
  });

  it('on a product, with the message beside the button and the mini-cart open', async () => {
    await openPage(page, `/products/${lamp.id}`);
    await press('Add to cart');
    await page.getByText('Added. You have').waitFor();
    await expectNoViolations();
    await press('Quick look');
    await page.getByRole('dialog').getByText('Total').waitFor();
    await expectNoViolations();
  });

  it('on an order that waits for its payment, while cancelling is asked, and after a declined card', async () => {
    await page.goto(`/orders/${open.id}`);
    await payButton(page).waitFor();
    await expectNoViolations();
    await press('Cancel order');
    await expectNoViolations();
    await page.getByRole('button', { name: 'Keep order' }).click();
    await enterCard(page, '4000 0000 0000 0002');
    await payButton(page).click();
    await page.getByText('Your card was declined').first().waitFor();
    await expectNoViolations();
  });

  it('on an order that is complete', async () => {
    await page.goto(`/orders/${complete.id}`);
    await page.getByRole('heading', { name: /Thank you/ }).waitFor();
    await expectNoViolations();
  });

  it('on the form of a product with errors, and once others have changed the product', async () => {
    await openPage(page, '/sell');
    await press('Put on sale');
    await page.locator('#field-title-error').waitFor();
    await expectNoViolations();
    await openPage(page, `/products/${lamp.id}/edit`);
    await seller.put(`/api/products/${lamp.id}`, { title: 'Desk lamp' });
    await page.getByLabel('Title').fill('Floor lamp');
    await press('Save changes');
    await page.getByText('Your version of the title').waitFor();
    await expectNoViolations();
  });

  it('on the cart with a quantity that is none, a removed line, and a refused change', async () => {
    await openPage(page, '/cart');
    await page.getByRole('textbox', { name: /Quantity of/ }).fill('2.5');
    await page.getByRole('heading', { level: 1 }).click();
    await page.getByText('Enter a whole number').waitFor();
    await expectNoViolations();
    await page.route('**/api/cart/items/*', (route) => route.fulfill({ status: 500, json: {} }));
    await press('Remove');
    await page.getByText('Your cart may not have changed.').waitFor();
    await expectNoViolations();
    await page.unrouteAll();
    await press('Remove');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await expectNoViolations();
  });

  it('for a guest: sign-in with a reason, its errors, sign-up, and a cart that loads, is empty, or is not to be had', async () => {
    const { page: guest } = await visit(browser);
    await openPage(guest, '/orders');
    await expectNoViolations(guest);
    await guest.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await guest.locator('#field-email-error').waitFor();
    await expectNoViolations(guest);
    for (const path of ['/auth/signup', '/cart']) {
      await guest.goto(path);
      await expectNoViolations(guest);
    }
    const lines = JSON.stringify([{ productId: lamp.id, quantity: 1 }]);
    await guest.evaluate(`localStorage.setItem('guest-cart', ${JSON.stringify(lines)})`);
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await guest.route('**/api/products/**', async (route) => {
      await asked;
      await route.fulfill({ status: 503, json: {} });
    });
    await guest.goto('/cart');
    await guest.locator('.lines-loading').waitFor();
    await expectNoViolations(guest);
    answer();
    await guest.getByText('Your cart is safe').waitFor();
    await expectNoViolations(guest);
  });

  it('on a page of somebody else, which is refused', async () => {
    const other = await visitAs(browser, await Shopper.signUp());
    expect((await other.goto(`/products/${lamp.id}/edit`))?.status()).toBe(403);
    await expectNoViolations(other);
  });
});

it('a label that is removed fails the check', async () => {
  await page.goto('/auth/signout');
  await page.goto('/sell');
  expect(await violationsOf(page)).toEqual([]);
  await page.evaluate(`document.querySelector('label[for="field-title"]').remove()`);
  expect((await violationsOf(page)).join()).toMatch(/label/);
});
