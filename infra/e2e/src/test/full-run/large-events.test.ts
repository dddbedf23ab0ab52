import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { refusalsOf } from '@ecommerce/events/broker-refusals';
import { useWorld } from '../../attacks/world';
import { eventually } from '../../eventually';
import { operate, withDatabase } from '../../operator';
import { readStack } from '../../stack';

const world = useWorld();
const folder = mkdtempSync(path.join(os.tmpdir(), 'large-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** More than NATS takes in one message. */
const TEN_MEGABYTES = 10 * 1024 * 1024;
/** The most that a service publishes; the rest of a MiB is for the envelope. */
const LARGEST = 1024 * 1024 - 4096;

const publish = (data: string) => {
  const file = path.join(folder, 'event.json');
  writeFileSync(file, data);
  return operate('index', 'publish', 'product:updated', file, '--force');
};

const boughtAgain = async (price: number): Promise<void> => {
  const { owner, product } = world;
  expect((await owner.put(`/api/products/${product.id}`, { price })).status).toBe(200);
  await eventually(async () =>
    expect((await owner.orders([{ productId: product.id, quantity: 1 }])).total).toBe(price),
  );
};

it('an event of 10 MB is refused by the broker, and the events of others go on', async () => {
  const { url, user, pass } = readStack().nats;
  const command = `PUB _STAN.pub.ticketing.product:updated ${TEN_MEGABYTES}`;
  expect(await refusalsOf({ url, user, pass }, [command])).toEqual(['Maximum Payload Violation']);
  await boughtAgain(21);
});

it('an event of 10 MB is refused to an operator in one line that says what fits', async () => {
  const { code, err } = await publish('x'.repeat(TEN_MEGABYTES));
  expect({ code, err }).toEqual({
    code: 2,
    err: `product:updated: ${TEN_MEGABYTES} bytes are more than the ${LARGEST} that fit\n`,
  });
});

it('the largest and the deepest events are kept in full as dead letters, and block nothing behind them', async () => {
  const events = [
    `{"quantity":"${'x'.repeat(LARGEST - 15)}"}`,
    `{"quantity":${'['.repeat(1000)}${']'.repeat(1000)}}`,
    `{"quantity":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  ];
  for (const data of events) expect(await publish(data)).toMatchObject({ code: 0 });
  await boughtAgain(22);
  for (const service of ['orders', 'cart']) {
    await withDatabase(service, (db) =>
      eventually(async () => {
        const letters = await db
          .collection('deadletters')
          .find({ raw: { $in: events } })
          .toArray();
        expect(letters).toHaveLength(events.length);
        for (const { reason } of letters) expect(reason).toMatch(/^breaks the contract.{0,2000}$/s);
      }),
    );
    const dropped = await operate('operate/dead-letters', 'drop', service, '--all', '--yes');
    expect(dropped.out).toBe(`${service}: ${events.length} dropped\n`);
  }
});
