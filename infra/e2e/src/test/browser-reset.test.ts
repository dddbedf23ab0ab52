import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture } from '../browser';
import { eventually } from '../eventually';
import { mailsTo } from '../mail';
import { openPage, visit, visitAs } from '../shop-pages';
import { Shopper } from '../shopper';
import { readStack } from '../stack';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const NEW_PASSWORD = 'a new password';

/** The path of the link in the newest mail for a new password. */
async function mailedLink({ email }: Shopper): Promise<string> {
  return eventually(async () => {
    const mails = (await mailsTo(email)).filter(({ subject }) => subject === 'Choose a new password');
    const token = /\/auth\/reset\?token=([\w-]+)/.exec(mails.at(-1)?.text ?? '')?.[1];
    expect(mails).toHaveLength(1);
    expect(mails[0]?.html).toContain(`/auth/reset?token=${token}`);
    return `/auth/reset?token=${token}`;
  });
}

const ask = async (page: Page, email: string) => {
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await page.getByText('a mail with a link is on its way').waitFor();
};

it.each([true, false])(
  'a forgotten password is replaced by a mailed link; scripts: %s',
  async (javaScriptEnabled) => {
    const shopper = await Shopper.signUp();
    const elsewhere = await visitAs(browser, shopper);
    const { page } = await visit(browser, { javaScriptEnabled });
    await page.goto('/auth/signin');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.waitForURL('**/auth/forgot');
    await picture(page, 'forgot');
    await ask(page, shopper.email);
    const link = await mailedLink(shopper);

    await page.goto(link);
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await picture(page, 'reset-320');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByLabel('New password').fill('x');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Password must be between 4 and 20 characters').first().waitFor();
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Sign in with your new password.').waitFor();
    expect(page.url()).not.toContain('token');

    await elsewhere.goto('/account');
    await elsewhere.waitForURL('**/auth/signin?next=%2Faccount');
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Email').fill(shopper.email);
    await page.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();

    await page.goto(link);
    await page.getByLabel('New password').fill('yet another one');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('This link was used or is too old').first().waitFor();
    await picture(page, 'reset-used');
    await page.getByRole('link', { name: 'Ask for a new link' }).click();
    await page.waitForURL('**/auth/forgot');
  },
);

it('a double click changes the password once, and says so', async () => {
  const shopper = await Shopper.signUp();
  const { page } = await visit(browser);
  await openPage(page, '/auth/forgot');
  await ask(page, shopper.email);
  await openPage(page, await mailedLink(shopper));
  let posts = 0;
  await page.route('**/auth/reset', async (route) => {
    posts += 1;
    await page.waitForTimeout(500);
    await route.continue().catch(() => undefined);
  });
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click({ clickCount: 2, delay: 50 });
  await page.getByText('Sign in with your new password.').waitFor();
  expect(posts).toBe(1);
});

it('nobody without an account gets a mail, and the answer is the same', async () => {
  const { gateway } = readStack();
  const request = (email: string) =>
    fetch(`${gateway.http}/api/users/password-reset`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    });
  const shopper = await Shopper.signUp();
  const unknown = `nobody-${shopper.email}`;
  const answers = [];
  for (const email of [unknown, shopper.email]) {
    const answer = await request(email);
    answers.push([answer.status, await answer.text()]);
  }
  expect(answers).toEqual([
    [202, '{}'],
    [202, '{}'],
  ]);
  await mailedLink(shopper);
  expect(await mailsTo(unknown)).toEqual([]);
});
