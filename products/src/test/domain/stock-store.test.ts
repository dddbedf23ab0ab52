import { newId, useDatabase } from '@datnxecommerce/common/testing';
import { Types } from 'mongoose';
import { databaseStore } from '../../domain/stock-store';
import { takeFromStock } from '../../domain/take-from-stock';
import { Product } from '../../models/product';
import { staleStockWritesRefused } from '../../services/metrics';
import { fulfilmentOf, paymentFor, productsHolding, quantitiesOf } from '../builders';

useDatabase();
afterEach(() => jest.restoreAllMocks());

const refused = async () => (await staleStockWritesRefused.get()).values[0]?.value ?? 0;

describe('a handler that was stopped for long', () => {
  /** Stops the handler once, between what it reads of the first product and what it writes there. */
  function stoppedFor(ms: number): void {
    const now = performance.now.bind(performance);
    const find = Product.findOne.bind(Product);
    let stoppedMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now() + stoppedMs);
    jest.spyOn(Product, 'findOne').mockImplementationOnce(((...args: Parameters<typeof find>) => {
      stoppedMs = ms;
      return find(...args);
    }) as never);
  }

  it('writes to no product any more: it fails, and the event comes again', async () => {
    const ids = await productsHolding(5, 5);
    const payment = paymentFor(newId(), ids);
    const before = await refused();
    stoppedFor(10_100);
    await expect(takeFromStock(payment)).rejects.toThrow('gave up after 10000 ms');
    expect(await refused()).toBe(before + 1);
    expect(await quantitiesOf(ids)).toEqual([5, 5]);
    expect(await fulfilmentOf(payment.orderId)).toMatchObject({ status: 'applying' });
    await takeFromStock(payment);
    expect(await quantitiesOf(ids)).toEqual([4, 4]);
  });

  it('is counted once, also when what shares its write is decided again', async () => {
    const [id = ''] = await productsHolding(5);
    const before = await refused();
    const stopped = databaseStore();
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + 20_000);
    const update = Product.updateOne.bind(Product);
    jest.spyOn(Product, 'updateOne').mockImplementationOnce((async (...args: Parameters<typeof update>) => {
      await Product.collection.updateOne({ _id: new Types.ObjectId(id) }, { $inc: { rev: 1 } });
      return update(...args);
    }) as never);
    const decide = jest.fn((product: Product | null) => ({
      next: { ...(product as Product), quantity: 4 },
      result: 'written',
    }));
    const both = [stopped, databaseStore()].map((store) => store.product(id, decide));
    await expect(Promise.allSettled(both)).resolves.toMatchObject([
      { status: 'rejected' },
      { status: 'fulfilled' },
    ]);
    expect(decide).toHaveBeenCalledTimes(2);
    expect(await refused()).toBe(before + 1);
  });

  it('goes on after a short stop', async () => {
    const ids = await productsHolding(5, 5);
    stoppedFor(9000);
    await takeFromStock(paymentFor(newId(), ids));
    expect(await quantitiesOf(ids)).toEqual([4, 4]);
  });

  it('has its time anew each time it reads the fulfilment', async () => {
    const store = databaseStore();
    const [id = ''] = await productsHolding(5);
    const payment = paymentFor(newId(), [id]);
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + 20_000);
    await expect(store.product(id, () => ({ result: 'written' }))).rejects.toThrow('gave up');
    await takeFromStock(payment, store);
    expect(await quantitiesOf([id])).toEqual([4]);
  });
});
