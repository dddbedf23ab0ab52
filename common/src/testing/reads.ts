import type { AggregateModel } from '../outbox/aggregate';

/** What a read asks for, as MongoDB has it. */
export interface FindCommand {
  find: string;
  filter: Record<string, unknown>;
  limit: number;
}

/** Answers a read: the documents that `read` gives, or others. */
export type Reading = (read: () => Promise<object[]>, command: FindCommand) => Promise<object[]>;

interface FindAnswer {
  cursor: { id: number; firstBatch: object[] };
}

/**
 * Puts `reading` around each `readOne`, and each `readMany` with a limit, of models of one connection, until
 * `jest.restoreAllMocks()`.
 * @returns what was asked for
 */
export function interceptReads(
  models: readonly [AggregateModel, ...AggregateModel[]],
  reading: Reading = (read) => read(),
): FindCommand[] {
  const asked: FindCommand[] = [];
  const db = models[0].db.db!;
  const collections = models.map(({ collection }) => collection.collectionName);
  const execute = db.command.bind(db);
  jest.spyOn(db, 'command').mockImplementation(async (command, ...rest) => {
    if (!collections.includes(command.find as string)) return execute(command, ...rest);
    const asks = command as FindCommand;
    asked.push(asks);
    const read = async () => ((await execute(command, ...rest)) as unknown as FindAnswer).cursor.firstBatch;
    return { cursor: { id: 0, firstBatch: await reading(read, asks) } };
  });
  return asked;
}
