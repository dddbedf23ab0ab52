import { Types } from 'mongoose';
import { BadRequestError } from '../errors/bad-request-error';
import type { PageRequest, Position } from '../requests/paging';
import { readMany, type AnyModel, type ReadOptions } from './documents';

/** How a list is sorted: by a field, and where that is equal by the id. An index on both serves it. */
export interface PageSort {
  /** A dotted path for a field of a subdocument. */
  field: string;
  type: 'date' | 'number' | 'text';
  direction: 1 | -1;
}

/** What `findPage` reads: the page that was asked for, of which list. */
export interface PageOptions extends PageRequest, Pick<ReadOptions, 'projection'> {
  sort: PageSort;
}

/** One page of a list. */
export interface Page<T> {
  documents: T[];
  /** The position after which the next page starts; absent on the last page. */
  next?: Position;
}

/**
 * Reads one page of a list, as `readMany` does. Each page starts by an index where the one before ended, however deep.
 * @param options the projection shows `_id` and the field that is sorted by
 * @throws BadRequestError when the cursor belongs to another sorting
 * @throws DatabaseTimeoutError when the driver does not answer
 */
export async function findPage<T extends object>(
  model: AnyModel,
  filter: object,
  { limit, after, sort, projection }: PageOptions,
): Promise<Page<T>> {
  const { field, direction } = sort;
  const found = await readMany<T>(model, after ? { $and: [filter, beyond(after, sort)] } : filter, {
    projection,
    sort: { [field]: direction, _id: direction },
    limit: limit + 1,
  });
  const documents = found.slice(0, limit);
  const last = documents.at(-1);
  return found.length > limit && last ? { documents, next: positionOf(last, field) } : { documents };
}

function beyond({ value, id }: Position, { field, type, direction }: PageSort): object {
  const stored = storedValue(value, type);
  if (stored === undefined) {
    throw new BadRequestError('cursor belongs to another sorting', {
      field: 'cursor',
      code: 'invalid_cursor',
    });
  }
  const operator = direction === 1 ? '$gt' : '$lt';
  return {
    $or: [
      { [field]: { [operator]: stored } },
      { [field]: stored, _id: { [operator]: new Types.ObjectId(id) } },
    ],
  };
}

/** @returns undefined when a sort of this type cannot have put the value into a cursor */
function storedValue(value: Position['value'], type: PageSort['type']): unknown {
  if (type === 'text') return typeof value === 'string' ? value : undefined;
  if (!Number.isFinite(value)) return undefined;
  if (type === 'number') return value;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function positionOf(last: object, field: string): Position {
  const value = field
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], last);
  return {
    value: value instanceof Date ? value.getTime() : (value as Position['value']),
    id: String((last as { _id: unknown })._id),
  };
}
