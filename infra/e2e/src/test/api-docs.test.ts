import { launchBrowser, picture, shopUrl } from '../browser';
import { readStack } from '../stack';
import { services } from '../../../../services.cjs';

describe('the API documents', () => {
  it('are shown in a browser, from this machine alone', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ ignoreHTTPSErrors: true });
      const complaints: string[] = [];
      const hosts = new Set<string>();
      page.on('console', (message) => complaints.push(message.text()));
      page.on('request', (request) => hosts.add(new URL(request.url()).host));
      await page.goto(`${shopUrl()}/sandbox/api-docs/`);
      await page.locator('.opblock-summary-path').first().waitFor();
      await page.locator('select#select').selectOption({ label: 'orders' });
      await page.getByText('Place an order', { exact: true }).waitFor();
      await picture(page, 'api-docs');
      expect(complaints).toEqual([]);
      expect([...hosts]).toEqual([new URL(shopUrl()).host]);
    } finally {
      await browser.close();
    }
  });

  it('are shown by each service itself, to be kept for a while', async () => {
    for (const { routes } of services) {
      const answer = await fetch(`${readStack().gateway.http}${routes}/openapi.json`);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
      expect(await answer.json()).toMatchObject({ openapi: '3.1.0' });
    }
  });
});
