import { setTimeout as sleep } from 'node:timers/promises';
import { many } from '@ecommerce/e2e/crowd';
import type { SeededRandom } from '@ecommerce/e2e/seeded-random';
import { violationsOf, type Violations } from './books';
import { PEER_SERVICES, type PeerShop } from './peer-shop';
import { PeerShopper } from './peer-shopper';

const SHOPPERS = 20;
const PRODUCTS = 10;
const QUIET_MS = 15_000;
const REST_WITHIN_MS = 120_000;
const LATEST_CANCEL_MS = 1000;
/** A killed process is started again after a second. */
const KILL_PAUSE_MS = [1000, 2500] as const;

const STRIPE_FAULTS = [
  ...['timeout_before', 'timeout_after', 'error_500_before', 'rate_limit_429', 'conflict_409'],
  ...['error_500', 'error_500_after'],
];

/** One of our faults (docs/reliability.md), done to the peer. */
export interface Trial {
  id: string;
  what: string;
  /** @returns what was done, for the report */
  run(shop: PeerShop, random: SeededRandom): Promise<string>;
}

export const trials = (scale: number): Trial[] => {
  const count = (whole: number) => Math.max(1, Math.round(whole * scale));
  return [
    { id: 'T2', what: 'kill -9 of services', run: killServices(count(2000), count(100)) },
    { id: 'T12', what: 'Stripe fails for three calls in ten', run: stripeFails(count(2000)) },
    { id: 'T13', what: 'pay and cancel at the same moment', run: payAndCancel(count(1000)) },
    { id: 'T13', what: 'a crowd pays for the last piece', run: lastPiece(count(200)) },
  ];
};

/** Waits until nothing has changed for 15 s, two minutes at most. */
export async function atRest(shop: PeerShop): Promise<Violations> {
  const deadline = performance.now() + REST_WITHIN_MS;
  let last = '';
  for (let since = performance.now(); performance.now() - since < QUIET_MS; await sleep(1000)) {
    const now = JSON.stringify(await shop.books());
    if (now !== last) since = performance.now();
    last = now;
    if (performance.now() > deadline) break;
  }
  return violationsOf(await shop.books());
}

const killServices = (checkouts: number, kills: number) => async (shop: PeerShop, random: SeededRandom) => {
  const shopping = goShopping(shop, checkouts);
  let isOver = false;
  let killed = 0;
  const killer = async () => {
    while (killed < kills && !isOver) {
      await sleep(random.int(...KILL_PAUSE_MS));
      shop.kill(random.pick(PEER_SERVICES));
      killed += 1;
    }
  };
  const [answers] = await Promise.all([shopping.finally(() => (isOver = true)), killer()]);
  return `${killed} kills, ${answers}`;
};

const stripeFails = (checkouts: number) => async (shop: PeerShop, random: SeededRandom) => {
  await shop.stripe('POST', 'faults', { rate: 0.3, seed: random.int(1, 1_000_000), faults: STRIPE_FAULTS });
  const answers = await goShopping(shop, checkouts);
  await shop.stripe('DELETE', 'faults');
  return answers;
};

const payAndCancel = (orders: number) => async (shop: PeerShop, random: SeededRandom) => {
  const [lamp] = await products(shop, 1, orders);
  await inLoop(shop, 10, orders, async (shopper) => {
    const id = await shopper.orders(lamp as string);
    if (id === undefined) return;
    const payment = shopper.pays(id);
    await sleep(LATEST_CANCEL_MS * random.next() ** 2);
    await shopper.cancels(id);
    await payment;
  });
  return `${orders} orders`;
};

const lastPiece = (crowd: number) => async (shop: PeerShop) => {
  const [piece] = await products(shop, 1, 1);
  const shoppers = Array.from({ length: crowd }, () => new PeerShopper(shop));
  const orders = await Promise.all(shoppers.map((shopper) => shopper.orders(piece as string)));
  const answers = await Promise.all(
    shoppers.flatMap((shopper, index) => {
      const id = orders[index];
      return id === undefined ? [] : [shopper.pays(id)];
    }),
  );
  const charged = answers.filter(({ status }) => status === 201).length;
  return `${crowd} shoppers, ${charged} told that they had paid`;
};

/** So many checkouts by 20 shoppers, each waiting for its answers. @returns how they went, in words */
async function goShopping(shop: PeerShop, checkouts: number): Promise<string> {
  const lamps = await products(shop, PRODUCTS, checkouts);
  let paid = 0;
  let next = 0;
  await inLoop(shop, SHOPPERS, checkouts, async (shopper) => {
    const id = await shopper.orders(lamps[next++ % PRODUCTS] as string);
    if (id !== undefined && (await shopper.pays(id)).status === 201) paid += 1;
  });
  return `${checkouts} checkouts, ${paid} paid`;
}

/** So many shoppers do something so many times in all, each one time after the other. */
async function inLoop(
  shop: PeerShop,
  shoppers: number,
  times: number,
  act: (shopper: PeerShopper) => Promise<void>,
): Promise<void> {
  let begun = 0;
  await many(shoppers, async () => {
    const shopper = new PeerShopper(shop);
    while (begun++ < times) await act(shopper);
  });
}

async function products(shop: PeerShop, count: number, quantity: number): Promise<string[]> {
  const seller = new PeerShopper(shop);
  const ids: string[] = [];
  while (ids.length < count) ids.push(await seller.sells(quantity));
  return ids;
}
