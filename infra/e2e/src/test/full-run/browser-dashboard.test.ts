import { execFile } from 'node:child_process';
import { request } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, picture } from '../../browser';
import { pidOf, restarted } from '../../crash';
import { eventsOf } from '../../event-explorer';
import { eventually } from '../../eventually';
import { visit } from '../../shop-pages';
import { Shopper } from '../../shopper';
import { readStack } from '../../stack';

const COMMAND = path.resolve(__dirname, '../../../../local/build/shop-command.js');
const DOCTOR = path.resolve(__dirname, '../../../../local/build/doctor/index.js');

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const dataDir = (): string => path.dirname(process.env.SHOP_STACK_FILE ?? '');

/** Runs a command on the shop of these tests. @returns the objects that it prints, a line each */
async function shopCommand(...args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, ...args, '--data', dataDir()]);
  return stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Record<string, unknown>] : []));
}

async function paidOrder(): Promise<{ buyer: Shopper; orderId: string }> {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Reading lamp', price: 24.5, quantity: 50 });
  const buyer = await Shopper.signUp();
  const { id } = await eventually(() => buyer.orders([{ productId: lamp.id, quantity: 1 }]));
  expect([201, 202]).toContain((await buyer.pays(id)).status);
  return { buyer, orderId: id };
}

const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

it('shows every process, and follows one that is crashed by its button', async () => {
  const { page, complaints } = await visit(browser);
  const { url } = (readStack() as unknown as { dashboard: { url: string } }).dashboard;
  expect(new URL(url).pathname).toBe('/sandbox/');
  await page.goto('/sandbox/');
  await page.getByText('Everything is ready.').waitFor();
  for (const name of Object.keys(readStack().processes))
    expect(await rowOf(page, name).innerText()).toMatch(/ready.*MiB/s);
  await picture(page, 'dashboard-1-shop');

  const before = pidOf('cart');
  await page.getByRole('link', { name: 'Faults' }).click();
  await page.getByRole('button', { name: 'cart', exact: true }).click();
  await restarted('cart', before);
  await picture(page, 'dashboard-2-faults');
  await page.getByRole('link', { name: 'Shop', exact: true }).click();
  // Without a reload.
  await eventually(
    async () => expect(await rowOf(page, 'cart').innerText()).toMatch(/ready\s+1\s.*SIGKILL/s),
    30_000,
  );
  expect(complaints).toEqual([]);
});

it('shows the merged log lines of one order, those that come included', async () => {
  const { buyer, orderId } = await paidOrder();
  await eventually(async () => expect((await buyer.order(orderId)).status).toBe('Complete'));
  const { page } = await visit(browser);
  await page.goto('/sandbox/logs/');
  await page.getByRole('textbox', { name: 'Order' }).fill(orderId);
  await page.getByRole('button', { name: 'Show' }).click();
  const lines = page.getByRole('list').getByRole('listitem');
  await lines
    .filter({ hasText: /payments\s+info\s+event published/ })
    .first()
    .waitFor();
  await lines
    .filter({ hasText: /notifications\s+info\s+event handled/ })
    .first()
    .waitFor();
  for (const line of await lines.allInnerTexts()) expect(line).toContain(orderId);
  await picture(page, 'dashboard-3-logs');

  const before = await lines.count();
  expect((await buyer.get(`/api/orders/${orderId}`)).status).toBe(200);
  await eventually(async () => expect(await lines.count()).toBeGreaterThan(before));
});

it('drops deliveries as the switch says, and the explorer shows that they come again', async () => {
  await shopCommand('faults', 'on', 'drop-payment-created', '--seed', '2');
  try {
    // The first delivery to each service is the third of its count.
    const { buyer, orderId } = await paidOrder();
    await eventually(async () => {
      const payment = (await eventsOf(orderId)).hops.find(({ subject }) => subject === 'payment:created');
      const products = payment?.deliveries.filter(({ service }) => service === 'products') ?? [];
      expect(products.map(({ outcome }) => outcome)).toEqual(['dropped', 'handled']);
    }, 60_000);
    await eventually(async () => expect((await buyer.order(orderId)).status).toBe('Complete'), 60_000);
    const { page } = await visit(browser);
    await page.goto(`/sandbox/events/orders/${orderId}`);
    await page
      .getByRole('cell', { name: /^dropped/ })
      .first()
      .waitFor();
    await picture(page, 'dashboard-4-dropped');
  } finally {
    await shopCommand('faults', 'off', 'drop-payment-created');
  }
}, 150_000);

it('lets the next charge time out; the order settles all the same', async () => {
  const [first] = await shopCommand('faults', 'on', 'charge-timeout', '--seed', '7');
  expect(first).toMatchObject({ name: 'charge-timeout', isOn: true, seed: 7 });
  const { buyer, orderId } = await paidOrder();
  await eventually(async () => expect((await buyer.order(orderId)).status).toBe('Complete'), 90_000);
  await shopCommand('faults', 'off', 'charge-timeout');
}, 150_000);

it('refuses a change that another site asks for, on both ways in', async () => {
  const before = pidOf('cart');
  const { gateway } = readStack();
  const headers = { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' };
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${gateway.http}/sandbox/faults/crash`, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject).end('process=cart');
  });
  expect(status).toBe(403);
  expect(pidOf('cart')).toBe(before);
});

it('fits a phone, in the dark as well', async () => {
  const { page } = await visit(browser, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
  for (const [index, section] of [
    '',
    'logs/',
    'faults/',
    'events/',
    'events/lag/',
    'events/dead-letters/',
  ].entries()) {
    await page.goto(`/sandbox/${section}`);
    const widest = await page.evaluate('document.documentElement.scrollWidth');
    expect(widest).toBeLessThanOrEqual(360);
    await picture(page, `dashboard-5-phone-${index}`);
  }
});

it('tells the same by command', async () => {
  const processes = await shopCommand('status');
  expect(processes.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['orders', 'orders-mongo', 'nats', 'client']),
  );
  for (const process of processes)
    expect(process).toMatchObject({ state: 'ready', memoryMib: expect.any(Number) as number });
  const lines = await shopCommand('logs', '--service', 'orders', '--limit', '5');
  expect(lines).toHaveLength(5);
  for (const line of lines)
    expect(line).toMatchObject({ service: 'orders', time: expect.any(String) as string });
  const names = (await shopCommand('faults')).map(({ name }) => name);
  expect(names).toEqual(['charge-timeout', 'drop-payment-created', 'kill-products']);
});

it('is healthy to the doctor, who names a process that does not answer', async () => {
  const doctor = (): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, [DOCTOR], { env: { ...process.env, SHOP_DATA_DIR: dataDir() } });
  expect((await doctor()).stdout).toMatch(/all \d+ processes are ready[\s\S]*Nothing is wrong/);
  const pid = pidOf('payments');
  process.kill(pid, 'SIGSTOP');
  try {
    await expect(doctor()).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /payments is not ready[\s\S]*npm run shop -- logs --service payments/,
      ) as string,
    });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}, 60_000);
