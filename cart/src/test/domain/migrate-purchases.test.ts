import type { OrderCreated, PaymentCreated } from '@datnxecommerce/common';
import { newId, useDatabase } from '@datnxecommerce/common/testing';
import { INBOX_SIZE } from '../../domain/cart-decisions';
import { migratePurchases } from '../../domain/migrate-purchases';
import { recordOrderOwner } from '../../domain/record-order-owner';
import { removePurchasedItems } from '../../domain/remove-purchased-items';
import { Cart } from '../../models/cart';
import { OrderOwner, OwnerlessPurchase } from '../../models/earlier-purchases';
import { Purchase } from '../../models/purchase';
import { aCart, orderEvent, paymentEvent } from '../builders';
import { earlierOrderCreated, earlierPaymentCreated } from '../earlier-version';

useDatabase();
afterEach(() => jest.restoreAllMocks());

/** A cart that holds 5 of a product, and the events of a purchase of 3, for replicas of both versions. */
async function aPurchase({ isOwnerNamed = false } = {}) {
  const productId = newId();
  const userId = await aCart([{ productId, quantity: 5 }]);
  const order = orderEvent({ userId }) as unknown as OrderCreated;
  const payment = paymentEvent({
    orderId: order.id,
    userId: isOwnerNamed ? userId : undefined,
    items: [{ productId, quantity: 3 }],
  }) as unknown as PaymentCreated;
  const happen = {
    'placed (earlier)': () => earlierOrderCreated(order),
    'placed (this)': () => recordOrderOwner(order),
    'paid (earlier)': () => earlierPaymentCreated(payment),
    'paid (this)': () => removePurchasedItems(payment),
    migrate: () => migratePurchases(),
  };
  const held = async () => (await Cart.findOne({ userId }).lean())?.items[0]?.quantity;
  return { userId, productId, payment, happen, held };
}

type Step = keyof Awaited<ReturnType<typeof aPurchase>>['happen'];

const countEarlier = async () =>
  (await OrderOwner.countDocuments()) + (await OwnerlessPurchase.countDocuments());

describe('a rolling update', () => {
  const versions = ['earlier', 'this'] as const;
  const orders = versions.flatMap((placedBy) =>
    versions.flatMap((paidBy) => {
      const placed = `placed (${placedBy})` as const;
      const paid = `paid (${paidBy})` as const;
      return [
        [placed, paid],
        [paid, placed],
        [placed, 'migrate', paid],
        [paid, 'migrate', placed],
      ] as Step[][];
    }),
  );

  it.each(orders.map((names) => [names.join(', '), names] as const))(
    'removes a purchase once: %s',
    async (_title, names) => {
      const { productId, userId, happen, held } = await aPurchase();
      for (const name of names) await happen[name]();
      await happen.migrate();
      expect(await held()).toBe(2);
      expect(await countEarlier()).toBe(0);
      await Cart.updateOne({ userId }, { items: [{ productId, quantity: 7 }] });
      for (const name of Object.keys(happen) as Step[]) await happen[name]();
      await happen.migrate();
      expect(await held()).toBe(7);
      expect(await countEarlier()).toBe(0);
    },
  );

  it('removes each purchase once when both versions and the migration run at once', async () => {
    const purchases = await Promise.all(Array.from({ length: 10 }, () => aPurchase()));
    await Promise.all(purchases.flatMap(({ happen }) => Object.values(happen).map((step) => step())));
    await migratePurchases();
    for (const { held } of purchases) expect(await held()).toBe(2);
    expect(await countEarlier()).toBe(0);
  });

  it('does not repeat a removal that the earlier version recorded, when the inbox has forgotten it', async () => {
    const { userId, productId, happen, held } = await aPurchase({ isOwnerNamed: true });
    await happen['paid (earlier)']();
    const inbox = Array.from({ length: INBOX_SIZE }, (_, index) => `payment:created:${index}`);
    await Cart.updateOne({ userId }, { items: [{ productId, quantity: 7 }], inbox });
    await happen['paid (this)']();
    expect(await held()).toBe(7);
  });
});

describe('a migration that is killed', () => {
  it.each([OrderOwner, OwnerlessPurchase])('repeats its last step: %p', async (model) => {
    const { happen, held } = await aPurchase();
    await happen['paid (earlier)']();
    await OrderOwner.create({ _id: newId(), userId: newId() });
    const [first] = await OrderOwner.find().lean();
    jest.spyOn(model as typeof OrderOwner, 'deleteMany').mockRejectedValueOnce(new Error('killed'));
    await expect(migratePurchases()).rejects.toThrow('killed');
    await happen['placed (earlier)']();
    await migratePurchases();
    expect(await held()).toBe(2);
    expect(await countEarlier()).toBe(0);
    expect(await Purchase.findById(String(first?._id)).lean()).toMatchObject({ userId: first?.userId });
  });
});

it('moves more documents than one batch holds, and ends at a shutdown', async () => {
  const owners = Array.from({ length: 450 }, () => ({ _id: newId(), userId: newId() }));
  await OrderOwner.insertMany(owners);
  await migratePurchases(AbortSignal.abort());
  expect(await OrderOwner.countDocuments()).toBe(450);
  await migratePurchases();
  expect(await OrderOwner.countDocuments()).toBe(0);
  expect(await Purchase.countDocuments({ userId: { $exists: true } })).toBe(450);
});
