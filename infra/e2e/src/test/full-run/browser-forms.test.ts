import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture, shopUrl } from '../../browser';
import { eventually } from '../../eventually';
import { openPage, visitAs } from '../../shop-pages';
import { type Product, Shopper } from '../../shopper';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A seller's browser that runs no script. */
async function visitWithoutScript(seller: Shopper): Promise<Page> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    baseURL: shopUrl(),
    javaScriptEnabled: false,
  });
  const [name = '', value = ''] = seller.cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: shopUrl(), httpOnly: true, secure: true, sameSite: 'Lax' }]);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

async function sellPieces(lamp: Product, quantity: number): Promise<void> {
  const buyer = await Shopper.signUp();
  const { id } = await buyer.orders([{ productId: lamp.id, quantity }]);
  await buyer.pays(id);
  await eventually(async () =>
    expect(await buyer.product(lamp.id)).toMatchObject({ quantity: lamp.quantity - quantity }),
  );
}

const save = (page: Page) => page.getByRole('button', { name: 'Save changes' }).click();
const open = async (page: Page, { id }: Product) => {
  await page.goto(`/products/${id}/edit`);
  await page.getByLabel('Title').waitFor();
};

describe('a restock from a form that was opened before pieces were sold', () => {
  let seller: Shopper;
  let lamp: Product;
  beforeEach(async () => {
    seller = await Shopper.signUp();
    lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 5 });
  });

  it('shows what was sold and saves what the seller then decides', async () => {
    const page = await visitAs(browser, seller);
    await open(page, lamp);
    await sellPieces(lamp, 3);
    await page.getByLabel('Quantity').fill('15');
    await save(page);
    await page.getByText('3 were sold since you opened this page. 2 left.').waitFor();
    await page.getByText('enter 12').waitFor();
    expect(await page.getByLabel('Quantity').inputValue()).toBe('15');
    expect(await seller.product(lamp.id)).toMatchObject({ quantity: 2 });
    await picture(page, 'edit-conflict');
    await page.getByLabel('Quantity').fill('12');
    await save(page);
    await page.getByRole('heading', { level: 1, name: 'Reading lamp' }).waitFor();
    expect(await seller.product(lamp.id)).toMatchObject({ quantity: 12 });
  });

  it('does the same without script', async () => {
    const page = await visitWithoutScript(seller);
    await open(page, lamp);
    await sellPieces(lamp, 3);
    await page.getByLabel('Quantity').fill('15');
    await save(page);
    await page.getByText('3 were sold since you opened this page. 2 left.').waitFor();
    expect(await seller.product(lamp.id)).toMatchObject({ quantity: 2 });
    await picture(page, 'edit-conflict-without-script');
    await page.getByLabel('Quantity').fill('12');
    await save(page);
    await page.getByRole('heading', { level: 1, name: 'Reading lamp' }).waitFor();
    expect(await seller.product(lamp.id)).toMatchObject({ quantity: 12 });
  });

  it('shows what another tab has changed, and keeps both changes', async () => {
    const page = await visitAs(browser, seller);
    await open(page, lamp);
    await seller.put(`/api/products/${lamp.id}`, { title: 'Desk lamp', price: 30 });
    await page.getByLabel('Price').fill('26');
    await save(page);
    await page.getByText('The price is now $30.00; it was $24.50.').waitFor();
    await page.getByText('The title is now “Desk lamp”.').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('Desk lamp');
    expect(await page.getByLabel('Price').inputValue()).toBe('26');
    await picture(page, 'edit-other-tab');
    await save(page);
    await page.getByRole('heading', { level: 1, name: 'Desk lamp' }).waitFor();
    expect(await seller.product(lamp.id)).toMatchObject({ title: 'Desk lamp', price: 26, quantity: 5 });
  });

  it('does not stand in the way of a new title while pieces are sold', async () => {
    const page = await visitAs(browser, seller);
    await open(page, lamp);
    await sellPieces(lamp, 3);
    await page.getByLabel('Title').fill('Desk lamp');
    await save(page);
    await page.getByRole('heading', { level: 1, name: 'Desk lamp' }).waitFor();
    expect(await seller.product(lamp.id)).toMatchObject({ title: 'Desk lamp', quantity: 2 });
  });
});

