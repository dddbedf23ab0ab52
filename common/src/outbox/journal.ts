/**
 * The journal of a database, for all who wait for it: one write serves everybody who asked before it began, as one
 * sync of the journal serves all writes before it (group commit). A broker that lost its data tells thousands of
 * events again that change nothing; a write for each of them would cost more than all the rest.
 */
export class Journal {
  private running: Promise<void> = Promise.resolve();
  private next?: Promise<void>;

  /**
   * @param write changes nothing, and ends when the journal has all that was written before it
   * @returns when a write has ended that began after this call
   * @throws what that write failed with, to all who wait for it
   */
  wait(write: () => Promise<void>): Promise<void> {
    // The one under way may have begun before what is waited for was read: the next is the first that surely counts.
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return (this.running = write());
      });
    return this.next;
  }
}
