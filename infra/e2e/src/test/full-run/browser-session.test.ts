import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture } from '../../browser';
import { focus, openPage, payButton, putIntoCart, signInAs, signUp, visit, visitAs } from '../../shop-pages';
import { Shopper } from '../../shopper';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const PASSWORD = 'a password';
const notice = (page: Page) => page.getByText('You are signed out', { exact: true });

/** What a sign-out in another tab, or an expired session, leaves behind. */
const endSession = (page: Page) => page.context().clearCookies();

async function signInAgain(page: Page, email: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
}

describe('a session that ends while a page is open', () => {
  it('is noticed on the order page within ten seconds, and sign-in leads back to it', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
    const buyer = await Shopper.signUp();
    const { id } = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
    const page = await visitAs(browser, buyer);
    await page.goto(`/orders/${id}`);
    await payButton(page).waitFor();

    const other = await page.context().newPage();
    await other.goto('/');
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('link', { name: 'Sign in' }).waitFor();

    await notice(page).waitFor({ timeout: 12_000 });
    expect(await page.getByText('We can’t reach the shop').count()).toBe(0);
    await picture(page, 'session-order');
    await signInAgain(page, buyer.email);
    await page.waitForURL(`**/orders/${id}`);
    await payButton(page).waitFor();
    expect(await notice(page).count()).toBe(0);
  });

  it('keeps what was typed on the sell page through sign-in', async () => {
    const seller = await Shopper.signUp();
    const page = await visitAs(browser, seller);
    await openPage(page, '/sell');
    await page.getByLabel('Title').fill('Oak shelf');
    await page.getByLabel('Price').fill('80');
    await page.getByLabel('Quantity').fill('2');
    await page.getByLabel('Description').fill('Solid.\nHeavy.');
    await endSession(page);
    await page.getByRole('button', { name: 'Put on sale' }).click();
    await notice(page).waitFor();
    await page.getByText('You are signed out. Sign in again to go on.').waitFor();
    await picture(page, 'session-sell');

    await signInAgain(page, seller.email);
    await page.getByText('We kept what you typed here').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('Oak shelf');
    expect(await page.getByLabel('Description').inputValue()).toBe('Solid.\nHeavy.');
    await picture(page, 'session-sell-restored');
    await page.getByRole('button', { name: 'Put on sale' }).click();
    await page.getByRole('heading', { level: 1, name: 'Oak shelf' }).waitFor();
    await openPage(page, '/sell');
    expect(await page.getByLabel('Title').inputValue()).toBe('');
  });

  it('keeps what was typed where the browser refuses its storage', async () => {
    const seller = await Shopper.signUp();
    const page = await visitAs(browser, seller);
    await page.addInitScript(`for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });`);
    await openPage(page, '/sell');
    await page.getByLabel('Title').fill('Oak shelf');
    await endSession(page);
    await focus(page);
    await signInAgain(page, seller.email);
    await page.getByText('We kept what you typed here').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('Oak shelf');
  });

  it('goes on by itself when the visitor has signed in again in another tab', async () => {
    const seller = await Shopper.signUp();
    const page = await visitAs(browser, seller);
    await openPage(page, '/sell');
    await page.getByLabel('Title').fill('Oak shelf');
    await endSession(page);
    await focus(page);
    await notice(page).waitFor();
    await signInAs(page, seller);
    await focus(page);
    await notice(page).waitFor({ state: 'detached' });
    expect(await page.getByLabel('Title').inputValue()).toBe('Oak shelf');
  });

  it('says so when somebody else is signed in', async () => {
    const page = await visitAs(browser, await Shopper.signUp());
    await openPage(page, '/orders');
    await signInAs(page, await Shopper.signUp());
    await focus(page);
    await page.getByText('Somebody else is signed in').waitFor();
    await picture(page, 'session-other');
  });

  it.each(['/cart', '/checkout'])('is shown on %s, and sign-in leads back there', async (address) => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
    const buyer = await Shopper.signUp();
    await buyer.puts({ productId: lamp.id, quantity: 2 });
    const page = await visitAs(browser, buyer);
    await openPage(page, address);
    await page.getByText('Reading lamp').first().waitFor();
    await endSession(page);
    if (address === '/checkout') await page.getByRole('button', { name: 'Place order' }).click();
    else await focus(page);
    await notice(page).waitFor();
    await picture(page, `session${address.replace('/', '-')}`);
    await signInAgain(page, buyer.email);
    await page.waitForURL(`**${address}`);
    await page.getByText('Reading lamp').first().waitFor();
  });

  it('asks nothing of a guest', async () => {
    const { page } = await visit(browser);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await openPage(page, '/');
    await focus(page);
    await page.waitForTimeout(1_000);
    expect(asked).not.toContain('/api/users/currentuser');
    await signUp(page);
    await focus(page);
    await page.waitForRequest('**/api/users/currentuser');
  });
});

it('shows the cart in a guest’s other tab after the sign-in', async () => {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 4 });
  const { page } = await visit(browser);
  await putIntoCart(page, lamp.id);
  await openPage(page, '/cart');
  await signUp(await page.context().newPage());

  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Reading lamp' }).waitFor();
  expect(await page.getByText('Nothing in here yet').count()).toBe(0);
});

describe('the account page', () => {
  it('changes name and password, which ends the session on another device', async () => {
    const shopper = await Shopper.signUp();
    const [page, elsewhere] = [await visitAs(browser, shopper), await visitAs(browser, shopper)];
    await page.goto('/');
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('link', { name: 'Your account' }).click();
    await page.getByLabel('Your name').fill('Ann');
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.getByRole('heading', { name: 'Hello, Ann' }).waitFor();
    await picture(page, 'account');
    await page.setViewportSize({ width: 320, height: 700 });
    await picture(page, 'account-320');
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 800 });

    const change = async (current: string) => {
      await page.getByLabel('Current password').fill(current);
      await page.getByLabel('New password').fill('another password');
      await page.getByRole('button', { name: 'Change password' }).click();
    };
    await change('not mine');
    await page.getByText('Current password is wrong').first().waitFor();
    await change(PASSWORD);
    await page.getByText('Your password is changed').waitFor();
    await page.waitForURL((url) => url.pathname === '/account' && url.search === '');
    await page.reload();
    expect(await page.getByText('Your password is changed').count()).toBe(0);

    await elsewhere.goto('/account');
    await elsewhere.waitForURL('**/auth/signin?next=%2Faccount');
    await page.goto('/account');
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('Every session of yours has ended.').waitFor();
    await page.waitForURL((url) => url.pathname === '/auth/signin' && url.search === '');
    await page.getByLabel('Email').fill(shopper.email);
    await page.getByLabel('Password', { exact: true }).fill('another password');
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });
});