describe.each([true, false])('a form that the browser sends by itself; scripts: %s', (hasScript) => {
  let shopper: Shopper;
  let page: Page;
  beforeEach(async () => {
    shopper = await Shopper.signUp();
    page = await (hasScript ? visitAs(browser, shopper) : visitWithoutScript(shopper));
  });
  afterEach(() => page.context().close());

  it('leads to the field in error, and keeps what was typed', async () => {
    await page.goto('/account');
    await page.getByLabel('Your name').fill('Ann\u202e');
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.locator('#field-name:focus').waitFor();
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ann\u202e');
    await page.getByLabel('Current password').fill('not mine');
    await page.getByLabel('New password').fill('another password');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.locator('#field-currentPassword:focus').waitFor();
    await picture(page, `account-refused-${hasScript}`);
  });

  it('leads to what it has done', async () => {
    await page.goto('/account');
    await page.getByLabel('Your name').fill('Ann');
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.locator('p:focus', { hasText: 'Your name is saved.' }).waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.locator('p:focus', { hasText: 'Every session of yours has ended.' }).waitFor();
  });

  it('leads to the product that was taken off sale, in its place of the list', async () => {
    await shopper.sells({ title: 'Oak shelf', price: 80, quantity: 2 });
    for (let number = 1; number <= 20; number += 1)
      await shopper.sells({ title: `Tile ${number}`, price: 3, quantity: 9 });
    await page.goto('/sell/products');
    await page.getByRole('button', { name: 'Take off sale Oak shelf' }).click();
    const notice = page.locator('p:focus', { hasText: 'Oak shelf is no longer on sale.' });
    await notice.waitFor();
    const { y = -1 } = (await notice.boundingBox()) ?? {};
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(page.viewportSize()?.height ?? 0);
  });
});

describe('the sell form', () => {
  const titles = async (seller: Shopper): Promise<string[]> => {
    const { body } = await seller.get<{ title: string }[]>('/api/products?limit=100');
    return body.map(({ title }) => title);
  };

  it('works without script, and keeps what was typed beside an error', async () => {
    const seller = await Shopper.signUp();
    const title = `Shelf ${Date.now()}`;
    const page = await visitWithoutScript(seller);
    await page.goto('/sell');
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('Price').fill('cheap');
    await page.getByLabel('Quantity').fill('2');
    await page.getByLabel('Description').fill('Solid.\nHeavy.');
    await page.getByRole('button', { name: 'Put on sale' }).click();
    await page.locator('#field-price-error').waitFor();
    await picture(page, 'sell-without-script');
    expect(await page.getByLabel('Title').inputValue()).toBe(title);
    expect(await page.getByLabel('Description').inputValue()).toBe('Solid.\nHeavy.');
    await page.getByLabel('Price').fill('80');
    await page.getByRole('button', { name: 'Put on sale' }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  });

  it('takes a click that comes before the page has loaded its script', async () => {
    const seller = await Shopper.signUp();
    const title = `Early shelf ${Date.now()}`;
    const page = await visitAs(browser, seller);
    let release = () => undefined as void;
    const loaded = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/_next/static/**/*.js', async (route) => {
      await loaded;
      await route.continue().catch(() => undefined);
    });
    await page.goto('/sell', { waitUntil: 'commit' });
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('Price').fill('80');
    await page.getByLabel('Quantity').fill('2');
    await page.getByRole('button', { name: 'Put on sale' }).click();
    await eventually(async () => expect(await titles(seller)).toContain(title));
    release();
  });

  it('puts one product on sale however often the button is pressed', async () => {
    const seller = await Shopper.signUp();
    const title = `Quick shelf ${Date.now()}`;
    const page = await visitAs(browser, seller);
    await openPage(page, '/sell');
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('Price').fill('80');
    await page.getByLabel('Quantity').fill('2');
    await page.getByRole('button', { name: 'Put on sale' }).click({ clickCount: 3 });
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    expect((await titles(seller)).filter((found) => found === title)).toHaveLength(1);
  });

  it('moves the focus to the first field in error, and clears the error once it is corrected', async () => {
    const page = await visitAs(browser, await Shopper.signUp());
    await openPage(page, '/sell');
    await page.getByLabel('Title').fill('Shelf');
    await page.getByLabel('Quantity').fill('many');
    await page.getByRole('button', { name: 'Put on sale' }).click();
    await page.locator('#field-price:focus').waitFor();
    await page.getByLabel('Price').fill('80');
    await page.getByLabel('Quantity').focus();
    await page.locator('#field-price-error').waitFor({ state: 'detached' });
    expect(await page.locator('#field-quantity-error').count()).toBe(1);
  });

  it('keeps what was typed when the shop does not answer, and can be sent again', async () => {
    const seller = await Shopper.signUp();
    const title = `Kept shelf ${Date.now()}`;
    const page = await visitAs(browser, seller);
    await openPage(page, '/sell');
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('Price').fill('80');
    await page.getByLabel('Quantity').fill('2');
    await page.route('**/api/products', (route) => route.abort());
    await page.getByRole('button', { name: 'Put on sale' }).click();
    await page.getByText('We could not reach the shop').waitFor();
    await page.reload();
    await page.getByText('We kept what you typed here').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe(title);
    await page.unroute('**/api/products');
    await page.getByRole('button', { name: 'Put on sale' }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  });
});
