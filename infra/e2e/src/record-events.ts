/**
 * `npm run events:record`: plays three stories on a running shop and keeps their events in docs/events/recorded, for
 * later versions to be tested with.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerLog, type LoggedEvent } from '@ecommerce/events/broker-log';
import { contracts } from '@ecommerce/events/contracts';
import { formatDocs } from '@ecommerce/events/format-docs';
import { DOCS } from '@ecommerce/events/repository';
import { readArguments } from '@ecommerce/events/operate/arguments';
import { runCommand } from '@ecommerce/events/operate/run-command';
import { defaultStackFile, readBrokerAddress } from '@ecommerce/events/stack';
import { UserError } from '@ecommerce/events/user-error';
import { Shopper } from './shopper';

const EVENTS_WITHIN_MS = 30_000;

const HELP = `npm run events:record    plays three stories on a running shop and records their events in docs/events

  --stack <file>    the shop's stack.json (.local/stack.json)
  --help            this text

Exit code 1 when an event is missing, 2 for wrong use; then no file is written.`;

/** What is played, and the events that it has to bring. */
const STORIES: Record<string, { play: () => Promise<void>; brings: string[] }> = {
  purchase: {
    play: async () => {
      const [seller, buyer] = [await Shopper.signUp(), await Shopper.signUp()];
      const lamp = await seller.sells({ title: 'Lamp', price: 19.99, quantity: 10 });
      await seller.put(`/api/products/${lamp.id}`, { price: 17.5 });
      const chair = await seller.sells({ title: 'Chair', price: 49.9, quantity: 2 });
      const order = await buyer.orders([
        { productId: lamp.id, quantity: 3 },
        { productId: chair.id, quantity: 1 },
      ]);
      await buyer.pays(order.id);
    },
    brings: [
      ...['user:created', 'user:created'],
      ...['product:created', 'product:updated', 'product:created', 'order:created', 'payment:created'],
      ...['product:updated', 'product:updated', 'stock:confirmed'],
    ],
  },
  cancel: {
    play: async () => {
      const buyer = await Shopper.signUp();
      const lamp = await buyer.sells({ title: 'Lamp', price: 20, quantity: 1 });
      const order = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
      await buyer.cancels(order.id);
      await buyer.post('/api/users/password-reset', { email: buyer.email });
      await buyer.post('/api/users/signout-everywhere', {});
    },
    brings: [
      ...['user:created', 'product:created', 'order:created', 'order:cancelled'],
      ...['user:password_reset_requested', 'user:sessions_ended'],
    ],
  },
  'lost-race': {
    play: async () => {
      const [first, second] = [await Shopper.signUp(), await Shopper.signUp()];
      const last = await first.sells({ title: 'The last lamp', price: 30, quantity: 1 });
      const items = [{ productId: last.id, quantity: 1 }];
      const orders = [await first.orders(items), await second.orders(items)];
      await Promise.all([first.pays(orders[0]?.id ?? ''), second.pays(orders[1]?.id ?? '')]);
    },
    brings: [
      ...['user:created', 'user:created'],
      ...['product:created', 'order:created', 'order:created', 'payment:created', 'payment:created'],
      ...['product:updated', 'stock:confirmed', 'stock:rejected', 'order:cancelled', 'payment:refunded'],
    ],
  },
};

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    stack: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (positionals.length > 0) throw new UserError(`${positionals[0]} is no option (see --help)`);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const stackFile = values.stack ?? defaultStackFile(process.env);
  process.env.SHOP_STACK_FILE = stackFile;
  const recordings = await playAll(await BrokerLog.connect(readBrokerAddress(stackFile)));
  mkdirSync(path.join(DOCS, 'recorded'), { recursive: true });
  for (const [name, events] of recordings) {
    writeFileSync(path.join(DOCS, 'recorded', `${name}.json`), `${JSON.stringify(events, null, 2)}\n`);
    console.log(`docs/events/recorded/${name}.json: ${events.length} events`);
  }
  formatDocs();
  return 0;
}

interface RecordedEvent {
  subject: string;
  time: Date;
  data: object;
}

/** @throws UserError when a story does not bring exactly its events */
async function playAll(log: BrokerLog): Promise<Map<string, RecordedEvent[]>> {
  const received: LoggedEvent[] = [];
  await Promise.all(
    contracts.map(({ subject }) => log.follow(subject, 'now', (event) => received.push(event))),
  );
  const recordings = new Map<string, RecordedEvent[]>();
  for (const [name, { play, brings }] of Object.entries(STORIES)) {
    received.length = 0;
    await play();
    await until(() => received.length >= brings.length);
    const events = received.toSorted((a, b) => a.timeNs - b.timeNs);
    const missing = missingOf(brings, events);
    if (missing.length > 0 || events.length > brings.length) {
      const what = missing.join(', ') || 'nothing';
      throw new UserError(`${name}: ${what} is missing of ${events.length} events`, 1);
    }
    const recorded = events.map(({ subject, time, data }) => ({
      subject,
      time,
      data: JSON.parse(data) as object,
    }));
    recordings.set(name, recorded);
  }
  await log.close();
  return recordings;
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + EVENTS_WITHIN_MS;
  while (!isTrue() && Date.now() < deadline) await sleep(50);
}

function missingOf(wanted: string[], events: LoggedEvent[]): string[] {
  const left = events.map(({ subject }) => subject);
  return wanted.filter((subject) => {
    const index = left.indexOf(subject);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

runCommand(main);
