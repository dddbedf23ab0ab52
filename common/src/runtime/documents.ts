import type { AggregateModel } from '../outbox/aggregate';
import { awaitAnswer } from './database';

/** How the documents of a read are chosen and shown, as MongoDB has it. */
export interface ReadOptions {
  projection?: Record<string, unknown>;
  sort?: Record<string, 1 | -1>;
  limit?: number;
}

/**
 * Reads a document by the driver, past Mongoose (ADR 0056). Nothing is cast: ids in the filter are ObjectIds.
 * @throws DatabaseTimeoutError when the driver does not answer
 */
export const readOne = <T extends object>(
  model: AggregateModel,
  filter: object,
  projection?: Record<string, unknown>,
): Promise<T | null> => awaitAnswer(model.collection.findOne(filter, { projection }) as Promise<T | null>);

/**
 * Reads documents by the driver, past Mongoose (ADR 0056). Nothing is cast: ids in the filter are ObjectIds.
 * @throws DatabaseTimeoutError when the driver does not answer
 */
export const readMany = <T extends object>(
  model: AggregateModel,
  filter: object,
  options: ReadOptions = {},
): Promise<T[]> => awaitAnswer(model.collection.find(filter, options).toArray() as unknown as Promise<T[]>);
