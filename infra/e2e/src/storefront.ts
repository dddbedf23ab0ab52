import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser } from './browser';
import { visit, visitAs } from './shop-pages';
import { Shopper } from './shopper';

/** A browser and a seller for the tests of a file. */
export function useStorefront() {
  let browser: Browser;
  let seller: Shopper;
  beforeAll(async () => {
    browser = await launchBrowser();
    seller = await Shopper.signUp();
  });
  afterAll(() => browser.close());
  return {
    visit: (options?: BrowserContextOptions) => visit(browser, options),
    visitAs: (shopper: Shopper) => visitAs(browser, shopper),
    sells: (title: string, quantity = 20) => seller.sells({ title, price: 10, quantity }),
    edits: (productId: string, fields: object) => seller.put(`/api/products/${productId}`, fields),
  };
}
