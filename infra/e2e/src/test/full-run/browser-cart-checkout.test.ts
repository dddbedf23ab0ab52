import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { picture } from '../../browser';
import { eventually } from '../../eventually';
import {
  enterCard,
  payButton,
  putIntoCart,
  quantityField,
  sendCredentials,
  signUp,
  openPage,
} from '../../shop-pages';
import { Shopper, type Item } from '../../shopper';
import { useStorefront } from '../../storefront';

const { edits, sells, visit, visitAs } = useStorefront();
const anEmail = () => `cart-${randomBytes(6).toString('hex')}@example.com`;
const orderIdOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? '';

async function placeOrder(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.waitForURL(/\/orders\/[0-9a-f]{24}/);
}

describe('in a browser that refuses its storage', () => {
  const blockAccess = () => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(globalThis, name, {
        get: () => {
          throw new DOMException('Access is denied', 'SecurityError');
        },
      });
    }
  };
  const fill = () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota has been exceeded', 'QuotaExceededError');
    };
  };

  it.each([
    ['access throws', blockAccess],
    ['the storage is full', fill],
  ])('buys from a guest’s cart to a paid order: %s', async (_name, script) => {
    const lamp = await sells('Desk lamp');
    const { page, complaints } = await visit();
    await page.addInitScript(script);
    await putIntoCart(page, lamp.id);
    await page.getByText('Your browser does not let us store your cart').waitFor();
    await picture(page, 'cart-no-storage');
    await page.getByRole('link', { name: 'View cart' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your cart' }).waitFor();
    await page.getByText('Your browser does not let us store your cart').waitFor();
    await page.getByRole('link', { name: 'Sign in to check out' }).click();
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign up' }).waitFor();
    await sendCredentials(page, 'Sign up', anEmail());
    await page.waitForURL('**/checkout');
    await page.getByText('1 × Desk lamp').waitFor();
    await placeOrder(page);
    await enterCard(page, '4242 4242 4242 4242');
    await payButton(page).click();
    await page.getByText('Complete', { exact: true }).first().waitFor();
    for (const path of ['/', '/cart', '/orders', '/sell', '/checkout']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    expect(complaints).toEqual([]);
  });

  it('buys when what it holds is malformed', async () => {
    const lamp = await sells('Desk lamp');
    const { page } = await visit();
    await page.addInitScript(() => {
      for (const key of ['guest-cart', 'seen-prices', 'checkout-attempt'])
        localStorage.setItem(key, '{"a":[');
    });
    await signUp(page);
    await putIntoCart(page, lamp.id);
    await page.goto('/checkout');
    await placeOrder(page);
  });
});

describe('checkout', () => {
  it('orders the quantity that was typed just before, in 10 tries with late answers', async () => {
    const lamp = await sells('Desk lamp', 900);
    const buyer = await Shopper.signUp();
    const page = await visitAs(buyer);
    await buyer.puts({ productId: lamp.id, quantity: 1 });
    const TRIES = 10;
    // A write leaves late; a page arrives late and then shows the cart of when it was asked for.
    await page.addInitScript(`const send = window.fetch;
      const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      window.fetch = async (...request) => {
        if (request[0].includes('/api/cart/items')) await pause();
        const answer = await send(...request);
        if (request[0].includes('/_next/data/')) await pause();
        return answer;
      };`);
    const ordered: number[] = [];
    for (let tries = 1; tries <= TRIES; tries += 1) {
      await openPage(page, '/cart');
      await quantityField(page, 'Desk lamp').fill(String(tries + 1));
      await page.getByRole('link', { name: 'Checkout' }).click();
      await page.waitForURL('**/checkout');
      await placeOrder(page);
      const order = (await buyer.get<{ items: Item[] }>(`/api/orders/${orderIdOf(page)}`)).body;
      ordered.push(order.items[0]?.quantity ?? 0);
    }
    expect(ordered).toEqual(Array.from({ length: TRIES }, (_, index) => index + 2));
  });

  it('leaves one order to pay when the cart is changed after ordering', async () => {
    const lamp = await sells('Desk lamp');
    const buyer = await Shopper.signUp();
    const page = await visitAs(buyer);
    await putIntoCart(page, lamp.id);
    await page.goto('/checkout');
    await placeOrder(page);
    const first = orderIdOf(page);
    await page.goBack();
    await page.getByRole('link', { name: 'Change cart' }).click();
    await quantityField(page, 'Desk lamp').fill('2');
    await page.getByRole('link', { name: 'Checkout' }).click();
    await page.waitForURL('**/checkout');
    await placeOrder(page);
    await page.getByText('Your earlier unpaid order is cancelled. This one replaces it.').waitFor();
    await picture(page, 'order-replaced');
    await page.setViewportSize({ width: 360, height: 640 });
    await picture(page, 'order-replaced-360');
    const statusOf = async (id: string) =>
      (await buyer.get<{ status: string }>(`/api/orders/${id}`)).body.status;
    expect([await statusOf(first), await statusOf(orderIdOf(page))]).toEqual(['Cancelled', 'Created']);
  });

  it('shows that the cart’s last change is on its way', async () => {
    const lamp = await sells('Desk lamp');
    const buyer = await Shopper.signUp();
    const page = await visitAs(buyer);
    await buyer.puts({ productId: lamp.id, quantity: 1 });
    await openPage(page, '/cart');
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/cart/items', async (route) => {
      await asked;
      await route.continue();
    });
    await quantityField(page, 'Desk lamp').fill('2');
    await page.getByRole('link', { name: 'Checkout' }).click();
    await page.getByRole('link', { name: 'Saving your cart…', disabled: true }).waitFor();
    await picture(page, 'cart-saving');
    answer();
    await page.waitForURL('**/checkout');
    await page.getByText('2 × Desk lamp').waitFor();
  });

  it('stays on the cart when the shop refuses the new quantity', async () => {
    const lamp = await sells('Desk lamp');
    const buyer = await Shopper.signUp();
    const page = await visitAs(buyer);
    await putIntoCart(page, lamp.id);
    await openPage(page, '/cart');
    await page.route('**/api/cart/items', (route) =>
      route.fulfill({ status: 400, json: { errors: [{ message: 'Not now' }] } }),
    );
    await quantityField(page, 'Desk lamp').fill('7');
    await page.getByRole('link', { name: 'Checkout' }).click();
    await page.getByText('Your cart was not changed. Not now').waitFor();
    await page.waitForTimeout(500);
    expect(new URL(page.url()).pathname).toBe('/cart');
    await expect(quantityField(page, 'Desk lamp').inputValue()).resolves.toBe('1');
  });

  it('says why fewer were added than asked for, and no more how many could be', async () => {
    const lamp = await sells('Desk lamp');
    const { page } = await visit();
    await openPage(page, `/products/${lamp.id}`);
    await page.getByLabel('Quantity of Desk lamp', { exact: true }).fill('999');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText(/^Added \d+: there are no more in stock\. You have \d+ in your cart\./).waitFor();
    expect(await page.getByText(/^Only \d+ in stock/).count()).toBe(0);
  });

  it('shows a price that has changed since the product was added', async () => {
    const lamp = await sells('Desk lamp');
    const buyer = await Shopper.signUp();
    const page = await visitAs(buyer);
    await putIntoCart(page, lamp.id);
    await edits(lamp.id, { price: 15 });
    await page.setViewportSize({ width: 320, height: 640 });
    for (const path of ['/cart', '/checkout']) {
      await page.goto(path);
      await page.getByText('Price changed: now $15.00, was $10.00.').waitFor();
      await picture(page, `cart-price-changed${path.replace('/', '-')}`);
    }
  });

  it('orders nothing and says so when a price or the stock changes while the page is open', async () => {
    const lamp = await sells('Desk lamp');
    const buyer = await Shopper.signUp();
    const page = await visitAs(buyer);
    await putIntoCart(page, lamp.id);
    await openPage(page, '/checkout');
    await page.getByText('1 × Desk lamp').waitFor();
    await edits(lamp.id, { price: 15 });
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.getByText('Prices or stock have just changed').waitFor();
    await page.getByText('Price changed: now $15.00, was $10.00.').waitFor();
    await edits(lamp.id, { quantity: 0 });
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.getByText('Desk lamp: Sold out. Change your cart first.').waitFor();
    await picture(page, 'cart-sold-out-on-checkout');
    expect((await buyer.get('/api/orders')).body).toEqual([]);
  });

  it.each(['/cart', '/checkout'])(
    'keeps the title of a product that is withdrawn while %s is open',
    async (path) => {
      const lamp = await sells('Desk lamp');
      const buyer = await Shopper.signUp();
      await buyer.puts({ productId: lamp.id, quantity: 1 });
      const page = await visitAs(buyer);
      await page.setViewportSize({ width: 320, height: 640 });
      await openPage(page, path);
      await edits(lamp.id, { listed: false });
      if (path === '/cart') await page.evaluate("window.dispatchEvent(new Event('focus'))");
      else await page.getByRole('button', { name: 'Place order' }).click();
      await page.getByText(/Desk lamp: No longer on sale\./).waitFor();
      expect(await page.getByText('A product').count()).toBe(0);
      expect(await page.getByRole('alert').filter({ hasText: /\w/ }).count()).toBe(path === '/cart' ? 0 : 1);
      await picture(page, `cart-withdrawn${path.replace('/', '-')}`);
    },
  );

  it('shows the price of the order before it is paid, when it changed while the order was placed', async () => {
    const lamp = await sells('Desk lamp');
    const buyer = await Shopper.signUp();
    const page = await visitAs(buyer);
    await putIntoCart(page, lamp.id);
    await openPage(page, '/checkout');
    await page.getByText('1 × Desk lamp').waitFor();
    const other = await Shopper.signUp();
    await page.route('**/api/orders', async (route) => {
      if (route.request().method() === 'POST') {
        await edits(lamp.id, { price: 15 });
        await eventually(async () =>
          expect(await other.orders([{ productId: lamp.id, quantity: 1 }])).toMatchObject({ total: 15 }),
        );
      }
      await route.continue();
    });
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.getByText('Prices changed while you ordered').waitFor();
    await page.getByText('Price changed: now $15.00, was $10.00.').waitFor();
    await picture(page, 'cart-repriced-order');
    await page.getByRole('link', { name: 'See your order' }).click();
    await page.getByRole('button', { name: /^Pay \$15\.00/ }).waitFor();
  });
});
