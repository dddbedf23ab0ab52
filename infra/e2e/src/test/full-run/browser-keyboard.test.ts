import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../browser';
import { focused, pressEnterOn, tabTo } from '../../keyboard';
import { openPage, payButton, visitAs } from '../../shop-pages';
import { Shopper } from '../../shopper';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const main = (page: Page) => page.getByRole('main');

/** Types into the field that has the label, which Tab leads to. */
async function type(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, main(page).getByLabel(label, { exact: true }));
  await page.keyboard.type(text);
}

describe('without a mouse', () => {
  it('a shopper buys: from the product to the receipt, which has the focus', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
    const page = await visitAs(browser, await Shopper.signUp());
    await openPage(page, `/products/${lamp.id}`);
    await tabTo(page, page.getByRole('link', { name: 'Skip to main content' }));
    await page.keyboard.press('Enter');
    await pressEnterOn(page, main(page).getByRole('button', { name: 'Add to cart' }));
    await page.getByText('Added. You have 1 in your cart.').waitFor();
    expect(await focused(page)).toContain('Add to cart');
    await pressEnterOn(page, main(page).getByRole('link', { name: 'View cart' }));
    await page.getByRole('heading', { level: 1, name: 'Your cart' }).waitFor();
    await pressEnterOn(page, main(page).getByRole('link', { name: 'Checkout' }));
    await pressEnterOn(page, main(page).getByRole('button', { name: 'Place order' }));
    await payButton(page).waitFor();
    await tabTo(page, page.locator('iframe[name^="__privateStripeFrame"]').first());
    await page.keyboard.type('4242424242424242');
    await page.keyboard.type('1234');
    await page.keyboard.type('123');
    await page.keyboard.type('12345');
    await pressEnterOn(page, payButton(page));
    await page.getByRole('heading', { name: /Thank you, order #\w+ is paid/ }).waitFor();
    await page.locator('h2:focus', { hasText: 'Thank you' }).waitFor();
  });

  it('a seller puts a product on sale, sees an error at its field, and corrects it', async () => {
    const page = await visitAs(browser, await Shopper.signUp());
    await openPage(page, '/sell');
    await type(page, 'Title', 'Oak shelf');
    await type(page, 'Price', 'cheap');
    await type(page, 'Quantity', '2');
    await pressEnterOn(page, main(page).getByRole('button', { name: 'Put on sale' }));
    await page.locator('#field-price:focus').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('80');
    await pressEnterOn(page, main(page).getByRole('button', { name: 'Put on sale' }));
    await page.getByRole('heading', { level: 1, name: 'Oak shelf' }).waitFor();
    await page.locator('h1:focus').waitFor();
  });

  it('a shopper cancels: the question keeps the focus, and what became of the order gets it', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
    const buyer = await Shopper.signUp();
    const { id } = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
    const page = await visitAs(browser, buyer);
    await openPage(page, `/orders/${id}`);
    const cancel = main(page).getByRole('button', { name: 'Cancel order' });
    await pressEnterOn(page, cancel);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await tabTo(page, cancel);
    await page.keyboard.press('Enter');
    await pressEnterOn(page, page.getByRole('button', { name: 'Yes, cancel it' }));
    await page.locator('h2:focus', { hasText: 'This order is cancelled' }).waitFor();
    expect(await buyer.order(id)).toMatchObject({ status: 'Cancelled' });
  });

  it('a removed line gives the focus to Undo, and Undo gives it back', async () => {
    const seller = await Shopper.signUp();
    const buyer = await Shopper.signUp();
    for (const title of ['Reading lamp', 'Folding chair']) {
      const product = await seller.sells({ title, price: 24.5, quantity: 4 });
      await buyer.puts({ productId: product.id, quantity: 1 });
    }
    const page = await visitAs(browser, buyer);
    await openPage(page, '/cart');
    await pressEnterOn(page, page.getByRole('button', { name: 'Remove Reading lamp' }));
    await page.locator('button:focus', { hasText: 'Undo' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('button:focus', { hasText: 'Remove Reading lamp' }).waitFor();
  });
});
