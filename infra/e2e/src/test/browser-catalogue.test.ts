import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture } from '../browser';
import { openPage, visit } from '../shop-pages';
import { Shopper } from '../shopper';

let browser: Browser;
const PRODUCTS = 26;
/** No other file of this shop sells in it. */
const CATEGORY = 'Wicker';
const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true };

beforeAll(async () => {
  browser = await launchBrowser();
  const seller = await Shopper.signUp();
  for (let number = 1; number <= PRODUCTS; number += 1) {
    const title = `Lantern ${String(number).padStart(2, '0')}`;
    await seller.sells({ title, price: number, quantity: number, category: CATEGORY, description: 'Glows.' });
  }
});
afterAll(() => browser.close());

const searchBox = (page: Page) => page.getByLabel('Search', { exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

describe('finding a product', () => {
  it('suggests products while typing, by keyboard alone, and says how many', async () => {
    const { page, complaints } = await visit(browser);
    await openPage(page, '/');
    await searchBox(page).focus();
    await page.getByRole('combobox', { name: 'Search' }).waitFor();
    await page.keyboard.type('lantern 1');
    await page.getByRole('option').first().waitFor();
    await page.getByText(/^\d suggestions$/).waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowDown');
    const option = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option', { selected: true });
    const title = (await option.textContent()) ?? '';
    expect(await searchBox(page).getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
    await picture(page, 'suggestions');
    await page.keyboard.press('Enter');
    await heading(page, title).waitFor();
    expect(complaints).toEqual([]);
  });

  it('closes the suggestions on Escape and searches on Enter', async () => {
    const { page } = await visit(browser);
    await openPage(page, '/');
    await searchBox(page).focus();
    await page.getByRole('combobox', { name: 'Search' }).waitFor();
    await page.keyboard.type('lantern');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('option').first().waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await heading(page, 'Results for “lantern”').waitFor();
  });

  it('leaves the keys of an input method that composes text to it', async () => {
    const { page } = await visit(browser);
    await openPage(page, '/');
    await searchBox(page).focus();
    await page.getByRole('combobox', { name: 'Search' }).waitFor();
    const inputMethod = await page.context().newCDPSession(page);
    await inputMethod.send('Input.imeSetComposition', {
      text: 'lantern',
      selectionStart: 7,
      selectionEnd: 7,
    });
    const suggestions = page.getByRole('listbox', { name: 'Suggestions' });
    await suggestions.waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await suggestions.getByRole('option', { selected: true }).count()).toBe(0);
    await inputMethod.send('Input.insertText', { text: 'lantern' });
    await suggestions.waitFor();
    await page.keyboard.press('ArrowDown');
    await suggestions.getByRole('option', { selected: true }).waitFor();
  });

  it('applies a filter at once, keeps the focus in it, and takes it along to a search', async () => {
    const { page } = await visit(browser);
    await openPage(page, `/?category=${CATEGORY}`);
    await page.getByLabel('Sort by').focus();
    await page.getByLabel('Sort by').selectOption('price');
    await page.waitForURL(/sort=price/);
    await page.getByRole('heading', { name: 'Lantern 01' }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('sort');

    await page.getByLabel('Min price ($)').fill('12,50');
    await page.getByLabel('Max price ($)').focus();
    await page.getByText('“12,50” is not a price. Write 12.50.').waitFor();
    await page.getByLabel('Min price ($)').fill('25');
    // Leaving the field applies it, and the new results leave the focus where the shopper is writing.
    await searchBox(page).focus();
    await page.waitForURL(/minPrice=25/);
    await page.getByText('2 products', { exact: true }).waitFor();
    await page.keyboard.type('lantern');
    await page.keyboard.press('Enter');
    await heading(page, 'Results for “lantern”').waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    await page.getByText('2 products', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe(`?q=lantern&category=${CATEGORY}&minPrice=25&sort=price`);
  });

  it('pages forth and back, and Back keeps the place in the list', async () => {
    const { page } = await visit(browser);
    await openPage(page, `/?category=${CATEGORY}`);
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByText('Showing the last 2 products').waitFor();
    await page.getByRole('link', { name: 'First page' }).click();
    await page.getByText(/^Showing 24 products/).waitFor();

    const link = page.getByRole('link', { name: 'Lantern 05' });
    await link.scrollIntoViewIfNeeded();
    const place = await page.evaluate<number>('scrollY');
    expect(place).toBeGreaterThan(400);
    await link.click();
    await heading(page, 'Lantern 05').waitFor();
    await page.goBack();
    await link.waitFor();
    await page.waitForFunction(`Math.abs(scrollY - ${place}) < 50`);
  });
});

describe('on a phone', () => {
  it('has a header of one row and shows results on the first screen, filters behind a button', async () => {
    const { page } = await visit(browser, PHONE);
    await openPage(page, `/?category=${CATEGORY}&inStock=true`);
    const header = await page.getByRole('banner').boundingBox();
    expect(header?.height).toBeLessThanOrEqual(96);
    const first = await page.getByRole('heading', { level: 2 }).first().boundingBox();
    expect(first?.y).toBeLessThan(PHONE.viewport.height);
    expect(await page.getByLabel('Min price ($)').isVisible()).toBe(false);
    await page.getByRole('button', { name: /^Filters ?, 2 in force/ }).click();
    await page.getByLabel('Min price ($)').fill('20');
    await picture(page, 'phone-filters');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('7 products', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Filters ?, 3 in force/ }).waitFor();
  });

  it('opens its menu, and closes it on the way to another page', async () => {
    const { page } = await visit(browser, PHONE);
    await openPage(page, '/');
    await page.getByRole('button', { name: 'Menu' }).click();
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/_next/data/**', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Sign up' }).waitFor({ state: 'hidden' });
    await picture(page, 'menu-closed-320');
    answer();
    await heading(page, 'Sign in').waitFor();
  });
});

describe('without scripts', () => {
  it('filters by the button and searches within the filters', async () => {
    const { page } = await visit(browser, { javaScriptEnabled: false });
    await page.goto(`/?category=${CATEGORY}`);
    await page.getByLabel('Min price ($)').fill('€20');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('“€20” is not a price. Write 20.').waitFor();
    await searchBox(page).fill('lantern 03');
    await page.getByRole('button', { name: 'Search products' }).click();
    await heading(page, 'Results for “lantern 03”').waitFor();
    expect(new URL(page.url()).searchParams.get('category')).toBe(CATEGORY);
  });
});
