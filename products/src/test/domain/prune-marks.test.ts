import { newId, useDatabase } from '@datnxecommerce/common/testing';
import { Types } from 'mongoose';
import { MARKS_KEPT_MS } from '../../domain/fulfilment-decisions';
import { marksPruner } from '../../domain/prune-marks';
import { putBackStock } from '../../domain/put-back-stock';
import { takeFromStock } from '../../domain/take-from-stock';
import { databaseStore, type StockStore } from '../../domain/stock-store';
import { Fulfilment } from '../../models/fulfilment';
import { Product } from '../../models/product';
import { fulfilmentOf, paymentFor, productsHolding, quantitiesOf, storedProduct } from '../builders';

const monotonic = performance.now.bind(performance);
let passedMs = 0;

useDatabase();
beforeEach(() => {
  passedMs = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => monotonic() + passedMs);
});
afterEach(() => jest.restoreAllMocks());

/** The job of a process that has known for long what is due now. */
async function watchfulPruner() {
  const prune = marksPruner();
  await prune();
  passedMs += 30_000;
  return prune;
}

const pruneMarks = async (signal?: AbortSignal) => (await watchfulPruner())(signal);

const timePasses = (ms = MARKS_KEPT_MS + 1000) =>
  Fulfilment.updateMany(
    { pruneAt: { $exists: true } },
    [{ $set: { pruneAt: { $subtract: ['$pruneAt', ms] } } }],
    { updatePipeline: true },
  );

const marks = async () =>
  (await Product.find().sort({ _id: 1 }).lean()).map((product) => product.marks.map(({ state }) => state));

async function anAppliedOrder(...stock: number[]) {
  const ids = await productsHolding(...stock);
  const payment = paymentFor(newId(), ids);
  await takeFromStock(payment);
  return { ids, payment, orderId: payment.orderId };
}

