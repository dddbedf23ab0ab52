import { isDatabaseUnavailable } from './database';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';

/** At least one item. */
export type Batch<Item> = [Item, ...Item[]];

/** Handles a batch: a result for each item, in order, or one failure for all of them. */
type Work<Key, Item, Result> = (key: Key, batch: Batch<Item>) => Promise<readonly Result[]>;

const ignoreResult = (): void => undefined;

/** Upper bound on waiting for the previous call of a key: the driver may hang (ADR 0019). */
const MAX_WAIT_MS = 1000;

interface PendingBatch<Item, Result> {
  batch: Batch<Item>;
  results: Promise<readonly Result[]>;
}

/** The running call of a key, and the batch that waits for it to end. */
interface Queue<Item, Result> {
  running?: Promise<unknown>;
  next?: PendingBatch<Item, Result>;
}

/**
 * Group commit: items that arrive while a call for their key runs share the next call. A lone item is handled at
 * once. Batches of different connections never mix.
 */
export class Batcher<Key, Item, Result> {
  private readonly queues = new WeakMap<object, Map<Key, Queue<Item, Result>>>();

  constructor(private readonly work: Work<Key, Item, Result>) {}

  /**
   * @returns the item's result, from a call that starts after `add` was called
   * @throws the error of that call; after other errors than an unavailable database, the item is tried alone first
   */
  async add(connection: object, key: Key, item: Item): Promise<Result> {
    const queue = this.queueOf(connection, key);
    if (queue.next) queue.next.batch.push(item);
    else queue.next = this.startBatch(connection, key, item);
    const { batch, results } = queue.next;
    const index = batch.length - 1;
    try {
      return (await results)[index] as Result;
    } catch (error) {
      if (batch.length === 1 || isDatabaseUnavailable(error)) throw error;
      const [result] = await this.work(key, [item]);
      return result as Result;
    }
  }

  private startBatch(connection: object, key: Key, first: Item): PendingBatch<Item, Result> {
    const batch: Batch<Item> = [first];
    const queue = this.queueOf(connection, key);
    const start = async (): Promise<readonly Result[]> => {
      await (queue.running && withTimeout(queue.running, MAX_WAIT_MS, ignoreTimeout));
      queue.next = undefined;
      const call = this.work(key, batch);
      const running = call.then(ignoreResult, ignoreResult).then(() => {
        if (queue.running === running && !queue.next) this.queues.get(connection)?.delete(key);
      });
      queue.running = running;
      return call;
    };
    return { batch, results: start() };
  }

  private queueOf(connection: object, key: Key): Queue<Item, Result> {
    let queues = this.queues.get(connection);
    if (!queues) this.queues.set(connection, (queues = new Map<Key, Queue<Item, Result>>()));
    let queue = queues.get(key);
    if (!queue) queues.set(key, (queue = {}));
    return queue;
  }
}
