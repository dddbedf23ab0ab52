import type { Page } from 'playwright-core';
import { picture } from '../browser';
import { eventually } from '../eventually';
import { putIntoCart, quantityField, sendCredentials } from '../shop-pages';
import { Shopper } from '../shopper';
import { useStorefront } from '../storefront';

const { sells, visit, visitAs } = useStorefront();

describe('before the script of a page runs, or without any', () => {
  it('a guest adds, sees the cart, and takes it along at sign-in', async () => {
    const [lamp, chair] = [await sells('Desk lamp'), await sells('Folding chair')];
    const buyer = await Shopper.signUp();
    const { page } = await visit({ javaScriptEnabled: false });
    await page.goto(`/products/${lamp.id}`);
    const main = page.getByRole('main');
    await quantityField(page, 'Desk lamp').fill('3');
    expect(await main.getByRole('button').allInnerTexts()).toEqual(['Add to cart']);
    await main.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText('Added. You have 3 in your cart.').waitFor();
    await putIntoCart(page, chair.id);
    await page.getByRole('link', { name: 'View cart' }).click();
    await page.getByText('$40.00').first().waitFor();
    expect(await main.locator('noscript p').allInnerTexts()).toEqual([
      'Changing what is in your cart needs JavaScript.',
      'Quantity: 3',
      'Quantity: 1',
    ]);
    expect(await main.locator('button, input').filter({ visible: true }).count()).toBe(0);
    await picture(page, 'cart-no-script');
    await page.getByRole('link', { name: 'Sign in to check out' }).click();
    expect(await page.getByRole('button', { name: 'Show password' }).count()).toBe(0);
    await sendCredentials(page, 'Sign in', buyer.email);
    const cookies = (await page.context().cookies()).map(({ name }) => name);
    expect(cookies.filter((name) => name === 'session' || name === 'device').sort()).toEqual([
      'device',
      'session',
    ]);
    const note = await page.locator('noscript .notice').innerText();
    expect(note).toContain('Placing an order and paying need JavaScript');
    expect(await buyer.cart()).toEqual([
      { productId: lamp.id, quantity: 3 },
      { productId: chair.id, quantity: 1 },
    ]);
    await putIntoCart(page, lamp.id);
    expect((await buyer.cart())[0]).toEqual({ productId: lamp.id, quantity: 4 });

    const order = await buyer.orders([{ productId: chair.id, quantity: 1 }]);
    for (const path of ['/cart', '/checkout', `/orders/${order.id}`]) {
      await page.goto(path);
      await main.locator('noscript p').first().waitFor();
      expect([path, await main.getByRole('button').allInnerTexts()]).toEqual([path, []]);
      expect([path, (await gapsAbove(page)).filter((gap) => gap < 8)]).toEqual([path, []]);
    }
  });

  /** How far each note for visitors without script stands below what comes before it in its stack. */
  const gapsAbove = (page: Page) =>
    page.evaluate<number[]>(`[...document.querySelectorAll('.stack > * + noscript')].map((note) =>
      note.firstElementChild.getBoundingClientRect().top - note.previousElementSibling.getBoundingClientRect().bottom)`);

  /** Holds the scripts back until the returned function is called. */
  async function holdScripts(page: Page): Promise<() => void> {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/_next/static/**/*.js*', async (route) => {
      await released;
      await route.continue();
    });
    return release;
  }

  it('a guest’s early click counts, together with what the browser holds already', async () => {
    const [lamp, chair] = [await sells('Desk lamp'), await sells('Folding chair')];
    const { page } = await visit();
    await putIntoCart(page, chair.id);
    const release = await holdScripts(page);
    await page.goto(`/products/${lamp.id}`, { waitUntil: 'commit' });
    await quantityField(page, 'Desk lamp').fill('2');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText('Added. You have 2 in your cart.').waitFor();
    release();
    await page.goto('/cart');
    await page.getByRole('link', { name: /^Cart ?, 3 items/ }).waitFor();
    await page.getByText('$30.00').first().waitFor();
    await page.reload();
    await page.getByRole('link', { name: /^Cart ?, 3 items/ }).waitFor();
  });

  /** Whether React has taken over the form. */
  const HYDRATED =
    "Object.keys(document.querySelector('.add-to-cart')).some((key) => key.startsWith('__react'))";

  it('a quantity typed early is the one that is added later', async () => {
    const lamp = await sells('Desk lamp');
    const { page } = await visit();
    const release = await holdScripts(page);
    await page.goto(`/products/${lamp.id}`, { waitUntil: 'commit' });
    await quantityField(page, 'Desk lamp').fill('4');
    await page.getByLabel('Search', { exact: true }).focus();
    release();
    await eventually(async () => expect(await page.evaluate(HYDRATED)).toBe(true));
    await page.getByRole('button', { name: 'Increase quantity of Desk lamp' }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText('Added. You have 5 in your cart.').waitFor();
  });

  it('buttons that are pressed early take effect once the script runs', async () => {
    const lamp = await sells('Desk lamp');
    const buyer = await Shopper.signUp();
    await buyer.puts({ productId: lamp.id, quantity: 3 });
    const page = await visitAs(buyer);

    const releaseCart = await holdScripts(page);
    await page.goto('/cart', { waitUntil: 'commit' });
    for (let times = 1; times <= 2; times += 1)
      await page.getByRole('button', { name: 'Decrease quantity of Desk lamp' }).click();
    releaseCart();
    await eventually(async () => expect(await buyer.cart()).toEqual([{ productId: lamp.id, quantity: 1 }]));

    const releaseCheckout = await holdScripts(page);
    await page.goto('/checkout', { waitUntil: 'commit' });
    await page.getByRole('button', { name: 'Place order' }).click();
    releaseCheckout();
    await page.waitForURL(/\/orders\/[0-9a-f]{24}/);
  });
});
