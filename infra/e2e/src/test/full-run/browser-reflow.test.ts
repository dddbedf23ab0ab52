import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture } from '../../browser';
import { openPage, payButton, visit, visitAs } from '../../shop-pages';
import { Shopper } from '../../shopper';

let browser: Browser;
let page: Page;
let paths: string[];
let lampPath: string;
let orderPath: string;
let completePath: string;

beforeAll(async () => {
  browser = await launchBrowser();
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({
    title: 'Extraordinarily comfortable reading lamp',
    price: 12_345.5,
    quantity: 9,
    category: 'Home',
  });
  const soldOut = await seller.sells({ title: 'Sold-out chair', price: 40, quantity: 0 });
  const [open, complete] = [
    await seller.orders([{ productId: lamp.id, quantity: 1 }]),
    await seller.orders([{ productId: lamp.id, quantity: 2 }]),
  ];
  await seller.pays(complete.id);
  for (const productId of [lamp.id, soldOut.id]) await seller.puts({ productId, quantity: 1 });
  const { headers } = await seller.get('/api/orders?limit=1');
  const cursor = /cursor=([^&>]+)/.exec(headers.get('link') ?? '')?.[1];
  page = await visitAs(browser, seller);
  lampPath = `/products/${lamp.id}`;
  orderPath = `/orders/${open.id}`;
  completePath = `/orders/${complete.id}`;
  paths = [
    '/',
    '/?category=Home&minPrice=12,50&inStock=true',
    '/?q=nothing-is-called-like-this-at-all',
    lampPath,
    '/cart',
    '/checkout',
    '/orders',
    `/orders?cursor=${cursor}&before=${cursor}`,
    orderPath,
    completePath,
    '/account',
    '/sell',
    '/sell/products',
    `${lampPath}/edit`,
    '/help',
    '/nothing/here',
  ];
});
afterAll(() => browser.close());

/** Adds rules to the open page, as a reader's own style sheet does. */
const addRules = (of: Page, rules: string) =>
  of.evaluate(`{ const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(rules)});
    document.adoptedStyleSheets = [sheet]; }`);

/**
 * How far a page scrolls sideways, in CSS pixels, and what is not seen whole: it reaches over the edge of the window,
 * or of a box that cuts it off. Rows that are made to scroll, and fields, may hold more than they show.
 */
const overflow = (of: Page) =>
  of.evaluate<[number, string[]]>(`(() => {
    const width = document.documentElement.clientWidth;
    const isHidden = (element) => !element.checkVisibility() || element.closest('.visually-hidden, .skip-link, .brand-name, .cart-word');
    const isCut = (element) => {
      if (element.closest('.category-links, svg')) return false;
      const { left, right } = element.getBoundingClientRect();
      return left < -1 || right > width + 1 ||
        (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible' &&
          !element.matches('input, select, textarea, iframe'));
    };
    const cut = [...document.querySelectorAll('body *')].filter((element) => !isHidden(element) && isCut(element));
    return [document.documentElement.scrollWidth - width, cut.slice(0, 3).map((element) => element.outerHTML.slice(0, 90))];
  })()`);

interface Reading {
  mode: string;
  /** Makes the open page what this reader sees. */
  prepare: (of: Page) => Promise<unknown>;
}

/** What of the open page does not fit, or nothing. */
async function misfits(of: Page, name: string, { mode, prepare }: Reading): Promise<unknown[]> {
  await prepare(of);
  const [by, causes] = await overflow(of);
  await picture(of, `${mode}-${name.replaceAll(/[^a-z]+/gi, '-')}`);
  return by > 0 || causes.length > 0 ? [[name, by, causes]] : [];
}

async function expectToFit(reading: Reading, of: Page = page, addresses = paths): Promise<void> {
  const wide: unknown[] = [];
  for (const path of addresses) {
    await of.goto(path);
    if (path === orderPath) await payButton(of).waitFor();
    wide.push(...(await misfits(of, path.replaceAll(/[0-9a-f]{24}/g, 'id'), reading)));
  }
  expect(wide).toEqual([]);
}

const SPACING =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }';
const LARGE = 'html { font-size: 200%; }';
const NARROW: Reading = { mode: 'reflow-320', prepare: () => Promise.resolve() };
const LARGEST: Reading = {
  mode: 'reflow-largest',
  prepare: (of) => addRules(of, `${SPACING} ${LARGE}`),
};
const PHONE = { width: 320, height: 640 };

it('no page scrolls sideways at 320 px, which is 400 % zoom', async () => {
  await page.setViewportSize(PHONE);
  await expectToFit(NARROW);
});

it('no page scrolls sideways with text of twice the size and wide text spacing on a phone, signed in or not', async () => {
  await page.setViewportSize(PHONE);
  await expectToFit(LARGEST);
  const { page: guest } = await visit(browser, { viewport: PHONE });
  await expectToFit(LARGEST, guest, ['/', '/cart', '/orders', '/auth/signup', '/auth/forgot']);
});

it('a long title makes no card as tall as a phone', async () => {
  const seller = await Shopper.signUp();
  await seller.sells({ title: 'Overlong lamp '.repeat(13).trim(), price: 10, quantity: 9 });
  const { page: guest } = await visit(browser, { viewport: PHONE });
  await guest.goto('/?q=overlong');
  const card = await guest.locator('.card').boundingBox();
  expect(card?.height).toBeLessThan(PHONE.height);
});

