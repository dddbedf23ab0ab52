import { interceptReads, newId, useDatabase } from '@datnxecommerce/common/testing';
import { Types } from 'mongoose';
import { MARKS_KEPT_MS } from '../../domain/fulfilment-decisions';
import { pruneMarks } from '../../domain/prune-marks';
import { putBackStock } from '../../domain/put-back-stock';
import { takeFromStock } from '../../domain/take-from-stock';
import { Fulfilment } from '../../models/fulfilment';
import { Product } from '../../models/product';
import { fulfilmentOf, paymentFor, productsHolding, quantitiesOf, storedProduct } from '../builders';

useDatabase();
afterEach(() => jest.restoreAllMocks());

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
  it('forgets taken ones of applied and returned ones of rejected orders, once their time has passed', async () => {
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

  describe('of so many that one batch cannot hold them', () => {
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

  it('starts a sale again that had read the marks', async () => {
    const { ids } = await anAppliedOrder(5);
    await timePasses();
    const reads = interceptReads([Product], async (read) => {
      const found = await read();
      if (reads.length === 1) await pruneMarks();
      return found;
    });
    await takeFromStock(paymentFor(newId(), ids));
    expect(await quantitiesOf(ids)).toEqual([3]);
    expect(await marks()).toEqual([['taken']]);
  });
});
