import type { Browser } from 'playwright-core';
import { launchBrowser, picture } from '../browser';
import { eventually } from '../eventually';
import { enterCard, payButton, putIntoCart, signUp, visit } from '../shop-pages';
import { Shopper } from '../shopper';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('in a browser', () => {
  it('a visitor signs up, puts two products into the cart, pays, and sees the order Complete', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
    const chair = await seller.sells({ title: 'Folding chair', price: 39.99, quantity: 2 });
    const { page, complaints } = await visit(browser);

    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await picture(page, '1-catalogue');
    await signUp(page);
    await putIntoCart(page, lamp.id);
    await picture(page, '2-product');
    await putIntoCart(page, chair.id);
    await page.getByRole('link', { name: /^Cart ?, 2 items/ }).click();
    await page.getByRole('heading', { level: 1, name: /cart/i }).waitFor();
    await page.getByText('$64.49').first().waitFor();
    await picture(page, '3-cart');
    await page.getByRole('link', { name: 'Checkout' }).click();
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.waitForURL(/\/orders\/[0-9a-f]{24}/);
    await payButton(page).waitFor();
    await picture(page, '4-pay');
    await enterCard(page, '4242 4242 4242 4242');
    await payButton(page).click();

    await page.getByText('Complete', { exact: true }).first().waitFor();
    await picture(page, '5-complete');
    await eventually(async () => {
      expect(await seller.product(lamp.id)).toMatchObject({ quantity: 3 });
      expect(await seller.product(chair.id)).toMatchObject({ quantity: 1 });
    });
    await page.goto('/cart');
    await page.getByText('Nothing in here yet').first().waitFor();
    await picture(page, '6-empty-cart');
    await page.goto('/orders');
    await page.getByText('Complete', { exact: true }).first().waitFor();
    await picture(page, '7-orders');
    expect(complaints).toEqual([]);
  });

  it('a declined card says so beside the form, and another card works', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
    const { page } = await visit(browser);
    await signUp(page);
    await putIntoCart(page, lamp.id);
    await page.goto('/checkout');
    await page.getByRole('button', { name: 'Place order' }).click();
    await payButton(page).waitFor();
    await enterCard(page, '4000 0000 0000 0002');
    await payButton(page).click();
    await page.getByText('Your card was declined').first().waitFor();
    await picture(page, '8-declined');
    await enterCard(page, '4242 4242 4242 4242');
    await payButton(page).click();
    await page.getByText('Complete', { exact: true }).first().waitFor();
  });

  it('a guest keeps the cart through sign-up', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
    const { page } = await visit(browser);
    await putIntoCart(page, lamp.id);
    await signUp(page);
    await page.goto('/cart');
    await page.getByText('Reading lamp').first().waitFor();
    await page.getByText('$24.50').first().waitFor();
  });

  it('an unknown page and an unknown product show the way back', async () => {
    const { page } = await visit(browser);
    for (const address of ['/nothing/here', '/products/507f1f77bcf86cd799439011']) {
      const answer = await page.goto(address);
      expect(answer?.status()).toBe(404);
      await page.getByRole('main').getByRole('link').first().waitFor();
    }
    await picture(page, '9-not-found');
  });
});
