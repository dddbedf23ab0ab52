import { isDatabaseUnavailable } from './database';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';

/** At least one item. */
export type Batch<Item> = [Item, ...Item[]];

/** Handles a batch: a result for each item, in order, or one failure for all of them. */
type Work<Key, Item, Result> = (key: Key, batch: Batch<Item>) => Promise<readonly Result[]>;

/** Upper bound on waiting for the previous call of a key: the driver may hang (ADR 0019). */
const MAX_WAIT_MS = 1000;

interface Gathering<Item, Result> {
  batch: Batch<Item>;
  results: Promise<readonly Result[]>;
}

/** The call of a key that runs now, and the batch that gathers for the next one. */
interface Lane<Item, Result> {
  running?: Promise<unknown>;
  next?: Gathering<Item, Result>;
}

/**
 * Group commit: items that arrive while a call for their key runs share the next call. A lone item is handled at
 * once. Batches of different connections never mix.
 */
export class Batcher<Key, Item, Result> {
  private readonly lanes = new WeakMap<object, Map<Key, Lane<Item, Result>>>();

  constructor(private readonly work: Work<Key, Item, Result>) {}

  /**
   * @returns the item's result, from a call that starts after `add` was called
   * @throws the error of that call; after other errors than an unavailable database, the item is tried alone first
   */
  async add(connection: object, key: Key, item: Item): Promise<Result> {
    const lane = this.laneOf(connection, key);
    if (lane.next) lane.next.batch.push(item);
    else lane.next = this.gather(connection, key, item);
    const { batch, results } = lane.next;
    const index = batch.length - 1;
    try {
      return (await results)[index] as Result;
    } catch (error) {
      if (batch.length === 1 || isDatabaseUnavailable(error)) throw error;
      const [result] = await this.work(key, [item]);
      return result as Result;
    }
  }

  private gather(connection: object, key: Key, first: Item): Gathering<Item, Result> {
    const batch: Batch<Item> = [first];
    const lane = this.laneOf(connection, key);
    const start = async (): Promise<readonly Result[]> => {
      await (lane.running && withTimeout(lane.running, MAX_WAIT_MS, ignoreTimeout));
      lane.next = undefined;
      const call = this.work(key, batch);
      const running = call.then(ignoreTimeout, ignoreTimeout).then(() => {
        if (lane.running === running && !lane.next) this.lanes.get(connection)?.delete(key);
      });
      lane.running = running;
      return call;
    };
    return { batch, results: start() };
  }

  private laneOf(connection: object, key: Key): Lane<Item, Result> {
    let lanes = this.lanes.get(connection);
    if (!lanes) this.lanes.set(connection, (lanes = new Map<Key, Lane<Item, Result>>()));
    let lane = lanes.get(key);
    if (!lane) lanes.set(key, (lane = {}));
    return lane;
  }
}
