import { isFullRun, report, SEED } from '../run-size';
import { seededRandom } from '../../../../infra/stripe/src/faults/seeded-random';
import { Shop } from '../shop';
import { heal } from '../world/heal';
import { ObjectId } from '../world/mongoose/object-id';
import { SERVICES } from '../world/process';
import { SHOPPERS } from '../world/shoppers';

const [ann, bob] = SHOPPERS;
const SEEDS = isFullRun ? 200 : 15;
const MOST_COPIES = 20;

/** Orders that are paid, cancelled, and paid for too few pieces, which no other service has consumed yet. */
async function busyShop(): Promise<Shop> {
  const shop = await Shop.open([
    { quantity: 9, price: 9.99 },
    { quantity: 5, price: 0.5 },
    { quantity: 1, price: 10 },
  ]);
  const [lamp = '', pen = '', chair = ''] = shop.productIds;
  const { shoppers } = shop;
  await shop.hurried(async () => {
    for (const shopper of SHOPPERS)
      for (const productId of shop.productIds) await shoppers.addToCart(shopper, { productId, quantity: 9 });
    await shoppers.order(ann, [{ productId: lamp, quantity: 2 }]);
    await shoppers.order(
      bob,
      [lamp, pen].map((productId) => ({ productId, quantity: 1 })),
    );
    await shoppers.order(ann, [{ productId: pen, quantity: 3 }]);
    await shoppers.order(
      bob,
      [lamp, chair].map((productId) => ({ productId, quantity: 1 })),
    );
  });
  await shop.settle();
  const [first, second, third, fourth] = shop.orders.map(({ id }) => id);
  await shop.hurried(async () => {
    await shoppers.edit(chair, { quantity: 0 });
    for (const title of ['Lamp', 'Lantern', 'Light']) await shoppers.edit(lamp, { title });
    await shoppers.pay(ann, first!, 'tok_visa');
    await shoppers.pay(bob, second!, 'tok_visa');
    await shoppers.cancel(ann, third!);
    await shoppers.pay(bob, fourth!, 'tok_visa');
  });
  return shop;
}

/** Delivers all that is sent: each message up to 20 times, shuffled, and many not at the first time. */
async function deliverInDisorder({ world }: Shop, random: () => number): Promise<number> {
  const { broker, scheduler } = world;
  let deliveries = 0;
  scheduler.isHurried = true;
  for (let round = 0; round < 8; round += 1) {
    for (const service of SERVICES) await world.relay(service);
    for (const { message, service } of broker.waiting().filter((each) => !each.message.redelivered))
      for (let copy = random() * MOST_COPIES; copy >= 1; copy -= 1) broker.repeat(message, service);
    const shuffled = broker.waiting().map((delivery) => ({ delivery, at: random() }));
    for (const { delivery } of shuffled.sort((a, b) => a.at - b.at)) {
      if (random() < 0.3) continue;
      deliveries += 1;
      await world.deliver(delivery);
    }
  }
  scheduler.isHurried = false;
  return deliveries;
}

const HIDDEN = new Set(['rev', 'outbox', 'lease', 'leaseBy', 'nextTryAt', 'leaseUntil']);
const UNORDERED = new Set(['marks', 'inbox']);

/** Everything that is stored and charged, without the times and the order in which it came about. */
const stateOf = ({ world: { databases, stripe } }: Shop): string => {
  const used = databases.snapshot().filter(([, documents]) => documents.length > 0);
  return JSON.stringify(canonical([used, stripe.charges, stripe.refunds]));
};

function canonical(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((one) => canonical(one));
    return UNORDERED.has(field) ? items.map((one) => JSON.stringify(one)).sort() : items;
  }
  if (typeof value !== 'object' || value === null || value instanceof ObjectId) return value;
  return Object.entries(value)
    .filter(([name]) => !HIDDEN.has(name) && !/(At|^at|Since)$/.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => [name, canonical(part, name)]);
}

describe('events doubled up to 20 times, shuffled, with lost first deliveries', () => {
  it('end in the state of events in order', async () => {
    const shop = await busyShop();
    const restore = shop.save();
    await shop.expectSound();
    const inOrder = stateOf(shop);
    let deliveries = 0;
    for (let seed = SEED; seed < SEED + SEEDS; seed += 1) {
      restore();
      deliveries += await deliverInDisorder(shop, seededRandom(seed));
      await shop.expectSound();
      if (stateOf(shop) !== inOrder) throw new Error(`another end with seed ${seed}`);
    }
    expect(await heal(shop.world)).toEqual([]);
    report(`disorder: seeds from ${SEED}, ${SEEDS} logs, ${deliveries} deliveries, one end`);
  }, 600_000);
});
