import type { Replica } from './replica';

/** Runs at each step by which a copy of the service touches its database; calls the step, or does not. */
export type Around = (name: string, step: () => Promise<unknown>) => Promise<unknown>;

type Collection = Record<string, (...args: unknown[]) => Promise<unknown>>;

const WRITES = ['insertOne', 'updateOne', 'updateMany'];

/**
 * Puts `around` between a copy of the service and its two collections.
 * @param reads whether reading is a step, too
 * @returns a function that removes it
 */
export function interceptDatabase(
  { Payment, OrderReplica }: Pick<Replica, 'Payment' | 'OrderReplica'>,
  around: Around,
  { reads }: { reads: boolean },
): () => void {
  const undo = [Payment, OrderReplica].flatMap((model) =>
    WRITES.map((operation) => {
      const collection = model.collection as unknown as Collection;
      const original = collection[operation];
      if (!original) throw new Error(`no operation ${operation}`);
      collection[operation] = (...args) =>
        around(`${model.collection.name}.${operation}`, () => original.apply(collection, args));
      return () => delete collection[operation]; // uncovers the prototype's own
    }),
  );
  const { db } = Payment.db;
  if (reads && db) {
    const execute = db.command.bind(db);
    const stores = [Payment, OrderReplica].map((model) => model.collection.name);
    db.command = (command, ...rest) =>
      stores.includes(command.find as string)
        ? (around(`${command.find}.findOne`, () => execute(command, ...rest)) as ReturnType<typeof execute>)
        : execute(command, ...rest);
    undo.push(() => delete (db as Partial<typeof db>).command);
  }
  return () => undo.forEach((restore) => restore());
}
