import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../browser';
import { visit } from '../../shop-pages';
import { Shopper } from '../../shopper';

let browser: Browser;
let productId = '';

/** Slow 4G as Lighthouse's mobile profile has it. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 96_000 };
const CPU_SLOWDOWN = 4;
const MAX_LARGEST_PAINT_MS = 1_200;
const MAX_LAYOUT_SHIFT = 0.02;
const MOST_VISITS = 8;

const OBSERVE = `
  window.largestPaint = 0;
  window.layoutShift = 0;
  new PerformanceObserver((list) => { for (const { startTime } of list.getEntries()) window.largestPaint = startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => { for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.layoutShift += value; })
    .observe({ type: 'layout-shift', buffered: true });
`;

beforeAll(async () => {
  browser = await launchBrowser();
  const seller = await Shopper.signUp();
  const sold = await Promise.all(
    Array.from({ length: 16 }, (_, number) =>
      seller.sells({
        title: `Vase ${number}`,
        price: 20,
        quantity: 9,
        category: number % 2 ? 'Home' : 'Garden',
      }),
    ),
  );
  productId = sold[0]?.id ?? '';
});
afterAll(() => browser.close());

/** One cold visit on a slow phone. */
async function measure(path: string): Promise<{ largestPaint: number; layoutShift: number }> {
  const { page } = await visit(browser, { viewport: { width: 360, height: 740 } });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', SLOW_4G);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await page.addInitScript(OBSERVE);
  await page.goto(path, { waitUntil: 'networkidle' });
  const measured = await page.evaluate('({ largestPaint, layoutShift })');
  await page.context().close();
  return measured as { largestPaint: number; layoutShift: number };
}

it.each(['/', '/?category=Home', '/products/', '/cart', '/auth/signin'])(
  'paints %s in time on a slow phone, and moves nothing',
  async (path) => {
    const address = path === '/products/' ? `${path}${productId}` : path;
    await measure(address);
    const visits = [await measure(address)];
    const fastest = () => Math.min(...visits.map(({ largestPaint }) => largestPaint));
    // The fastest counts: the machine's other work is not the page's.
    while (fastest() >= MAX_LARGEST_PAINT_MS && visits.length < MOST_VISITS)
      visits.push(await measure(address));
    expect(fastest()).toBeLessThan(MAX_LARGEST_PAINT_MS);
    expect(Math.max(...visits.map(({ layoutShift }) => layoutShift))).toBeLessThanOrEqual(MAX_LAYOUT_SHIFT);
  },
);
