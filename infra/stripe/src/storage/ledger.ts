import type Stripe from 'stripe';
import { Answers } from './answers';
import type { Change, StoredToken } from './changes';
import { Collection } from './collection';
import { Journal } from './journal';

/** Everything that the sandbox remembers. Memory answers, the journal makes it last. */
export class Ledger {
  readonly charges: Collection<Stripe.Charge> = new Collection();
  readonly refunds: Collection<Stripe.Refund> = new Collection();
  readonly answers = new Answers();
  private readonly tokens = new Map<string, StoredToken>();
  private journal!: Journal;

  private constructor() {}

  /**
   * Opens the ledger of a folder and brings back what it holds.
   * @param onBroken called when the disk refuses a write: memory and disk differ now, so the process should end
   * @throws Error with one clear line when the folder cannot be used
   */
  static async open(folder: string, onBroken: (error: Error) => void): Promise<Ledger> {
    const ledger = new Ledger();
    const replay = (line: unknown) => ledger.apply((line as { changes: Change[] }).changes);
    ledger.journal = await Journal.open(folder, replay, onBroken);
    return ledger;
  }

  token(id: string): StoredToken | undefined {
    return this.tokens.get(id);
  }

  /**
   * Makes changes true, all or none. Seen by the next request at once; safe from a crash when the promise resolves,
   * which must be awaited before the answer is sent.
   */
  async commit(changes: readonly Change[]): Promise<void> {
    this.apply(changes);
    await this.journal.append({ changes });
  }

  /** Resolves when all that can be read now is safe from a crash. */
  durable(): Promise<void> {
    return this.journal.flushed();
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  private apply(changes: readonly Change[]): void {
    for (const change of changes) this.applyOne(change);
  }

  private applyOne(change: Change): void {
    switch (change.type) {
      case 'charge':
        return this.charges.put(change.charge);
      case 'refund':
        return this.refunds.put(change.refund);
      case 'token':
        return void this.tokens.set(change.token.token.id, change.token);
      case 'answer':
        return this.answers.put(change.answer);
      case 'reset':
        this.charges.clear();
        this.refunds.clear();
        this.answers.clear();
        this.tokens.clear();
    }
  }
}
