import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture } from '../../browser';
import { payButton, visitAs } from '../../shop-pages';
import { Shopper } from '../../shopper';

let browser: Browser;
let page: Page;
let paths: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({
    title: 'Extraordinarily comfortable reading lamp',
    price: 12_345.5,
    quantity: 4,
  });
  const soldOut = await seller.sells({ title: 'Sold-out chair', price: 40, quantity: 0 });
  const [open, complete] = [
    await seller.orders([{ productId: lamp.id, quantity: 1 }]),
    await seller.orders([{ productId: lamp.id, quantity: 2 }]),
  ];
  await seller.pays(complete.id);
  for (const productId of [lamp.id, soldOut.id]) await seller.puts({ productId, quantity: 1 });
  page = await visitAs(browser, seller);
  paths = [
    '/cart',
    '/checkout',
    '/orders',
    `/orders/${open.id}`,
    `/orders/${complete.id}`,
    '/account',
    '/sell',
    '/sell/products',
    `/products/${lamp.id}/edit`,
    '/help',
    '/nothing/here',
  ];
});
afterAll(() => browser.close());

/** Adds rules to the open page, as a reader's own style sheet does. */
const addRules = (rules: string) =>
  page.evaluate(`{ const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(rules)});
    document.adoptedStyleSheets = [sheet]; }`);

/** How far the page scrolls sideways, in CSS pixels, and what causes it. */
const overflow = () =>
  page.evaluate<[number, string[]]>(`(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll('main *, footer *')].filter((element) =>
      !element.closest('.visually-hidden') && element.getBoundingClientRect().right > width + 1);
    return [document.documentElement.scrollWidth - width, wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 80))];
  })()`);

async function expectToFit(mode: string, prepare: () => Promise<unknown>): Promise<void> {
  const wide: unknown[] = [];
  for (const path of paths) {
    await page.goto(path);
    await prepare();
    if (path === paths[3]) await payButton(page).waitFor();
    const [by, causes] = await overflow();
    if (by > 0) wide.push([path, by, causes]);
    await picture(page, `${mode}${path.replaceAll('/', '-').replaceAll(/[0-9a-f]{24}/g, 'id')}`);
  }
  expect(wide).toEqual([]);
}

it('no page scrolls sideways at 320 px, which is 400 % zoom', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  await expectToFit('reflow-320', async () => undefined);
});

it('no page scrolls sideways with text of twice the size on a phone', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await expectToFit('reflow-text', () => addRules('html { font-size: 200%; }'));
});

it('no page scrolls sideways with wide text spacing', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  const spacing =
    'line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;';
  await expectToFit('reflow-spacing', () =>
    addRules(`* { ${spacing} } p { margin-bottom: 2em !important; }`),
  );
});

it('every target is at least 24 px in both directions, or stands in a sentence', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of paths) {
    await page.goto(path);
    const small = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll('a, button, input, select, textarea, summary')]
      .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden, p, li > span, .skip-link') && element.type !== 'hidden')
      .filter((element) => { const { width, height } = element.getBoundingClientRect(); return width < 24 || height < 24; })
      .map((element) => element.outerHTML.slice(0, 120))`);
    expect([path, small]).toEqual([path, []]);
  }
});

it('forced colours keep the state of each step visible, and reduced motion moves nothing', async () => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await page.goto(paths[4] ?? '');
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
