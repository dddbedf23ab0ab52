import type { Browser } from 'playwright-core';
import { launchBrowser, picture } from '../browser';
import { eventually } from '../eventually';
import { enterCard, focus, payButton, visitAs } from '../shop-pages';
import { Shopper } from '../shopper';

/** An open page looks whether the stock still suffices. */
const LOOKS_EVERY_MS = 15_000;

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('an open order whose stock was sold meanwhile', () => {
  it('warns before paying, stays payable, and shows after the refund what happened', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 5 });
    const [slow, quick] = [await Shopper.signUp(), await Shopper.signUp()];
    const order = await slow.orders([{ productId: lamp.id, quantity: 4 }]);
    const page = await visitAs(browser, slow);
    await page.clock.install();
    await page.goto(`/orders/${order.id}`);
    await payButton(page).waitFor();
    expect(await page.getByText('Not enough left for this order').count()).toBe(0);

    const { id } = await quick.orders([{ productId: lamp.id, quantity: 3 }]);
    await quick.pays(id);
    await eventually(async () => expect(await quick.product(lamp.id)).toMatchObject({ quantity: 2 }));
    await page.clock.fastForward(LOOKS_EVERY_MS);
    await page.getByText('Reading lamp: only 2 left; you ordered 4.').waitFor();
    await picture(page, 'stock-warning');

    await enterCard(page, '4242 4242 4242 4242');
    await payButton(page).click();
    await page.getByText('Your money is refunded in full.').first().waitFor();
    await page.getByText('Not enough was left when your payment arrived').waitFor();
    await page.getByText('Reading lamp: only 2 left; you ordered 4.').waitFor();
    expect(await page.getByText(/The last piece was sold/).count()).toBe(0);
    await picture(page, 'stock-refunded');
  });

  it('takes the warning back when the seller restocks', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 1 });
    const buyer = await Shopper.signUp();
    const order = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
    await seller.put(`/api/products/${lamp.id}`, { quantity: 0 });
    const page = await visitAs(browser, buyer);
    await page.goto(`/orders/${order.id}`);
    await page.getByText('Reading lamp: sold out; you ordered 1.').waitFor();
    await seller.put(`/api/products/${lamp.id}`, { quantity: 3 });
    await focus(page);
    await page.getByText('Not enough left for this order').waitFor({ state: 'detached' });
  });
});

describe('a product that its seller takes off sale', () => {
  it('vanishes from the shop and from carts, and open orders of it stay payable', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Banker lamp', price: 40, quantity: 5 });
    const buyer = await Shopper.signUp();
    const order = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
    await buyer.puts({ productId: lamp.id, quantity: 1 });

    const sellers = await visitAs(browser, seller);
    await sellers.goto('/sell/products');
    await picture(sellers, 'my-products');
    await sellers.getByRole('button', { name: 'Take off sale Banker lamp' }).click();
    await sellers.getByText('Not on sale').waitFor();
    await picture(sellers, 'my-products-unlisted');

    const page = await visitAs(browser, buyer);
    expect((await page.goto(`/products/${lamp.id}`))?.status()).toBe(404);
    await page.goto('/cart');
    await page.getByText('No longer on sale.').waitFor();
    await eventually(async () => {
      const refused = await buyer.post('/api/orders', { items: [{ productId: lamp.id, quantity: 1 }] });
      expect([refused.status, JSON.stringify(refused.body)]).toEqual([
        400,
        expect.stringContaining('Banker lamp is no longer for sale'),
      ]);
    });

    await page.goto(`/orders/${order.id}`);
    await enterCard(page, '4242 4242 4242 4242');
    await payButton(page).click();
    await page
      .getByText(/Thank you|Complete/)
      .first()
      .waitFor();

    await sellers.getByRole('button', { name: 'Put on sale Banker lamp' }).click();
    await sellers.getByText('On sale', { exact: true }).waitFor();
    await page.goto(`/products/${lamp.id}`);
    await page.getByRole('button', { name: 'Add to cart' }).waitFor();
  });
});
