import type { Browser } from 'playwright-core';
import { launchBrowser, picture } from '../browser';
import { killNow, pidOf, restarted } from '../crash';
import { eventually } from '../eventually';
import { mailsTo } from '../mail';
import { operate } from '../operator';
import { openPage, sendCredentials } from '../shop-pages';
import { Shopper } from '../shopper';
import { readStack } from '../stack';
import { collection, closeCollections, idOf } from '../stored';

afterAll(closeCollections);

async function aSale(quantity: number) {
  const seller = await Shopper.signUp();
  const { id: productId } = await seller.sells({ title: 'Lamp <1>', price: 10.5, quantity });
  return (buyer: Shopper) => buyer.orders([{ productId, quantity: 1 }]);
}

/** The beginnings of the subjects, without the order's number. */
const subjects = async ({ email }: Shopper): Promise<string[]> =>
  (await mailsTo(email)).map(({ subject }) => subject.replace(/ #[0-9A-F]{8}/, ''));

const BOUGHT = ['We have your order', 'Your receipt for order'];

it('a purchase is confirmed by two mails, whatever dies on the way', async () => {
  const order = await aSale(5);
  const buyer = await Shopper.signUp();
  const placed = await order(buyer);
  await eventually(async () => expect(await subjects(buyer)).toEqual(BOUGHT.slice(0, 1)));
  const before = pidOf('notifications');
  killNow('notifications');
  expect((await buyer.pays(placed.id)).status).toBe(201);
  await restarted('notifications', before);
  await eventually(async () => expect(await subjects(buyer)).toEqual(BOUGHT), 60_000);
  const [, receipt] = await mailsTo(buyer.email);
  expect(receipt?.text).toContain('1 × Lamp <1>  $10.50');
  expect(receipt?.text).toContain(`/orders/${placed.id}`);
  expect(receipt?.html).toContain('Lamp &lt;1&gt;');
});

it('the loser of the last piece is told of the cancellation and the refund, and gets no receipt', async () => {
  const order = await aSale(1);
  const buyers = await Promise.all([Shopper.signUp(), Shopper.signUp()]);
  const orders = await Promise.all(buyers.map(order));
  await Promise.all(buyers.map((buyer, index) => buyer.pays(orders[index]?.id ?? '')));
  const lost = ['We have your order', 'Your order was cancelled', 'Your refund for order'];
  await eventually(async () => {
    const got = (await Promise.all(buyers.map(subjects))).map(String);
    expect(got.toSorted()).toEqual([String(BOUGHT), String(lost)].toSorted());
  }, 60_000);
});

it('a mail that was given up is listed and sent after its replay', async () => {
  const order = await aSale(5);
  const buyer = await Shopper.signUp();
  const { id } = await order(buyer);
  await eventually(async () => expect(await subjects(buyer)).toHaveLength(1));
  const dead = { $set: { 'mails.0.state': 'dead', 'mails.0.error': 'refused' }, $inc: { rev: 1 } };
  await eventually(async () => {
    const sent = { ...idOf(id), 'mails.0.state': 'sent' };
    const { matchedCount } = await collection('notifications', 'timelines').updateOne(sent, dead);
    expect(matchedCount).toBe(1);
  });
  const listed = await operate('operate/dead-mails', 'list');
  expect(listed.out).toContain(`${id}  order_received  1 attempts  refused`);
  expect(await operate('operate/dead-mails', 'replay')).toMatchObject({ code: 0 });
  await eventually(async () => expect(await subjects(buyer)).toHaveLength(2), 60_000);
  expect((await operate('operate/dead-mails', 'list')).out).not.toContain(id);
});

it('stack.json names the mailbox, and no order holds an address', async () => {
  expect((await fetch(`${readStack().mail?.url}/messages`)).status).toBe(200);
  const order = await aSale(5);
  const buyer = await Shopper.signUp();
  await order(buyer);
  await eventually(async () => expect(await subjects(buyer)).toHaveLength(1));
  const timelines = await collection('notifications', 'timelines').find().toArray();
  expect(timelines.length).toBeGreaterThan(0);
  expect(JSON.stringify(timelines)).not.toContain('@example.com');
});

describe('the mailbox', () => {
  let browser: Browser;
  let buyer: Shopper;
  beforeAll(async () => {
    [browser, buyer] = await Promise.all([launchBrowser(), Shopper.signUp()]);
    const order = await aSale(5);
    expect((await buyer.pays((await order(buyer)).id)).status).not.toBe(404);
    await eventually(async () => expect(await subjects(buyer)).toEqual(BOUGHT), 60_000);
  }, 120_000);
  afterAll(() => browser.close());

  it.each(['light', 'dark'] as const)('shows a receipt on a phone: %s', async (colorScheme) => {
    const [, receipt] = await mailsTo(buyer.email);
    const page = await browser.newPage({ colorScheme, viewport: { width: 360, height: 740 } });
    const hosts: string[] = [];
    page.on('request', (request) => hosts.push(request.url()));
    await page.setContent(receipt?.html ?? '');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await picture(page, `mail-receipt-${colorScheme}`);
    expect(hosts).toEqual([]);
    await page.goto(`${readStack().gateway.http}/sandbox/mail/?to=${buyer.email}`);
    await page.getByText('Your receipt for order').first().click();
    await page.frameLocator('iframe').first().getByText('Your order is complete').waitFor();
    await picture(page, `mailbox-${colorScheme}`);
  });

  it('opens the order of a mail by one click, signed in over http and without a trusted certificate', async () => {
    const { http } = readStack().gateway;
    const page = await browser.newPage();
    await openPage(page, `${http}/auth/signin`);
    await sendCredentials(page, 'Sign in', buyer.email);
    await page.goto(`${http}/sandbox/mail/?to=${buyer.email}`);
    await page.getByText('Your receipt for order').first().click();
    const opened = page.waitForEvent('popup');
    await page.frameLocator('iframe').first().getByRole('link', { name: 'See your order' }).click();
    const order = await opened;
    await order.getByRole('heading', { level: 1, name: /^Order/ }).waitFor();
    expect(order.url()).toMatch(`${http}/orders/`);
  });
});
