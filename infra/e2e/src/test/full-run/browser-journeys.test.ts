import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture } from '../../browser';
import {
  enterCard,
  payButton,
  putIntoCart,
  quantityField,
  sendCredentials,
  visit,
  visitAs,
  openPage,
} from '../../shop-pages';
import { type Product, Shopper } from '../../shopper';

let browser: Browser;
let seller: Shopper;
let lamp: Product;

beforeAll(async () => {
  browser = await launchBrowser();
  seller = await Shopper.signUp();
});
beforeEach(async () => {
  lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 40 });
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(() => browser.close());

const main = (page: Page) => page.getByRole('main');

async function anOpenOrder(): Promise<{ buyer: Shopper; page: Page; id: string }> {
  const buyer = await Shopper.signUp();
  const { id } = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
  const page = await visitAs(browser, buyer);
  return { buyer, page, id };
}

it('a phone shows the items and the total above the card form, and Pay as wide as the form', async () => {
  const { page, id } = await anOpenOrder();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`/orders/${id}`);
  await payButton(page).waitFor();
  const top = async (name: string) => (await page.getByRole('heading', { name }).boundingBox())?.y ?? 0;
  expect(await top('Your items')).toBeLessThan(await top('Pay for your order'));
  const [button, form] = [await payButton(page).boundingBox(), await page.locator('.pay-form').boundingBox()];
  expect(button?.width).toBe(form?.width);
  await enterCard(page, '4242 4242 4242 4242');
  await payButton(page).click();
  await page.getByRole('heading', { name: /Thank you, order #\w+ is paid/ }).waitFor();
  await picture(page, 'phone-thank-you');
});

it('before payment an order shows the payment step only', async () => {
  const { page, id } = await anOpenOrder();
  await page.goto(`/orders/${id}`);
  expect(await page.locator('.step-label').allInnerTexts()).toEqual([
    expect.stringMatching(/^Placed/),
    expect.stringMatching(/^Payment/),
  ]);
  expect(await page.getByText('In progress').count()).toBe(0);
});

it.each(['open', 'complete'])('an order that is %s prints as a receipt of the shop', async (state) => {
  const { buyer, page, id } = await anOpenOrder();
  if (state === 'complete') await buyer.pays(id);
  await page.goto(`/orders/${id}`);
  if (state === 'complete') await page.getByRole('button', { name: 'Print' }).waitFor();
  else await Promise.all([payButton(page).waitFor(), page.locator('.live-mark').waitFor()]);
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['button', '.button', '.live-mark', '.order-pay', 'nav', '.site-footer', '.stack > a'])
    expect([hidden, await page.locator(hidden).filter({ visible: true }).count()]).toEqual([hidden, 0]);
  await page.getByRole('heading', { name: 'Your items' }).waitFor();
  await page.locator('.brand').getByText('Open Market').waitFor();
  await picture(page, `order-print-${state}`);
});

it('a link to an order asks a visitor to sign in and says why; Back then leads to the page before', async () => {
  const { buyer, id } = await anOpenOrder();
  const { page } = await visit(browser);
  await page.goto(`/products/${lamp.id}`);
  await page.goto(`/orders/${id}`);
  await main(page).getByText('Sign in to see this order.').waitFor();
  await page.waitForLoadState('networkidle');
  await sendCredentials(page, 'Sign in', buyer.email);
  await page.waitForURL(`**/orders/${id}`);
  await page.goBack();
  await page.waitForURL(`**/products/${lamp.id}`);
});

it('Back from another page keeps what was typed on the sell page', async () => {
  const page = await visitAs(browser, seller);
  await openPage(page, '/sell');
  await page.getByLabel('Title').fill('Oak shelf');
  await main(page).getByRole('link', { name: 'My products' }).click();
  await page.getByRole('heading', { level: 1, name: 'My products' }).waitFor();
  await page.goBack();
  await page.getByText('We kept what you typed here').waitFor();
  expect(await page.getByLabel('Title').inputValue()).toBe('Oak shelf');
});

