import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launchChromium } from './chromium';
import { aCharge, dataFolder, errorOf, type RunningSandbox, startSandbox } from './harness';
import { shopRouter } from './shop';

let folder: Awaited<ReturnType<typeof dataFolder>>;
let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;
let card: FrameLocator;
let complaints: string[];
let hosts: Set<string>;

beforeAll(async () => {
  folder = await dataFolder();
  sandbox = await startSandbox({ dataDir: folder.folder, pages: shopRouter() });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await sandbox.stop();
  await folder.remove();
});

beforeEach(async () => {
  page = await browser.newPage();
  complaints = [];
  hosts = new Set();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  card = page.frameLocator('iframe[title="Secure card payment input frame"]');
});

afterEach(() => page.close());

const open = async () => {
  await page.goto(sandbox.url);
  await card.locator('input[name="cardnumber"]:enabled').waitFor();
};
const result = () => page.locator('output');
const alert = () => page.getByRole('alert');
const valueOf = (name: string) => card.locator(`input[name="${name}"]`).inputValue();
const tokenShown = async () => {
  await page.locator('output', { hasText: /^tok_/ }).waitFor();
  return (await result().textContent())!;
};

it("lets Stripe's own React package take a card by keyboard alone, and charges it", async () => {
  await open();
  await page.getByText('Card', { exact: true }).click(); // the label leads into the frame, by a message
  await card.locator('input[name="cardnumber"]:focus').waitFor();
  await page.keyboard.type('4242424242424242124012342424');
  expect(await Promise.all(['cardnumber', 'exp-date', 'cvc', 'postal'].map(valueOf))).toEqual([
    '4242 4242 4242 4242',
    '12 / 40',
    '123',
    '42424',
  ]);
  await page.keyboard.press('Enter'); // submits the form around the frame

  const source = await tokenShown();
  const charge = await sandbox.stripe.charges.create(aCharge({ source }));
  expect(charge).toMatchObject({
    paid: true,
    source: { last4: '4242', name: 'Ada Lovelace', address_zip: '42424', exp_year: 2040, cvc_check: 'pass' },
  });
  const events = await page.locator('#events').textContent();
  expect(events).toMatch(/^ready:function .*focus .*change .*complete:visa/);
  expect(events!.match(/focus/g)).toHaveLength(1); // moving between the fields of one card is not leaving it
  expect([...hosts]).toEqual([sandbox.url]);
  expect(complaints).toEqual([]);
});

it('has the fields that browsers and assistive technology know', async () => {
  await open();
  const frame = page.locator('#card iframe');
  expect(await frame.getAttribute('name')).toMatch(/^__privateStripeFrame\d+$/);
  for (const [label, name, autocomplete] of [
    ['Credit or debit card number', 'cardnumber', 'cc-number'],
    ['Credit or debit card expiration date', 'exp-date', 'cc-exp'],
    ['Credit or debit card CVC/CVV', 'cvc', 'cc-csc'],
    ['ZIP', 'postal', 'billing postal-code'],
  ] as const) {
    const input = card.getByLabel(label);
    expect([await input.getAttribute('name'), await input.getAttribute('autocomplete')]).toEqual([
      name,
      autocomplete,
    ]);
  }
  const style = await card
    .locator('input')
    .first()
    .evaluate((input) => {
      const { fontSize, color } = (
        globalThis as unknown as { getComputedStyle: (e: unknown) => Record<string, string> }
      ).getComputedStyle(input);
      return [fontSize, color];
    });
  expect(style).toEqual(['18px', 'rgb(18, 52, 86)']);
});

it("shows errors in Stripe's words, at the right moment", async () => {
  await open();
  const number = card.getByLabel('Credit or debit card number');
  await number.pressSequentially('42424242');
  expect(await alert().textContent()).toBe('');
  await number.press('Tab');
  await page.getByText('Your card number is incomplete.').waitFor();

  await number.fill('4242424242424241');
  await page.getByText('Your card number is invalid.').waitFor();
  expect(await number.getAttribute('aria-invalid')).toBe('true');
  expect(await number.evaluate((input) => (input as unknown as { className: string }).className)).toContain(
    'is-invalid',
  );
  expect(await page.locator('#card').getAttribute('class')).toContain('StripeElement--invalid');

  await number.fill('4242424242424242');
  await card.getByLabel('Credit or debit card expiration date').fill('0120');
  await page.getByText("Your card's expiration year is in the past.").waitFor();
  await card.getByLabel('Credit or debit card expiration date').fill('1240');
  await page.getByRole('button', { name: 'Pay' }).click();
  await page.getByText("refused: Your card's security code is incomplete.").waitFor();
  expect(complaints).toEqual([]);
});

