import { newId, outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { putBackStock } from '../../domain/put-back-stock';
import { resumeFulfilments } from '../../domain/resume-fulfilments';
import { takeFromStock } from '../../domain/take-from-stock';
import { Fulfilment } from '../../models/fulfilment';
import { Product } from '../../models/product';
import { fulfilmentOf, paymentFor, productsHolding, quantitiesOf } from '../builders';

useDatabase();
afterEach(() => jest.restoreAllMocks());

/** The process dies right after its nth write: the write is there, and nothing follows. */
function dieAfterWrite(nth: number): void {
  let writes = 0;
  for (const { collection } of [Product, Fulfilment]) {
    for (const name of ['insertOne', 'updateOne', 'updateMany'] as const) {
      const write = collection[name].bind(collection) as (...args: unknown[]) => Promise<unknown>;
      jest.spyOn(collection, name).mockImplementation((async (...args: unknown[]) => {
        writes += 1;
        if (writes > nth) throw new Error('dead');
        const result = await write(...args);
        if (writes === nth) throw new Error('dies now');
        return result;
      }) as never);
    }
  }
}

/** Runs until death. @returns whether it died */
async function runToDeath(work: () => Promise<void>, nth: number): Promise<boolean> {
  dieAfterWrite(nth);
  const died = await work().then(
    () => false,
    () => true,
  );
  jest.restoreAllMocks();
  return died;
}

/** As if the crash were longer ago than the sweep leaves a fulfilment alone. */
const timePasses = () => Fulfilment.collection.updateMany({}, { $set: { updatedAt: new Date(0) } });

const recoveries: [string, (again: () => Promise<void>) => Promise<void>][] = [
  ['redelivery', (again) => again()],
  [
    'the sweep',
    async () => {
      await timePasses();
      await resumeFulfilments();
    },
  ],
];

async function expectVersionsTold(): Promise<void> {
  const events = await outboxOf(Product);
  for (const { _id, version } of await Product.find().lean()) {
    const published = events.filter(({ data }) => data.id === String(_id)).map(({ data }) => data.version);
    expect(published).toEqual(Array.from({ length: version }, (_, i) => i + 1));
  }
}

const stockEvents = async () => (await outboxOf(Fulfilment)).map(({ subject }) => subject);

describe.each(recoveries)('a crash after any single write, then %s', (_, recover) => {
  it.each([
    { stock: [2, 2], status: 'applied', left: [1, 1], events: ['stock:confirmed'], writes: 4 },
    // One of the seven changes nothing: it only waits for the journal, by what was read of the short product.
    { stock: [2, 0], status: 'rejected', left: [2, 0], events: ['stock:rejected'], writes: 7 },
  ])('a payment with stock $stock ends $status', async ({ stock, status, left, events, writes }) => {
    for (let nth = 1; ; nth += 1) {
      const ids = await productsHolding(...stock);
      const payment = paymentFor(newId(), ids);
      const died = await runToDeath(() => takeFromStock(payment), nth);
      await recover(() => takeFromStock(payment));
      expect(await fulfilmentOf(payment.orderId)).toMatchObject({ status });
      expect(await quantitiesOf(ids)).toEqual(left);
      expect(await stockEvents()).toEqual(events);
      await expectVersionsTold();
      if (!died) return expect(nth).toBe(writes + 1);
      await Promise.all([Product.deleteMany(), Fulfilment.deleteMany()]);
    }
  });

  it('a cancellation of an applied order ends reverted', async () => {
    for (let nth = 1; ; nth += 1) {
      const ids = await productsHolding(2, 2);
      const payment = paymentFor(newId(), ids);
      await takeFromStock(payment);
      const died = await runToDeath(() => putBackStock(payment.orderId), nth);
      await recover(() => putBackStock(payment.orderId));
      expect(await fulfilmentOf(payment.orderId)).toMatchObject({ status: 'reverted' });
      expect(await quantitiesOf(ids)).toEqual([2, 2]);
      expect(await stockEvents()).toEqual(['stock:confirmed']);
      await expectVersionsTold();
      if (!died) return expect(nth).toBe(5);
      await Promise.all([Product.deleteMany(), Fulfilment.deleteMany()]);
    }
  });

  it('a cancellation that meets a half-taken order ends reverted', async () => {
    for (let nth = 1; nth <= 3; nth += 1) {
      const ids = await productsHolding(2, 2);
      const payment = paymentFor(newId(), ids);
      await runToDeath(() => takeFromStock(payment), nth);
      for (let next = 1; await runToDeath(() => putBackStock(payment.orderId), next); next += 1)
        await recover(() => putBackStock(payment.orderId));
      expect(await fulfilmentOf(payment.orderId)).toMatchObject({ status: 'reverted' });
      expect(await quantitiesOf(ids)).toEqual([2, 2]);
      expect(await stockEvents()).toEqual([]);
      await takeFromStock(payment);
      expect(await quantitiesOf(ids)).toEqual([2, 2]);
      await expectVersionsTold();
    }
  });
});

describe('the sweep', () => {
  it('leaves alone what is under way', async () => {
    const payment = paymentFor(newId(), await productsHolding(2));
    await runToDeath(() => takeFromStock(payment), 1);
    await resumeFulfilments();
    expect(await fulfilmentOf(payment.orderId)).toMatchObject({ status: 'applying' });
  });

  it('goes on past one that fails, and says so', async () => {
    const ids = await productsHolding(5);
    const payments = [1, 2, 3].map(() => paymentFor(newId(), ids));
    for (const payment of payments) await runToDeath(() => takeFromStock(payment), 1);
    await timePasses();
    const update = Product.collection.updateOne.bind(Product.collection);
    jest
      .spyOn(Product.collection, 'updateOne')
      .mockImplementationOnce(() => {
        throw new Error('out of luck');
      })
      .mockImplementation(update);
    await expect(resumeFulfilments()).rejects.toThrow('1 fulfilments not finished');
    expect(await Fulfilment.countDocuments({ status: 'applied' })).toBe(2);
    await timePasses();
    await resumeFulfilments();
    expect(await quantitiesOf(ids)).toEqual([2]);
  });

  it('stops when the service stops', async () => {
    const payment = paymentFor(newId(), await productsHolding(2));
    await runToDeath(() => takeFromStock(payment), 1);
    await timePasses();
    await resumeFulfilments(AbortSignal.abort());
    expect(await fulfilmentOf(payment.orderId)).toMatchObject({ status: 'applying' });
  });
});
