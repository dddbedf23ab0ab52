import { once } from 'node:events';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture } from '../../browser';
import { eventually } from '../../eventually';
import { enterCard, payButton, visitAs } from '../../shop-pages';
import { type Order, Shopper } from '../../shopper';
import { askStripeControl } from '../../stripe-control';

const GOOD = '4242 4242 4242 4242';
const DECLINED = '4000 0000 0000 0002';

let browser: Browser;
let buyer: Shopper;
let order: Order;

beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
  buyer = await Shopper.signUp();
  order = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
});
afterEach(() => askStripeControl('DELETE', 'faults'));
afterAll(() => browser.close());

/** Stripe answers the next charge of the order after so long; the card decides how. */
const holdCharge = (ms: number) =>
  askStripeControl('POST', 'faults', {
    fault: 'hang',
    match: { path: '/v1/charges', orderId: order.id },
    ms,
  });

async function openOrder(page: Page): Promise<Page> {
  await page.goto(`/orders/${order.id}`);
  await payButton(page).waitFor();
  return page;
}

async function pay(page: Page, card: string): Promise<void> {
  await enterCard(page, card);
  await payButton(page).click();
}

const declined = (page: Page) =>
  page.getByText('Your card was declined. Nothing was charged. Try another card.').waitFor();
const processing = (page: Page) => page.getByText('Your payment is being processed').waitFor();
const complete = (page: Page) => page.getByText('Complete', { exact: true }).first().waitFor();