it('keeps the caret in place and deletes across the gaps', async () => {
  await open();
  const number = card.getByLabel('Credit or debit card number');
  await number.pressSequentially('424242');
  for (let time = 0; time < 3; time += 1) await number.press('Backspace');
  expect(await number.inputValue()).toBe('424');
  await number.press('ArrowLeft');
  await number.pressSequentially('99');
  expect(await number.inputValue()).toBe('4299 4');

  const expiry = card.getByLabel('Credit or debit card expiration date');
  await expiry.pressSequentially('12');
  expect(await expiry.inputValue()).toBe('12 / ');
  await expiry.press('Backspace');
  expect(await expiry.inputValue()).toBe('1');
  await expiry.press('Backspace');
  await expiry.press('Backspace'); // from an empty field, back to the one before
  await page.keyboard.press('End');
  await page.keyboard.type('2');
  expect(await number.inputValue()).toBe('4299 42');
});

it('makes tokens that are declined like the card that was typed', async () => {
  await open();
  await card.getByLabel('Credit or debit card number').click();
  await page.keyboard.type('4000000000009995124012342424');
  await page.getByRole('button', { name: 'Pay' }).click();
  const error = await errorOf(sandbox.stripe.charges.create(aCharge({ source: await tokenShown() })));
  expect([error.statusCode, error.decline_code]).toEqual([402, 'insufficient_funds']);
});

it('comes back empty after it was taken off the page', async () => {
  await open();
  await card.getByLabel('Credit or debit card number').fill('4242424242424242');
  await page.getByRole('button', { name: 'Toggle' }).click();
  await page.locator('#card iframe').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Toggle' }).click();
  await card.getByLabel('Credit or debit card number').waitFor();
  expect(await valueOf('cardnumber')).toBe('');
  await card.getByLabel('Credit or debit card number').click();
  await page.keyboard.type('5555555555554444124012342424');
  await page.keyboard.press('Enter');
  await tokenShown();
  expect(complaints).toEqual([]);
});

it('listens to nobody but its own page', async () => {
  await open();
  const number = card.getByLabel('Credit or debit card number');
  await number.fill('4242424242424242');
  await number.press('Tab');
  // The same machine under another name is another origin.
  const stranger = sandbox.url.replace('127.0.0.1', 'localhost');
  await page.evaluate(`new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.src = '${stranger}/healthz';
    frame.onload = resolve;
    document.body.append(frame);
  })`);
  const intruder = page.frames().find((frame) => frame.url().startsWith(stranger))!;
  await intruder.evaluate(`
    parent.frames[0].postMessage({ to: 'card', type: 'clear' }, '*');
    parent.postMessage({ from: 'card', type: 'change', state: { empty: true, complete: false, error: { message: 'pwned' } } }, '*');
    new Promise((resolve) => setTimeout(resolve, 200));
  `);
  expect(await number.inputValue()).toBe('4242 4242 4242 4242');
  expect(await alert().textContent()).toBe('');
});

it('cannot be framed by another site', async () => {
  await page.goto(`${sandbox.url.replace('127.0.0.1', 'localhost')}/healthz`);
  await page.evaluate(`new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.src = '${sandbox.url}/sandbox/stripe/card.html';
    frame.onload = resolve;
    document.body.append(frame);
  })`);
  expect(complaints.join()).toContain("frame-ancestors 'self'");
});

it('passes what the API refuses on to the page', async () => {
  await sandbox.control.arm({ fault: 'rate_limit_429', match: { path: '/v1/tokens' } });
  await open();
  await card.getByLabel('Credit or debit card number').click();
  await page.keyboard.type('4242424242424242124012342424');
  await page.getByRole('button', { name: 'Pay' }).click();
  await page.getByText('refused: Request rate limit exceeded.').waitFor();
});