describe('forgetting the marks of orders that rest', () => {
  it('forgets taken ones of applied and returned ones of rejected orders, once their time is over', async () => {
    const { ids } = await anAppliedOrder(2, 1);
    await takeFromStock(paymentFor(newId(), ids));
    await pruneMarks();
    expect(await marks()).toEqual([
      ['taken', 'returned'],
      ['taken', 'returned'],
    ]);
    await timePasses();
    await pruneMarks();
    expect(await marks()).toEqual([[], []]);
    expect(await Product.find().sort({ _id: 1 }).lean()).toMatchObject([
      { quantity: 1, version: 3 },
      { quantity: 0, version: 1 },
    ]);
    expect(await Fulfilment.countDocuments({ pruneAt: { $exists: true } })).toBe(0);
  });

  describe('of so many that one batch can not hold them', () => {
    const ORDERS = 501;

    async function soldLately(): Promise<void> {
      const productId = newId();
      const at = new Date(Date.now() - 1000);
      const orderIds = Array.from({ length: ORDERS }, newId);
      await storedProduct({
        _id: new Types.ObjectId(productId),
        marks: orderIds.map((orderId) => ({ orderId, quantity: 1, state: 'taken', at })),
      });
      const items = [{ productId, quantity: 1 }];
      await Fulfilment.insertMany(
        orderIds.map((_id) => ({ _id, items, status: 'applied', updatedAt: at, pruneAt: at })),
      );
    }

    const marksLeft = async () => (await marks())[0]?.length;

    it('forgets all in one run', async () => {
      await soldLately();
      await pruneMarks();
      expect(await marksLeft()).toBe(0);
      expect(await Fulfilment.countDocuments({ pruneAt: { $exists: true } })).toBe(0);
    });

    it('stops between two batches when the service does', async () => {
      await soldLately();
      const stop = new AbortController();
      const pull = Product.updateMany.bind(Product);
      jest.spyOn(Product, 'updateMany').mockImplementationOnce(((...args: Parameters<typeof pull>) => {
        stop.abort();
        return pull(...args);
      }) as never);
      await pruneMarks(stop.signal);
      expect(await marksLeft()).toBe(ORDERS - 500);
    });
  });

  it('keeps the marks of orders that are not over', async () => {
    const { ids } = await anAppliedOrder(5);
    await timePasses();
    await takeFromStock(paymentFor(newId(), ids));
    await pruneMarks();
    expect(await marks()).toEqual([['taken']]);
  });

  it('puts back what an applied order took although its marks are forgotten; once', async () => {
    const { ids, payment, orderId } = await anAppliedOrder(5, 5);
    await timePasses();
    await pruneMarks();
    await Promise.all([putBackStock(orderId), putBackStock(orderId)]);
    await putBackStock(orderId);
    await takeFromStock(payment);
    expect(await quantitiesOf(ids)).toEqual([5, 5]);
    expect(await marks()).toEqual([['returned'], ['returned']]);
    await timePasses();
    await pruneMarks();
    expect(await marks()).toEqual([[], []]);
    expect(await fulfilmentOf(orderId)).toMatchObject({ status: 'reverted' });
  });

  it.each(['before', 'half way through', 'after'])(
    'puts back once when the cancellation comes %s the forgetting of the same order',
    async (moment) => {
      const { ids, orderId } = await anAppliedOrder(5, 5);
      await takeFromStock(paymentFor(newId(), ids)); // forgotten in the same batch
      await timePasses();
      const pull = Product.updateMany.bind(Product);
      jest.spyOn(Product, 'updateMany').mockImplementationOnce((async (...args: Parameters<typeof pull>) => {
        if (moment === 'before') await putBackStock(orderId);
        const result = await pull(...(moment === 'half way through' ? onlyFirst(args, ids) : args));
        if (moment !== 'before') await putBackStock(orderId);
        return moment === 'half way through' ? pull(...args) : result;
      }) as never);
      await pruneMarks();
      await putBackStock(orderId);
      expect(await quantitiesOf(ids)).toEqual([4, 4]);
      expect(await marks()).toEqual([['returned'], ['returned']]);
      await timePasses();
      await pruneMarks();
      expect(await marks()).toEqual([[], []]);
    },
  );

  function onlyFirst<Args extends unknown[]>(args: Args, ids: string[]): Args {
    const [filter, ...rest] = args;
    return [{ ...(filter as object), _id: ids[0] }, ...rest] as Args;
  }

  it('lets a slow duplicate not take again when the clock jumps as soon as its order rests', async () => {
    const prune = await watchfulPruner();
    const ids = await productsHolding(5);
    const payment = paymentFor(newId(), ids);
    const store = databaseStore();
    const meanwhile = async () => {
      await takeFromStock(payment);
      await timePasses();
      await prune();
      passedMs += 9000;
      await prune();
    };
    const slow: StockStore = {
      ...store,
      product: async (...write) => {
        await meanwhile();
        return store.product(...write);
      },
    };
    await takeFromStock(payment, slow);
    expect(await quantitiesOf(ids)).toEqual([4]);
  });

  it('waits anew for an order that is cancelled when its marks are due', async () => {
    const { orderId } = await anAppliedOrder(5);
    await timePasses();
    const prune = await watchfulPruner();
    await putBackStock(orderId);
    await timePasses();
    await prune();
    expect(await marks()).toEqual([['returned']]);
    passedMs += 29_000;
    await prune();
    expect(await marks()).toEqual([['returned']]);
    passedMs += 2000;
    await prune();
    expect(await marks()).toEqual([[]]);
  });

  it('starts a sale again that had read the marks', async () => {
    const { ids } = await anAppliedOrder(5);
    await timePasses();
    const prune = await watchfulPruner();
    const find = Product.findOne.bind(Product);
    jest.spyOn(Product, 'findOne').mockImplementationOnce(((...args: Parameters<typeof find>) => ({
      select: () => ({
        lean: async () => {
          const read = await find(...args)
            .select('+rev')
            .lean();
          await prune();
          return read;
        },
      }),
    })) as never);
    await takeFromStock(paymentFor(newId(), ids));
    expect(await quantitiesOf(ids)).toEqual([3]);
    expect(await marks()).toEqual([['taken']]);
  });
});
