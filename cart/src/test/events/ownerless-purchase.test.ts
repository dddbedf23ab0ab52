import { DeadLetter, type OrderCreated, type PaymentCreated } from '@datnxecommerce/common';
import { deliver, interceptReads, newId, useDatabase } from '@datnxecommerce/common/testing';
import { recordOrderOwner } from '../../domain/record-order-owner';
import { removePurchasedItems } from '../../domain/remove-purchased-items';
import { OrderCreatedListener } from '../../events/listeners/order-created-listener';
import { PaymentCreatedListener } from '../../events/listeners/payment-created-listener';
import { Cart } from '../../models/cart';
import { Purchase } from '../../models/purchase';
import { aCart, orderEvent, paymentEvent } from '../builders';

useDatabase();
afterEach(() => jest.restoreAllMocks());

const itemsOf = async (userId: string) => (await Cart.findOne({ userId }).lean())?.items;

const countWaiting = () => Purchase.countDocuments({ items: { $exists: true } });

/** A cart that holds 5 of a product, and the events of an order of 3 of them whose payment names no buyer. */
async function aPurchase() {
  const productId = newId();
  const userId = await aCart([{ productId, quantity: 5 }]);
  const order = orderEvent({ userId }) as unknown as OrderCreated;
  const payment = paymentEvent({
    userId: undefined,
    orderId: order.id,
    items: [{ productId, quantity: 3 }],
  }) as unknown as PaymentCreated;
  const happen = {
    placed: () => deliver(new OrderCreatedListener(), order),
    paid: () => deliver(new PaymentCreatedListener(), payment),
  };
  const expectRemoved = async (quantity = 2) => {
    await expect(itemsOf(userId)).resolves.toEqual([{ productId, quantity }]);
    await expect(countWaiting()).resolves.toBe(0);
    await expect(DeadLetter.countDocuments()).resolves.toBe(0);
  };
  return { productId, userId, order, payment, happen, expectRemoved };
}

