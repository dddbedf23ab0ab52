import { countIdle, countRoundTrips, countTogether, type Observation } from '../count';
import type { Command } from '../mongod-log';

const command = (name: string, collection: string, more: Partial<Command> = {}): Command => ({
  name,
  collection,
  shape: `${name} ${collection}`,
  waitsForJournal: false,
  ...more,
});
const durable = { waitsForJournal: true };
const sweep = command('find', 'orders', { shape: 'find orders {"outboxAt":"?"}' });
const idle = { seconds: 10, executed: new Map([['orders', [sweep, sweep]]]) };

const place = { name: 'place an order', work: { orders: 'POST /api/orders', cart: 'order:created' } };
const observation = (step: Observation['step'], executed: Record<string, Command[]>): Observation => ({
  step,
  executed: new Map(Object.entries(executed)),
});

it('counts means for each service, by command, with the waits for the journal', () => {
  const rows = countRoundTrips(
    [
      observation(place, {
        orders: [command('find', 'orders'), command('insert', 'orders', durable)],
        cart: [],
      }),
      observation(place, { orders: [command('insert', 'orders', durable)], cart: [] }),
    ],
    idle,
  );
  expect(rows).toEqual([
    {
      service: 'orders',
      label: 'POST /api/orders',
      times: 2,
      commands: { find: 0.5, insert: 1 },
      roundTrips: 1.5,
      journalWaits: 1,
    },
    { service: 'cart', label: 'order:created', times: 2, commands: {}, roundTrips: 0, journalWaits: 0 },
  ]);
});

it('leaves out what periodic jobs of that service send, and nothing of another service', () => {
  const executed = { orders: [sweep, command('find', 'orders')], cart: [sweep] };
  const rows = countRoundTrips([observation(place, executed)], idle);
  expect(rows.map(({ label, roundTrips }) => [label, roundTrips])).toEqual([
    ['POST /api/orders', 1],
    ['order:created', 1],
  ]);
});

it('tells two events of one service apart by their collections', () => {
  const step = {
    name: 'take stock',
    work: { orders: { orders: 'stock:confirmed', productreplicas: 'product:updated' } },
  };
  const executed = {
    orders: [command('update', 'orders'), command('update', 'productreplicas'), command('find', 'orders')],
  };
  const rows = countRoundTrips([observation(step, executed)], idle);
  expect(rows.map(({ label, commands }) => [label, commands])).toEqual([
    ['stock:confirmed', { update: 1, find: 1 }],
    ['product:updated', { update: 1 }],
  ]);
});

it('shows work that no label names under the name of its step', () => {
  const executed = { orders: [command('insert', 'orders')], payments: [command('find', 'payments')] };
  const rows = countRoundTrips([observation(place, executed)], idle);
  expect(rows).toContainEqual(
    expect.objectContaining({ service: 'payments', label: 'place an order', roundTrips: 1 }),
  );
});

it('counts a label that occurs in two steps per occurrence', () => {
  const again = { name: 'place with a key', work: { cart: 'order:created' } };
  const rows = countRoundTrips(
    [
      observation(place, { cart: [command('update', 'orderowners')] }),
      observation(again, { cart: [command('update', 'orderowners'), command('find', 'purchases')] }),
    ],
    idle,
  );
  expect(rows).toEqual([expect.objectContaining({ label: 'order:created', times: 2, roundTrips: 1.5 })]);
});

it('sums up several steps in all services, per repetition', () => {
  const pay = { name: 'pay', work: {} };
  const each = [
    observation(place, {
      orders: [command('insert', 'orders', durable), sweep],
      cart: [command('find', 'carts')],
    }),
    observation(pay, { payments: [command('update', 'payments', durable)] }),
  ];
  expect(countTogether([...each, ...each], idle, 2)).toMatchObject({
    service: 'all',
    label: 'place an order, pay',
    times: 2,
    commands: { insert: 1, find: 1, update: 1 },
    roundTrips: 3,
    journalWaits: 2,
  });
});

it('counts what periodic jobs send in a second', () => {
  expect(countIdle(idle)).toEqual([
    expect.objectContaining({ service: 'orders', commands: { find: 0.2 }, roundTrips: 0.2 }),
  ]);
});
