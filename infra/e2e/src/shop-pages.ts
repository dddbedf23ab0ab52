import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { shopUrl } from './browser';
import type { Shopper } from './shopper';

/** A new visitor; collects the errors of the page. */
export async function visit(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: shopUrl(), ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|hydrat/i.test(message.text()))
      complaints.push(message.text());
  });
  return { page, complaints };
}

/** A visitor with the session of this shopper. */
export async function visitAs(browser: Browser, shopper: Shopper): Promise<Page> {
  const { page } = await visit(browser);
  await signInAs(page, shopper);
  return page;
}

/** Gives all tabs of this page's browser the session of this shopper. */
export async function signInAs(page: Page, { cookie }: Shopper): Promise<void> {
  const [name = '', value = ''] = [
    cookie.slice(0, cookie.indexOf('=')),
    cookie.slice(cookie.indexOf('=') + 1),
  ];
  const url = shopUrl();
  await page.context().addCookies([{ name, value, url, httpOnly: true, secure: true, sameSite: 'Lax' }]);
}

/** Next.js measures how long React took to take the page over. */
const HYDRATED = `new Promise((resolve) => {
  const look = () => {
    const isHydrated = performance.getEntriesByName('Next.js-hydration').length > 0;
    setTimeout(isHydrated ? resolve : look, 10);
  };
  look();
})`;

/** Opens a page and waits until its script listens: what is typed or clicked before may go to the browser alone. */
export async function openPage(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.evaluate(HYDRATED);
}

export async function signUp(page: Page): Promise<void> {
  await openPage(page, '/auth/signup');
  await sendCredentials(page, 'Sign up', `browser-${randomBytes(6).toString('hex')}@example.com`);
}

/** Fills in and sends the open sign-up or sign-in form. */
export async function sendCredentials(
  page: Page,
  button: 'Sign up' | 'Sign in',
  email: string,
): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('a password');
  await page.getByRole('main').getByRole('button', { name: button }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

export const quantityField = (page: Page, title: string) =>
  page.getByRole('textbox', { name: `Quantity of ${title}` });

export async function putIntoCart(page: Page, productId: string): Promise<void> {
  await page.goto(`/products/${productId}`);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByText(/Added\. You have/).waitFor();
}

export async function enterCard(page: Page, number: string): Promise<void> {
  const card = page.frameLocator('iframe[name^="__privateStripeFrame"]');
  await card.locator('[name="cardnumber"]').fill(number);
  await card.locator('[name="exp-date"]').fill('12 / 34');
  await card.locator('[name="cvc"]').fill('123');
  const postal = card.locator('[name="postal"]');
  if (await postal.count()) await postal.fill('12345');
}

export const payButton = (page: Page) => page.getByRole('button', { name: /^Pay/ });

/** The tab is looked at again: an open page asks at once how things stand. */
export const focus = (page: Page) => page.evaluate("window.dispatchEvent(new Event('focus'))");