it.each(['0', '2.5', '３', ''])('the quantity %j is named and not changed in silence', async (quantity) => {
  const buyer = await Shopper.signUp();
  const page = await visitAs(browser, buyer);
  await openPage(page, `/products/${lamp.id}`);
  const field = quantityField(page, 'Reading lamp');
  await field.fill(quantity);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByText('Enter a whole number, 1 or more.').waitFor();
  expect(await field.inputValue()).toBe(quantity);
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  expect(await buyer.cart()).toEqual([]);
  await field.fill('3');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByText('Added. You have 3 in your cart.').waitFor();
});

it('a message about a refused change goes once a change is carried out', async () => {
  const buyer = await Shopper.signUp();
  await buyer.puts({ productId: lamp.id, quantity: 1 });
  const page = await visitAs(browser, buyer);
  await openPage(page, '/cart');
  await page.route('**/api/cart/items', (route) =>
    route.fulfill({ status: 400, json: { errors: [{ message: 'Not now' }] } }),
  );
  const increase = page.getByRole('button', { name: 'Increase quantity of Reading lamp' });
  await increase.click();
  const refused = page.getByText('Your cart was not changed. Not now');
  await refused.waitFor();
  await page.unroute('**/api/cart/items');
  await increase.click();
  await refused.waitFor({ state: 'detached', timeout: 4_000 });
});

it('a sold-out line stays in the cart, does not count, and blocks in amber', async () => {
  const chair = await seller.sells({ title: 'Folding chair', price: 40, quantity: 1 });
  const buyer = await Shopper.signUp();
  for (const { id } of [lamp, chair]) await buyer.puts({ productId: id, quantity: 1 });
  await seller.put(`/api/products/${chair.id}`, { quantity: 0 });
  const page = await visitAs(browser, buyer);
  await page.goto('/cart');
  await page.getByRole('region', { name: 'Summary' }).getByText('$24.50').waitFor();
  await page.locator('.notice-warn').getByText('Something in your cart cannot be ordered').waitFor();
  await picture(page, 'cart-sold-out');
});

it('a guest’s cart of 50 lines comes with one request and without a shift', async () => {
  const products = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      seller.sells({ title: `Tile ${index + 1}`, price: 3, quantity: 9 }),
    ),
  );
  const { page } = await visit(browser);
  await page.goto('/auth/signin');
  const lines = products.map(({ id }) => ({ productId: id, quantity: 1 }));
  await page.evaluate((text) => localStorage.setItem('guest-cart', text), JSON.stringify(lines));
  await page.addInitScript(`new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift = (window.shift ?? 0) + entry.value;
  }).observe({ type: 'layout-shift', buffered: true });`);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/')) asked.push(request.url());
  });
  await page.goto('/cart', { waitUntil: 'networkidle' });
  await page.getByRole('link', { name: 'Tile 50' }).waitFor();
  expect(asked).toHaveLength(1);
  expect(await page.evaluate<number>('window.shift ?? 0')).toBeLessThanOrEqual(0.02);
});

it('a sign-up says which passwords it takes, and ties a taken email to its field', async () => {
  const { page } = await visit(browser);
  await openPage(page, '/auth/signup');
  await page.getByText('4 to 20 characters.').waitFor();
  await page.getByLabel('Email').fill(seller.email);
  await page.getByLabel('Password', { exact: true }).fill('another password');
  await main(page).getByRole('button', { name: 'Sign up' }).click();
  await page.locator('#field-email:focus').waitFor();
  expect(await page.locator('#field-email-error').innerText()).toBe('Email in use');
});

it('a sign-up says everything that is wrong at once', async () => {
  const { page } = await visit(browser);
  await openPage(page, '/auth/signup');
  await page.getByLabel('Email').fill('ann@example');
  await page.getByLabel('Password', { exact: true }).fill('abc');
  await main(page).getByRole('button', { name: 'Sign up' }).click();
  await page.locator('#field-email:focus').waitFor();
  expect(await page.locator('.field-error').allInnerTexts()).toEqual([
    'Enter your email address, like name@example.com',
    'Enter a password of 4 to 20 characters',
  ]);
});

