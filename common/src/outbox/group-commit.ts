/** What is written together: at least one. */
export type Batch<Item> = [Item, ...Item[]];

/**
 * One write for all who came while the one before was under way (group commit): with nobody waiting each write is its
 * own and begins at once, and the more there is to do, the more of it each write does.
 */
export class GroupCommit<Item> {
  private running: Promise<void> = Promise.resolve();
  private next?: { batch: Batch<Item>; written: Promise<void> };

  /** @param write does the work of all that it is given, or fails for all of them */
  constructor(private readonly write: (batch: Batch<Item>) => Promise<void>) {}

  /**
   * @returns when a write has ended that began after this call and was given this item
   * @throws what that write failed with
   */
  add(item: Item): Promise<void> {
    // The one under way may have begun before what the item is about: the next is the first that surely counts.
    if (this.next) this.next.batch.push(item);
    else this.next = this.begin([item]);
    return this.next.written;
  }

  private begin(batch: Batch<Item>): { batch: Batch<Item>; written: Promise<void> } {
    const written = this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return (this.running = this.write(batch));
      });
    return { batch, written };
  }
}
