import type { Browser } from 'playwright-core';
import { launchBrowser, picture } from '../browser';
import { eventually } from '../eventually';
import { enterCard, focus, payButton, visitAs } from '../shop-pages';
import { Shopper } from '../shopper';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('an open order whose stock was sold meanwhile', () => {
  it('warns before paying, stays payable, and tells after the refund what happened', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 5 });
    const [slow, quick] = [await Shopper.signUp(), await Shopper.signUp()];
    const order = await slow.orders([{ productId: lamp.id, quantity: 4 }]);
    const page = await visitAs(browser, slow);
    await page.goto(`/orders/${order.id}`);
    await payButton(page).waitFor();
    expect(await page.getByText('Not enough left for this order').count()).toBe(0);

    const { id } = await quick.orders([{ productId: lamp.id, quantity: 3 }]);
    await quick.pays(id);
    await eventually(async () => expect(await quick.product(lamp.id)).toMatchObject({ quantity: 2 }));
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