it('a name in the way to the page wraps beside its separator', async () => {
  await page.setViewportSize(PHONE);
  await page.goto(lampPath);
  await addRules(page, LARGE);
  const indents = await page.evaluate<
    number[]
  >(`[...document.querySelectorAll('.breadcrumbs li + li')].flatMap(
    (item) => [...item.querySelector('bdi').getClientRects()].map(({ left }) => left - item.getBoundingClientRect().left))`);
  expect(indents.length).toBeGreaterThan(1);
  expect(Math.min(...indents)).toBeGreaterThan(5);
});

it('the cart’s icon grows with its badge', async () => {
  await page.setViewportSize(PHONE);
  await page.goto('/help');
  const widthOfIcon = async () => (await page.locator('.cart-link .icon').boundingBox())?.width ?? 0;
  const width = await widthOfIcon();
  await addRules(page, LARGE);
  expect(await widthOfIcon()).toBe(2 * width);
});

it('the card fields have the size of the page’s text', async () => {
  const reader = await page.context().newPage();
  await reader.addInitScript(
    "document.addEventListener('readystatechange', () => (document.documentElement.style.fontSize = '200%'))",
  );
  await reader.goto(orderPath);
  const field = reader.frameLocator('iframe[name^="__privateStripeFrame"]').locator('[name="cardnumber"]');
  await field.waitFor();
  const frame = await (await field.elementHandle())?.ownerFrame();
  expect(await frame?.evaluate("getComputedStyle(document.querySelector('input')).fontSize")).toBe('32px');
  await reader.close();
});

/** What a visitor opens on a page, by the address of that page. */
const OPENED: [string, string, (of: Page) => Promise<unknown>][] = [
  ['filters', '/?category=Home', (of) => of.getByRole('button', { name: /^Filters/ }).click()],
  ['menu', '/help', (of) => of.getByRole('button', { name: 'Menu' }).click()],
  [
    'suggestions',
    '/help',
    async (of) => {
      await of.getByLabel('Search', { exact: true }).click();
      await of.keyboard.type('lamp');
      await of.getByRole('option').first().waitFor();
    },
  ],
  [
    'mini-cart',
    '/products/lamp',
    async (of) => {
      await of.getByRole('button', { name: 'Add to cart' }).click();
      await of.getByRole('button', { name: 'Quick look' }).click();
      await of.getByRole('dialog').getByText('Total').waitFor();
    },
  ],
  [
    'question',
    '/orders/open',
    async (of) => {
      await of.getByRole('button', { name: 'Cancel order' }).click();
      await of.getByRole('button', { name: 'Yes, cancel it' }).waitFor();
    },
  ],
  [
    'form errors',
    '/sell',
    async (of) => {
      await of.getByRole('main').getByRole('button', { name: 'Put on sale' }).click();
      await of.locator('#field-title-error').waitFor();
    },
  ],
  [
    'toast',
    '/cart',
    async (of) => {
      await of.route('**/api/cart/items/*', (route) => route.fulfill({ status: 500, json: {} }));
      await of.getByRole('button', { name: /^Remove Sold-out/ }).click();
      await of.locator('.toast').waitFor();
    },
  ],
  [
    'removed line',
    '/cart',
    async (of) => {
      await of.unroute('**/api/cart/items/*');
      await of.getByRole('button', { name: /^Remove Sold-out/ }).click();
      await of.getByRole('button', { name: /^Undo/ }).waitFor();
    },
  ],
];

it.each([NARROW, LARGEST])('nothing that opens reaches over the edge ($mode)', async (reading) => {
  await page.setViewportSize(PHONE);
  const wide: unknown[] = [];
  for (const [name, address, open] of OPENED) {
    const path = address.replace('/products/lamp', lampPath).replace('/orders/open', orderPath);
    await openPage(page, path);
    await reading.prepare(page);
    await open(page);
    wide.push(...(await misfits(page, name, reading)));
    if (name === 'removed line') await page.getByRole('button', { name: /^Undo/ }).click();
  }
  expect(wide).toEqual([]);
});

it('every target is at least 24 px in both directions, or stands in a sentence', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of paths) {
    await page.goto(path);
    const small = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll('a, button, input, select, textarea, summary')]
      .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden, p, li > span, .skip-link, .card') && element.type !== 'hidden')
      .filter((element) => { const { width, height } = element.getBoundingClientRect(); return width < 24 || height < 24; })
      .map((element) => element.outerHTML.slice(0, 120))`);
    expect([path, small]).toEqual([path, []]);
  }
});

it('forced colours keep the state of each step visible, and reduced motion moves nothing', async () => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await page.goto(completePath);
  const marks = await page.evaluate<string[]>(
    `[...document.querySelectorAll('.step')].map((step) => getComputedStyle(step, '::before').backgroundColor)`,
  );
  const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  expect(marks.length).toBeGreaterThan(0);
  for (const mark of marks) expect(mark).not.toBe(ground);
  await picture(page, 'forced-colours-order');
  const longest =
    await page.evaluate<number>(`Math.max(0, ...[...document.querySelectorAll('*')].map((element) =>
    Math.max(...getComputedStyle(element).transitionDuration.split(',').map(parseFloat))))`);
  expect(longest).toBeLessThanOrEqual(0.001);
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
});
