import { runInContext } from '@datnxecommerce/common';
import { interceptReads, newId, outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';
import os from 'node:os';
import type * as Prune from '../../domain/prune-marks';
import type * as PutBack from '../../domain/put-back-stock';
import type * as Take from '../../domain/take-from-stock';
import { putBackStock } from '../../domain/put-back-stock';
import { takeFromStock } from '../../domain/take-from-stock';
import { Fulfilment } from '../../models/fulfilment';
import { Product } from '../../models/product';
import { fulfilmentOf, paymentFor, productsHolding, quantitiesOf } from '../builders';

useDatabase();

interface Replica {
  takeFromStock: typeof Take.takeFromStock;
  putBackStock: typeof PutBack.putBackStock;
  pruneMarks: typeof Prune.pruneMarks;
  disconnect(): Promise<void>;
}

let other: Replica;

beforeAll(async () => {
  other = await anotherReplica();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => other.disconnect());

/** The service's code loaded once more, with its own connection: it shares nothing with this one but the database. */
async function anotherReplica(): Promise<Replica> {
  const { host, port, name } = mongoose.connection;
  let replica!: Replica & { connect(): Promise<unknown> };
  jest.isolateModules(() => {
    const library = jest.requireActual<typeof mongoose>('mongoose');
    replica = {
      ...jest.requireActual<typeof Take>('../../domain/take-from-stock'),
      ...jest.requireActual<typeof PutBack>('../../domain/put-back-stock'),
      ...jest.requireActual<typeof Prune>('../../domain/prune-marks'),
      connect: () =>
        library.connect(`mongodb://${host}:${port}/${name}`, {
          runtimeAdapters: { os },
          bufferCommands: false,
        }),
      disconnect: () => library.disconnect(),
    };
  });
  await replica.connect();
  return replica;
}

/**
 * Runs `work` and stops it once, as SIGSTOP or a suspended machine does, whose clocks do not move: right after the
 * database has answered its nth read.
 * @returns whether it came to that read
 */
async function stoppedAfterRead(
  nth: number,
  work: () => Promise<void>,
  meanwhile: () => Promise<void>,
): Promise<boolean> {
  let reads = 0;
  const stopAfter = async <Answer>(read: () => Promise<Answer>): Promise<Answer> => {
    const answer = await read();
    reads += 1;
    if (reads === nth) await meanwhile();
    return answer;
  };
  interceptReads([Product, Fulfilment], stopAfter);
  const { collection } = Fulfilment; // Mongoose reads by a cursor
  const find = collection.find.bind(collection) as (...args: unknown[]) => ReturnType<typeof collection.find>;
  jest.spyOn(collection, 'find').mockImplementation((...args: unknown[]) => {
    const cursor = find(...args);
    const toArray = cursor.toArray.bind(cursor);
    return Object.assign(cursor, { toArray: () => stopAfter(toArray) });
  });
  await work();
  jest.restoreAllMocks();
  return reads >= nth;
}

/** Runs `work` up to its first write, after which the process dies. */
async function dieAfterFirstWrite(work: () => Promise<void>): Promise<void> {
  let writes = 0;
  for (const { collection } of [Product, Fulfilment]) {
    for (const name of ['insertOne', 'updateOne', 'updateMany'] as const) {
      const write = collection[name].bind(collection) as (...args: unknown[]) => Promise<unknown>;
      jest.spyOn(collection, name).mockImplementation((async (...args: unknown[]) => {
        writes += 1;
        if (writes > 1) throw new Error('dead');
        return write(...args);
      }) as never);
    }
  }
  await expect(work()).rejects.toThrow('dead');
  jest.restoreAllMocks();
}

/** The other replica does its work, and prunes the marks of what has ended by then. */
async function settledElsewhere(work: () => Promise<void>): Promise<void> {
  await work();
  await Fulfilment.updateMany({ pruneAt: { $exists: true } }, { pruneAt: new Date(0) });
  await other.pruneMarks();
}

const marksLeft = async () => (await Product.find().lean()).flatMap(({ marks }) => marks);

describe('a handler that was stopped after a read while another replica settled its order and pruned the marks', () => {
  async function paidOrder(...stock: number[]) {
    const ids = await productsHolding(...stock);
    const payment = paymentFor(newId(), ids);
    return { ids, payment, orderId: payment.orderId };
  }

  /** Stops the work after each of its reads in turn, in an order of its own. @returns after how many */
  async function afterEachRead(check: (nth: number) => Promise<boolean>): Promise<number> {
    let nth = 1;
    while (await check(nth)) {
      await Promise.all([Product.deleteMany(), Fulfilment.deleteMany()]);
      nth += 1;
    }
    return nth - 1;
  }

  it('takes nothing for good from a rejected order', async () => {
    const reads = await afterEachRead(async (nth) => {
      const { ids, payment, orderId } = await paidOrder(5, 0);
      await dieAfterFirstWrite(() => takeFromStock(payment));
      expect(await fulfilmentOf(orderId)).toMatchObject({ status: 'applying' });
      const wasStopped = await stoppedAfterRead(
        nth,
        () => takeFromStock(payment),
        () => settledElsewhere(() => other.takeFromStock(payment)),
      );
      expect(await quantitiesOf(ids)).toEqual([5, 0]);
      expect(await fulfilmentOf(orderId)).toMatchObject({ status: 'rejected' });
      if (wasStopped) expect(await marksLeft()).toEqual([]);
      return wasStopped;
    });
    expect(reads).toBeGreaterThanOrEqual(5);
  });

  it('takes once for an order that was applied', async () => {
    const reads = await afterEachRead(async (nth) => {
      const { ids, payment, orderId } = await paidOrder(5, 5);
      await dieAfterFirstWrite(() => takeFromStock(payment));
      const wasStopped = await stoppedAfterRead(
        nth,
        () => takeFromStock(payment),
        () => settledElsewhere(() => other.takeFromStock(payment)),
      );
      expect(await quantitiesOf(ids)).toEqual([4, 4]);
      expect(await fulfilmentOf(orderId)).toMatchObject({ status: 'applied' });
      return wasStopped;
    });
    expect(reads).toBeGreaterThanOrEqual(5);
  });

  it('takes nothing for an order that was paid and cancelled meanwhile', async () => {
    await afterEachRead(async (nth) => {
      const { ids, payment, orderId } = await paidOrder(5, 5);
      await dieAfterFirstWrite(() => takeFromStock(payment));
      const wasStopped = await stoppedAfterRead(
        nth,
        () => takeFromStock(payment),
        async () => {
          await settledElsewhere(() => other.takeFromStock(payment));
          await settledElsewhere(() => other.putBackStock(orderId));
        },
      );
      if (!wasStopped) return false;
      expect(await quantitiesOf(ids)).toEqual([5, 5]);
      expect(await fulfilmentOf(orderId)).toMatchObject({ status: 'reverted' });
      return true;
    });
  });

  it('puts back once what a cancelled order had taken', async () => {
    const reads = await afterEachRead(async (nth) => {
      const { ids, payment, orderId } = await paidOrder(5, 5);
      await settledElsewhere(() => takeFromStock(payment));
      await dieAfterFirstWrite(() => putBackStock(orderId));
      expect(await fulfilmentOf(orderId)).toMatchObject({ status: 'reverting', wasApplied: true });
      const wasStopped = await stoppedAfterRead(
        nth,
        () => putBackStock(orderId),
        () => settledElsewhere(() => other.putBackStock(orderId)),
      );
      expect(await quantitiesOf(ids)).toEqual([5, 5]);
      expect(await fulfilmentOf(orderId)).toMatchObject({ status: 'reverted' });
      return wasStopped;
    });
    expect(reads).toBeGreaterThanOrEqual(5);
  });

  it('is safe from the pruning of the version before, which knows of no fence', async () => {
    const { ids, payment } = await paidOrder(5, 0);
    await dieAfterFirstWrite(() => takeFromStock(payment));
    await stoppedAfterRead(
      1,
      () => takeFromStock(payment),
      async () => {
        await other.takeFromStock(payment);
        await Product.collection.updateMany({}, { $set: { marks: [] }, $inc: { rev: 1 } });
      },
    );
    expect(await quantitiesOf(ids)).toEqual([5, 0]);
  });
});

it('takes stock for a payment that comes for the first time after the marks of all others were pruned', async () => {
  const ids = await productsHolding(5, 5);
  for (const payment of [paymentFor(newId(), ids), paymentFor(newId(), ids)])
    await settledElsewhere(() => takeFromStock(payment));
  await takeFromStock(paymentFor(newId(), ids));
  expect(await quantitiesOf(ids)).toEqual([2, 2]);
});

it('gives each event the request of its own order, though orders share a write', async () => {
  const [productId] = await productsHolding(9);
  const requests = ['first', 'second', 'third', 'fourth'];
  const take = (requestId: string) =>
    runInContext({ requestId, traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: false }, () =>
      takeFromStock(paymentFor(newId(), [productId as string])),
    );
  const write = jest.spyOn(Product.collection, 'updateOne');
  await Promise.all(requests.map(take));
  expect(write.mock.calls.length).toBeLessThan(requests.length);
  const caused = (await outboxOf(Product)).map(({ data }) => (data.meta as { requestId: string }).requestId);
  expect(caused.sort()).toEqual([...requests].sort());
});
