import { DeadLetter, type OrderCreated, type PaymentCreated } from '@datnxecommerce/common';
import { deliver, newId, useDatabase } from '@datnxecommerce/common/testing';
import { rememberOrderOwner } from '../../domain/remember-order-owner';
import { removePurchasedItems } from '../../domain/remove-purchased-items';
import { OrderCreatedListener } from '../../events/listeners/order-created-listener';
import { PaymentCreatedListener } from '../../events/listeners/payment-created-listener';
import { Cart } from '../../models/cart';
import { OrderOwner } from '../../models/order-owner';
import { OwnerlessPurchase } from '../../models/ownerless-purchase';
import { Purchase } from '../../models/purchase';
import { aCart, orderEvent, paymentEvent } from '../builders';

useDatabase();
afterEach(() => jest.restoreAllMocks());

const itemsOf = async (userId: string) => (await Cart.findOne({ userId }).lean())?.items;

/** A cart that holds 5 of a product, and the events of an order of 3 of them whose payment names no buyer. */
async function aPurchase() {
  const productId = newId();
  const userId = await aCart([{ productId, quantity: 5 }]);
  const order = orderEvent({ userId }) as unknown as OrderCreated;
  const payment = paymentEvent({
    ...{ userId: undefined, orderId: order.id },
    items: [{ productId, quantity: 3 }],
  }) as unknown as PaymentCreated;
  const happen = {
    placed: () => deliver(new OrderCreatedListener(), order),
    paid: () => deliver(new PaymentCreatedListener(), payment),
  };
  const expectTakenOut = async (quantity = 2) => {
    await expect(itemsOf(userId)).resolves.toEqual([{ productId, quantity }]);
    await expect(OwnerlessPurchase.countDocuments()).resolves.toBe(0);
    await expect(DeadLetter.countDocuments()).resolves.toBe(0);
  };
  return { productId, userId, order, payment, happen, expectTakenOut };
}

