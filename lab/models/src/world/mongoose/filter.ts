import { checkExpression, evaluate } from './expression';
import type { Document } from './document';
import { plain } from './plain';

export type Filter = Record<string, unknown>;

/** Whether a document matches a filter that was checked; of MongoDB's operators those that the services use. */
export function matches(document: Document, filter: Filter, now: Date): boolean {
  const any = (filters: unknown): boolean => (filters as Filter[]).some((one) => matches(document, one, now));
  return Object.entries(filter).every(([field, wanted]) => {
    if (field === '$expr') return evaluate(wanted, document, now) === true;
    if (field === '$or') return any(wanted);
    if (field === '$nor') return !any(wanted);
    return fits(valueAt(document, field), wanted, now);
  });
}

/** What a path such as `outbox.999` leads to. */
const valueAt = (document: Document, path: string): unknown =>
  path.split('.').reduce<unknown>((value, step) => (value as Document | undefined)?.[step], document);

const isCondition = (wanted: unknown): wanted is Record<string, unknown> =>
  typeof wanted === 'object' && wanted !== null && Object.keys(wanted).some((key) => key.startsWith('$'));

function fits(value: unknown, wanted: unknown, now: Date): boolean {
  if (!isCondition(wanted)) return plain(value) === plain(wanted);
  return Object.entries(wanted).every(
    ([operator, operand]) => CONDITIONS[operator]?.(value, operand, now) ?? false,
  );
}

type Condition = (value: unknown, operand: unknown, now: Date) => boolean;

const isIn: Condition = (value, operand) => (operand as unknown[]).some((one) => plain(one) === plain(value));

const compared =
  (isRight: (value: number, operand: number) => boolean): Condition =>
  (value, operand) =>
    isComparable(value, operand) && isRight(Number(plain(value)), Number(plain(operand)));

const CONDITIONS: Record<string, Condition> = {
  $exists: (value, operand) => (value !== undefined) === operand,
  $in: isIn,
  $nin: (...given) => !isIn(...given),
  $not: (value, operand, now) => !fits(value, operand, now),
  $ne: (value, operand) => plain(value) !== plain(operand),
  $gt: compared((value, operand) => value > operand),
  $lt: compared((value, operand) => value < operand),
  $lte: compared((value, operand) => value <= operand),
  $elemMatch: (value, operand, now) =>
    Array.isArray(value) && value.some((one) => matches(one as Document, operand as Filter, now)),
};

/** @throws Error for what the store does not know, also where no document gets so far */
export function checkFilter(filter: Filter): void {
  for (const [field, wanted] of Object.entries(filter)) {
    if (field === '$expr') checkExpression(wanted);
    else if (field === '$or' || field === '$nor') (wanted as Filter[]).forEach(checkFilter);
    else if (field.startsWith('$')) throw new Error(`the models' store knows no ${field} in a filter`);
    else checkCondition(wanted);
  }
}

function checkCondition(wanted: unknown): void {
  if (!isCondition(wanted)) return;
  for (const [operator, operand] of Object.entries(wanted)) {
    if (!(operator in CONDITIONS)) throw new Error(`the models' store knows no ${operator} in a filter`);
    if (operator === '$not') checkCondition(operand);
    if (operator === '$elemMatch') checkFilter(operand as Filter);
  }
}

/** Numbers compare with numbers, dates with dates, and what is missing with nothing. */
const isComparable = (value: unknown, operand: unknown): boolean =>
  value instanceof Date ? operand instanceof Date : typeof value === 'number' && typeof operand === 'number';