describe('a payment that does not name its buyer', () => {
  it('waits for its order:created', async () => {
    const { productId, userId, order, payment, happen, expectRemoved } = await aPurchase();
    await happen.paid();
    await expect(itemsOf(userId)).resolves.toEqual([{ productId, quantity: 5 }]);
    await expect(Purchase.find().lean()).resolves.toMatchObject([
      { _id: order.id, key: `payment:created:${payment.id}`, items: payment.items },
    ]);
    await deliver(new OrderCreatedListener(), orderEvent());
    await expect(countWaiting()).resolves.toBe(1);
    await deliver(new OrderCreatedListener(), { ...order, id: order.id.toUpperCase() });
    await expectRemoved();
  });

  it.each([
    [['paid', 'paid', 'placed', 'placed']],
    [['paid', 'placed', 'paid', 'placed']],
    [['paid', 'placed', 'placed', 'paid']],
    [['placed', 'paid', 'paid', 'placed']],
    [['placed', 'paid', 'placed', 'paid']],
    [['placed', 'placed', 'paid', 'paid']],
  ] as const)('is removed once: %s', async (names) => {
    const { productId, userId, happen, expectRemoved } = await aPurchase();
    for (const name of names) await happen[name]();
    await expectRemoved();
    await Cart.updateOne({ userId }, { items: [{ productId, quantity: 7 }] });
    for (const name of names) await happen[name]();
    await expectRemoved(7);
  });

  it('is removed once when all events are delivered at once', async () => {
    const purchases = await Promise.all(Array.from({ length: 20 }, aPurchase));
    await Promise.all(
      purchases.flatMap(({ happen: { paid, placed } }) => [paid(), placed(), paid(), placed()]),
    );
    for (const { expectRemoved } of purchases) await expectRemoved();
  });

  it.each([
    ['placed', 'before', 'paid'],
    ['placed', 'after', 'paid'],
    ['paid', 'before', 'placed'],
    ['paid', 'after', 'placed'],
  ] as const)(
    'is removed when the order is %s right %s the handler of the %s order reads both parts',
    async (interrupting, moment, interrupted) => {
      const { happen, expectRemoved } = await aPurchase();
      let isFirst = true;
      interceptReads([Purchase], async (read) => {
        const isInterrupted = isFirst;
        isFirst = false;
        if (isInterrupted && moment === 'before') await happen[interrupting]();
        const found = await read();
        if (isInterrupted && moment === 'after') await happen[interrupting]();
        return found;
      });
      await happen[interrupted]();
      await expectRemoved();
    },
  );

  it.each([
    ['paid', 'another', 'placed'],
    ['paid', 'placed', 'another'],
    ['placed', 'paid', 'another'],
  ] as const)('is the only one of its order that is removed: %s, %s, %s', async (...names) => {
    const { payment, happen, expectRemoved } = await aPurchase();
    const another = () => deliver(new PaymentCreatedListener(), { ...payment, id: newId() });
    for (const name of names) await { ...happen, another }[name]();
    await expectRemoved();
  });

  it('is forgotten after 30 days unless it is removed before', async () => {
    const { happen } = await aPurchase();
    const expiry = async () => (await Purchase.findOne().lean())?.expiresAt?.getTime();
    const before = Date.now();
    await happen.paid();
    expect(await expiry()).toBeGreaterThanOrEqual(before + 30 * 24 * 60 * 60_000);
    await happen.placed();
    await happen.paid();
    expect(await expiry()).toBeUndefined();
    const indexes = await Purchase.collection.indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it('blocks no event behind it, however many payments wait', async () => {
    const { happen, payment } = await aPurchase();
    await happen.placed();
    const events = Array.from({ length: 40 }, () => paymentEvent({ userId: undefined }));
    for (const event of [...events, payment]) await deliver(new PaymentCreatedListener(), event);
    const removed = { _id: payment.orderId, removedAt: { $exists: true } };
    await expect(Purchase.countDocuments(removed)).resolves.toBe(1);
    await expect(countWaiting()).resolves.toBe(40);
  });

  describe('when the service dies', () => {
    /**
     * Each write of the two handlers, by its collection and its place among the writes to it. A payment whose owner is
     * known is not recorded before its removal.
     */
    const writes = {
      'recording the first part': [Purchase, 1],
      'recording the second part': [Purchase, 2],
      'writing the cart': [Cart.collection, 1],
      'recording the removal': [Purchase, 3],
    } as const;
    type Write = keyof typeof writes;

    function dieAt(write: Write, moment: 'before' | 'after', isPaidFirst: boolean): void {
      const [model, last] = writes[write] as unknown as [{ updateOne: () => Promise<unknown> }, number];
      const place = write === 'recording the removal' && !isPaidFirst ? last - 1 : last;
      const original = model.updateOne.bind(model);
      let writesSeen = 0;
      jest.spyOn(model, 'updateOne').mockImplementation(async (...args) => {
        writesSeen += 1;
        if (writesSeen !== place) return original(...args);
        if (moment === 'after') await original(...args);
        throw new Error('killed');
      });
    }

    const cases = (Object.keys(writes) as Write[]).flatMap((write) =>
      (['before', 'after'] as const).flatMap((moment) =>
        (write === 'recording the second part' ? [true] : [true, false]).flatMap((isPaidFirst) =>
          [true, false].map((isRedeliveredAtOnce) => ({ write, moment, isPaidFirst, isRedeliveredAtOnce })),
        ),
      ),
    );

    it.each(cases)(
      '$moment $write (paid first: $isPaidFirst, redelivered at once: $isRedeliveredAtOnce), it is removed once',
      async ({ write, moment, isPaidFirst, isRedeliveredAtOnce }) => {
        const { order, payment, expectRemoved } = await aPurchase();
        const paid = () => removePurchasedItems(payment);
        const placed = () => recordOrderOwner(order);
        const events = isPaidFirst ? [paid, placed] : [placed, paid];
        const unacknowledged: (() => Promise<void>)[] = [];
        dieAt(write, moment, isPaidFirst);
        for (const event of events) {
          await event().catch(() => unacknowledged.push(event));
          if (isRedeliveredAtOnce) await unacknowledged.at(-1)?.();
        }
        expect(unacknowledged).toHaveLength(1);
        for (const event of unacknowledged) await event();
        await expectRemoved();
      },
    );
  });
});