describe('a payment that does not name its buyer', () => {
  it('waits for who tells of its order', async () => {
    const { productId, userId, order, payment, happen, expectTakenOut } = await aPurchase();
    await happen.paid();
    await expect(itemsOf(userId)).resolves.toEqual([{ productId, quantity: 5 }]);
    await expect(OwnerlessPurchase.find().lean()).resolves.toMatchObject([
      { _id: `payment:created:${payment.id}`, items: payment.items },
    ]);
    await deliver(new OrderCreatedListener(), orderEvent());
    await expect(OwnerlessPurchase.countDocuments()).resolves.toBe(1);
    await deliver(new OrderCreatedListener(), { ...order, id: order.id.toUpperCase() });
    await expectTakenOut();
  });

  it.each([
    [['paid', 'paid', 'placed', 'placed']],
    [['paid', 'placed', 'paid', 'placed']],
    [['paid', 'placed', 'placed', 'paid']],
    [['placed', 'paid', 'paid', 'placed']],
    [['placed', 'paid', 'placed', 'paid']],
    [['placed', 'placed', 'paid', 'paid']],
  ] as const)('is taken out once: %s', async (names) => {
    const { productId, userId, happen, expectTakenOut } = await aPurchase();
    for (const name of names) await happen[name]();
    await expectTakenOut();
    await Cart.updateOne({ userId }, { items: [{ productId, quantity: 7 }] });
    for (const name of names) await happen[name]();
    await expectTakenOut(7);
  });

  it('is taken out once when all comes at once', async () => {
    const purchases = await Promise.all(Array.from({ length: 20 }, aPurchase));
    await Promise.all(
      purchases.flatMap(({ happen: { paid, placed } }) => [paid(), placed(), paid(), placed()]),
    );
    for (const { expectTakenOut } of purchases) await expectTakenOut();
  });

  it.each(['before', 'after'])(
    'is taken out when its order is told of right %s it has looked for the buyer',
    async (moment) => {
      const { happen, expectTakenOut } = await aPurchase();
      const find = OrderOwner.findById.bind(OrderOwner);
      jest.spyOn(OrderOwner, 'findById').mockImplementationOnce(((id: string) => ({
        lean: async () => {
          if (moment === 'before') await happen.placed();
          const owner = await find(id).lean();
          if (moment === 'after') await happen.placed();
          return owner;
        },
      })) as never);
      await happen.paid();
      await expectTakenOut();
    },
  );

  it.each(['before', 'after'])(
    'is taken out when it comes right %s its order has looked for what waits',
    async (moment) => {
      const { happen, expectTakenOut } = await aPurchase();
      const find = OwnerlessPurchase.find.bind(OwnerlessPurchase);
      jest.spyOn(OwnerlessPurchase, 'find').mockImplementationOnce(((filter: object) => ({
        lean: async () => {
          if (moment === 'before') await happen.paid();
          const waiting = await find(filter).lean();
          if (moment === 'after') await happen.paid();
          return waiting;
        },
      })) as never);
      await happen.placed();
      await expectTakenOut();
    },
  );

  it('waits beside another payment of the same order', async () => {
    const { payment, happen, expectTakenOut } = await aPurchase();
    await happen.paid();
    const items = payment.items.map((item) => ({ ...item, quantity: 1 }));
    await deliver(new PaymentCreatedListener(), { ...payment, id: newId(), items });
    await happen.placed();
    await expectTakenOut(1);
  });

  it('holds up no other, however many of them wait', async () => {
    const { happen, payment } = await aPurchase();
    await happen.placed();
    const events = Array.from({ length: 40 }, () => paymentEvent({ userId: undefined }));
    for (const event of [...events, payment]) await deliver(new PaymentCreatedListener(), event);
    const key = `payment:created:${payment.id}`;
    await expect(Purchase.exists({ _id: key })).resolves.not.toBeNull();
    await expect(OwnerlessPurchase.countDocuments()).resolves.toBe(40);
  });

  describe('when the service dies', () => {
    const writes = {
      'setting the purchase down': [OwnerlessPurchase, 'updateOne'],
      'keeping the owner': [OrderOwner, 'updateOne'],
      'writing the cart': [Cart, 'updateOne'],
      'noting the purchase': [Purchase, 'updateOne'],
      'removing what waited': [OwnerlessPurchase, 'deleteOne'],
    } as const;
    type Write = keyof typeof writes;

    function dieAt(write: Write, moment: 'before' | 'after'): void {
      const [model, method] = writes[write] as unknown as [{ write: () => Promise<unknown> }, 'write'];
      const original = model[method].bind(model);
      jest.spyOn(model, method).mockImplementationOnce(async (...args) => {
        if (moment === 'after') await original(...args);
        throw new Error('killed');
      });
    }

    const cases = (Object.keys(writes) as Write[]).flatMap((write) =>
      (['before', 'after'] as const).flatMap((moment) =>
        [true, false].flatMap((isPaidFirst) =>
          [true, false].map((isToldAgainAtOnce) => ({ write, moment, isPaidFirst, isToldAgainAtOnce })),
        ),
      ),
    );

    it.each(cases)(
      '$moment $write (paid first: $isPaidFirst, told again at once: $isToldAgainAtOnce), it is taken out once',
      async ({ write, moment, isPaidFirst, isToldAgainAtOnce }) => {
        const { order, payment, expectTakenOut } = await aPurchase();
        const paid = () => removePurchasedItems(payment);
        const placed = () => rememberOrderOwner(order);
        const events = isPaidFirst ? [paid, placed] : [placed, paid];
        const unacknowledged: (() => Promise<void>)[] = [];
        dieAt(write, moment);
        for (const event of events) {
          await event().catch(() => unacknowledged.push(event));
          if (isToldAgainAtOnce) await unacknowledged.at(-1)?.();
        }
        expect(unacknowledged).toHaveLength(1);
        for (const event of unacknowledged) await event();
        await expectTakenOut();
      },
    );
  });
});
