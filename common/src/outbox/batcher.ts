import type { Connection } from 'mongoose';
import { isDatabaseUnavailable } from '../runtime/database';
import { withDatabaseTimeout } from '../runtime/database-deadline';

/** What is done together: at least one. */
export type Batch<Item> = [Item, ...Item[]];

/** Does all of a batch, with a result for each item in its order, or fails for all of them. */
type Work<Item, Result> = (batch: Batch<Item>) => Promise<readonly Result[]>;

/** A call that the driver has forgotten holds up those behind it for so long, not until it is given up. */
const LONGEST_WAIT_MS = 1000;

/**
 * Does together what comes while the call before is under way: with nobody waiting each call is one item's own and
 * begins at once, and the more there is to do, the more of it each call does. The idea is that of a database's group
 * commit, and of GraphQL's DataLoader.
 */
export class Batcher<Item, Result> {
  private running?: Promise<void>;
  private next?: { batch: Batch<Item>; results: Promise<readonly Result[]> };

  /** @param whenIdle called each time that nothing is under way and nobody waits */
  constructor(
    private readonly work: Work<Item, Result>,
    private readonly whenIdle: () => void = () => undefined,
  ) {}

  /**
   * @returns the item's result, from a call that began after this one was made
   * @throws what that call failed with
   */
  async add(item: Item): Promise<Result> {
    // The one under way may have begun before what the item is about: the next is the first that surely counts.
    if (this.next) this.next.batch.push(item);
    else this.next = this.begin([item]);
    const { batch, results } = this.next;
    const index = batch.length - 1;
    try {
      return (await results)[index] as Result;
    } catch (error) {
      if (batch.length === 1 || isDatabaseUnavailable(error)) throw error;
      // One that can not be done must not stop the others.
      const [result] = await this.work([item]);
      return result as Result;
    }
  }

  private begin(batch: Batch<Item>): { batch: Batch<Item>; results: Promise<readonly Result[]> } {
    return { batch, results: this.turn().then(() => this.start(batch)) };
  }

  private async turn(): Promise<void> {
    if (this.running) await withDatabaseTimeout(this.running, LONGEST_WAIT_MS).catch(() => undefined);
  }

  private start(batch: Batch<Item>): Promise<readonly Result[]> {
    this.next = undefined;
    const call = this.work(batch);
    const ended = (): void => {
      if (this.running !== running) return;
      this.running = undefined;
      if (!this.next) this.whenIdle();
    };
    const running = call.then(ended, ended);
    this.running = running;
    return call;
  }
}

type Named = Map<string, unknown>;

const batchers = new WeakMap<Connection, Named>();

/** The one batcher of a name on a connection, as long as it has work: what it does must be the same each time. */
export function batcherOf<Item, Result>(
  connection: Connection,
  name: string,
  work: Work<Item, Result>,
): Batcher<Item, Result> {
  let named = batchers.get(connection);
  if (!named) batchers.set(connection, (named = new Map<string, unknown>()));
  return (named.get(name) as Batcher<Item, Result> | undefined) ?? begun(named, name, work);
}

function begun<Item, Result>(named: Named, name: string, work: Work<Item, Result>): Batcher<Item, Result> {
  const batcher = new Batcher(work, () => named.delete(name));
  named.set(name, batcher);
  return batcher;
}