describe('paying in a browser', () => {
  it('runs no script that lacks the nonce of the answer', async () => {
    const page = await openOrder(await visitAs(browser, buyer));
    const inject = `new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.isInjected = true';
      document.body.append(script);
    })`;
    expect(await page.evaluate(inject)).toMatch(/^script-src/);
    expect(await page.evaluate('window.isInjected')).toBeUndefined();
  });

  it('says that the card form takes long while the network does not answer, and shows it once it does', async () => {
    const page = await visitAs(browser, buyer);
    const release = new AbortController();
    await page.route('**/sandbox/**/*.js', async (route) => {
      await once(release.signal, 'abort');
      await route.continue();
    });
    await page.goto(`/orders/${order.id}`);
    const note = page.getByText('The card form takes longer than usual. Your order is kept.');
    await note.waitFor({ timeout: 15_000 });
    await picture(page, 'payment-form-slow');
    release.abort();
    await payButton(page).waitFor();
    expect(await note.count()).toBe(0);
  });

  it('shows a decline that came after a 202, and takes another card', async () => {
    const page = await openOrder(await visitAs(browser, buyer));
    await holdCharge(4_000);
    // The service answers 202 once Stripe takes longer than it waits; here at once, while the real payment goes on.
    await page.route('**/api/payments', async (route) => {
      const { token } = route.request().postDataJSON() as { token: string };
      void buyer.pays(order.id, token);
      await page.waitForTimeout(500);
      await route.fulfill({ status: 202, json: { orderId: order.id, status: 'processing' } });
    });
    await pay(page, DECLINED);
    await processing(page);
    expect(await page.getByText('Processing payment', { exact: true }).count()).toBe(2);
    expect(await page.getByText('We have not received your payment yet.').count()).toBe(0);
    await declined(page);
    expect(await page.getByText('Processing payment', { exact: true }).count()).toBe(0);
    await picture(page, 'payment-declined-late');
    await page.unroute('**/api/payments');
    await pay(page, GOOD);
    await complete(page);
  });

  it('shows the decline after a reload during the payment', async () => {
    const page = await openOrder(await visitAs(browser, buyer));
    await holdCharge(4_000);
    const sent = page.waitForRequest('**/api/payments');
    await pay(page, DECLINED);
    await sent;
    await page.reload();
    await processing(page);
    await picture(page, 'payment-processing');
    await declined(page);
    await payButton(page).waitFor();
  });

  it('gives the form back when the request never left the browser', async () => {
    const page = await openOrder(await visitAs(browser, buyer));
    await page.route('**/api/payments', (route) => route.abort('internetdisconnected'));
    await pay(page, GOOD);
    await page.getByText('Your payment has not arrived. Try again: you cannot be charged twice.').waitFor();
    await picture(page, 'payment-not-sent');
    await page.unroute('**/api/payments');
    await pay(page, GOOD);
    await complete(page);
  });

  it('two tabs pay one order: when one is declined, the other one pays', async () => {
    const first = await openOrder(await visitAs(browser, buyer));
    const second = await openOrder(await first.context().newPage());
    await enterCard(first, DECLINED);
    await enterCard(second, GOOD);
    await holdCharge(3_000);
    const sent = first.waitForRequest('**/api/payments');
    const answered = first.waitForResponse('**/api/payments');
    await payButton(first).click();
    await sent;
    const refused = second.waitForResponse((response) => response.status() === 409);
    await payButton(second).click();
    await refused;
    // The second tab may pay before this one shows its decline; its stream then shows the order as complete.
    expect((await answered).status()).toBe(402);
    await complete(second);
    await complete(first);
  });

  it('two tabs pay one order with cards that are declined: both get the form back', async () => {
    const first = await openOrder(await visitAs(browser, buyer));
    const second = await openOrder(await first.context().newPage());
    await enterCard(first, DECLINED);
    await enterCard(second, DECLINED);
    await holdCharge(3_000);
    const sent = first.waitForRequest('**/api/payments');
    await payButton(first).click();
    await sent;
    await payButton(second).click();
    await declined(first);
    await declined(second);
    await pay(first, GOOD);
    await complete(first);
  });

  it('hides Cancel while the payment is under way', async () => {
    const page = await openOrder(await visitAs(browser, buyer));
    const cancel = page.getByRole('button', { name: 'Cancel order' });
    await cancel.waitFor();
    await holdCharge(3_000);
    await pay(page, DECLINED);
    await page.getByText('Paying…').waitFor();
    expect(await cancel.count()).toBe(0);
    await declined(page);
    await cancel.waitFor();
  });

  it('says that the shopper can leave once the answer takes long', async () => {
    const page = await openOrder(await visitAs(browser, buyer));
    const slow = page.getByText('This takes longer than usual. You can leave this page');
    await holdCharge(10_000);
    await pay(page, DECLINED);
    await page.getByText('Paying…').waitFor();
    expect(await slow.count()).toBe(0);
    await slow.waitFor({ timeout: 10_000 });
    await picture(page, 'payment-slow');
    await declined(page);
    expect(await slow.count()).toBe(0);
  });

  it('follows an order that is cancelled elsewhere during the payment until its money is back', async () => {
    const payer = await openOrder(await visitAs(browser, buyer));
    const other = await openOrder(await payer.context().newPage());
    await holdCharge(5_000);
    await pay(payer, GOOD);
    await eventually(async () =>
      expect((await buyer.get(`/api/payments/orders/${order.id}`)).body).toMatchObject({
        status: 'processing',
      }),
    );
    expect((await buyer.cancels(order.id)).status).toBe(204);
    for (const page of [payer, other]) {
      await page.getByText('A payment was under way.').waitFor();
      expect(await page.getByText('Nothing was charged').count()).toBe(0);
    }
    await picture(other, 'cancelled-during-payment');
    for (const page of [payer, other])
      await page.getByText('Your money is refunded in full.').first().waitFor();
  });

  it('says that it is too late to cancel an order that was paid elsewhere, and shows it', async () => {
    const page = await visitAs(browser, buyer);
    await page.route('**/stream', (route) => route.abort()); // which would tell the page of the payment at once
    await openOrder(page);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    expect((await buyer.pays(order.id)).status).toBe(201);
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await page.getByRole('main').getByText('Too late to cancel: you have already paid').waitFor();
    await complete(page);
    await picture(page, 'cancel-too-late');
  });
});