it('failed sign-ins say how long to wait', async () => {
  const { page } = await visit(browser);
  await openPage(page, '/auth/signin');
  await page.route('**/api/users/signin', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'retry-after': '45' },
      json: { errors: [{ message: 'Too many failed sign-ins', code: 'too_many_failed_sign_ins' }] },
    }),
  );
  await page.getByLabel('Email').fill(seller.email);
  await page.getByLabel('Password', { exact: true }).fill('not mine');
  await main(page).getByRole('button', { name: 'Sign in' }).click();
  await main(page).getByText('Too many failed sign-ins. Try again in 45 seconds.').waitFor();
});

it('an order is paid from the list, and bought again from there', async () => {
  const { buyer, page, id } = await anOpenOrder();
  await page.setViewportSize({ width: 768, height: 800 });
  await page.goto('/orders');
  const [row, action] = [page.locator('.order-card-facts'), page.getByRole('link', { name: 'Pay now' })];
  const [facts, button] = [await row.boundingBox(), await action.boundingBox()];
  expect(button?.y).toBeLessThan((facts?.y ?? 0) + (facts?.height ?? 0));
  await action.click();
  await payButton(page).waitFor();
  expect((await buyer.pays(id)).status).toBe(201);
  await page.getByRole('heading', { name: /Thank you/ }).waitFor();
  await page.goto('/orders');
  await page.getByRole('button', { name: 'Buy again' }).click();
  const notice = page.getByText('1 product of your order is in your cart.');
  await notice.waitFor();
  await page.waitForURL(/\/cart$/);
  await notice.waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Remove' }).waitFor();
  expect(await notice.count()).toBe(0);
  expect(await buyer.cart()).toEqual([{ productId: lamp.id, quantity: 1 }]);
});

it('live regions are in the page before they have something to say', async () => {
  const page = await visitAs(browser, seller);
  for (const path of [`/products/${lamp.id}`, '/sell', '/cart']) {
    await page.goto(path);
    const hidden = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll('[role=status], [role=alert], [role=log]')]
      .filter((region) => getComputedStyle(region).display === 'none').map((region) => region.outerHTML)`);
    expect([path, hidden]).toEqual([path, []]);
    expect(await page.locator('[role=status]').count()).toBeGreaterThan(0);
  }
});

it('a shopper on a slow network buys', async () => {
  await putIntoCart((await visit(browser)).page, lamp.id);
  const buyer = await Shopper.signUp();
  await buyer.puts({ productId: lamp.id, quantity: 1 });
  const page = await visitAs(browser, buyer);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
  });
  page.setDefaultTimeout(60_000);
  await page.goto('/checkout');
  await page.getByRole('button', { name: 'Place order' }).click();
  await payButton(page).waitFor();
  await enterCard(page, '4242 4242 4242 4242');
  await payButton(page).click();
  await page.getByRole('heading', { name: /Thank you/ }).waitFor();
});

it('a click without network keeps the page, and leads on once it is back', async () => {
  const { page } = await visit(browser);
  await openPage(page, `/products/${lamp.id}`);
  const help = page.getByRole('link', { name: 'Help with an order' });
  await page.context().setOffline(true);
  await help.click();
  const notice = page.getByText('No connection.');
  await notice.waitFor();
  expect(new URL(page.url()).pathname).toBe(`/products/${lamp.id}`);
  expect(await page.getByRole('button', { name: 'Add to cart' }).isVisible()).toBe(true);

  await page.context().setOffline(false);
  await page.getByRole('link', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Help with an order' }).waitFor();
  expect(await notice.count()).toBe(0);
});

it('a page that loses the network says so, and goes on once it is back', async () => {
  const { page, id, buyer } = await anOpenOrder();
  await page.goto(`/orders/${id}`);
  await payButton(page).waitFor();
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await picture(page, 'offline');
  await page.context().setOffline(false);
  await page.getByText('You are offline.').waitFor({ state: 'detached' });
  expect((await buyer.pays(id)).status).toBe(201);
  await page.getByRole('heading', { name: /Thank you/ }).waitFor();
});
