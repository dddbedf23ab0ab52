import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, useDatabase } from '@datnxecommerce/common/testing';
import { Timeline } from '../../models/timeline';
import { UserReplica } from '../../models/user-replica';
import { aReplica, eventsOf, type SentEvent } from '../builders';

useDatabase();

const { listeners } = aReplica();

async function send({ subject, data }: { subject: string; data: object }): Promise<void> {
  const listener = listeners.find(({ contract }) => contract.subject === subject);
  if (!listener) throw new Error(`no listener for ${subject}`);
  await deliver(listener, data);
}

const storedSteps = async (orderId: string) =>
  (await Timeline.findById(orderId).lean())?.steps.map(({ seq, step }) => `${seq} ${step}`);

describe('the events of an order', () => {
  it('become its steps, with the time of each event', async () => {
    const order = eventsOf();
    await send(order.created('2026-11-27T01:00:00Z'));
    await send(order.paid('2026-11-27T01:00:01Z'));
    await send(order.confirmed('2026-11-27T01:00:02Z'));
    const { userId, steps = [] } = (await Timeline.findById(order.orderId).lean()) ?? {};
    expect(userId).toBe(order.userId);
    expect(steps.map(({ step, at }) => `${step} ${at.toISOString()}`)).toEqual([
      'placed 2026-11-27T01:00:00.000Z',
      'paid 2026-11-27T01:00:01.000Z',
      'stock_confirmed 2026-11-27T01:00:02.000Z',
      'complete 2026-11-27T01:00:02.000Z',
    ]);
  });

  it('leave the same steps when all arrive at once, three times each', async () => {
    const order = eventsOf();
    const story: SentEvent[] = [
      ...[order.refunded(), order.cancelled('out_of_stock'), order.rejected()],
      ...[order.paid(), order.created()],
    ] as SentEvent[];
    await Promise.all([...story, ...story.toReversed(), ...story].map(send));
    expect(await storedSteps(order.orderId)).toEqual(['1 placed', '2 paid', '3 cancelled', '4 refunded']);
  });

  it('leave the whole history of a refunded order whose payment:created the broker lost', async () => {
    const order = eventsOf();
    await send(order.created('2026-11-27T01:00:00Z'));
    await send(order.rejected());
    await send(order.cancelled('out_of_stock'));
    await send(order.refunded('2026-11-27T01:00:01.000Z'));
    expect(await storedSteps(order.orderId)).toEqual(['1 placed', '2 paid', '3 cancelled', '4 refunded']);
    const { steps = [] } = (await Timeline.findById(order.orderId).lean()) ?? {};
    expect(steps[1]?.at).toEqual(new Date('2026-11-27T01:00:01.000Z'));
  });

  it('belong to one order, however its id is written', async () => {
    const order = eventsOf('abcdefabcdefabcdefabcdef');
    await send(order.created());
    await send(eventsOf('ABCDEFABCDEFABCDEFABCDEF').paid());
    expect(await storedSteps(order.orderId)).toEqual(['1 placed', '2 paid']);
  });

  it('become a dead letter when they break their contract, and stop nothing behind them', async () => {
    const order = eventsOf();
    await send({ subject: 'order:created', data: { id: order.orderId } });
    await send(order.created());
    expect(await DeadLetter.countDocuments()).toBe(1);
    expect(await storedSteps(order.orderId)).toEqual(['1 placed']);
  });
});

it('every subject of orders, payments, the stock and auth is consumed', () => {
  expect(listeners.map(({ contract }) => contract.subject).toSorted()).toEqual([
    'order:cancelled',
    'order:created',
    'payment:created',
    'payment:refunded',
    'stock:confirmed',
    'stock:rejected',
    'user:created',
    'user:password_reset_requested',
  ]);
});

it('a cancellation without its order is kept and shown to nobody', async () => {
  const id = newId();
  await send(eventsOf(id).cancelled('user'));
  expect(await Timeline.findById(id).lean()).toMatchObject({ cancelReason: 'user', steps: [] });
});

it('the newest address of a user is kept, whatever the order of the events', async () => {
  const id = newId();
  const user = (version: number) => ({
    subject: 'user:created',
    data: { id, version, email: `v${version}@example.com` },
  });
  for (const version of [1, 0, 2, 1]) await send(user(version));
  expect(await UserReplica.find().lean()).toMatchObject([{ email: 'v2@example.com', version: 2 }]);
});
